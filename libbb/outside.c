/*
 * outside.c - a child that stays in the old namespaces, with the caller's rights
 *
 * Maps of more than our own id, and mounts that keep a namespace, are made from
 * out there.  It does the two parts of its work in that order, each when told
 * to, and is gone then: nothing of it is left when PROG runs.
 */

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "create.h"
#include "mount.h"

static int line = -1;		/* to it, and back */
static pid_t helper;

static bool
maps_wanted(const struct create *create)
{
	return (create->uids.count && !create->uids.single) || (create->gids.count && !create->gids.single);
}

static bool
keep_wanted(const struct create *create)
{
	unsigned i;

	for (i = 0; i < NS_COUNT; i++)
		if (create->keep[i])
			return true;
	return false;
}

static void
keep(const struct create *create)
{
	unsigned i;

	for (i = 0; i < NS_COUNT; i++) {
		const struct ns_kind *kind = &ns_kinds[i];
		char file[64];

		if (!create->keep[i])
			continue;
		/* not the one we are in (D15), but the one we made */
		TEXT(file, "/proc/self/fd/%d/%s", create->proc, kind->children ? kind->children : kind->file);
		hint(create->keep[i]);
		mount_keep_ns(file, create->keep_fd[i]);
		hint(NULL);
	}
}

/* Waits for the word; without it, what started us is gone. */
static void
wait_for(int end)
{
	char word;

	if (read(end, &word, 1) != 1)
		_exit(0);
}

static void
done(int end)
{
	if (!write_all(end, "", 1))
		_exit(0);
}

void
outside_start(const struct create *create)
{
	int ends[2];

	if (!maps_wanted(create) && !keep_wanted(create))
		return;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) ||
	    (line = fd_high(ends[0])) < 0 || (ends[1] = fd_high(ends[1])) < 0)
		die("make a socket pair:");
	child_default(SIGCHLD);
	helper = child_new(0);
	if (helper < 0)
		die("fork:");
	if (helper) {
		close(ends[1]);
		return;
	}
	close(line);
	if (CONFIG_ASSERT)
		mem_open();
	if (maps_wanted(create)) {
		wait_for(ends[1]);
		idmap_write(&create->uids, create->proc, create->pid);
		idmap_write(&create->gids, create->proc, create->pid);
		done(ends[1]);
	}
	if (keep_wanted(create)) {
		wait_for(ends[1]);
		keep(create);
		done(ends[1]);
	}
	_exit(0);
}

/* One part of the work, and with the last one its end. */
static void
ask(const struct create *create, bool last)
{
	char word;

	if (!write_all(line, "", 1) || read(line, &word, 1) != 1)
		_exit(fail_status);	/* it has said why */
	if (!last)
		return;
	close(line);
	/* in a fork of ours it is not our child: who forked takes it */
	if (getpid() == create->pid)
		(void)waitpid(helper, NULL, 0);
}

void
outside_maps(const struct create *create)
{
	if (maps_wanted(create)) {
		ask(create, !keep_wanted(create));
		return;
	}
	idmap_write(&create->uids, create->proc, create->pid);
	idmap_write(&create->gids, create->proc, create->pid);
}

void
outside_keep(const struct create *create)
{
	if (keep_wanted(create))
		ask(create, true);
}
