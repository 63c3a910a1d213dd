/*
 * volume_take.c - what a volume mounts: its source, opened, then taken from our
 * mounts as a detached tree
 */

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include "kernel.h"
#include "mount.h"

void
volume_open(struct volume *volume)
{
	struct stat st;

	volume->directory = true;
	if (!volume->source)
		return;
	volume->from = fd_open(AT_FDCWD, volume->source, O_PATH);
	if (volume->from < 0 || fstat(volume->from, &st))
		die("open %s:", volume->source);
	volume->directory = S_ISDIR(st.st_mode);
}

void
volume_refuse(const struct volume *volume, int root)
{
	int at = volume->from, up = plan_dir("/");
	bool has_ours = is_same_file(up, root);

	close(up);
	if (!volume->directory || has_ours)
		return;
	for (;;) {
		if (is_same_file(at, root))
			die("mount %s: that is the container's own already", volume->source);
		up = fd_open(at, "..", O_PATH | O_DIRECTORY);
		if (up < 0 || is_same_file(up, at))
			break;
		if (at != volume->from)
			close(at);
		at = up;
	}
	fd_close(up);
	if (at != volume->from)
		close(at);
}

/* The owners of the files as those of the user namespace's ids. */
static void
idmap(const struct volume *volume, int userns)
{
	struct kernel_mount_attr attr = { .set = KERNEL_ATTR_IDMAP, .userns = (uint64_t)userns };

	if (mount_change(volume->tree, volume->single, &attr))
		return;
	if (volume->idmap)
		die("idmap %s:", volume->source);
	if (errno == ENOSYS)
		hint("idmapped mounts need Linux 5.12");
	else if (!volume->single && mount_change(volume->tree, true, &attr))
		hint("of what is mounted below it, or of all: a file system there has none");
	warn("%s is not idmapped: its files are nobody's for the container", volume->source);
}

void
volume_take(struct volume *volume, int userns)
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
		else if (errno == EINVAL && volume->single)
			hint("only root can leave out what is below it");
		die("take %s:", volume->name);
	}
	fd_close(volume->from);
	volume->from = -1;
	if (userns >= 0 && volume->source)
		idmap(volume, userns);
	volume->late = !mount_change(volume->tree, !volume->whole && !(volume->spread & MS_REC), &attr);
	if (volume->late && (errno != ENOSYS || volume->whole)) {
		if (errno == ENOSYS)
			hint("this needs Linux 5.12");
		die("change the attributes of %s:", volume->name);
	}
}
