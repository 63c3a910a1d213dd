/*
 * cgroup_walk.c - the processes in cgroups, and those in no container's
 *
 * Most processes of a host with many containers are in these, and a container
 * has a cgroup named after its ID: one look at the names above spares a look at
 * each of its processes.  A cgroup so named that has others below may hold an
 * engine of its own, and is looked through like any other.
 */

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>
#include "engine.h"
#include "kernel.h"

/* From so many processes on; how many of them a look at one cgroup may cost; how many
 * such looks one at a container's name is worth. */
enum { WORTH = 1024, PER_CGROUP = 32, PER_CONTAINER = 2, DEPTH_MAX = 32 };

const char *
cgroup_mount(const char *hierarchy)
{
	static const char *unified;

	if (*hierarchy)
		return hierarchy;
	/* version 1 has the second beside its own */
	if (!unified)
		unified = access(CGROUPS "/cgroup.procs", F_OK) ? "unified" : ".";
	return unified;
}

static bool
is_container(const char *name)
{
	char id[PATH_ROOM];
	const char *engine;

	return cgroup_id(&name, id, sizeof(id), &engine) && engine_is_id(id);
}

static bool
visit(const char *name, void *arg)
{
	struct cgroup_walk *walk = arg;

	if (dir_entry_is_dir(name))
		(void)cgroup_walk(walk, walk->dir, name);
	return walk->failed;
}

bool
cgroup_walk(struct cgroup_walk *walk, int dir, const char *path)
{
	struct stat st;

	if (fstatat(dir, path, &st, AT_SYMLINK_NOFOLLOW))
		return false;
	/* two links, and one for each below */
	if (walk->outside && st.st_nlink == 2 && is_container(path)) {
		walk->left += PER_CONTAINER;
		return true;
	}
	/* a threaded one says EOPNOTSUPP: its processes are listed further up; others are gone */
	if (!walk->left-- || walk->depth == DEPTH_MAX ||
	    (!pids_take(walk->pids, fd_openf(dir, O_RDONLY, "%s/cgroup.procs", path), &walk->count) &&
	     errno != EOPNOTSUPP && errno != ENOENT && errno != ENODEV)) {
		walk->failed = true;
	} else if (st.st_nlink != 2) {
		walk->dir = fd_open(dir, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
		walk->depth++;
		dir_each(walk->dir, visit, walk);
		walk->depth--;
		walk->dir = dir;
	}
	return true;
}

/* A hierarchy has every process in its root or below; -1. */
static int
open_root(void)
{
	static const char *const names[] = { "", "systemd" };
	struct statfs fs;
	struct stat st;
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_LEN(names); i++) {
		fd = fd_openf(AT_FDCWD, O_RDONLY | O_DIRECTORY, CGROUPS "/%s", cgroup_mount(names[i]));
		/* nothing but the root is number 1 */
		if (fd >= 0 && !fstatfs(fd, &fs) && !fstat(fd, &st) && st.st_ino == 1 &&
		    (fs.f_type == KERNEL_CGROUP_MAGIC || fs.f_type == KERNEL_CGROUP2_MAGIC))
			return fd;
		fd_close(fd);
	}
	return -1;
}

/* We see all cgroups, and /proc, whose view is that of who mounted it, counts
 * PIDs as we do. */
static bool
sees_all(int self)
{
	static struct blob text;
	uint64_t pids[PIDNS_LEVELS], ino;

	return (proc_ns(self, NS_CGROUP, &ino) ? ino == KERNEL_INIT_CGROUPNS : errno == ENOENT) &&
	       proc_read(self, "status", &text) && proc_pids(&text, pids) == 1;
}

bool
uncontained(int self, nlink_t processes, struct pids *pids)
{
	struct cgroup_walk walk = { .outside = true, .left = processes / PER_CGROUP, .pids = pids };
	int root;

	if (processes < WORTH || !sees_all(self))
		return false;
	root = open_root();
	(void)cgroup_walk(&walk, root, ".");
	fd_close(root);
	/* those of a container that we are in ourselves are not to be left out */
	return !walk.failed && pids_have(pids, (uint64_t)getpid());
}
