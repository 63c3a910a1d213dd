/*
 * ns.h - the domain layer: namespace kinds, targets, plans, entering
 *
 * The one way through: a TARGET becomes a struct target, targets fill a
 * struct plan, plan_print() shows it or plan_start() and the stages after it carry it out.
 */
#ifndef NS_H
#define NS_H

#include "container.h"

/* kinds.c: each fact about a kind of namespace, once.  namespaces(7) */

enum ns { NS_USER, NS_CGROUP, NS_IPC, NS_UTS, NS_NET, NS_PID, NS_MNT, NS_TIME, NS_COUNT };
#define NS_BIT(kind)	(1u << (kind))
#define NS_ALL		(NS_BIT(NS_COUNT) - 1)

struct ns_kind {
	const char	*name;		/* how the kernel and we print it */
	const char	*file;		/* in /proc/PID */
	const char	*children;	/* the file of what the next children get, or NULL */
	const char	*enter;		/* nsenter's and unshare's option: OPT_TEXT */
	const char	*run;		/* nsrun's, of docker's name: OPT_TEXT */
	char		 letter;	/* nsenter's and unshare's */
	unsigned	 flag;		/* CLONE_NEW* */
};
extern const struct ns_kind ns_kinds[NS_COUNT];

/* The flags of a set of kinds, for the system calls. */
unsigned	ns_flags(unsigned kinds);

/* Rows for OPT_EACH; base is a const char *[NS_COUNT]. */
bool		ns_opt_enter(unsigned i, void *base, struct opt *row);
bool		ns_opt_new(unsigned i, void *base, struct opt *row);	/* unshare's: letters take no argument */
bool		ns_opt_run(unsigned i, void *base, struct opt *row);

/* proc.c: a process, read through a directory fd of its /proc/PID, so that a
 * reused PID is never seen: such an fd answers ESRCH once its process is gone.
 * False with errno; ESRCH also for a file cut short by that. */

enum { COMM_MAX = 64 };			/* kernel threads have longer ones than 16 */

struct proc_stat {
	char		comm[COMM_MAX];
	char		state;		/* proc(5): R S D Z T t X I */
	pid_t		ppid;
	uint64_t	ticks;		/* of processor time it used */
	uint64_t	rss;		/* pages */
	uint64_t	start;		/* clock ticks after boot, as our time namespace counts */
};
bool	proc_stat(int proc, struct proc_stat *stat);

/* Its directory; -1. */
int	proc_open(pid_t pid);

/* FILE of it, whole, of those that are no lists; ESRCH when that is empty. */
enum { PROC_FILE_MAX = 8 * 1024 * 1024 };
bool	proc_read(int proc, const char *file, struct blob *text);

/* The text after "NAME:" in a status file that was read into blob; NULL. */
const char *proc_field(const struct blob *status, const char *name);

/* Its PIDs by NSpid of its status, that of our /proc first, that in its own
 * PID namespace last; how many: 0 before 4.1. */
enum { PIDNS_LEVELS = 33 };
unsigned proc_pids(const struct blob *status, uint64_t pids[PIDNS_LEVELS]);

/* The inode number that names a namespace, read from its symlink. */
bool	proc_ns(int proc, enum ns kind, uint64_t *ino);
/* The same of the process pid, a name in the directory dir. */
bool	proc_ns_of(int dir, const char *pid, enum ns kind, uint64_t *ino);

/* The path of its cgroup that says most, the longest of all hierarchies, until
 * the next call; NULL. */
char	*proc_cgroup(int proc);

/* The id inside, of what is id outside, by the uid_map or gid_map named map;
 * false with ENOENT when the map leaves it out. */
bool	proc_map_id(int proc, const char *map, uint32_t outside, uint32_t *inside);

/* target.c: a process that cannot turn into another one */

struct target {
	const char		*spec;		/* as the user named it */
	pid_t			 pid;
	int			 pidfd;		/* -1 before 5.3, and for a thread */
	int			 proc;		/* its /proc directory; -1 until target_proc */
	const struct container	*container;	/* NULL for a bare PID */
	struct blob		 status;	/* of target_status */
};

/* Finds and pins it; dies with the reason when it cannot be entered. */
void	target_open(struct target *target, const char *spec);
/* Its /proc directory, opened once and checked to be the pinned process's. */
int	target_proc(struct target *target);
/* FILE in there, opened, or read whole into text; they die. */
int	target_file(struct target *target, const char *file, int flags);
void	target_read(struct target *target, const char *file, struct blob *text);
/* Its status, read once: what a plan takes from it is of one moment. */
const struct blob *target_status(struct target *target);
/* The inode number of its namespace; dies. */
uint64_t target_ns(struct target *target, enum ns kind);
void	target_close(struct target *target);
/* True once its process has ended. */
bool	target_is_gone(struct target *target);
/* True when SPEC is a path or a "ns:" or "netns:" form rather than a process. */
bool	target_is_file(const char *spec);

/* nsfile.c: one namespace as an open file */

/* SPEC is PATH, ns:PATH, netns:NAME or :NSID; dies unless it is of that kind. */
int	nsfile_open(const char *spec, enum ns kind);
/* The namespace of the socket FD of target (pidfd_getfd, 5.6; SIOCGSKNS, 4.10). */
int	nsfile_of_socket(struct target *target, const char *fd);
/* The namespace with this 64-bit id, NS_GET_ID's (6.19); -1. */
int	nsfile_by_id(uint64_t id);
/* The network of a socket that process pid has as its fd number (5.6); -1. */
int	nsfile_of_fd(pid_t pid, int number);
/* The user namespace that owns the namespace fd (4.9); dies. */
int	nsfile_owner(int fd);
/* The uid that owns the user namespace fd (4.11); false with errno. */
bool	nsfile_owner_uid(int fd, uid_t *uid);

/* plan.c: what to join, create, mount and become; plain data, all files open */

enum { CGROUP_MAX = 32, GROUPS_MAX = 65536, USER_FILE_MAX = 1024 * 1024 };

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
	bool			 pipes_input, pipes_output;	/* to make pipes for what else of them is neither pipe nor socket */
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

/* plan_print.c: the plan as lines a person can read, on std_out */
void	plan_print(const struct plan *plan);

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
bool	cred_admin(void);				/* CAP_SYS_ADMIN is in effect in our user namespace */
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
/* fork(2) with these CLONE_ flags, without libc's handlers. */
pid_t	child_new(unsigned flags);
void	child_default(int sig);	/* sets its disposition */
/* A pipe without blocking: its reading end is at its end once all who have the
 * writing one, ends[1], are dead. */
void	child_watch(int ends[2]);

/* scout.c: a child that joins the plan, for one file of in there; they die. */
int	scout_root(const struct plan *plan);	/* a directory fd of the root that leads to */
/* fd, its /dev/shm, becomes a detached copy of that, without what is mounted below. */
void	scout_shm(const struct plan *plan, int fd);
/* FILE of target's /proc directory, which may be for those of its user namespace only; -1 with errno. */
int	scout_file(struct target *target, const char *file);

#endif
