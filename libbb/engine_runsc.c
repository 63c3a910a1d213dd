/*
 * engine_runsc.c - gVisor's containers: on record, but their processes are
 * those of a kernel of their own
 */

#include <string.h>
#include "engine.h"

static bool
visit(const char *name, void *arg)
{
	struct place *place = arg;
	struct container container = CONTAINER_EMPTY;
	const char *rest = text_find(name, "_sandbox:");
	char id[PATH_ROOM], file[PATH_ROOM];

	if (!rest || !TEXT(id, "%.*s", (int)(rest - name), name) || !TEXT(file, "%s/%s", place->run, name))
		return false;
	container.engine = place->walk->engine;
	container.id = container.name = id;
	container.file = file;
	engine_instead(&container, place->walk->engine->name);
	engine_found(place->walk, &container);
	return false;
}

static const struct engine_place places[] = {
	{ NULL, "/run/runsc", NULL },
	{ NULL, "$R/runsc", NULL },
};

const struct engine engine_runsc = { .name = "runsc", PLACES(places), .visit = visit };
