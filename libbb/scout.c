/*
 * scout.c - the root that PROG will see, before we go there
 *
 * /proc/PID/root is a process's own root, which a chroot(2) may have changed;
 * who joins its mount namespace gets that namespace's.  A child goes there and
 * leaves its root open in a file table that it shares with us.
 */

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "ns.h"

int
scout_root(const struct plan *plan)
{
	int place = plan_dir("/"), status = 1, root;
	pid_t child;

	plan_open_procs(plan);
	child_default(SIGCHLD);
	child = child_new(CLONE_FILES);
	if (child < 0)
		die("fork:");
	if (!child) {
		cred_dumpable(false);
		enter_namespaces(plan);
		root = fd_open(AT_FDCWD, "/", O_PATH | O_DIRECTORY);
		if (root < 0 || syscall(SYS_dup3, root, place, O_CLOEXEC) < 0)
			die("open / inside:");
		close(root);
		_exit(0);
	}
	if (waitpid(child, &status, 0) < 0 || status)
		_exit(fail_status);	/* it said why */
	return place;
}
