/*
 * enter.h - carrying a plan out: from this process to PROG
 */
#ifndef ENTER_H
#define ENTER_H

#include "plan.h"

/* sealed.c: runs this program again from a sealed copy in memory, unless it
 * is one: after a mount namespace is joined, the container could otherwise
 * reach our file through /proc/PID/exe and write to it (CVE-2019-5736).
 * Returns in the copy; or with a warning, where the kernel has no such files. */
void	sealed_exec(void);
/* A sealed copy of the file; -1 with errno. */
int	sealed_copy(int from, const char *name);
extern char **sealed_argv;	/* main's argv */

/* The stages of carrying a plan out; run.c has the frame around them.
 *
 * Before: every fd is open, every file read.  After: this process is inside.
 * Mustn't: allocate, look a name up, print to stdout.  Each dies at its first
 * failure; nothing has been run then.  An applet calls those it needs, in
 * this order:
 *
 *	plan_start, enter_new, enter_dirs, mounts_make (mount.h), plan_fork, mount_proc, plan_finish
 */

/* Protects this process, joins the cgroup, takes the label, joins the namespaces;
 * of a session, its process joins the cgroup and what belongs to that. */
void	plan_start(struct plan *plan);
/* Opens the directories of /proc that joining may need, while /proc is ours. */
void	plan_open_procs(const struct plan *plan);
/* enter.c, the home of setns(2) and chroot(2) */
void	enter_join(const struct plan *plan);
void	enter_namespaces(const struct plan *plan);	/* the part of it that joins them */
/* The cgroups, with that of version 2 if unified, and of a session then their namespace; dies. */
void	enter_cgroups(const struct plan *plan, bool unified);
void	enter_dirs(const struct plan *plan);
/* enter_new.c, the home of unshare(2) */
void	enter_new(const struct plan *plan);
bool	enter_create(unsigned kinds);	/* all in one call, nothing else; false with errno */
/* Where the plan wants it, PROG's process; what called stays to wait for it. */
void	plan_fork(struct plan *plan);
/* Takes the ids and becomes PROG. */
_Noreturn void	plan_finish(struct plan *plan);
/* Closes what PROG is not to have, and a path in it not to lead through; just before exec. */
void	plan_close(const struct plan *plan);
_Noreturn void	plan_exec(const struct plan *plan);	/* the last part of it */
/* Input and output of plan as PROG's. */
void	plan_streams(const struct plan *plan);

/* cred.c, the home of the calls that change ids and capabilities. */
void	cred_dumpable(bool on);
void	cred_early(const struct plan_cred *cred);	/* before entry */
void	cred_apply(const struct plan_cred *cred);	/* the last thing before exec */
/* The same for what holds nothing but what cred leaves; keep_admin, CAP_SYS_ADMIN until exec. */
void	cred_confined(const struct plan_cred *cred, bool keep_admin);

/* Files are made as uid's, until the next change of ids, or this one back. */
void	cred_owner(uid_t uid);
void	cred_owner_back(void);
/* We get SIG when our parent dies, which parent, a pipe, is at its end of if it
 * has.  After the last change of ids: that takes it back. */
void	cred_death(int sig, int parent);
void	cred_become(uid_t uid, gid_t gid);		/* with no groups; dies */

/* lo.c: the loopback device of the network we are in */
void	lo_up(void);

/* child.c: PROG in a child, its signals and its end ours.  Returns in the
 * child; the parent never returns. */
void	child_split(struct plan *plan);
/* --init: returns in a child; this process passes signals on to it, buries what
 * is left to us, and ends as it ends. */
void	child_init(void);

#endif
