/*
 * engine_flatpak.c - Flatpak's running applications
 *
 * <runtime dir>/.flatpak/<number>/bwrapinfo.json has the PID, pid its keeper's,
 * info the application's ID.
 */

#include <string.h>
#include "engine.h"

static bool
visit(const char *id, void *arg)
{
	static const struct json_want want = { "child-pid", JSON_NUMBER, 0 };
	static struct blob text;
	struct place *place = arg;
	struct container container = CONTAINER_EMPTY;
	int64_t pid = 0;
	char file[PATH_ROOM], path[PATH_ROOM], name[256] = "";
	const char *at;

	if (!TEXT(path, "%s/%s/info", place->run, id) || !engine_has(path) ||
	    !TEXT(file, "%s/%s/bwrapinfo.json", place->run, id))
		return false;
	if (engine_read(&text, path) && (at = text_find(text.data, "\nname=")))
		TEXT(name, "%.*s", (int)(text_to(at + 1, '\n') - at - 6), at + 6);
	if (!engine_read(&text, file) || !engine_sound(file, json_scan(&text, &want, 1, &pid)))
		return false;
	if (pid <= 0 || pid > INT32_MAX) {
		engine_sound(file, "no usable PID in it");
		return false;
	}
	container.id = id;
	container.name = *name ? name : id;
	container.file = file;
	container.pid = (pid_t)pid;
	if (TEXT(path, "%s/%s/pid", place->run, id))
		container.keeper = engine_pid(path);
	engine_found(place->walk, &container);
	return false;
}

static const struct engine_place places[] = {
	{ NULL, "$R/.flatpak", NULL },
};

const struct engine engine_flatpak = { .name = "flatpak", PLACES(places), .visit = visit };
