/* list.h - what the listing applets share: processes, containers' and others', and how they are shown */
#ifndef LIST_H
#define LIST_H

#include "ns.h"
#include "table.h"

/* watch.c: returns in a child, once a second, whose standard output and error
 * become the terminal's contents.  The parent ends by q, ^C or a signal, with
 * the terminal as it was.  Dies where there is none. */
void	watch_frames(void);

/* proclist.c */

/* What a list shows of a process; returns true to stop. */
typedef bool process_visit(pid_t pid, int proc, void *arg);
/* Visits each process of target: those in its container's cgroup, and its PID
 * namespace and what is below that; where the PID namespace is ours, those it
 * started.  Processes that have ended are left out. */
void	target_each(struct target *target, process_visit *visit, void *arg);
/* How many processes are in the cgroup that the container id has for itself,
 * and below; text is of its init's cgroup file, and is spoilt.  False when there
 * is none to be seen. */
bool	cgroup_count(char *text, const char *id, uint64_t *count);
/* The same for PID namespaces, many in one look at /proc. */
struct pidns_count {
	struct pidns_count	*next;
	uint64_t		 ino, count;
	void			*row;	/* the caller's */
};
void	pidns_count(struct pidns_count *first);
/* Its command line, blanks between the words, or [comm]; cut at COMMAND_MAX. */
enum { COMMAND_MAX = 4096 };
void	proc_command(int proc, const char *comm, char text[COMMAND_MAX]);

/* choose.c */

/* Those that are wanted: items KEY=VALUE, commas between, or NULL for all; of
 * several of one KEY one must fit.  Dies on others.  True when it says which
 * states are wanted. */
bool	choose_read(const char *list);
bool	choose_fits(const struct container *container);

/* top.c: rows of target's processes, in a table of these columns; with tree
 * children are below their parents. */
extern const struct column top_columns[];
void	top_add(struct table *table, struct target *target, bool tree);

#endif
