/* spaces.h - every namespace of the machine: what lsns and nsls share */
#ifndef SPACES_H
#define SPACES_H

#include "list.h"
#include "opt.h"

/* One process, as the pass over /proc finds it; nsfs's inodes have 32 bits. */
struct scan_proc {
	uint32_t	pid;
	uint32_t	ino[NS_COUNT];		/* 0: not to be seen */
	uint32_t	children[NS_COUNT];	/* what its next children get, where that is another one */
	bool		told;			/* scan_bpf.c's own */
};

/* What a namespace is kept by where no process is in it. */
enum holder {	/* which one is told where there are several: the first */
	HOLD_PROCESS, HOLD_CHILDREN, HOLD_THREAD, HOLD_FD, HOLD_SOCKET, HOLD_MOUNT, HOLD_BELOW, HOLD_UNKNOWN
};

struct space_mount {
	struct space_mount *next;
	char		 path[];
};

/* A container, or the host, and the list of those whose a namespace is. */
struct member {
	const struct container	*container;	/* of no engine: the host */
	bool			 drawn;		/* spaces_dot.c's own */
};
struct whose {
	struct whose		*next;
	struct member		*member;
};

struct space {
	uint32_t	 ino;
	enum ns		 kind;
	enum holder	 holder;
	uint32_t	 count;		/* processes in it */
	uint32_t	 pid;		/* the lowest of those, or the one that holds it; 0 none */
	int		 fd;		/* of that holder; of a thread, its TID */
	uint64_t	 id;		/* listns(2)'s; 0 not known */
	uint32_t	 owner, parent;	/* inodes; 0: none, or not ours to know */
	bool		 asked;		/* owner and parent are known */
	bool		 nests;		/* spaces_keepers.c's own */
	bool		 has_uid;
	uid_t		 uid;		/* who made it, of a user namespace */
	struct space_mount *mounts;	/* where it is mounted, of those we see; or NULL */
	struct whose	*whose, **whose_end;	/* the host's first */
	struct row	*row;
	struct space	*next;
};

struct scan {
	struct scan_proc	*proc;		/* sorted by PID */
	size_t			 procs;
	struct row		**shown;	/* of each process the last row, so far, that shows it, or NULL */
	struct space		**space;	/* sorted by inode */
	size_t			 spaces;
	size_t			 denied;	/* processes not to be looked at */
	bool			 unknown;	/* to the kernel: who owns what */
};

/* One pass over /proc; with holders, also which namespaces processes hold without being in
 * them.  Dies without /proc. */
void		scan_all(struct scan *scan, unsigned kinds, bool holders);
/* What scan_all without them left out, of the processes that were there then. */
void		scan_holders(struct scan *scan);
/* Which of scan->proc is pid; scan->procs: none. */
size_t		scan_pid(const struct scan *scan, uint64_t pid);
/* NULL: not there. */
struct space	*scan_find(const struct scan *scan, uint32_t ino);
/* The one with ino, a new one when there is none. */
struct space	*scan_add(struct scan *scan, uint32_t ino, enum ns kind);
/* All of them into list, which has room for scan->spaces; how many. */
size_t		scan_each(struct space **list);
/* Owner, parent and the uid of space, and those above it that nothing else shows. */
void		scan_relate(struct scan *scan, struct space *space);
/* The same, of space that is open as fd; closes it. */
void		scan_relate_fd(struct scan *scan, struct space *space, int fd);
/* The inode in a link of /proc/PID/ns; 0: not to be seen. */
uint32_t	scan_link(int dir, const char *name);
/* One that pid holds; nothing where a stronger holder is known. */
void		scan_held(struct scan *scan, uint32_t ino, enum ns kind, enum holder holder, uint32_t pid, int fd);
/* Those that are mounted somewhere in the mount namespace of the process name. */
void		scan_mounts(struct scan *scan, const char *name, unsigned kinds, bool ours);

/* scan_threads.c: those that a thread is in or holds, but not its process. */
void		scan_threads(struct scan *scan, unsigned kinds);
/* scan_sockets.c: networks that a socket keeps (Linux 5.6). */
void		scan_sockets(struct scan *scan);
/* scan_live.c: all the kernel tells of, whatever keeps them: listns(2) of Linux
 * 6.19, mount namespaces alone from 6.12 on.  begin goes before scan_all: true when
 * scan_live will find every namespace there is. */
