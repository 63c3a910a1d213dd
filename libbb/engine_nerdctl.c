/*
 * engine_nerdctl.c - nerdctl's names for containerd's containers
 *
 * <root>/<hash of containerd's address>/names/<namespace>/<name> holds the ID.
 */

#include <string.h>
#include "engine.h"

enum { LEVEL_HASH, LEVEL_SPACE, LEVEL_NAME };

struct level {
	const struct place	*place;
	const char		*dir, *space;
	unsigned		 depth;
};

static void
found(const struct level *level, const char *name)
{
	static struct blob text;
	struct container container = CONTAINER_EMPTY;
	char file[PATH_ROOM], runtime[PATH_ROOM], spec[PATH_ROOM];

	if (!TEXT(file, "%s/%s", level->dir, name) || !engine_read(&text, file))
		return;
	*text_to(text.data, '\n') = '\0';
	if (!engine_is_id(text.data) ||
	    !TEXT(runtime, "%s/io.containerd.runtime.v2.task/%s", level->place->run, level->space) ||
	    !TEXT(spec, "%s/%s/config.json", runtime, text.data))
		return;
	container.id = container.cgroup = text.data;
	container.name = name;
	container.file = file;
	container.runtime = runtime;
	container.spec = engine_has(spec) ? spec : "";
	engine_found(level->place->walk, &container);
}

static bool
visit(const char *name, void *arg)
{
	const struct level *level = arg;
	char path[PATH_ROOM];
	struct level inside = { level->place, path, name, level->depth + 1 };

	if (level->depth == LEVEL_NAME)
		found(level, name);
	else if (TEXT(path, level->depth == LEVEL_HASH ? "%s/%s/names" : "%s/%s", level->dir, name))
		dir_each(engine_dir(NULL, path), visit, &inside);
	return false;
}

static void
look(struct place *place)
{
	struct level level = { place, place->data, "", LEVEL_HASH };

	dir_each(engine_dir(place->walk, place->data), visit, &level);
}

static const struct engine_place places[] = {
	{ "/var/lib/nerdctl", "/run/containerd", NULL },
	{ "$D/nerdctl", "$R/containerd", NULL },
};

const struct engine engine_nerdctl = { .name = "nerdctl", PLACES(places), .look = look, .confirm = task_confirm };
