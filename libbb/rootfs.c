/*
 * rootfs.c - a root of PROG's own, as the OCI runtime specification fills it
 *
 * The directory may be a hostile image: nothing in it is reached but through
 * place.c, below it.  What a user namespace may not mount is bound from ours.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "kernel.h"
#include "mount.h"

enum { SAFE = MS_NOSUID | MS_NODEV | MS_NOEXEC };

/* Those after /dev are in it.  What is the ipc namespace's is bound from ours
 * while that is ours. */
static const struct fs {
	const char	*dest, *type, *data;
	unsigned long	 flags;
	bool		 of_ipc;
} fss[] = {
	{ "/dev", "tmpfs", "mode=755,size=65536k", MS_NOSUID | MS_STRICTATIME, false },
	{ "/dev/pts", "devpts", "newinstance,ptmxmode=0666,mode=0620,gid=5", MS_NOSUID | MS_NOEXEC, false },
	{ "/dev/shm", "tmpfs", "mode=1777,size=65536k", SAFE, true },
	{ "/dev/mqueue", "mqueue", "", SAFE, true },
	{ "/sys", "sysfs", "", SAFE, false },
};

static const struct device {
	const char	*name;
	unsigned char	 major, minor;
} devices[] = {
	{ "null", 1, 3 }, { "zero", 1, 5 }, { "full", 1, 7 }, { "random", 1, 8 }, { "urandom", 1, 9 }, { "tty", 5, 0 },
};

/* name and text in turn */
static const char *const links[] = {
	"ptmx", "pts/ptmx", "fd", "/proc/self/fd", "stdin", "/proc/self/fd/0", "stdout", "/proc/self/fd/1",
	"stderr", "/proc/self/fd/2",
};

/* docker's and podman's */
static const char *const masked[] = {
	"/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug",
	"/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware",
};
static const char *const frozen[] = {
	"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger",
};

static int old_root = -1, proc_place = -1;

static int
place(int root, const char *dest, bool directory)
{
	int fd = place_make(root, dest, directory);

	if (fd < 0)
		die("make %s in the root:", dest);
	return fd;
}

/* What we have at path, on place; false with errno. */
static bool
bind(int dir, const char *path, int where, unsigned attr)
{
	int from = fd_open(dir, path, O_PATH);
	bool done = from >= 0 && mount_bind(from, where, attr);

	fd_close(from);
	return done;
}

static void
file_system(const struct plan_mounts *mounts, int root, const struct fs *fs)
{
	int where;
	bool is_sys = !strcmp(fs->type, "sysfs");
	unsigned long flags = fs->flags | (is_sys && !mounts->open ? MS_RDONLY : 0);
	const char *gid = text_find(fs->data, ",gid=");
	char data[64] = "";

	if (mounts->shm && !strcmp(fs->dest, "/dev/shm"))
		return;		/* it is one of the volumes */
	where = place(root, fs->dest, true);
	if ((!fs->of_ipc || mounts->new_ipc) && mount_new(fs->type, where, flags, fs->data)) {
		fd_close(where);
		return;
	}
	if (gid && errno == EINVAL) {	/* a user namespace without that group */
		TEXT(data, "%.*s", (int)(gid - fs->data), fs->data);
		if (mount_new(fs->type, where, flags, data)) {
			fd_close(where);
			return;
		}
	}
	if (!bind(AT_FDCWD, fs->dest, where, is_sys ? (unsigned)flags : 0) && !fs->of_ipc)
		die("mount %s in the root:", fs->dest);
	fd_close(where);
}

static void
device(int dev, const struct device *device)
{
	char ours[16];
	int where;

	TEXT(ours, "/dev/%s", device->name);
	if (!mknodat(dev, device->name, S_IFCHR | 0666, makedev(device->major, device->minor)))
		return;
	where = place(dev, device->name, false);
	if (!bind(AT_FDCWD, ours, where, 0))
		die("make /dev/%s:", device->name);
	close(where);
}

void
rootfs_build(const struct plan_mounts *mounts)
{
	struct volume root = { .source = mounts->rootfs, .name = mounts->rootfs, .spread = MS_PRIVATE | MS_REC, .directory = true, .tree = -1 };
	int dev;
	size_t i;

	(void)umask(022);
	mounts_take(mounts);
	root.from = plan_dir(mounts->rootfs);
	root.place = plan_dir(mounts->rootfs);
	volume_take(&root, -1);
	if (!mount_attach(&root))
		die("mount %s:", mounts->rootfs);
	proc_place = place(root.tree, "/proc", true);
	for (i = 0; i < ARRAY_LEN(fss); i++)
		file_system(mounts, root.tree, &fss[i]);
	mounts_cgroups(place_find(root.tree, "/sys/fs/cgroup"), mounts->open ? SAFE : SAFE | KERNEL_ATTR_RDONLY);
	dev = place(root.tree, "/dev", true);
	(void)umask(0);
	for (i = 0; i < ARRAY_LEN(devices); i++)
		device(dev, &devices[i]);
	(void)umask(022);
	for (i = 0; i < ARRAY_LEN(links); i += 2)
		if (symlinkat(links[i + 1], dev, links[i]))
			die("make /dev/%s:", links[i]);
	for (i = 0; i < ARRAY_LEN(mounts->file); i++)
		if (mounts->file[i].wanted)
			mounts_text(dev, place(root.tree, mounts->file[i].path, false), &mounts->file[i]);
	close(dev);
	mounts_attach(mounts, root.tree);
	if (mounts->read_only && !mount_set(root.tree, KERNEL_ATTR_RDONLY, true))
		die("make the root read-only:");
	old_root = mount_pivot(root.tree);
}

void
rootfs_finish(const struct plan_mounts *mounts)
{
	size_t i;

	if (!mount_new("proc", proc_place, SAFE, NULL) && !bind(old_root, "proc", proc_place, 0))
		die("mount /proc in the root:");
	for (i = 0; i < ARRAY_LEN(masked) && !mounts->open; i++)
		mount_mask(masked[i]);
	for (i = 0; i < ARRAY_LEN(frozen) && !mounts->open; i++)
		mount_freeze(frozen[i]);
	mount_leave(old_root);
}
