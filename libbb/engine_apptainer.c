/*
 * engine_apptainer.c - instances of Apptainer, and of Singularity before it
 *
 * <instances>/<host>/<user>/<name>/<name>.json has the PID and its parent's.
 */

#include <string.h>
#include "engine.h"

enum { LEVEL_HOST, LEVEL_USER, LEVEL_NAME };

struct record {
	int64_t		 pid, keeper;
	const char	*image;
};

static const struct json_want wants[] = {
	{ "pid", JSON_NUMBER, offsetof(struct record, pid) },
	{ "ppid", JSON_NUMBER, offsetof(struct record, keeper) },
	{ "image", JSON_TEXT, offsetof(struct record, image) },
};

struct level {
	const struct engine_walk	*walk;
	const char			*dir;
	unsigned			 depth;
};

static void
found(const struct engine_walk *walk, const char *name, const char *file)
{
	static struct blob text;
	struct container container = CONTAINER_EMPTY;
	struct record record = { 0, 0, "" };
	const char *error;

	if (!engine_read(&text, file))
		return;
	error = json_scan(&text, wants, ARRAY_LEN(wants), &record);
	if (!error && (record.pid <= 0 || record.pid > INT32_MAX || record.keeper <= 0 || record.keeper > INT32_MAX))
		error = "no usable PIDs in it";
	if (!engine_sound(file, error))
		return;
	container.id = container.name = name;
	container.image = record.image;
	container.file = file;
	container.pid = (pid_t)record.pid;
	container.keeper = (pid_t)record.keeper;
	engine_found(walk, &container);
}

static bool
visit(const char *name, void *arg)
{
	const struct level *level = arg;
	char path[PATH_ROOM];
	struct level inside = { level->walk, path, level->depth + 1 };

	if (level->depth == LEVEL_NAME) {
		if (TEXT(path, "%s/%s/%s.json", level->dir, name, name))
			found(level->walk, name, path);
	} else if (TEXT(path, "%s/%s", level->dir, name)) {
		dir_each(engine_dir(NULL, path), visit, &inside);
	}
	return false;
}

static void
look(struct place *place)
{
	struct level level = { place->walk, place->data, LEVEL_HOST };

	dir_each(engine_dir(place->walk, place->data), visit, &level);
}

static const struct engine_place places[] = {
	{ "/root/.apptainer/instances/app", NULL, NULL },
	{ "/root/.singularity/instances/sing", NULL, NULL },
	{ "$H/.apptainer/instances/app", NULL, NULL },
	{ "$H/.singularity/instances/sing", NULL, NULL },
};

const struct engine engine_apptainer = { .name = "apptainer", PLACES(places), .look = look };
