/* confine.h - a program as a container's own process: how it is planned and started */
#ifndef CONFINE_H
#define CONFINE_H

#include "opt.h"
#include "plan.h"

/* plan_confine.c: all that holds target's processes, for PROG, but for wishes. */
struct confine_wish {
	bool		 privileged;	/* every capability we can give */
	uint64_t	 add, drop;	/* capabilities; to add wins */
	bool		 no_new_privs;
	bool		 unfiltered;	/* no seccomp filter */
	bool		 all_filters;	/* those its program put on, too */
	const char	*label;		/* NULL: target's; "": none */
};
void	plan_confine(struct plan *plan, struct target *target, const struct confine_wish *wish);

/* security.c: docker's --security-opt, into wish, or opt_bad(); what a container's filters and a label
 * are good for only who enters one, inside, may ask for. */
void	security_opts(struct confine_wish *wish, const struct opt_many *opts, bool inside);

/* plan_user.c: docker's --user, "USER", "USER:GROUP" or ":GROUP", names or
 * numbers of the root PROG will see; with user NULL, what target's record or
 * target itself has.  Fills cred. */
struct home {
	const char	*dir;		/* "/" where passwd has none */
	const char	*shell;		/* "" where it has none */
};
void	plan_user(struct plan *plan, const char *user, const char *recorded, struct home *home);

/* plan_env.c: PROG's environment */
struct env_wish {
	char		**record;	/* of the engine; NULL: target's own environment */
	const char	*home;		/* HOME, where there is none */
	bool		 other_user;	/* than target's: that HOME is not PROG's */
	bool		 tty;
	struct opt_many	 files;		/* of "K=V", "K" and comments */
	struct opt_many	 set;		/* "K=V"; "K" and "PFX*": as ours, or else without */
};
void	plan_env(struct plan *plan, struct target *target, const struct env_wish *wish);

/* tool.c: FILE of ours is what PROG is: a static program, run by its fd.  "auto"
 * is the one that the variable BUSYNS_TOOL names, or a busybox of PATH. */
void	tool_open(struct plan *plan, const char *file, char **argv);
/* Before sealed_exec: a busybox beside this program becomes what that variable names, where it names none. */
void	tool_look(void);

/* null.c: PROG reads the container's /dev/null, and where output writes there;
 * where that is none, it reads an end, and output dies. */
void	plan_null(struct plan *plan, bool output);

/* tree.c: a cgroup of its own for PROG, below the one it joins; dies. */
void	plan_tree(struct plan *plan);
/* Of the process that waits: ends what is in there, and removes it. */
void	tree_end(const struct plan *plan);

/* seccomp.c, the home of ptrace(2) and seccomp(2): target's filters, the first or all. */
void	seccomp_copy(struct plan *plan, struct target *target, bool all);
void	seccomp_install(const struct plan_confine *confine);

/* keeper.c: --detach-keys.  LIST is docker's, or opt_bad(). */
void	keeper_keys(struct plan *plan, const char *list);
/* Before session_begin: in a child; the parent waits and never returns. */
void	keeper_begin(const struct plan *plan);

/* session.c and confine.c: PROG as a container's own process.  The order is
 *
 *	session_begin, (the planning), confine_early, plan_start, enter_dirs, streams_make, plan_fork, plan_finish_confined
 */

/* Makes what joins us to PROG.  Before any file is open that PROG is not to have. */
void	session_begin(struct plan *plan);
/* Makes the pipes in place of PROG's files, where it is; dies. */
void	streams_make(struct plan *plan);
/* Opens the file that PROG's PID goes to; dies. */
void	session_pid_file(const struct plan *plan);
/* In PROG's process, once its ids are set: from now on it ends when we do. */
void	session_ready(const struct plan *plan);
/* Takes on what PROG inherits, and prepares for its limits, while we may. */
void	confine_early(const struct plan_confine *confine);
/* PROG has it: takes back what is not for us. */
void	confine_back(void);
_Noreturn void	plan_finish_confined(struct plan *plan);
void	confine_privileges(const struct plan_confine *confine);	/* no_new_privs */

#endif
