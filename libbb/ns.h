/*
 * ns.h - the domain layer: kinds of namespaces, processes, and the targets they become
 *
 * The one way through: a TARGET becomes a struct target, targets fill a
 * struct plan (plan.h), which is printed or carried out (enter.h).
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

/* Rows for opt.h's OPT_EACH; base is a const char *[NS_COUNT]. */
struct opt;
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

/* child.c: processes of our own */

/* fork(2) with these CLONE_ flags, without libc's handlers. */
pid_t	child_new(unsigned flags);
void	child_default(int sig);	/* sets its disposition */
/* A pipe without blocking: its reading end is at its end once all who have the
 * writing one, ends[1], are dead. */
void	child_watch(int ends[2]);

/* cred.c */
bool	cred_has(unsigned cap);	/* this capability is in effect in our user namespace */

#endif
