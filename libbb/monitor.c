/*
 * monitor.c - containers that liblxc runs, for whichever engine
 *
 * <path>/<name> is the record; the init is the child of a process that calls
 * itself "[lxc monitor] <path> <name>".
 */

#include <string.h>
#include <unistd.h>
#include "engine.h"

#define TITLE	"[lxc monitor] "

static const char *
engine_name(const char *path)
{
	return text_find(path, "/incus/") ? "incus" : text_find(path, "/lxd/") ? "lxd" : "lxc";
}

static bool
visit(const char *name, void *arg)
{
	struct place *place = arg;
	struct container container = CONTAINER_EMPTY;
	char file[PATH_ROOM];

	/* LXC's own directories hold other things as well */
	if (!TEXT(file, *place->config ? "%s/%s/config" : "%s/%s", place->data, name) || !engine_has(file))
		return false;
	container.id = container.name = name;
	container.file = file;
	container.runtime = place->data;
	engine_found(place->walk, &container);
	return false;
}

/* The words of a title; false when it is another engine's. */
static bool
split(const struct process *process, const char *engine, char *path, const char **name)
{
	const char *at = after_prefix(process->args, TITLE);
	const char *space = at ? text_last(at, ' ') : NULL;

	if (!space || *at != '/' || !text_fmt(path, PATH_ROOM, "%.*s", (int)(space - at), at))
		return false;
	*name = space + 1;
	return !strcmp(engine_name(path), engine);
}

static void
monitor_process(const struct engine_walk *walk, const struct process *process)
{
	struct container container = CONTAINER_EMPTY;
	struct place place = { .walk = walk };
	char path[PATH_ROOM];

	if (!split(process, walk->engine->name, path, &container.name))
		return;
	container.id = container.name;
	if (process->trusted && TEXT(place.data, "%s%s", walk->root, path) &&
	    TEXT(place.config, "%s", strcmp(walk->engine->name, "lxc") ? "" : "config"))
		engine_look(&place);
	engine_kept(walk, process, &container);
}

static bool
monitor_confirm(struct container *container)
{
	const struct process *process;
	const char *name, *runtime = after_prefix(container->runtime, ENGINE_HOST);
	char path[PATH_ROOM];

	if (container->unverified)
		return true;
	container->state = CONTAINER_EXITED;
	for (process = process_list(); process && !container->pid; process = process->next)
		if (process->engine == container->engine && process->uid == container->owner && (process->trusted || geteuid()) &&
		    split(process, container->engine->name, path, &name) && !strcmp(name, container->name) &&
		    !strcmp(path, runtime ? runtime : container->runtime)) {
			container->keeper = process->pid;
			container->unverified = !process->trusted;
			container->pid = process_child(process->pid, NULL);
		}
	if (container->pid)
		container->state = CONTAINER_RUNNING;
	return true;
}

#define ENGINE(NAME, ...) \
static const struct engine_place NAME##_places[] = { __VA_ARGS__ }; \
const struct engine engine_##NAME = { \
	.name = #NAME, PLACES(NAME##_places), .visit = visit, .confirm = monitor_confirm, \
	.program = TITLE, .process = monitor_process, \
};

ENGINE(lxc, { "/var/lib/lxc", NULL, "/var/lib/lxc" }, { "$D/lxc", NULL, "$D/lxc" })
ENGINE(lxd, { "/var/snap/lxd/common/lxd/containers", NULL, NULL }, { "/var/lib/lxd/containers", NULL, NULL })
ENGINE(incus, { "/var/lib/incus/containers", NULL, NULL })
