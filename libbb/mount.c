/*
 * mount.c - the only file that mounts: in a mount namespace of our own, or a container's
 *
 * Thin: what is to be mounted where is said in mounts.c, rootfs.c, mimic.c and
 * nsmount.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statfs.h>
#include <unistd.h>
#include "enter.h"
#include "kernel.h"
#include "mount.h"

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

bool
mount_change(int tree, bool single, const struct kernel_mount_attr *attr)
{
	return !syscall(NR_mount_setattr, tree, "", KERNEL_AT_EMPTY_PATH | (single ? 0 : KERNEL_AT_RECURSIVE), attr,
			sizeof(*attr));
}

/* Before 5.12: bits on what is mounted at fd, without what is mounted below it,
 * beside those that it has. */
static bool
remount(int fd, unsigned bits)
{
	const unsigned four = MS_RDONLY | SAFE;		/* MS_, ATTR_ and ST_ have the same bits for these */
	struct statfs fs;
	char name[12];

	return !fstatfs(fd, &fs) &&
	       !mount(NULL, through(fd, name), NULL, MS_REMOUNT | MS_BIND | (fs.f_flags & four) | bits, NULL);
}

static bool
attach_late(const struct volume *volume)
{
	char name[12];

	return !mount(NULL, through(volume->tree, name), NULL, volume->spread, NULL) &&
	       (!volume->attr || remount(volume->tree, volume->attr));
}

bool
mount_attach(struct volume *volume)
{
	int saved;

	if (syscall(NR_move_mount, volume->tree, "", volume->place, "",
		    KERNEL_MOVE_MOUNT_F_EMPTY_PATH | KERNEL_MOVE_MOUNT_T_EMPTY_PATH))
		return false;
	if (!volume->late || attach_late(volume))
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

bool
mount_new(const char *type, int place, unsigned long flags, const char *data)
{
	return !syscall(SYS_fchdir, place) && !mount(type, ".", type, flags, data);
}

bool
mount_set(int fd, unsigned bits, bool single)
{
	struct kernel_mount_attr attr = { .set = bits };

	return mount_change(fd, single, &attr) || (errno == ENOSYS && remount(fd, bits));
}

bool
mount_bind(int from, int place, unsigned attr)
{
	struct volume volume = { .tree = mount_copy(from, false), .place = place };
	char source[12], target[12];
	bool done;

	if (volume.tree < 0 && errno == ENOSYS && !attr)
		return !mount(through(from, source), through(place, target), NULL, MS_BIND | MS_REC, NULL);
	done = volume.tree >= 0 && mount_attach(&volume) && (!attr || mount_set(volume.tree, attr, false));
	fd_close(volume.tree);
	return done;
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

	if (syscall(SYS_fchdir, root) || syscall(SYS_pivot_root, ".", ".")) {
		if (errno == EINVAL)
			hint("/ is a chroot or an initramfs, which cannot be left for another root");
		die("make it the root:");
	}
	return old;
}

void
mount_leave(int old)
{
	if (syscall(SYS_fchdir, old) || umount2(".", MNT_DETACH) || chdir("/"))
		die("leave the old root:");
}

/* The host's later mounts come in, ours never get out. */
static bool
make_slaves(void)
{
	return !mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL);
}

/* In a plain chroot / is no mount point; it becomes one here.  The mount that it is
 * in can only be named from outside, where joining a mount namespace leads. */
static bool
slaves_of_chroot(void)
{
	struct plan out = { .root_name = "/", .cwd_name = "/" };
	struct volume root = { .tree = -1, .place = plan_dir("/") };

	plan_join_file(&out, NS_MNT, "/proc/self/ns/mnt");
	enter_namespaces(&out);
	if (!make_slaves() || (root.tree = mount_copy(root.place, false)) < 0 || !mount_attach(&root))
		return false;
	out.root = out.cwd = root.tree;
	enter_dirs(&out);
	return true;
}

bool
mount_slave(void)
{
	if (make_slaves())
		return false;
	if (errno != EINVAL || !slaves_of_chroot()) {
		if (errno == ENOSYS)
			hint("this needs Linux 5.2");
		die("make the mounts private:");
	}
	return true;
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
