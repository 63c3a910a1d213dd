/* engine.h - what an engine's file and engine.c say to each other */
#ifndef ENGINE_H
#define ENGINE_H

#include "ns.h"

struct engine {
	const char	*name;		/* as printed, and its prefix in a TARGET */
	/* Visits every container on record, from what is cheap to read. */
	void		(*each)(const struct engine *engine, container_visit *visit, void *arg);
	/* Puts in what the runtime itself noted of one: PID and start time. */
	void		(*confirm)(struct container *container);
	/* What its own record has a new process start with; false without one. */
	bool		(*config)(const struct container *container, struct container_config *config);
};

extern const struct engine engine_docker;

/* A directory of state that may not be read: for the message that nothing was found. */
void	engine_denied(const char *path);

/* A list of variables in the making: env_add() is a struct json_each's visit. */
struct env_list {
	char	**env;
	size_t	  count, room;
};
void	env_add(const char *key, const char *text, void *arg);
char	**env_done(struct env_list *list);

/* oci.c: pid and start of container by the state that runc or crun keeps in
 * the directory path; false when there is none. */
bool	oci_state(struct container *container, const char *path);

#endif
