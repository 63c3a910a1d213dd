/* run.c - carries a plan out, to the program at its end */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "enter.h"
#include "kernel.h"
#include "confine.h"

enum { OURS_MAX = 64 };		/* how many files we open after the look at all of them */

static unsigned highest;	/* of the fds, where there was one */

/* Marks every fd from first on to be closed by exec. */
static bool
close_later(const char *name, void *arg)
{
	const unsigned *first = arg;
	uint64_t fd;

	if (!num_parse(name, INT32_MAX, &fd))
		return false;
	if (fd >= *first)
		syscall(NR_FCNTL, (int)fd, F_SETFD, FD_CLOEXEC);
	if (fd > highest)
		highest = (unsigned)fd;
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
		die("list our files:");
	dir_each(dir, close_later, &first);
}

static void
close_between(const struct plan *plan, unsigned from, unsigned end)
{
	/* of those that are let through, only ours would go with exec */
	for (; (CONFIG_NSEXEC_RARE || CONFIG_NSENTER_RARE) && from < end && from < plan->first_closed; from++)
		if (syscall(NR_FCNTL, from, F_GETFD) > 0)
			fd_close((int)from);
	if (from < end && syscall(NR_close_range, from, end - 1, 0))
		for (; from < end && from <= highest + OURS_MAX; from++)
			fd_close((int)from);
}

/*
 * PROG's path and that of its interpreter are the container's, and looked up
 * before exec closes anything: /proc/self/fd/N/../.. would lead out of a
 * directory of ours (CVE-2024-21626), and run a file of the host's.
 */
void
plan_close(const struct plan *plan)
{
	const int needed[] = { err_fd, die_fd, CONFIG_NSEXEC_TOOL ? plan->tool : -1 };
	unsigned from, end = STDERR_FILENO, i;

	while (!plan->keep_fds && end != ~0u) {
		from = end + 1;
		for (end = ~0u, i = 0; i < ARRAY_LEN(needed); i++)
			if ((unsigned)needed[i] >= from && (unsigned)needed[i] < end)
				end = (unsigned)needed[i];
		close_between(plan, from, end);
	}
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

_Noreturn void
plan_exec(const struct plan *plan)
{
	const char *prog = plan->prog, *path = env_get(plan->env, "PATH");
	char file[PATH_ROOM];
	bool denied = false;

	if (CONFIG_NSEXEC_TOOL && plan->tool >= 0) {
		syscall(SYS_execveat, plan->tool, "", plan->argv, plan->env, AT_EMPTY_PATH);
	} else if (*text_to(prog, '/')) {
		try(plan, prog);
		if (errno == ENOENT && fd_open(AT_FDCWD, prog, O_PATH) >= 0)
			hint("it is there; its interpreter or loader is not");
	} else if (!*prog) {
		errno = ENOENT;
	} else {
		if (!path)
			path = "/usr/local/bin:/bin:/usr/bin";
		for (;;) {
			const char *end = text_to(path, ':');

			if (TEXT(file, "%.*s%s%s", (int)(end - path), path, end == path ? "" : "/", prog)) {
				try(plan, file);
				if (errno == EACCES)
					denied = true;
				else if (errno != ENOENT && errno != ENOTDIR)
					break;
			}
			if (!*end) {
				errno = denied ? EACCES : ENOENT;
				break;
			}
			path = end + 1;
		}
	}
	fail_status = errno == ENOENT ? STATUS_NOT_FOUND : STATUS_CANNOT_RUN;
	die("run %s:", prog);
}

/* True when one call for one pidfd joins all there is to join. */
static bool
one_step(const struct plan *plan)
{
	struct target *only = NULL;
	unsigned i;

	for (i = 0; i < NS_COUNT; i++) {
		if (!(plan->join & NS_BIT(i)))
			continue;
		if (i == NS_USER || !plan->from[i].target || (only && plan->from[i].target != only))
			return false;
		only = plan->from[i].target;
	}
	return true;
}

/*
 * After the first join, /proc may be the container's: every directory that a
 * later one could need is opened now.  Of a single step nothing is later; but
 * before 5.14 only root's undumpable process can look into its own /proc.
 */
void
plan_open_procs(const struct plan *plan)
{
	unsigned i;

	if (!geteuid() && one_step(plan))
		return;
	for (i = 0; i < NS_COUNT; i++)
		if (plan->from[i].target)
			target_proc(plan->from[i].target);
}

void
plan_start(struct plan *plan)
{
	close_fds(plan);
	plan_open_procs(plan);
	cred_dumpable(false);
	cred_early(&plan->cred);
	enter_join(plan);
	if (plan->join & NS_BIT(NS_USER))
		cred_dumpable(false);	/* joining that makes it what fs.suid_dumpable says */
}

void
plan_fork(struct plan *plan)
{
	if (plan->fork || ((CONFIG_NSEXEC || CONFIG_NSRUN) && plan->session) || (CONFIG_PTY && plan->pty.wanted))
		child_split(plan);
}

void
plan_streams(const struct plan *plan)
{
	int fd;

	if (plan->output >= 0 || plan->piped)
		err_fd = (int)syscall(NR_FCNTL, STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		int from = fd ? plan->output : plan->input;

		if (from < 0 && (from = plan->pipe[fd]) >= 0)
			/* PROG may open /dev/stdout; another namespace's user has no say here */
			(void)fchown(from, plan->cred.uid, (gid_t)-1);
		if (from >= 0 && syscall(SYS_dup3, from, fd, 0) < 0)
			die("make PROG's file %d:", fd);
	}
}

void
plan_finish(struct plan *plan)
{
	if (CONFIG_NSRUN)
		plan_streams(plan);
	cred_apply(&plan->cred);
	if (CONFIG_NSRUN)
		confine_privileges(&plan->confine);
	if (CONFIG_NSRUN && plan->session)
		session_ready(plan);
	plan_close(plan);
	plan_exec(plan);
}
