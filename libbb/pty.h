/* pty.h - for child.c: a terminal of PROG's own, joined to ours */
#ifndef PTY_H
#define PTY_H

#include <signal.h>
#include "plan.h"

/* pty.c: the two ends of PROG's terminal. */
struct pty {
	int	master, slave;
	int	started[2];	/* a pipe that the exec of PROG closes */
	int	signals;	/* readable when one is pending */
};
/* Inside, before the fork: a pair of the devpts there, else of this host's; dies. */
void	pty_open(const struct plan *plan, const sigset_t *signals, struct pty *pty);
/* Gives it the size of our terminal: the first of 0-2 that is one, which is returned, or -1. */
int	pty_size(int master);
/* In the child: its controlling terminal, and its stdin, stdout and stderr. */
void	pty_child(const struct pty *pty);

/* What pty.c and relay.c do for child.c, which knows them by this only: an applet
 * without -t is linked without them. */
struct pty_steps {
	void	(*make)(const struct plan *plan, const sigset_t *signals, struct pty *pty);
	void	(*child)(const struct pty *pty);
	void	(*start)(const struct plan_pty *plan, const struct pty *pty);
	void	(*relay)(void);
	bool	(*signal)(int sig);
	bool	(*stop)(void);
	void	(*end)(void);
};
extern const struct pty_steps *pty_steps;	/* set by pty_use() */
void	pty_use(void);

/* relay.c: our terminal and PROG's, joined, while signals are blocked. */
void	relay_start(const struct plan_pty *plan, const struct pty *pty);
/* Copies both ways until a signal is pending. */
void	relay(void);
/* True when the signal was for the terminal, not for PROG. */
bool	relay_signal(int sig);
/* Stops this process; our terminal is as it was meanwhile.  False when nobody is there to continue it. */
bool	relay_stop(void);
/* PROG has ended: shows what it wrote to the end, our terminal is as it was. */
void	relay_end(void);

#endif
