/* plan_net.c - what has to go along with a network for it to look like itself */

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include "plan.h"

enum { TEXT_MAX = 1024 * 1024 };

static const char *const files[] = { "/etc/resolv.conf", "/etc/hosts" };

/* The container's own text of path; a missing file reads as an empty one,
 * which is what its resolver makes of it. */
static void
copy_file(struct plan_file *file, const char *path, const char *whose, int root, bool made)
{
	int ours = fd_open(AT_FDCWD, path, O_PATH);

	file->path = path;
	fd_close(ours);
	if (ours < 0 && !made) {
		warn("there is no %s here to cover: PROG will not have the container's", path);
		return;
	}
	file->wanted = true;
	if (blob_take(&file->text, file_open_in(root, path + 1), TEXT_MAX) || errno == ENOENT)
		return;
	hint("--no-resolv goes without it");
	die("read %s of %s:", path, whose);
}

/* Whether target has other mounts, and so other files, than we have. */
static bool
is_elsewhere(struct target *target)
{
	int self = plan_dir("/proc/self");
	uint64_t ours;

	if (!proc_ns(self, NS_MNT, &ours))
		die("read /proc/self/%s:", ns_kinds[NS_MNT].file);
	fd_close(self);
	return ours != target_ns(target, NS_MNT);
}

void
plan_network(struct plan *plan, struct target *target)
{
	bool theirs = target && is_elsewhere(target), made = plan->mounts.rootfs != NULL;
	int root;
	size_t i;

	plan->mounts.wanted = plan->mounts.sys = true;
	if (!theirs && !made)
		return;
	root = theirs ? target_file(target, "root", O_PATH | O_DIRECTORY) : plan_dir("/");
	for (i = 0; i < ARRAY_LEN(files); i++)
		copy_file(&plan->mounts.file[i], files[i], theirs ? target->spec : "this host", root, made);
	fd_close(root);
}
