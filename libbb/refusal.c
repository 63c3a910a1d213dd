/* refusal.c - which namespace the kernel refuses to make, and what to look at */

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include "create.h"
#include "enter.h"

enum { FIRST_LINE = 64, HINT_ROOM = 240 };

/* The number in a file of /proc/sys, as text; NULL when there is no such file. */
static const char *
setting(int fd, char text[FIRST_LINE])
{
	ssize_t len = fd < 0 ? -1 : read(fd, text, FIRST_LINE - 1);

	fd_close(fd);
	if (len < 0)
		return NULL;
	text[len] = '\0';
	*text_to(text, '\n') = '\0';
	return text;
}

static bool
setting_is(const char *path, char wanted)
{
	char text[FIRST_LINE];

	return setting(fd_open(AT_FDCWD, path, O_RDONLY), text) && text[0] == wanted && !text[1];
}

static void
limit(enum ns kind, int fd, char *why)
{
	char text[FIRST_LINE];
	const char *name = ns_kinds[kind].name;

	if (!setting(fd, text))
		text_fmt(why, HINT_ROOM, "the limit on %s namespaces is reached", name);
	else if (text[0] == '0')
		text_fmt(why, HINT_ROOM, "/proc/sys/user/max_%s_namespaces is 0: they are forbidden", name);
	else
		text_fmt(why, HINT_ROOM, "this user has as many as /proc/sys/user/max_%s_namespaces allows (here %s, further "
			"out maybe less), or they are nested too deep", name, text);
}

/* What is known of a refusal; "" for nothing. */
static void
reason(enum ns kind, unsigned kinds, int fd, char *why)
{
	const char *text = "";

	if (errno == ENOSPC || errno == EUSERS) {
		limit(kind, fd, why);
		return;
	}
	if (errno == EINVAL) {
		text_fmt(why, HINT_ROOM, "this kernel has no %s namespaces", ns_kinds[kind].name);
		return;
	}
	if (errno == EPERM && kind == NS_USER) {
		text = "a security module may forbid it, or this process is in a chroot or has unmapped ids";
		if (setting_is("/proc/sys/kernel/unprivileged_userns_clone", '0'))
			text = "/proc/sys/kernel/unprivileged_userns_clone is 0: only root may";
		else if (setting_is("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", '1'))
			text = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns is 1: AppArmor forbids it";
	} else if (errno == EPERM && (kinds & NS_BIT(NS_USER))) {
		text = "a security module forbids it in the new user namespace";
		if (setting_is("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", '1'))
			text = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns is 1: AppArmor forbids it";
	} else if (errno == EPERM) {
		text = "it needs CAP_SYS_ADMIN: be root, or add a user namespace with --map-root-user (-r)";
	} else if (errno == EACCES) {
		text = "a security module forbids it";
	}
	text_fmt(why, HINT_ROOM, "%s", text);
}

void
refusal_die(unsigned kinds)
{
	static char why[HINT_ROOM];
	int fd[NS_COUNT];
	unsigned i;

	/* once in a user namespace, these files are that one's */
	for (i = 0; i < NS_COUNT; i++)
		fd[i] = fd_openf(AT_FDCWD, O_RDONLY, "/proc/sys/user/max_%s_namespaces", ns_kinds[i].name);
	/* the user namespace first, as the kernel does: it gives the right to the others */
	for (i = 0; i < NS_COUNT; i++)
		if ((kinds & NS_BIT(i)) && !enter_create(NS_BIT(i))) {
			int saved = errno;

			reason(i, kinds, fd[i], why);
			if (*why)
				hint(why);
			errno = saved;
			die("unshare the %s namespace:", ns_kinds[i].name);
		}
	die("unshare: refused together, not one by one");
}
