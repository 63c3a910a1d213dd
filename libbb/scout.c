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
#include "enter.h"
#include "mount.h"

/* The file fd is, from now on, what path of dir is in there; or with path NULL a copy of what it was. */
static void
go(const struct plan *plan, int fd, int dir, const char *path, int flags)
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
		cred_dumpable(false);	/* joining a user namespace makes it what fs.suid_dumpable says */
		taken = path ? fd_open(dir, path, flags) : mount_copy(fd, true);
		if (taken < 0 || syscall(SYS_dup3, taken, fd, O_CLOEXEC) < 0) {
			if (errno == ENOSYS)
				hint("this needs Linux 5.2");
			die("open %s inside:", path ? path : "/dev/shm");
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

	go(plan, place, AT_FDCWD, "/", O_PATH | O_DIRECTORY);
	return place;
}

void
scout_shm(const struct plan *plan, int fd)
{
	go(plan, fd, -1, NULL, 0);
}

int
scout_file(struct target *target, const char *file)
{
	int fd = fd_open(target_proc(target), file, O_RDONLY);
	struct plan there;

	if (fd >= 0 || errno != EACCES || !CONFIG_CONTAINERS)
		return fd;
	plan_init(&there);
	plan_join_differing(&there, NS_BIT(NS_USER), target);
	if (!there.join) {
		errno = EACCES;
		return -1;
	}
	fd = plan_dir("/");
	go(&there, fd, target_proc(target), file, O_RDONLY);
	return fd;
}
