/*
 * child.c - PROG as our child: a PID namespace is only entered by being born
 *
 * We stand for PROG: what signals us is passed on, we stop when it stops, and
 * end as it ends.  Nothing is handled asynchronously: signals are blocked
 * before the fork and taken one by one.
 */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "enter.h"
#include "kernel.h"
#include "session.h"

const struct session_steps *session_steps;
const struct pty_steps *pty_steps;

static bool
in_session(void)
{
	return (CONFIG_NSEXEC || CONFIG_NSRUN) && session_steps;
}

void
child_default(int sig)
{
	char dfl[64] = { 0 };	/* a zero sigaction, of whatever size, is SIG_DFL */

	syscall(SYS_rt_sigaction, sig, dfl, NULL, _NSIG / 8);
}

pid_t
child_new(unsigned flags)
{
	/* libc's fork runs handlers we have none of, and costs 6 KB.  On s390
	 * the stack is the first argument. */
#ifdef __s390__
	return (pid_t)syscall(SYS_clone, 0, SIGCHLD | flags, 0, 0, 0);
#else
	return (pid_t)syscall(SYS_clone, SIGCHLD | flags, 0, 0, 0, 0);
#endif
}

void
child_watch(int ends[2])
{
	int raw[2];

	if (pipe2(raw, O_CLOEXEC | O_NONBLOCK) || (ends[0] = fd_high(raw[0])) < 0 || (ends[1] = fd_high(raw[1])) < 0)
		die("make a pipe:");
}

/* In its cgroup of version 2, where that can be: to be born there costs nothing, to move does. */
static pid_t
child_in_cgroup(const struct plan *plan, bool *there)
{
	struct kernel_clone_args args = {
		.flags = KERNEL_CLONE_INTO_CGROUP, .cgroup = (uint64_t)plan->cgroup.unified, .exit_signal = SIGCHLD
	};
	pid_t child = -1;

	*there = true;
	if (plan->cgroup.unified >= 0)
		child = (pid_t)syscall(NR_clone3, &args, sizeof(args));
	if (child >= 0)
		return child;
	*there = false;		/* before 5.7 */
	return child_new(0);
}

_Noreturn void
child_end_as(int status, bool by_exit)
{
	sigset_t its;
	int sig = WTERMSIG(status);

	if (WIFEXITED(status))
		_exit(WEXITSTATUS(status));
	if (!by_exit) {
		child_default(sig);
		sigemptyset(&its);
		sigaddset(&its, sig);
		kill(getpid(), sig);	/* no core: we are not dumpable */
		sigprocmask(SIG_UNBLOCK, &its, NULL);
	}
	_exit(STATUS_SIGNAL + sig);
}

static void
reap(const struct plan *plan, pid_t child)
{
	const struct pty_steps *tty = CONFIG_PTY && plan->pty.wanted ? pty_steps : NULL;
	int status;
	pid_t got;

	while ((got = waitpid(CONFIG_UNSHARE ? -1 : child, &status, WUNTRACED | WNOHANG)) > 0) {
		/* as PID 1 we get others, too; and PROG can stop, not us */
		if (CONFIG_UNSHARE && (got != child || (WIFSTOPPED(status) && getpid() == 1)))
			continue;
		if (!WIFSTOPPED(status)) {
			if (tty)
				tty->end();
			if (in_session())
				session_steps->end(plan);
			child_end_as(status, plan->status_of_signal);
		}
		if (!tty)
			kill(getpid(), SIGSTOP);
		else if (!tty->stop())
			continue;
		kill(in_session() ? -child : child, SIGCONT);
	}
	if (got < 0) {
		if (tty)
			tty->end();
		die("wait for process %d:", child);
	}
}

/* What a terminal does, the kernel tells its whole foreground group, and so
 * PROG too: INT, QUIT, TSTP, TTIN, TTOU and WINCH are not for us to repeat. */
bool
child_was_told(const siginfo_t *info, int sig)
{
	return info->si_code > 0 && (sig == SIGINT || sig == SIGQUIT || sig == SIGTSTP || sig == SIGTTIN ||
				     sig == SIGTTOU || sig == SIGWINCH);
}

