/*
 * tree.c - a cgroup of PROG's own, so that what it starts ends when it does
 *
 * Processes may leave their parent, their group and their session, but not their
 * cgroup: cgroup.kill of version 2 (5.14) ends them all at once.  It is made
 * below the container's, so that its limits stay; we, outside, remove it.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include "confine.h"
#include "session.h"

enum { NAME_ROOM = 32, TRIES = 1000 };

static void
name_of(char name[NAME_ROOM])
{
	text_fmt(name, NAME_ROOM, "nsexec-%d", getpid());
}

static const struct plan *made_for;

static void
undo(void)
{
	tree_end(made_for);
}

void
plan_tree(struct plan *plan)
{
	struct plan_cgroup *cgroup = &plan->cgroup;
	sigset_t taken, before;
	char name[NAME_ROOM];
	int dir;

	if (cgroup->unified < 0) {
		hint("it needs cgroup version 2, beside version 1 or alone, and Linux 5.14");
		die("--kill-tree: %s is in no cgroup of version 2", plan->target->spec);
	}
	/* what would end us from here on is PROG's to end of, once it is there */
	child_block(&taken, &before);
	name_of(name);
	/* one of that name was left by a process that was killed, and is ours to reuse when empty */
	(void)unlinkat(cgroup->unified, name, AT_REMOVEDIR);
	if (mkdirat(cgroup->unified, name, 0755))
		die("make cgroup %s/%s:", cgroup->path, name);
	made_for = plan;
	die_undo = undo;
	dir = fd_open(cgroup->unified, name, O_PATH | O_DIRECTORY);
	plan->tree[0] = cgroup->unified;
	plan->tree[1] = fd_open(dir, "cgroup.kill", O_WRONLY);
	if (plan->tree[1] < 0) {
		hint("it needs Linux 5.14");
		die("open cgroup.kill of cgroup %s/%s:", cgroup->path, name);
	}
	cgroup->unified = dir;
	cgroup->unified_procs = fd_open(dir, "cgroup.procs", O_WRONLY);
	if (cgroup->unified_procs < 0)
		die("open cgroup.procs of cgroup %s/%s:", cgroup->path, name);
}

void
tree_end(const struct plan *plan)
{
	char name[NAME_ROOM];
	unsigned i;

	name_of(name);
	(void)write_all(plan->tree[1], "1", 1);
	/* busy until the last of them is gone */
	for (i = 0; unlinkat(plan->tree[0], name, AT_REMOVEDIR) && errno == EBUSY; i++) {
		if (i == TRIES) {
			warn("remove cgroup %s:", name);
			return;
		}
		poll(NULL, 0, 1);
	}
}
