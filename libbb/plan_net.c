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
	int ours = fd_open(AT_FDCWD, path, O_PATH);

	file->path = path;
	fd_close(ours);
	if (ours < 0) {
		warn("there is no %s here to cover: PROG will not have the container's", path);
		return;
	}
	file->wanted = true;
	if (blob_take(&file->text, file_open_in(root, path + 1), TEXT_MAX) || errno == ENOENT)
		return;
	hint("--no-resolv goes without it");
	die("read %s of %s:", path, target->spec);
}

void
plan_network(struct plan *plan, struct target *target)
{
	uint64_t ours;
	int self, root;
	size_t i;

	plan->mounts.wanted = plan->mounts.sys = true;
	plan->mounts.cgroup_tree = mount_keep("/sys/fs/cgroup");
	if (!target)
		return;
	self = plan_dir("/proc/self");
	if (!proc_ns(self, NS_MNT, &ours))
		die("read /proc/self/%s:", ns_kinds[NS_MNT].file);
	fd_close(self);
	if (ours == target_ns(target, NS_MNT))
		return;
	root = target_file(target, "root", O_PATH | O_DIRECTORY);
	for (i = 0; i < ARRAY_LEN(files); i++)
		copy_file(&plan->mounts.file[i], files[i], target, root);
	fd_close(root);
}
