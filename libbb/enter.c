/*
 * enter.c - the only file that changes this process's namespaces and root
 *
 * Who owns a namespace decides when it can be joined.  A privileged caller
 * may join every kind as it is, and would lose that power by joining the user
 * namespace first; an ordinary one gains its power there.  So: first all but
 * the user namespace, then that, then what was refused the first time.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "enter.h"
#include "kernel.h"

static unsigned joined;

static int
join_fd(int fd, unsigned flags)
{
	return (int)syscall(SYS_setns, fd, flags);
}

/* One kind, through its own file. */
static bool
join_one(const struct plan_join *from, enum ns kind)
{
	int fd = from->fd;
	bool done;

	if (fd < 0) {
		/* once inside, nothing is opened by a path */
		if (joined && from->target->proc < 0)
			die("join the %s namespace: its directory was not opened in time", ns_kinds[kind].name);
		fd = fd_open(target_proc(from->target), ns_kinds[kind].file, O_RDONLY);
	}
	done = fd >= 0 && !join_fd(fd, ns_kinds[kind].flag);
	if (fd != from->fd)
		fd_close(fd);
	return done;
}

/* The kinds of set that come from the same target as kind does. */
static unsigned
same_target(const struct plan *plan, unsigned set, enum ns kind)
{
	unsigned result = 0, i;

	for (i = 0; i < NS_COUNT; i++)
		if ((set & NS_BIT(i)) && plan->from[i].fd < 0 && plan->from[i].target == plan->from[kind].target)
			result |= NS_BIT(i);
	return result;
}

static _Noreturn void
die_join(const struct plan *plan, enum ns kind)
{
	if (errno == EINVAL && kind == NS_USER)
		hint("a process cannot join the user namespace it is in");
	else if (errno == EINVAL && kind == NS_TIME)
		hint("time namespaces need Linux 5.6");
	else if (errno == EPERM && !(plan->join & NS_BIT(NS_USER)) && geteuid())
		hint("an ordinary user has to join the user namespace that owns it, too");
	die("join the %s namespace of %s:", ns_kinds[kind].name, plan->from[kind].from);
}

/* Joins what it can of set; dies at a refusal when final. */
static void
pass(const struct plan *plan, unsigned set, bool final)
{
	unsigned i, group;

	for (i = 0; i < NS_COUNT; i++) {
		if (!(set & ~joined & NS_BIT(i)))
			continue;
		group = plan->from[i].fd < 0 ? same_target(plan, set & ~joined, i) : 0;
		/* 5.8 joins all of a process's namespaces at once, or none */
		if (group && plan->from[i].target->pidfd >= 0 &&
		    !join_fd(plan->from[i].target->pidfd, ns_flags(group))) {
			joined |= group;
			continue;
		}
		if (join_one(&plan->from[i], i))
			joined |= NS_BIT(i);
		else if (final)
			die_join(plan, i);
	}
}

/* Who is in a cgroup namespace may put none into a cgroup that is not (ENOENT). */
static unsigned
later(const struct plan *plan)
{
	return (CONFIG_NSEXEC || CONFIG_NSRUN) && plan->session ? plan->join & NS_BIT(NS_CGROUP) : 0;
}

void
enter_namespaces(const struct plan *plan)
{
	unsigned user = plan->join & NS_BIT(NS_USER), now = plan->join & ~later(plan);

	pass(plan, now & ~user, !user);
	if (!user)
		return;
	pass(plan, user, true);
	pass(plan, now, true);
}

static void
enter_cgroup(const struct plan *plan, int fd)
{
	if (!write_all(fd, "0", 1))
		die("join cgroup %s:", plan->cgroup.path);
}

void
enter_cgroups(const struct plan *plan, bool unified)
{
	size_t i;

	for (i = 0; (CONFIG_CGROUP || CONFIG_NSEXEC) && i < plan->cgroup.count; i++)
		enter_cgroup(plan, plan->cgroup.procs[i]);
	if ((CONFIG_CGROUP || CONFIG_NSEXEC) && unified && plan->cgroup.unified >= 0)
		enter_cgroup(plan, plan->cgroup.unified_procs);
	pass(plan, later(plan), true);
}

void
enter_join(const struct plan *plan)
{
	if (!plan->session)
		enter_cgroups(plan, true);
	if ((CONFIG_LABEL || CONFIG_NSEXEC) && plan->label_fd >= 0 && !write_all(plan->label_fd, plan->label, strlen(plan->label)))
		die("set the security label '%s':", plan->label);
	enter_namespaces(plan);
	if (CONFIG_ASSERT)
		mem_close();
}

/* fchdir(2); libc's also works before 3.5, at a price */
static int
enter_dir(int fd)
{
	return (int)syscall(SYS_fchdir, fd);
}

/* Our own working directory must be inside the root we see (CVE-2024-21626). */
static void
check_cwd(const char *dir)
{
	char path[PATH_ROOM];
	long len = syscall(SYS_getcwd, path, sizeof(path));

	if (len < 0 || path[0] != '/')
		die("directory %s is outside the root that was entered, or removed", dir);
}

void
enter_dirs(const struct plan *plan)
{
	int back = -1;

	if (plan->root >= 0) {
		if (plan->cwd < 0 && !plan->wdns) {
			back = fd_open(AT_FDCWD, ".", O_PATH | O_DIRECTORY);
			if (back < 0)
				die("open the working directory:");
		}
		if (enter_dir(plan->root) || syscall(SYS_chroot, ".") || chdir("/"))
			die("change the root to %s:", plan->root_name);
	}
	if (back >= 0 && enter_dir(back))
		die("change back to the working directory:");
	if (plan->cwd >= 0 && enter_dir(plan->cwd))
		die("change to directory %s:", plan->cwd_name);
	if (CONFIG_NSEXEC && plan->cwd_inside)
		check_cwd(plan->cwd_name);
	if (plan->wdns) {
		if (chdir(plan->wdns))
			die("change to directory %s inside:", plan->wdns);
		check_cwd(plan->wdns);
	}
}