bool		scan_live_begin(unsigned kinds);
/* False when there may be more. */
bool		scan_live(struct scan *scan, unsigned kinds);

/* An fd of space; -1 with what holds it gone. */
int		scan_open(const struct space *space);

/* netnsid.c: the id our network has for that of fd, -1 unassigned; false: not to be known. */
bool		netns_id(int fd, int *id);

/* spaces_row.c */
enum {
	NS, TYPE, PATH, NPROCS, PID, PPID, COMMAND, UID, USER, NETNSID, NSFS, PNS, ONS,
	LSNS_COLUMNS, HOLDER = LSNS_COLUMNS, CONTAINER, OTHERS, ENGINE, POD, ALL_COLUMNS
};
extern const struct column spaces_columns[ALL_COLUMNS];
/* What is shown of process pid, with its user or without; false when it has gone. */
bool		spaces_put_process(struct table *table, struct row *row, uint32_t pid, bool user);
/* -H: what columns there are, and what is in them. */
void		spaces_list_columns(const struct column *columns);
/* What is shown of space, in which process pid is.  Listed are those of the process task, or with 0 all. */
void		spaces_put_space(struct table *table, struct row *row, const struct space *space, uint32_t pid, uint64_t task);
/* The row of space, with a living process, nsls with its owner's user; none when all in it have gone since. */
void		spaces_put(struct scan *scan, struct table *table, struct space *space, uint64_t task);

/* spaces_whose.c */
const struct scan_proc *spaces_process(const struct scan *scan, uint64_t pid);	/* NULL: not there */
/* Whose each namespace is. */
void		spaces_whose(struct scan *scan);
/* Says on stderr what of it all we were not let see; and if not all was told, what this kernel cannot tell. */
void		spaces_unseen(const struct scan *scan, bool all);
/* Why its row, and edges to it, stand out. */
enum tone	spaces_tone(const struct space *space);
/* Those of space in row; OTHERS are those whose first process is not except, or with 0 all but the first. */
void		spaces_put_whose(struct table *table, struct row *row, const struct space *space, uint64_t except);

/* spaces_keepers.c: before containers are looked for, so that no process is looked at that cannot keep any */
void		spaces_keepers(struct scan *scan);

/* spaces_find.c: after scan_all, what that did not find; scan->space has them all.  With
 * late, scan_holders is still to do, when there is need.  False when the kernel may know of more. */
bool		spaces_find(struct scan *scan, unsigned kinds, bool late);

/* spaces.c: lsns's and nsls's one way from options to rows */

struct spaces_args {
	bool		 json, list, raw, no_headings, no_truncate, no_wrap, persistent, dot, all_columns, list_columns, watch;
	bool		 threads, sockets;
	const char	*color, *target, *task, *types, *tree, *output, *filter;
	bool		 ours;			/* nsls, not lsns */
};
extern struct spaces_args spaces_args;
#define spaces_ours (!CONFIG_LSNS || spaces_args.ours)
extern const struct opt spaces_opts[];
bool	spaces_opt_row(unsigned i, void *base, struct opt *row);
int	spaces_list(char **operands);
/* Whether an option is given that is of a list alone, no graph, no comparison; and what to say of it. */
bool	spaces_listed(void);
#define SPACES_OPTIONS	"only -t, -J, -n and -r go with several targets, only -t with --dot"
/* The kinds that -t asks for. */
unsigned	spaces_kinds(void);
/* spaces_dot.c: a graph on std_out; what a container shares stands out.  Of all, or
 * what the process only is in. */
void	spaces_dot(const struct scan *scan, unsigned kinds, const struct scan_proc *only);
/* spaces_watch.c: watch_frames(), and in each: what is new in table since the last ones is
 * marked, and what went is put in again.  The column NS must be of use. */
void	spaces_watch(void);
void	spaces_mark(struct table *table);
/* nsls TARGET TARGET...: 0 when all is shared, 1 when something is not */
int	spaces_compare(char **targets);

#endif
