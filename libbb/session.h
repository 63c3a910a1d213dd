/* session.h - what child.c and session.c say to each other */
#ifndef SESSION_H
#define SESSION_H

#include <signal.h>
#include "pty.h"

/* child.c */

/* Blocks what we take one by one. */
void	child_block(sigset_t *taken, sigset_t *before);
/* Ends as a process with that wait(2) status did. */
_Noreturn void	child_end_as(int status, bool by_exit);
/* True for one that the terminal's whole foreground group has got, too. */
bool	child_was_told(const siginfo_t *info, int sig);
/* Passes signals on to PROG's process and ends as it does. */
_Noreturn void	child_stand_for(struct plan *plan, pid_t child, const sigset_t *taken);

/* What session.c does in PROG's parent, which ends there, and in PROG's process,
 * first of all; NULL when there is no session.  A program without sessions has
 * no session.c for it. */
struct session_steps {
	void	(*report)(const struct plan *plan, pid_t prog, const struct pty *pty);
	void	(*child)(const struct plan *plan);
	/* For a plan that is piped: copies until a signal is pending. */
	void	(*copy)(struct plan *plan);
	/* PROG has ended: shows what it left, ends whom it left. */
	void	(*end)(const struct plan *plan);
};
extern const struct session_steps *session_steps;

/* session.c */

/* Both ends closed by exec, and no standard files; dies. */
void	session_pipe(int ends[2]);

/* streams.c */

/* Makes the pipes, that of stdin only for input. */
void	streams_open(struct plan *plan, bool input, const sigset_t *taken);
void	streams_copy(struct plan *plan);
void	streams_end(void);

/* keeper.c */

/* What is typed, *len bytes: true when the keys are among it; then, and of a
 * part of them at its end, *len is that without them.  That part is *held bytes,
 * to come before what is typed next. */
bool	keeper_typed(const char *bytes, size_t *len, size_t *held);
/* Lets the caller's process go; ours has nothing of the caller's from here on. */
void	keeper_stay(const struct pty *pty);

#endif
