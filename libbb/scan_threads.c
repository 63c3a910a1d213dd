/* scan_threads.c - namespaces that a thread is in, but not its process */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "spaces.h"

struct tasks {
	struct scan		*scan;
	const struct scan_proc	*proc;
	unsigned		 kinds;
};

static bool
visit_task(const char *name, void *arg)
{
	const struct tasks *tasks = arg;
	const struct scan_proc *proc = tasks->proc;
	char path[48];
	uint64_t tid;
	unsigned i;
	int dir;

	if (!num_parse(name, INT32_MAX, &tid) || tid == proc->pid)
		return false;
	TEXT(path, "/proc/%u/task/%s/ns", proc->pid, name);
	dir = fd_open(AT_FDCWD, path, O_PATH | O_DIRECTORY);
	for (i = 0; dir >= 0 && i < NS_COUNT; i++) {
		uint32_t ino = 0;

		if (tasks->kinds & NS_BIT(i) || i == NS_MNT)
			ino = scan_link(dir, ns_kinds[i].file + strlen("ns/"));
		if (!ino || ino == proc->ino[i])
			continue;
		scan_held(tasks->scan, ino, i, HOLD_THREAD, proc->pid, (int)tid);
		if (i == NS_MNT && TEXT(path, "%u/task/%s", proc->pid, name))
			scan_mounts(tasks->scan, path, tasks->kinds, false);
	}
	fd_close(dir);
	return false;
}

void
scan_threads(struct scan *scan, unsigned kinds)
{
	struct tasks tasks = { .scan = scan, .kinds = kinds };
	size_t i;

	for (i = 0; i < scan->procs; i++) {
		tasks.proc = &scan->proc[i];
		dir_each(fd_openf(AT_FDCWD, O_RDONLY | O_DIRECTORY, "/proc/%u/task", tasks.proc->pid), visit_task, &tasks);
	}
}