_Noreturn void
child_stand_for(struct plan *plan, pid_t child, const sigset_t *taken)
{
	const struct pty_steps *tty = CONFIG_PTY && plan->pty.wanted ? pty_steps : NULL;
	siginfo_t info;
	sigset_t early;

	/* What came before PROG was there, or just after, only we were told of:
	 * better twice than never. */
	sigpending(&early);
	for (;;) {
		int sig;

		if (tty)
			tty->relay();
		else if (in_session() && plan->piped)
			session_steps->copy();
		sig = sigwaitinfo(taken, &info);
		if (sig == SIGCHLD)
			reap(plan, child);
		else if (CONFIG_UNSHARE && plan->hold_term && (sig == SIGTERM || sig == SIGINT))
			;
		else if (in_session() && plan->piped && sig == SIGPIPE)
			;	/* write(2) said so */
		else if (sig > 0 && (tty ? !tty->signal(sig) : in_session() || !child_was_told(&info, sig) ||
					   sigismember(&early, sig)))
			/* nobody is there to continue a session that stops by itself */
			kill(in_session() && child_was_told(&info, sig) ? -child : child,
			     in_session() && sig == SIGTSTP ? SIGSTOP : sig);
		if (sig > 0) {
			sigdelset(&early, sig);
		} else if (errno != EINTR) {
			if (tty)
				tty->end();
			die("wait for signals:");
		}
	}
}

void
child_taken(sigset_t *taken)
{
	sigfillset(taken);
	/* ours, should we be at fault */
	sigdelset(taken, SIGSEGV);
	sigdelset(taken, SIGBUS);
	sigdelset(taken, SIGILL);
	sigdelset(taken, SIGFPE);
}

void
child_deadly(int signals)
{
	const unsigned long deadly[_NSIG / 8 / sizeof(long)] = {
		1u << (SIGTERM - 1) | 1u << (SIGINT - 1) | 1u << (SIGHUP - 1) | 1u << (SIGQUIT - 1)
	};

	(void)syscall(SYS_signalfd4, signals, deadly, sizeof(deadly), SFD_CLOEXEC);
}

void
child_block(sigset_t *taken, sigset_t *before)
{
	child_taken(taken);
	child_default(SIGCHLD);		/* ignored, it would take the child's status with it */
	if (sigprocmask(SIG_BLOCK, taken, before))
		die("block signals:");
}

void
child_init(void)
{
	sigset_t taken, before;
	siginfo_t info;
	pid_t child, got;
	int status;

	child_block(&taken, &before);
	child = child_new(0);
	if (child < 0)
		die("fork:");
	if (!child) {
		if (sigprocmask(SIG_SETMASK, &before, NULL))
			die("unblock signals:");
		return;
	}
	(void)syscall(NR_close_range, 3, ~0u, 0);	/* what waits for PROG's exec waits for these */
	(void)syscall(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	for (;;) {
		int sig = sigwaitinfo(&taken, &info);

		if (sig > 0 && sig != SIGCHLD && !child_was_told(&info, sig))
			kill(child, sig);
		while ((got = waitpid(-1, &status, WNOHANG)) > 0)
			if (got == child)
				child_end_as(status, true);
	}
}

void
child_split(struct plan *plan)
{
	const struct pty_steps *tty = CONFIG_PTY && plan->pty.wanted ? pty_steps : NULL;
	sigset_t taken, before;
	bool there = false;
	struct pty pty;
	pid_t child;

	child_block(&taken, &before);
	if (tty)
		tty->make(plan, &taken, &pty);
	child = in_session() ? child_in_cgroup(plan, &there) : child_new(0);
	if (child < 0)
		die("fork:");
	if (child) {
		if (in_session())
			session_steps->born(plan, child);
		if (tty)
			tty->start(&plan->pty, &pty);
		child_stand_for(plan, child, &taken);
	}
	if (in_session()) {
		sigemptyset(&before);	/* what the caller blocks is no business of the container's */
		session_steps->child(plan, there);
	}
	if (tty)
		tty->child(&pty);
	if (sigprocmask(SIG_SETMASK, &before, NULL))
		die("unblock signals:");
}
