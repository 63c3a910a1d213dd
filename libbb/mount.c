/*
 * mount.c - the only file that mounts: in a mount namespace of our own
 *
 * What follows a network: its /sys, and the name service files of the
 * container it belongs to.  What follows a PID namespace: its /proc.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statfs.h>
#include <unistd.h>
#include "kernel.h"
#include "ns.h"

enum { SAFE = MS_NOSUID | MS_NODEV | MS_NOEXEC };

int
mount_keep(const char *path)
{
	return fd_high((int)syscall(NR_open_tree, AT_FDCWD, path,
				    KERNEL_OPEN_TREE_CLONE | O_CLOEXEC | KERNEL_AT_RECURSIVE));
}

/* A private copy over path, through a tmpfs that is on /sys for the moment:
 * the bind keeps it alive when it is gone from there. */
static void
cover(const struct plan_file *file, char digit)
{
	char copy[] = "/sys/0";
	int fd;

	copy[sizeof(copy) - 2] = digit;
	fd = openat(AT_FDCWD, copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0 || !write_all(fd, file->text.data, file->text.len))
		die("copy %s:", file->path);
	close(fd);
	if (mount(copy, file->path, NULL, MS_BIND, NULL))
		die("cover %s:", file->path);
}

static void
network(const struct plan_mounts *mounts)
{
	struct statfs fs;
	unsigned long flags = SAFE;
	size_t i;

	if (!statfs("/sys", &fs) && (fs.f_flags & MS_RDONLY))
		flags |= MS_RDONLY;
	hint("--no-resolv leaves /sys, /etc/resolv.conf and /etc/hosts as they are");
	if (mount("tmpfs", "/sys", "tmpfs", SAFE, "mode=0755"))
		die("mount a tmpfs on /sys:");
	for (i = 0; i < ARRAY_LEN(mounts->file); i++)
		if (mounts->file[i].wanted)
			cover(&mounts->file[i], (char)('0' + i));
	if (umount2("/sys", MNT_DETACH))
		die("unmount the tmpfs:");
	/* busy: what is on /sys is the very one already */
	if (mount("sysfs", "/sys", "sysfs", flags, NULL) && errno != EBUSY)
		die("mount the /sys of the network:");
	hint(NULL);
	/* Without it PROG merely sees an empty /sys/fs/cgroup, as under ip-netns(8). */
	if (mounts->cgroup_tree >= 0)
		(void)syscall(NR_move_mount, mounts->cgroup_tree, "", AT_FDCWD, "/sys/fs/cgroup",
			      KERNEL_MOVE_MOUNT_F_EMPTY_PATH);
}

void
mount_private(const struct plan_mounts *mounts)
{
	/* the host's later mounts come in, ours never get out */
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL)) {
		if (errno == EINVAL)
			hint("in a chroot, / is no mount point");
		die("make the mounts private:");
	}
	if (mounts->sys)
		network(mounts);
}

void
mount_proc(void)
{
	if (mount("proc", "/proc", "proc", SAFE, NULL))
		die("mount the /proc of the PID namespace:");
}

void
mount_propagation(unsigned long how)
{
	if (mount(NULL, "/", NULL, MS_REC | how, NULL)) {
		if (errno == EINVAL)
			hint("in a chroot, / is no mount point: --propagation unchanged");
		die("change the propagation of the mounts:");
	}
}

void
mount_at(const char *type, const char *dir)
{
	if (mount(type, dir, type, SAFE, NULL)) {
		if (errno == EPERM && !strcmp(type, "proc"))
			hint("it needs a PID namespace of its own (-p -f), and a /proc here that nothing covers");
		else if (errno == EPERM)
			hint("in a user namespace it can be mounted since Linux 6.7");
		die("mount %s on %s:", type, dir);
	}
}

void
mount_keep_ns(const char *file, int place)
{
	char dest[32];

	TEXT(dest, "/proc/self/fd/%d", place);
	if (mount(file, dest, NULL, MS_BIND, NULL))
		die("bind %s:", file);
}
