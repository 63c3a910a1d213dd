/* plan_net.c - what has to go along with a network for it to look like itself */

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include "ns.h"

enum { TEXT_MAX = 1024 * 1024 };

static const char *const files[] = { "/etc/resolv.conf", "/etc/hosts" };

/* The container's own text of path; a missing file reads as an empty one,
 * which is what its resolver makes of it. */
static void
copy_file(struct plan_file *file, const char *path, struct target *target, int root)
{
	int fd;

	file->path = path;
	if (access(path, F_OK)) {
		warn("there is no %s here to cover: PROG will not have the container's", path);
		return;
	}
	file->wanted = true;
	fd = file_open_in(root, path + 1);
	if (fd < 0 && errno == ENOENT)
		return;
	if (fd < 0 || !blob_read(&file->text, fd, TEXT_MAX)) {
		hint("--no-resolv goes without it");
		if (errno == ENOTSUP)
			die("read %s of %s: not a regular file", path, target->spec);
		die("read %s of %s:", path, target->spec);
	}
	close(fd);
}

void
plan_network(struct plan *plan, struct target *target)
{
	uint64_t ours, theirs;
	int self, root;
	size_t i;

	plan->mounts.wanted = plan->mounts.sys = true;
	plan->mounts.cgroup_tree = mount_keep("/sys/fs/cgroup");
	if (!target)
		return;
	self = plan_dir(NULL, "/proc/self", NULL);
	if (!proc_ns(self, NS_MNT, false, &ours) || !proc_ns(target_proc(target), NS_MNT, false, &theirs))
		die("look at the mnt namespace of %s:", target->spec);
	close(self);
	if (ours == theirs)
		return;
	root = plan_dir(target, opt_bare, "root");
	for (i = 0; i < ARRAY_LEN(files); i++)
		copy_file(&plan->mounts.file[i], files[i], target, root);
	close(root);
}
