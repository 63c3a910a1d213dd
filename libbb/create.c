/* create.c - new namespaces around this process, ready to be used */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "create.h"
#include "enter.h"
#include "mount.h"

static void
write_own(const struct create *create, const char *file, const char *text)
{
	int fd = fd_open(create->proc, file, O_WRONLY);

	if (fd < 0 && errno == ENOENT && create->setgroups == SETGROUPS_KEEP && *file == 's')
		return;		/* no setgroups before 3.19, and no need */
	if (fd < 0 || !write_all(fd, text, strlen(text)))
		die("write /proc/self/%s:", file);
	close(fd);
}

static void
user(const struct create *create)
{
	enum create_setgroups groups = create->setgroups;

	/* after a change of ids our files would be root's */
	cred_dumpable(true);
	/* who may write only their own id must give this up first, since 3.19 */
	if (create->gids.count && create->gids.single && groups == SETGROUPS_KEEP)
		groups = SETGROUPS_DENY;
	if (groups != SETGROUPS_KEEP)
		write_own(create, "setgroups", groups == SETGROUPS_DENY ? "deny" : "allow");
	outside_maps(create);
}

static void
clocks(const struct create *create)
{
	char text[64];

	/* their numbers of clock_gettime(2); before anyone is in there */
	if (create->monotonic && TEXT(text, "1 %s 0\n", create->monotonic))
		write_own(create, "timens_offsets", text);
	if (create->boottime && TEXT(text, "7 %s 0\n", create->boottime))
		write_own(create, "timens_offsets", text);
}

void
create_enter(const struct create *create)
{
	outside_start(create);
	if (create->own) {
		cred_become(create->owner_uid, create->owner_gid);
		cred_dumpable(true);
	}
	/* in one call: the kernel makes the user namespace first, and it owns the others */
	if (create->kinds && !enter_create(create->kinds))
		refusal_die(create->kinds);
	if (create->kinds & NS_BIT(NS_USER))
		user(create);
	clocks(create);
	if (create->kinds & NS_BIT(NS_NET))
		lo_up();
	if (create->hostname && sethostname(create->hostname, strlen(create->hostname)))
		die("set the host name '%s':", create->hostname);
	if (create->propagation)
		mount_propagation(create->propagation);
}

void
create_keep(const struct create *create)
{
	outside_keep(create);
}
