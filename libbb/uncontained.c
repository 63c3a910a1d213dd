/*
 * uncontained.c - the processes that are in no container, as cgroups list them
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
#include "engine.h"
#include "kernel.h"

enum { ENOUGH = 512, EACH = 8, DEPTH_MAX = 32 };

struct walk {
	int		 dir;
	unsigned	 depth;
	nlink_t		*left;		/* cgroups that may still be read before looking at all is cheaper */
	struct pids	*pids;
	bool		*failed;
};

static bool
take(const struct walk *walk, const char *name)
{
	uint64_t count;

	/* a threaded one has its processes listed further up; or it is gone */
	return pids_take(walk->pids, fd_openf(walk->dir, O_RDONLY, "%s/cgroup.procs", name), &count) ||
	       errno == EOPNOTSUPP || errno == ENOENT || errno == ENODEV;
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
	struct walk *walk = arg, below = *walk;
	struct stat st;

	/* two links, and one for each below */
	if (!dir_entry_is_dir(name) || fstatat(walk->dir, name, &st, AT_SYMLINK_NOFOLLOW) ||
	    (st.st_nlink == 2 && is_container(name)))
		return false;
	*walk->failed = !*walk->left || below.depth++ == DEPTH_MAX || !take(walk, name);
	if (*walk->failed)
		return true;
	--*walk->left;
	if (st.st_nlink == 2)
		return false;
	below.dir = fd_open(walk->dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	return dir_each(below.dir, visit, &below);
}

/* A hierarchy, from its root on: in that, and below, is every process. */
static int
open_root(void)
{
	static const char *const places[] = { "/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/systemd" };
	struct statfs fs;
	struct stat st;
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_LEN(places); i++) {
		fd = fd_open(AT_FDCWD, places[i], O_RDONLY | O_DIRECTORY);
		/* nothing but the root is number 1 */
		if (fd >= 0 && !fstatfs(fd, &fs) && !fstat(fd, &st) && st.st_ino == 1 &&
		    (fs.f_type == KERNEL_CGROUP_MAGIC || fs.f_type == KERNEL_CGROUP2_MAGIC))
			return fd;
		fd_close(fd);
	}
	return -1;
}

/* Cgroups are named, and PIDs counted, as the host does. */
static bool
is_outside(int self)
{
	static struct blob text;
	uint64_t pids[PIDNS_LEVELS], ino;
	char id[PATH_ROOM];
	const char *at, *engine;

	if (proc_ns(self, NS_CGROUP, &ino) ? ino != KERNEL_INIT_CGROUPNS : errno != ENOENT)
		return false;
	/* a list of cgroups has PIDs as we count them, /proc as who mounted it does */
	if (!proc_read(self, "status", &text) || proc_pids(&text, pids) != 1)
		return false;
	if (!proc_read(self, "cgroup", &text))
		return false;
	for (at = text.data; *at; at = text_skip(text_to(at, '\n'), '\n'))
		if (cgroup_id(&at, id, sizeof(id), &engine))
			return false;
	return true;
}

bool
uncontained(int self, nlink_t processes, struct pids *pids)
{
	nlink_t left = processes / EACH;
	bool failed = false;
	struct walk walk = { .left = &left, .pids = pids, .failed = &failed };

	if (processes < ENOUGH || !is_outside(self))
		return false;
	walk.dir = open_root();
	if (walk.dir < 0 || !take(&walk, "."))
		failed = true;
	dir_each(walk.dir, visit, &walk);
	return !failed;
}
