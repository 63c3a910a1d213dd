/*
 * mount.c - the only file that mounts: in a mount namespace of our own, or a container's
 *
 * What follows a network: its /sys, and the name service files of the
 * container it belongs to.  What follows a PID namespace: its /proc.
 */

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>
#include "kernel.h"
#include "ns.h"

enum { SAFE = MS_NOSUID | MS_NODEV | MS_NOEXEC };

static int fds = -1;	/* our own fds, as a directory of the /proc we started with */

void
mount_open_fds(void)
{
	fd_close(fds);
	fds = plan_dir("/proc/self/fd");
}

/* The name of fd for a call that takes paths only.  Nothing that anyone mounts or
 * renames can be in its way. */
static const char *
through(int fd, char name[static 12])
{
	text_fmt(name, 12, "%d", fd);
	(void)syscall(SYS_fchdir, fds);		/* without it, there is no such file */
	return name;
}

int
mount_copy(int from, bool single)
{
	return fd_high((int)syscall(NR_open_tree, from, "", KERNEL_OPEN_TREE_CLONE | O_CLOEXEC | KERNEL_AT_EMPTY_PATH |
				    (single ? 0 : KERNEL_AT_RECURSIVE)));
}

static bool
set_option(int fs, const char *name, const char *value)
{
	return !syscall(NR_fsconfig, fs, KERNEL_FSCONFIG_SET_STRING, name, value, 0);
}

