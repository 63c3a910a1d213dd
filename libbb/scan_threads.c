/* scan_threads.c - namespaces that a thread is in or holds, but not its process */

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "kernel.h"
#include "scan.h"

static struct {
	struct scan		*scan;
	const struct scan_proc	*proc;
	unsigned		 kinds;
} tasks;

static void
hold(const struct held *held)
{
	scan_held(tasks.scan, held->ino, held->kind, HOLD_FD, held->pid, held->fd);
}

static bool
visit_task(const char *name, void *arg)
{
	const struct scan_proc *proc = tasks.proc;
	struct scan_how *how = arg;
	struct scan_proc task = { 0 };
	char path[48];
	uint64_t tid;
	unsigned i;

	if (!num_parse(name, INT32_MAX, &tid) || tid == proc->pid)
		return false;
	/* /proc/TID is there, though not listed */
	task.pid = (uint32_t)tid;
	how->flags = syscall(SYS_kcmp, proc->pid, task.pid, KERNEL_KCMP_FILES, 0, 0) ? SCAN_HOLDERS : SCAN_CHILDREN;
	(void)scan_read(how, &task);
	for (i = 0; i < NS_COUNT; i++) {
		scan_held(tasks.scan, task.children[i], i, HOLD_CHILDREN, task.pid, -1);
		if (!task.ino[i] || task.ino[i] == proc->ino[i])
			continue;
		scan_held(tasks.scan, task.ino[i], i, HOLD_THREAD, proc->pid, (int)tid);
		if (i == NS_MNT && TEXT(path, "%u/task/%s", proc->pid, name))
			scan_mounts(tasks.scan, path, tasks.kinds, false);
	}
	return false;
}

void
scan_threads(struct scan *scan, unsigned kinds)
{
	struct scan_how how = scan_as_before();
	int home = fd_open(AT_FDCWD, ".", O_PATH | O_DIRECTORY);
	size_t i;

	how.hold = hold;
	tasks.scan = scan;
	tasks.kinds = kinds;
	for (i = 0; i < scan->procs; i++) {
		tasks.proc = &scan->proc[i];
		dir_each(fd_openf(AT_FDCWD, O_RDONLY | O_DIRECTORY, "/proc/%u/task", tasks.proc->pid), visit_task, &how);
	}
	(void)fchdir(home);
	fd_close(home);
}
