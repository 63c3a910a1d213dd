/*
 * plan.h - what to join, create, mount and become: plain data, all files open
 *
 * Targets fill a struct plan; then plan_print() shows it, or the stages of
 * enter.h carry it out.
 */
#ifndef PLAN_H
#define PLAN_H

#include "ns.h"

/* plan.c */

enum { CGROUP_MAX = 32, GROUPS_MAX = 65536 };

struct plan_join {
	struct target	*target;	/* whose namespace */
	int		 fd;		/* the namespace itself, or -1: ask target */
	const char	*from;		/* how the user named it */
};

struct plan_cred {
	bool		 set_uid, set_gid;
	bool		 set_groups;
	bool		 groups_twice;	/* before entry and after: one of the two must work */
	bool		 groups_may_stay;	/* where the namespace keeps its users from changing theirs */
	bool		 keep_caps;
	uint64_t	 ambient;		/* capabilities that an ordinary user's PROG has, too */
	uid_t		 uid;
	gid_t		 gid;
	size_t		 group_count;
	gid_t		*groups;
	uint64_t	 drop;			/* capabilities out of every set */
};

struct plan_cgroup {
	size_t		 count;
	int		 procs[CGROUP_MAX];	/* what to write to, one of each hierarchy of version 1 */
	int		 unified;		/* version 2's directory, O_PATH; -1 none */
	int		 unified_procs;		/* its cgroup.procs */
	const char	*path;			/* for plan_print */
	const char	*below;			/* a cgroup below target's, or NULL */
	bool		 found_below;		/* a hierarchy has it */
	bool		 ours;		/* of some it is ours, too, and we may not join it anew */
};

struct volume;

/* A copy of a container's file that covers ours in a private mount namespace. */
struct plan_file {
	const char	*path;
	struct blob	 text;
	bool		 wanted;
};

struct plan_mounts {
	bool			 wanted;	/* a mount namespace of our own */
	bool			 sys;		/* a /sys of the joined network */
	bool			 proc;		/* a /proc of the new PID namespace */
	struct plan_file	 file[2];
	const char		*rootfs;	/* the directory that is PROG's root, or NULL: ours */
	bool			 read_only;	/* that root, or what we have mounted */
	bool			 open;		/* nothing of the kernel's is hidden or read-only */
	bool			 new_ipc;	/* PROG's is not ours */
	struct target		*shm;		/* whose /dev/shm is PROG's, too, or NULL */
	struct volume		*volume;	/* mount.h */
	size_t			 volume_count;
};

/* A terminal of PROG's own: pty.c opens it, relay.c joins ours to it. */
struct plan_pty {
	bool			 wanted;
	bool			 input;			/* what is typed on our stdin goes there */
	int			 proc;			/* our own /proc directory */
	int			 ptmx, pts;		/* this host's, for a root that has none; or -1 */
	int			 out;			/* our stdout; one that does not block, where that can be had */
};

enum { LIMITS = 16, FILTERS_MAX = 64 };

/* What holds a container's processes, for PROG: plan_confine.c reads it, confine.c takes it on. */
struct plan_confine {
	bool			 wanted;
	bool			 no_new_privs;
	unsigned		 umask;
	unsigned		 personality;
	unsigned		 limits;		/* resource limits known, by number */
	struct kernel_rlimit	*limit;		/* LIMITS of them */
	char			 oom[16];		/* oom_score_adj; "" where there is none */
	size_t			 filter_count;
	struct kernel_bpf_prog	*filter;		/* seccomp's, the oldest first */
};