int
mount_tmpfs(const char *options)
{
	int fs = fd_high((int)syscall(NR_fsopen, "tmpfs", KERNEL_FSOPEN_CLOEXEC)), tree = -1;
	bool good = fs >= 0 && set_option(fs, "source", "tmpfs");
	char text[256];
	char *at = text, *end;

	good = good && TEXT(text, "%s", options);
	for (; good && *at; at = end) {
		char *value;

		end = text_to(at, ',');
		if (*end)
			*end++ = '\0';
		value = text_to(at, '=');
		if (*value)
			*value++ = '\0';
		good = set_option(fs, at, value);
	}
	if (good && !syscall(NR_fsconfig, fs, KERNEL_FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		tree = fd_high((int)syscall(NR_fsmount, fs, KERNEL_FSMOUNT_CLOEXEC, 0));
	fd_close(fs);
	return tree;
}

static bool
change(int tree, bool single, const struct kernel_mount_attr *attr)
{
	return !syscall(NR_mount_setattr, tree, "", KERNEL_AT_EMPTY_PATH | (single ? 0 : KERNEL_AT_RECURSIVE), attr,
			sizeof(*attr));
}

/* The owners of the files as those of the user namespace's ids. */
static void
idmap(const struct volume *volume, int userns)
{
	struct kernel_mount_attr attr = { .set = KERNEL_ATTR_IDMAP, .userns = (uint64_t)userns };

	if (change(volume->tree, volume->single, &attr))
		return;
	if (volume->idmap)
		die("idmap %s:", volume->source);
	if (errno == ENOSYS)
		hint("idmapped mounts need Linux 5.12");
	else if (!volume->single && change(volume->tree, true, &attr))
		hint("of what is mounted below it, or of all: a file system there has none");
	warn("%s is not idmapped: its files are nobody's for the container", volume->source);
}

void
mount_take(struct volume *volume, int userns)
{
	struct kernel_mount_attr attr = {
		.set = volume->attr,
		.propagation = volume->spread & ~(unsigned)MS_REC,
	};

	if (volume->tree < 0)
		volume->tree = volume->source ? mount_copy(volume->from, volume->single) : mount_tmpfs(volume->data);
	if (volume->tree < 0) {
		if (errno == ENOSYS)
			hint("this needs Linux 5.2");
		else if (errno == EPERM)
			hint("only root, or who has a mount namespace of their own, can");
		else if (errno == EINVAL && !volume->source)
			hint("a tmpfs knows no such option");
		die("take %s:", volume->source ? volume->source : "a tmpfs");
	}
	fd_close(volume->from);
	volume->from = -1;
	if (userns >= 0 && volume->source)
		idmap(volume, userns);
	volume->late = !change(volume->tree, !volume->whole && !(volume->spread & MS_REC), &attr);
	if (volume->late && (errno != ENOSYS || volume->whole)) {
		if (errno == ENOSYS)
			hint("this needs Linux 5.12");
		die("change the attributes of %s:", volume->source ? volume->source : "a tmpfs");
	}
}

/* Before 5.12, what is mounted: without what is mounted below it. */
static bool
remount(const struct volume *volume)
{
	unsigned long flags = volume->attr;	/* MS_ and ATTR_ have the same bits for these four */
	char name[12];

	return !mount(NULL, through(volume->tree, name), NULL, volume->spread, NULL) &&
	       (!flags || !mount(NULL, name, NULL, MS_REMOUNT | MS_BIND | flags, NULL));
}

bool
mount_attach(struct volume *volume)
{
	int saved;

	if (syscall(NR_move_mount, volume->tree, "", volume->place, "",
		    KERNEL_MOVE_MOUNT_F_EMPTY_PATH | KERNEL_MOVE_MOUNT_T_EMPTY_PATH))
		return false;
	if (!volume->late || remount(volume))
		return true;
	saved = errno;
	(void)mount_detach(volume->tree);
	errno = saved;
	return false;
}

bool
mount_detach(int fd)
{
	char name[12];

	return !umount2(through(fd, name), MNT_DETACH);
}

void
mount_take_all(const struct plan_mounts *mounts)
{
	struct volume *volume = mounts->volume;
	struct stat before, now;
	size_t i;

	for (i = 0; i < mounts->volume_count; i++, volume++) {
		int from = volume->from;

		if (from >= 0) {
			volume->from = fd_open(AT_FDCWD, volume->source, O_PATH);
			if (volume->from < 0 || fstat(volume->from, &now) || fstat(from, &before))
				die("open %s:", volume->source);
			if (now.st_dev != before.st_dev || now.st_ino != before.st_ino)
				die("open %s: it was replaced", volume->source);
			close(from);
		}
		mount_take(volume, -1);
	}
}

void
mount_attach_all(const struct plan_mounts *mounts, int root)
{
	struct volume *volume = mounts->volume;
	size_t i;

	for (i = 0; i < mounts->volume_count; i++, volume++) {
		volume->place = mounts->rootfs ? place_make(root, volume->dest, volume->directory) :
				place_find(root, volume->dest);
		if (volume->place < 0 || !mount_attach(volume))
			die("mount %s on %s:", volume->source ? volume->source : "a tmpfs", volume->dest);
	}
}

bool
mount_new(const char *type, int place, unsigned long flags, const char *data)
{
	return !syscall(SYS_fchdir, place) && !mount(type, ".", type, flags, data);
}

bool
mount_set(int fd, unsigned bits, bool single)
{
	struct kernel_mount_attr attr = { .set = bits };

	return change(fd, single, &attr) ||
	       (errno == ENOSYS && !syscall(SYS_fchdir, fd) && !mount(NULL, ".", NULL, MS_REMOUNT | MS_BIND | bits, NULL));
}

static int cgroups = -1;	/* our /sys/fs/cgroup, detached */

/* Without it PROG merely sees an empty /sys/fs/cgroup, as under ip-netns(8). */
void
mount_cgroups(int place, unsigned attr)
{
	if (cgroups < 0 || place < 0)
		return;
	(void)mount_set(cgroups, attr, false);
	(void)syscall(NR_move_mount, cgroups, "", place, "",
		      KERNEL_MOVE_MOUNT_F_EMPTY_PATH | KERNEL_MOVE_MOUNT_T_EMPTY_PATH);
}

void
mount_mask(const char *path)
{
	if (mount("/dev/null", path, NULL, MS_BIND, NULL) && errno != ENOENT &&
	    (errno != ENOTDIR || mount("tmpfs", path, "tmpfs", MS_RDONLY, "size=0k")))
		die("hide %s:", path);
}

void
mount_freeze(const char *path)
{
	if (mount(path, path, NULL, MS_BIND | MS_REC, NULL)) {
		if (errno != ENOENT)
			die("make %s read-only:", path);
	} else if (mount(NULL, path, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | SAFE, NULL)) {
		die("make %s read-only:", path);
	}
}

int
mount_pivot(int root)
{
	int old = plan_dir("/");

	if (syscall(SYS_fchdir, root) || syscall(SYS_pivot_root, ".", "."))
		die("make it the root:");
	return old;
}

void
mount_leave(int old)
{
	if (syscall(SYS_fchdir, old) || umount2(".", MNT_DETACH) || chdir("/"))
		die("leave the old root:");
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
	mount_cgroups(fd_open(AT_FDCWD, "/sys/fs/cgroup", O_PATH), 0);
}

/* Our own root, and what is mounted there. */
static void
build_ours(const struct plan_mounts *mounts)
{
	int root = plan_dir("/");

	mount_take_all(mounts);
	if (mounts->read_only && !mount_set(root, KERNEL_ATTR_RDONLY, false))
		die("make / read-only:");
	if (mounts->sys)
		network(mounts);
	mount_attach_all(mounts, root);
	close(root);
}

/* Where we were, under the same name: a volume may be there now. */
static void
go_back(const char *cwd, int back)
{
	if (*cwd != '/' || chdir(cwd))
		(void)syscall(SYS_fchdir, back);
}

void
mount_private(const struct plan_mounts *mounts)
{
	int back = fd_open(AT_FDCWD, ".", O_PATH | O_DIRECTORY), tree;
	char cwd[PATH_ROOM] = "";

	/* the host's later mounts come in, ours never get out */
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL)) {
		if (errno == EINVAL)
			hint("in a chroot, / is no mount point");
		die("make the mounts private:");
	}
	if (mounts->sys || mounts->rootfs) {
		tree = fd_open(AT_FDCWD, "/sys/fs/cgroup", O_PATH);
		cgroups = mount_copy(tree, false);
		fd_close(tree);
	}
	if (mounts->volume_count || mounts->rootfs)
		mount_open_fds();
	(void)syscall(SYS_getcwd, cwd, sizeof(cwd));
	if (CONFIG_NSRUN_ROOTFS && mounts->rootfs)
		rootfs_build(mounts);
	else
		build_ours(mounts);
	if (!mounts->rootfs && mounts->volume_count)
		go_back(cwd, back);
	fd_close(back);
}

void
mount_proc(void)
{
	if (mount("proc", "/proc", "proc", SAFE, NULL))
		die("mount the /proc of the PID namespace:");
}
