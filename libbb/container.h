/*
 * container.h - containers, as their engines' state files describe them
 *
 * engine.c finds them, alive.c believes them, find.c knows the one that a name
 * means; an engine's own file uses engine.h.
 */
#ifndef CONTAINER_H
#define CONTAINER_H

#include "libbb.h"

/* CONTAINER_RESTARTING: it has ended, and its engine is about to start it anew.
 * CONTAINER_DEAD: on record as running, but its process is gone or another. */
enum container_state { CONTAINER_RUNNING, CONTAINER_PAUSED, CONTAINER_CREATED, CONTAINER_RESTARTING, CONTAINER_EXITED, CONTAINER_DEAD };

struct engine;
struct container {
	const struct engine	*engine;
	const char		*id;
	const char		*name;
	const char		*image;		/* "" unknown */
	enum container_state	 state;
	pid_t			 pid;		/* of its init; 0 when it does not run */
	uint64_t		 start;		/* of that process, as in struct proc_stat; 0 unknown */
	const char		*file;		/* the record this comes from */
	const char		*runtime;	/* directory of its engine's runtimes' own state */
	uid_t			 owner;		/* whose record that is: 0, or the user a rootless engine runs as */
	/* No text here is NULL; "" is unknown, or none. */
	const char		*command;	/* what it was made to run, its words with spaces between */
	const char		*spec;		/* the file that holds its OCI configuration */
	const char		*pod, *pod_namespace;	/* of Kubernetes */
	const char		*part;		/* its name in its pod; "" also for the pod's sandbox */
	const char		*outer;		/* the ID of the container it runs in */
	const char		*instead;	/* the command that gets inside, where its processes are none of this kernel's */
	const char		*cgroup;	/* what its init's cgroup is called, or the end of that; "" unknown */
	pid_t			 keeper;	/* the parent of its init, where the record tells; 0 unknown */
	int			 proc;		/* its init's /proc directory, while it is visited as a living one; else -1 */
	char			*cgroups;	/* the text of that one's cgroup file, for who visits it to spoil; or NULL */
	bool			 unverified;	/* known by a cgroup's path or a command line only: anyone can forge those */
};
extern const struct container container_empty;
#define CONTAINER_EMPTY container_empty

/* Called for each container; its strings last only for the call. */
typedef void container_visit(const struct container *container, void *arg);

/* What its record has a new process of the container start with. */
struct container_config {
	char		**env;		/* NULL: not on record */
	const char	*user;		/* as in docker's --user; "" root */
	const char	*cwd;		/* "" unknown */
	bool		 home_of_user;	/* HOME in env, if any, is that user's, and no other's */
};

enum { SHORT_ID = 12 };		/* of an ID this much is shown, as docker ps does */

extern const char *const container_states[];

/* The container SPEC names: an exact name, else an exact ID, else a unique
 * prefix of an ID, with or without "container:" or "ENGINE:" before it.  Dies
 * when none does, or with a list when several do. */
struct container *container_find(const char *spec);
const char	*container_engine(const struct container *container);
/* A copy that lasts. */
struct container *container_keep(const struct container *container);
/* Visits every container of every engine, its state checked: PID and start
 * time are the runtime's, and CONTAINER_RUNNING means that this process lives. */
void		container_each(container_visit *visit, void *arg);
/* True when the process whose /proc directory this is is its init, by all that
 * its record tells. */
bool		container_is(const struct container *container, int proc);
/* The same of the process that its PID names now. */
bool		container_lives(const struct container *container);
/* The value of a label, where its engine leaves labels on disk; NULL. */
const char	*container_label(const struct container *container, const char *key);
/* False when there is no such record, or it cannot be read. */
bool		container_config(const struct container *container, struct container_config *config);
/* The groups that every process of it is in beside its user's, by number or by a name
 * in there, up to a NULL. */
char		**container_groups(const struct container *container);
/* What of the engines' state we were not let read, of what there was; or NULL. */
const char	*container_denied(void);
/* What does not run need only be told of as that: most of its record is then not read. */
extern bool	container_running_only;
extern int	container_ambiguous_status;	/* what that exits with; 0: fail_status */

#endif
