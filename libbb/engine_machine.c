/*
 * engine_machine.c - what systemd-machined knows, and systemd-nspawn keeps
 *
 * /run/systemd/machines/<name> has lines KEY=VALUE; a container that was not
 * registered there is known by its keeper's command line.
 */

#include <string.h>
#include "engine.h"

/* The value of KEY= in text, ended by a NUL; NULL. */
static const char *
field(char *text, const char *key)
{
	char *at, *value, *end;

	for (at = text; *at; at = end + 1) {
		end = text_to(at, '\n');
		if ((value = after_prefix(at, key))) {
			*end = '\0';
			return value;
		}
		if (!*end)
			break;
	}
	return NULL;
}

static bool
visit(const char *name, void *arg)
{
	static const char *const keys[] = { "LEADER=", "CLASS=", "ROOT=", "UNIT=", "SCOPE=", "SERVICE=" };
	static struct blob text;
	struct place *place = arg;
	struct container container = CONTAINER_EMPTY;
	char file[PATH_ROOM], copy[PATH_ROOM];
	static char kept[ARRAY_LEN(keys)][PATH_ROOM];
	uint64_t pid;
	size_t i;

	/* unit:NAME is a link */
	if (*text_to(name, ':') || !TEXT(file, "%s/%s", place->run, name) || !engine_read(&text, file))
		return false;
	for (i = 0; i < ARRAY_LEN(keys); i++) {
		const char *value = TEXT(copy, "%s", text.data) ? field(copy, keys[i]) : NULL;

		TEXT(kept[i], "%s", value ? value : "");
	}
	if (strcmp(kept[1], "container"))
		return false;
	if (!num_parse(kept[0], INT32_MAX, &pid)) {
		engine_sound(file, "no PID in LEADER");
		return false;
	}
	container.id = container.name = name;
	container.file = file;
	container.image = kept[2];
	container.pid = (pid_t)pid;
	for (i = 3; i < ARRAY_LEN(keys) && !*container.cgroup; i++)
		container.cgroup = kept[i];
	engine_found(place->walk, &container);
	return false;
}

static const struct engine_place places[] = {
	{ NULL, "/run/systemd/machines", NULL },
};

static void
machine_process(const struct engine_walk *walk, const struct process *process)
{
	static const char *const options[] = { "-M", "--machine", "-D", "--directory", "-i", "--image" };
	struct container container = CONTAINER_EMPTY;
	const char *value = NULL, *base;
	size_t i;

	for (i = 0; i < ARRAY_LEN(options) && !value; i++)
		value = process_option(process, options[i]);
	if (!value)
		return;
	base = text_last(value, '/');
	container.id = container.name = base ? base + 1 : value;
	engine_kept(walk, process, &container);
}

const struct engine engine_machine = {
	.name = "machine", PLACES(places), .visit = visit, .program = "systemd-nspawn", .process = machine_process,
};
