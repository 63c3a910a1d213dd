/* run.c - carries a plan out, to the program at its end */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "kernel.h"
#include "ns.h"

enum { PATH_ROOM = 4096 };

/* Marks every fd from first on to be closed by exec. */
static bool
close_later(const char *name, void *arg)
{
	const unsigned *first = arg;
	uint64_t fd;

	if (num_parse(name, INT32_MAX, &fd) && fd >= *first)
		fcntl((int)fd, F_SETFD, FD_CLOEXEC);
	return false;
}

static void
close_fds(const struct plan *plan)
{
	unsigned first = plan->first_closed;
	int dir;

	if (plan->keep_fds || !syscall(NR_close_range, first, ~0u, KERNEL_CLOSE_RANGE_CLOEXEC))
		return;
	/* before 5.11: one by one */
	dir = fd_open(AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY);
	if (dir < 0)
		die("list our file descriptors:");
	dir_each(dir, close_later, &first);
}

/* A file of scripts without "#!" is the shell's, as execvp(3) has it. */
static void
try(const struct plan *plan, const char *path)
{
	execve(path, plan->argv, plan->env);
	if (errno == ENOEXEC) {
		char *first = plan->argv[0];

		plan->argv[-1] = (char *)"sh";
		plan->argv[0] = (char *)path;
		execve("/bin/sh", plan->argv - 1, plan->env);
		plan->argv[0] = first;
		errno = ENOEXEC;
	}
}

static _Noreturn void
exec_prog(const struct plan *plan)
{
	const char *prog = plan->prog, *path = plan_getenv(plan, "PATH");
	char file[PATH_ROOM];
	bool denied = false;

	if (strchr(prog, '/')) {
		try(plan, prog);
		if (errno == ENOENT && !access(prog, F_OK)) {
			hint("it is there; its interpreter or loader is not");
			errno = ENOENT;
		}
	} else if (!*prog) {
		errno = ENOENT;
	} else {
		if (!path)
			path = "/usr/local/bin:/bin:/usr/bin";
		for (;;) {
			size_t len = strcspn(path, ":");

			if (TEXT(file, "%.*s%s%s", (int)len, path, len ? "/" : "", prog)) {
				try(plan, file);
				if (errno == EACCES)
					denied = true;
				else if (errno != ENOENT && errno != ENOTDIR)
					break;
			}
			if (!path[len]) {
				errno = denied ? EACCES : ENOENT;
				break;
			}
			path += len + 1;
		}
	}
	die_status(errno == ENOENT ? STATUS_NOT_FOUND : STATUS_CANNOT_RUN, "run %s:", prog);
}

void
plan_run(struct plan *plan)
{
	close_fds(plan);
	cred_dumpable(false);
	cred_early(&plan->cred);
	plan_enter(plan);
	if (plan->fork)
		child_split(plan);
	if (plan->mounts.proc)
		mount_proc();
	cred_apply(&plan->cred);
	exec_prog(plan);
}
