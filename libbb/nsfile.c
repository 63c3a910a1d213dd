/* nsfile.c - one namespace as an open file: nsfs, ioctl_nsfs(2) */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/statfs.h>
#include <unistd.h>
#include "kernel.h"
#include "ns.h"

int
nsfile_by_id(uint64_t id)
{
	const struct kernel_nsfs_handle handle = { .bytes = 16, .type = KERNEL_FILEID_NSFS, .ns_id = id };

	return fd_high((int)syscall(SYS_open_by_handle_at, KERNEL_FD_NSFS_ROOT, &handle, O_RDONLY | O_CLOEXEC));
}

int
nsfile_of_fd(pid_t pid, int number)
{
	int pidfd = fd_high((int)syscall(NR_pidfd_open, pid, 0));
	int sock = pidfd < 0 ? -1 : fd_high((int)syscall(NR_pidfd_getfd, pidfd, number, 0));
	int net = sock < 0 ? -1 : fd_high((int)syscall(SYS_ioctl, sock, KERNEL_SIOCGSKNS));

	fd_close(sock);
	fd_close(pidfd);
	return net;
}

static int
by_id(const char *spec, const char *text)
{
	uint64_t id;
	int fd;

	if (!num_parse(text, UINT64_MAX, &id) || !id)
		die("%s: not a namespace id", spec);
	fd = nsfile_by_id(id);
	if (fd < 0)
		hint("ids are found from Linux 6.19 on, and with privilege in the initial namespaces");
	return fd;
}

static int
by_path(const char *dir, const char *path)
{
	return fd_openf(AT_FDCWD, O_RDONLY | O_NONBLOCK | O_NOCTTY, "%s%s", dir, path);
}

/* ip-netns(8)'s names */
static int
by_netns_name(const char *name)
{
	int fd;

	errno = EINVAL;
	if (!*name || *name == '.' || *text_to(name, '/'))
		return -1;
	fd = by_path("/run/netns/", name);
	return fd < 0 && errno == ENOENT ? by_path("/var/run/netns/", name) : fd;
}

/* Dies unless fd is a namespace of that kind, as far as the kernel can tell. */
static void
check(int fd, const char *spec, enum ns kind)
{
	struct statfs fs;
	unsigned type, i;

	if (fstatfs(fd, &fs))
		die("stat %s:", spec);
	if (fs.f_type != KERNEL_NSFS_MAGIC && fs.f_type != KERNEL_PROC_MAGIC)	/* before 3.19 */
		die("%s: not a namespace file", spec);
	type = (unsigned)syscall(SYS_ioctl, fd, NS_GET_NSTYPE);	/* an error is no kind's flag */
	for (i = 0; i < NS_COUNT; i++)
		if (type == ns_kinds[i].flag && i != kind)
			die("%s: a %s namespace, not a %s namespace", spec, ns_kinds[i].name, ns_kinds[kind].name);
}

int
nsfile_open(const char *spec, enum ns kind)
{
	const char *rest;
	int fd;

	if (CONFIG_NSENTER_RARE && *spec == ':')
		fd = by_id(spec, spec + 1);
	else if (kind == NS_NET && (rest = after_prefix(spec, "netns:")))
		fd = by_netns_name(rest);
	else if ((rest = after_prefix(spec, "ns:")))
		fd = by_path("", rest);
	else
		fd = by_path("", spec);
	if (fd < 0)
		die("open %s:", spec);
	check(fd, spec, kind);
	return fd;
}

int
nsfile_of_socket(struct target *target, const char *number)
{
	uint64_t value;
	int fd, net;

	if (!num_parse(number, INT32_MAX, &value))
		die("'%s': not a file descriptor", number);
	if (target->pidfd < 0)
		die("get file descriptor %s of process %d: this needs pidfds, Linux 5.6", number, target->pid);
	fd = fd_high((int)syscall(NR_pidfd_getfd, target->pidfd, (int)value, 0));
	if (fd < 0)
		die("get file descriptor %s of process %d:", number, target->pid);
	net = fd_high((int)syscall(SYS_ioctl, fd, KERNEL_SIOCGSKNS));
	if (net < 0) {
		if (errno == ENOTTY)
			hint("it is not a socket, or Linux is older than 4.10");
		die("get the network namespace of file descriptor %s of process %d:", number, target->pid);
	}
	fd_close(fd);
	return net;
}

int
nsfile_owner(int fd)
{
	int owner = fd_high((int)syscall(SYS_ioctl, fd, NS_GET_USERNS));

	if (owner < 0) {
		if (errno == EPERM)
			hint("it is not below our own user namespace");
		die("get the owning user namespace:");
	}
	return owner;
}

bool
nsfile_owner_uid(int fd, uid_t *uid)
{
	return !syscall(SYS_ioctl, fd, NS_GET_OWNER_UID, uid);
}
