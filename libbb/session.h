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
/* Passes signals on to PROG's process and ends as it does. */
_Noreturn void	child_stand_for(const struct plan *plan, pid_t child, const sigset_t *taken);

/* session.c */

/* In the child that went in: tells of PROG's process, and ends. */
_Noreturn void	session_report(const struct plan *plan, pid_t prog, const struct pty *pty);
/* In PROG's process, first of all. */
void	session_child(const struct plan *plan);

#endif
