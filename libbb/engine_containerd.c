/*
 * engine_containerd.c - containerd's tasks, Kubernetes' among them
 *
 * <state>/io.containerd.runtime.v2.task/<namespace>/<id> holds the OCI
 * configuration, whose annotations have Kubernetes' names, and the init's PID;
 * the runtime's own state holds the start time.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "engine.h"

/* A directory of tasks, or one namespace's in it. */
struct tasks {
	const struct engine_walk	*walk;
	const char			*dir;
};

static bool
visit_task(const char *id, void *arg)
{
	const struct tasks *tasks = arg;
	struct container container = CONTAINER_EMPTY;
	char file[PATH_ROOM], spec[PATH_ROOM];

	if (engine_is_id(id) && engine_knows(tasks->walk, id))
		return false;	/* of an engine that stands on containerd */
	if (!TEXT(file, "%s/%s/init.pid", tasks->dir, id) || !TEXT(spec, "%s/%s/config.json", tasks->dir, id) ||
	    !engine_has(spec))
		return false;
	container.id = container.name = container.cgroup = id;
	container.file = file;
	container.runtime = tasks->dir;
	container.spec = spec;
	oci_spec(&container);
	engine_found(tasks->walk, &container);
	return false;
}

static bool
visit_namespace(const char *name, void *arg)
{
	const struct tasks *tasks = arg;
	char path[PATH_ROOM];
	struct tasks inside = { tasks->walk, path };

	if (TEXT(path, "%s/%s", tasks->dir, name))
		dir_each(engine_dir(tasks->walk, path), visit_task, &inside);
	return false;
}

static void
look(struct place *place)
{
	char path[PATH_ROOM];
	struct tasks tasks = { place->walk, path };
	size_t i;

	for (i = 0; i < TASK_VERSIONS; i++)
		if (TEXT(path, "%s/%s", place->run, task_versions[i]))
			dir_each(engine_dir(place->walk, path), visit_namespace, &tasks);
}

static const struct engine_place places[] = {
	{ NULL, "/run/containerd", NULL },
	{ NULL, "/run/k3s/containerd", NULL },		/* rke2's, too */
	{ NULL, "/run/k0s/containerd", NULL },
	{ NULL, "/var/snap/microk8s/common/run/containerd", NULL },
	{ NULL, "/run/docker/containerd/daemon", NULL },
	{ NULL, "$R/containerd", NULL },
};

/* A shim's command line has namespace and ID, its directory is the task's. */
static void
containerd_process(const struct engine_walk *walk, const struct process *process)
{
	const char *id = process_option(process, "-id"), *space = process_option(process, "-namespace");
	struct container container = CONTAINER_EMPTY;
	char link[PATH_ROOM], path[PATH_ROOM], *cut;
	ssize_t len;

	if (!id || !space)
		return;
	if (process->trusted && TEXT(path, "/proc/%d/cwd", process->pid)) {
		len = readlinkat(AT_FDCWD, path, link, sizeof(link) - 1);
		link[len > 0 ? len : 0] = '\0';
		if ((cut = text_last(link, '/')) && text_find(link, "/io.containerd.runtime.")) {
			*cut = '\0';
			if (TEXT(path, "%s%s", walk->root, link)) {
				struct tasks tasks = { walk, path };

				if (CONFIG_ENGINE_DOCKER && engine_is_id(id) && !engine_knows(walk, id) && !strcmp(space, "moby"))
					task_look(walk, path, id);
				dir_each(engine_dir(walk, path), visit_task, &tasks);
			}
		}
	}
	container.id = container.name = container.cgroup = id;
	engine_kept(walk, process, &container);
}

const struct engine engine_containerd = {
	.name = "containerd", PLACES(places), .look = look, .confirm = task_confirm,
	.program = "containerd-shim", .process = containerd_process,
};
