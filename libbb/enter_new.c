/* enter_new.c - new namespaces around this process; the only file that makes any */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "kernel.h"
#include "ns.h"

static void
write_self(const struct plan *plan, const char *file, const char *text)
{
	int fd = fd_open(plan->self_proc, file, O_WRONLY);

	if (fd < 0 && errno == ENOENT)	/* no setgroups before 3.19, and no need */
		return;
	if (fd < 0 || !write_all(fd, text, strlen(text)))
		die("write /proc/self/%s:", file);
	close(fd);
}

/* A new user namespace, with the caller as its root: user_namespaces(7). */
static void
create_user(const struct plan *plan)
{
	char uid_map[32], gid_map[32];
	bool ordinary = geteuid() != 0;

	TEXT(uid_map, "%u %u 1", plan->keep_id ? geteuid() : 0, geteuid());
	TEXT(gid_map, "%u %u 1", plan->keep_id ? getegid() : 0, getegid());
	if (syscall(SYS_unshare, KERNEL_NEWUSER))
		die("create a new user namespace:");
	/* The files of an undumpable process are root's. */
	if (ordinary)
		cred_dumpable(true);
	write_self(plan, "setgroups", "deny");
	write_self(plan, "uid_map", uid_map);
	write_self(plan, "gid_map", gid_map);
	if (ordinary)
		cred_dumpable(false);
}

void
enter_new(const struct plan *plan)
{
	unsigned i;

	if (plan->create & NS_BIT(NS_USER))
		create_user(plan);
	for (i = 0; i < NS_COUNT; i++)
		if ((plan->create & ~NS_BIT(NS_USER) & NS_BIT(i)) && syscall(SYS_unshare, ns_kinds[i].flag)) {
			if (errno == EPERM && geteuid())
				hint("an ordinary user needs a user namespace of its own: --userns private");
			die("create a new %s namespace:", ns_kinds[i].name);
		}
	if (plan->create & NS_BIT(NS_NET))
		lo_up();
	if (plan->hostname && sethostname(plan->hostname, strlen(plan->hostname)))
		die("set the host name '%s':", plan->hostname);
}