struct plan {
	unsigned		 join;		/* NS_BITs */
	unsigned		 create;	/* NS_BITs */
	struct plan_join	 from[NS_COUNT];
	uint64_t		 ours[NS_COUNT];	/* our own, of those that plan_join_differing looked at */
	struct plan_cgroup	 cgroup;
	struct plan_cred	 cred;
	struct plan_mounts	 mounts;
	const char		*hostname;	/* for a new uts namespace, or NULL */
	struct plan_pty		 pty;
	struct plan_confine	 confine;
	struct target		*target;	/* whose root, cwd, environment, ids; or NULL */
	int			 root;		/* directory fd, or -1 */
	int			 cwd;		/* directory fd, or -1 */
	const char		*root_name, *cwd_name;	/* for plan_print */
	bool			 cwd_inside;	/* die when cwd is not inside the root that is entered */
	const char		*wdns;		/* a directory named inside, or NULL */
	int			 label_fd;	/* our attr/exec, or -1 */
	const char		*label;		/* as that file wants it */
	bool			 sealed;	/* this program runs from a sealed copy */
	bool			 fork;
	bool			 session;	/* PROG is in a session of its own, and ends with us */
	bool			 detach;	/* it does not; we end once it runs */
	int			 input, output;	/* PROG's 0, and its 1 and 2; -1: the caller's */
	bool			 pipes_output, pipes_input;	/* the second only with the first: to make pipes for what else of them is neither pipe nor socket */
	bool			 piped;		/* there are some: it has the ends of pipes */
	int			 pipe[3];
	const char		*detach_keys;	/* as they were named, or NULL */
	const char		*pid_file;	/* where its PID goes, or NULL */
	bool			 kill_tree;	/* what PROG leaves behind ends with it */
	int			 tree[2];	/* for that: the cgroup above its own, and its cgroup.kill */
	int			 tool;		/* the file that is run, or -1: the one prog names */
	bool			 hold_term;	/* a TERM or INT sent to us stays here */
	bool			 keep_fds;	/* all of the caller's fds reach PROG */
	unsigned		 first_closed;	/* else fds from here on do not */
	bool			 status_of_signal;	/* exit 128+n, do not die of the same signal */
	char			**argv;		/* argv[-1] is free, for the shell that runs a script */
	const char		*prog;		/* what argv[0] is looked up by */
	char			**env;
	struct target		*env_of;	/* whose that is; NULL: ours */
};

/* To do nothing: PROG gets all that the caller has. */
void	plan_init(struct plan *plan);
/* All that follow die when the plan cannot work. */
void	plan_join_target(struct plan *plan, unsigned kinds, struct target *target);
/* Of kinds, those this kernel knows and in which target is not with us already. */
void	plan_join_differing(struct plan *plan, unsigned kinds, struct target *target);
void	plan_join_file(struct plan *plan, enum ns kind, const char *spec);
void	plan_join_fd(struct plan *plan, enum ns kind, int fd, const char *from);
/* The namespace that target's next children get; kinds with a children file only. */
void	plan_join_children(struct plan *plan, enum ns kind, struct target *target);
/* The root directory PROG will see; dies. */
int	plan_inside(const struct plan *plan);
/* PROG and its arguments; a NULL argv[0] means the login shell of uid in plan. */
void	plan_argv(struct plan *plan, char **argv);
/* The environment of target in place of ours. */
void	plan_env_of(struct plan *plan, struct target *target);
/* Of our environment, the variables whose names LIST has, with commas between; NULL: none. */
char	**plan_env_keep(const char *list);
/* A directory of ours, as a place. */
int	plan_dir(const char *dir);
/* Of the caller's fds, only 0-2 and PRESERVE more reach PROG; NULL is none. */
void	plan_fds(struct plan *plan, const char *preserve);

/* from.c: FROM of nsrun's options, a namespace of kind for plan; dies. */
void	plan_from(struct plan *plan, enum ns kind, const char *from);
bool	from_is_new(const char *from);
bool	from_is_self(const char *from);		/* the caller's */

/* plan_ids.c: -S, -G, names and groups */
void	plan_ids(struct plan *plan, const char *user, const char *group, bool init_groups, bool default_root);

/* False when text is no digits, else the id that they are; dies when they are none. */
bool	ids_number(const char *text, uint32_t *id);

/* plan_cgroup.c: target's cgroup in every hierarchy; refuses a frozen one. */
void	plan_cgroup(struct plan *plan, struct target *target);

/* plan_net.c: what goes along with a network: its /sys, and with target not
 * NULL that container's resolv.conf and hosts; a root of its own always has some. */
void	plan_network(struct plan *plan, struct target *target);

/* plan_label.c: target's SELinux context or AppArmor profile, for PROG. */
void	plan_label(struct plan *plan, struct target *target);
/* LABEL, as attr/exec takes it. */
void	plan_label_named(struct plan *plan, const char *label);

/* pty.c: -t; input is -i, and dies when our stdin is no terminal. */
void	pty_plan(struct plan *plan, bool input);

/* scout.c: a child that joins the plan, for one file of in there; they die. */
int	scout_root(const struct plan *plan);	/* a directory fd of the root that leads to */
/* fd, its /dev/shm, becomes a detached copy of that, without what is mounted below. */
void	scout_shm(const struct plan *plan, int fd);
/* FILE of target's /proc directory, which may be for those of its user namespace only; -1 with errno. */
int	scout_file(struct target *target, const char *file);

/* plan_print.c: the plan as lines a person can read, on std_out */
void	plan_print(const struct plan *plan);

#endif
