/* session.h - what child.c and session.c say to each other */
#ifndef SESSION_H
#define SESSION_H

#include <signal.h>
#include "pty.h"

/* child.c */

/* The signals that we take one by one. */
void	child_taken(sigset_t *taken);
/* From now on signals, a signalfd, tells only of those that end a wait for who reads us. */
void	child_deadly(int signals);
/* Blocks them. */
void	child_block(sigset_t *taken, sigset_t *before);
/* Ends as a process with that wait(2) status did. */
_Noreturn void	child_end_as(int status, bool by_exit);
/* True for one that the terminal's whole foreground group has got, too. */
bool	child_was_told(const siginfo_t *info, int sig);
/* Passes signals on to PROG's process and ends as it does. */
_Noreturn void	child_stand_for(struct plan *plan, pid_t child, const sigset_t *taken);

/* What session.c does around PROG's process; NULL when there is no session.  A
 * program without sessions has no session.c for it. */
struct session_steps {
	/* Once it is there: lets it go on, or of -d ends. */
	void	(*born)(const struct plan *plan, pid_t prog);
	/* In it, first of all; in_unified: it was born in its cgroup of version 2. */
	void	(*child)(const struct plan *plan, bool in_unified);
	/* For a plan that is piped: copies until a signal is pending. */
	void	(*copy)(void);
	/* It has ended: shows what it left, ends whom it left. */
	void	(*end)(const struct plan *plan);
};
extern const struct session_steps *session_steps;

/* session.c */

/* Both ends closed by exec, and no standard files; dies. */
void	session_pipe(int ends[2]);

/* streams.c */

/* Looks which need pipes, stdin only for input; dies.  A pipe without a name tells what is one. */
void	streams_open(struct plan *plan, bool input, int nameless);
void	streams_copy(void);
bool	streams_end(void);	/* false when some of it was lost */

/* keeper.c */

/* What is typed, *len bytes: true when the keys are among it; then, and of a
 * part of them at its end, *len is that without them.  That part is *held bytes,
 * to come before what is typed next. */
bool	keeper_typed(const char *bytes, size_t *len, size_t *held);
/* Lets the caller's process go; ours has nothing of the caller's from here on. */
void	keeper_stay(const struct pty *pty);

#endif
