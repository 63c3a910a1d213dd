/*
 * mounts.c - the mounts that PROG sees: ours, in a mount namespace of its own, and what is different
 *
 * What follows a network: its /sys, and the name service files of the
 * container it belongs to.  Then the volumes.
 */

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "kernel.h"
#include "mount.h"

enum { SAFE = MS_NOSUID | MS_NODEV | MS_NOEXEC };

static int cgroups = -1;	/* our /sys/fs/cgroup, before a new /sys hides it */

void
mounts_cgroups(int place, unsigned attr)
{
	/* Without it PROG merely sees an empty /sys/fs/cgroup, as under ip-netns(8). */
	if (cgroups >= 0 && place >= 0)
		(void)mount_bind(cgroups, place, attr);
	fd_close(place);
}

void
mounts_text(int dir, int place, const struct plan_file *file)
{
	int fd = fd_open(dir, "text", O_WRONLY | O_CREAT | O_EXCL);

	if (fd < 0 || !write_all(fd, file->text.data, file->text.len))
		die("copy %s:", file->path);
	close(fd);
	fd = fd_open(dir, "text", O_PATH);
	if (fd < 0 || place < 0 || !mount_bind(fd, place, 0) || unlinkat(dir, "text", 0))
		die("cover %s:", file->path);
	close(fd);
	close(place);
}

static void
network(const struct plan_mounts *mounts)
{
	int sys = plan_dir("/sys"), dir;
	struct statfs fs;
	unsigned long flags = SAFE;
	size_t i;

	if (!statfs("/sys", &fs) && (fs.f_flags & MS_RDONLY))
		flags |= MS_RDONLY;
	hint("--no-resolv leaves /sys, /etc/resolv.conf and /etc/hosts as they are");
	/* A home for the texts: the binds keep it alive when it is gone from there. */
	if (!mount_new("tmpfs", sys, SAFE, "mode=0755"))
		die("mount a tmpfs on /sys:");
	dir = plan_dir("/sys");
	for (i = 0; i < ARRAY_LEN(mounts->file); i++)
		if (mounts->file[i].wanted)
			mounts_text(dir, fd_open(AT_FDCWD, mounts->file[i].path, O_PATH), &mounts->file[i]);
	if (!mount_detach(dir))
		die("unmount the tmpfs:");
	close(dir);
	/* busy: what is on /sys is the very one already */
	if (!mount_new("sysfs", sys, flags, NULL) && errno != EBUSY)
		die("mount the /sys of the network:");
	hint(NULL);
	close(sys);
	mounts_cgroups(fd_open(AT_FDCWD, "/sys/fs/cgroup", O_PATH), 0);
}

void
mounts_shm(const struct plan_mounts *mounts)
{
	struct plan there = { .join = 0 };	/* of it, that is all that counts */
	struct volume *volume = mounts->volume;

	if (!mounts->shm)
		return;
	while (volume->source || volume->from < 0)
		volume++;
	plan_join_target(&there, NS_BIT(NS_MNT), mounts->shm);
	scout_shm(&there, volume->from);
	volume->tree = volume->from;
	volume->from = -1;
}

void
mounts_take(const struct plan_mounts *mounts)
{
	struct volume *volume = mounts->volume;
	size_t i;

	for (i = 0; i < mounts->volume_count; i++, volume++) {
		int from = volume->from;

		if (from >= 0) {
			volume->from = fd_open(AT_FDCWD, volume->source, O_PATH);
			if (volume->from < 0)
				die("open %s:", volume->source);
			if (!is_same_file(from, volume->from))
				die("open %s: it was replaced", volume->source);
			close(from);
		}
		volume_take(volume, -1);
	}
}

void
mounts_attach(const struct plan_mounts *mounts, int root)
{
	struct volume *volume = mounts->volume;
	size_t i;

	for (i = 0; i < mounts->volume_count; i++, volume++) {
		volume->place = place_find(root, volume->dest);
		if (volume->place < 0 && errno == ENOENT && !mounts->rootfs && !mounts->read_only)
			root = mimic(root, volume->dest);
		if (volume->place < 0)
			volume->place = place_make(root, volume->dest, volume->directory);
		if (volume->place < 0 || !mount_attach(volume))
			die("mount %s on %s:", volume->name, volume->dest);
	}
}

/* Our own root, and what is mounted there. */
static void
change_ours(const struct plan_mounts *mounts)
{
	int root = plan_dir("/");

	mounts_take(mounts);
	if (mounts->read_only && !mount_set(root, KERNEL_ATTR_RDONLY, false))
		die("make / read-only:");
	if (mounts->sys)
		network(mounts);
	mounts_attach(mounts, root);
	close(root);
}

void
mounts_make(const struct plan_mounts *mounts)
{
	int back = fd_open(AT_FDCWD, ".", O_PATH | O_DIRECTORY);
	char cwd[PATH_ROOM] = "";

	(void)syscall(SYS_getcwd, cwd, sizeof(cwd));
	if (mount_slave()) {	/* that would be outside, now */
		fd_close(back);
		back = -1;
	}
	mount_open_fds();
	if (mounts->sys || mounts->rootfs)
		cgroups = fd_open(AT_FDCWD, "/sys/fs/cgroup", O_PATH);
	if (CONFIG_NSRUN_ROOTFS && mounts->rootfs)
		rootfs_build(mounts);
	else
		change_ours(mounts);
	fd_close(cgroups);
	/* where we were, under the same name: a volume may be there now */
	if (!mounts->rootfs && (*cwd != '/' || chdir(cwd)))
		(void)syscall(SYS_fchdir, back);
	fd_close(back);
}
