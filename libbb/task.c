/* task.c - what containerd keeps of a running task, for whichever engine stands on it */

#include <string.h>
#include "engine.h"

const char *const task_versions[TASK_VERSIONS] = { "io.containerd.runtime.v2.task", "io.containerd.runtime.v1.linux" };

bool
task_confirm(struct container *container)
{
	static struct blob text;
	char path[PATH_ROOM];
	const char *space = text_last(container->runtime, '/');
	const char *roots[] = { path, NULL };

	/* only a shim tells of it: its record is gone, or not there yet */
	if (container->unverified || !space)
		return true;
	if (!TEXT(path, "%s/run/containerd/runc%s", starts_with(container->runtime, ENGINE_HOST) ? ENGINE_HOST : "", space) ||
	    !oci_states(container, roots))
		return false;
	if (container->start)
		return true;
	/* a runtime, or a place for its state, that we do not know; or no task */
	if (TEXT(path, "%s/%s/init.pid", container->runtime, container->id))
		container->pid = engine_pid(path);
	if (!container->pid)
		container->state = CONTAINER_EXITED;
	else if (TEXT(path, "%s/%s/shim-binary-path", container->runtime, container->id) && engine_read(&text, path))
		engine_instead(container, text.data);
	return true;
}

void
task_look(const struct engine_walk *walk, const char *tasks, const char *id)
{
	struct engine_walk its = *walk;
	struct place place = { .walk = &its, .run = "/var/run/docker" };
	char path[PATH_ROOM], part[PATH_ROOM];
	const char *at = text_find(tasks, "/containerd/daemon/");

	its.engine = &engine_docker;
	if (at)
		TEXT(place.run, "%.*s", (int)(at - tasks), tasks);
	if (TEXT(path, "%s/%s/config.json", tasks, id) && TEXT(part, "/containers/%s/", id) &&
	    engine_above(part, path, part) && TEXT(place.data, "%s%s", walk->root, part))
		engine_look(&place);
}
