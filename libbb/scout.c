/*
 * scout.c - what only who is in a mount namespace can take, before we go there, or though we never do
 *
 * A child goes there and leaves it open in a file table that it shares with us.
 * Such is the root that PROG will see: /proc/PID/root is a process's own, which
 * a chroot(2) may have changed; who joins its mount namespace gets that namespace's.
 */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "mount.h"

/* The file fd is, from now on, the root in there; or with shm a copy of what it was. */
static void
go(const struct plan *plan, int fd, bool shm)
{
	int status = 1, taken;
	pid_t child;

	plan_open_procs(plan);
	child_default(SIGCHLD);
	child = child_new(CLONE_FILES);
	if (child < 0)
		die("fork:");
	if (!child) {
		cred_dumpable(false);
		enter_namespaces(plan);
		taken = shm ? mount_copy(fd, true) : fd_open(AT_FDCWD, "/", O_PATH | O_DIRECTORY);
		if (taken < 0 || syscall(SYS_dup3, taken, fd, O_CLOEXEC) < 0) {
			if (errno == ENOSYS)
				hint("this needs Linux 5.2");
			die(shm ? "take /dev/shm inside:" : "open / inside:");
		}
		close(taken);
		_exit(0);
	}
	if (waitpid(child, &status, 0) < 0 || status)
		_exit(fail_status);	/* it said why */
}

int
scout_root(const struct plan *plan)
{
	int place = plan_dir("/");

	go(plan, place, false);
	return place;
}

void
scout_shm(const struct plan *plan, int fd)
{
	go(plan, fd, true);
}
