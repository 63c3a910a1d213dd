/*
 * session.c - PROG in a session of its own that we watch from outside
 *
 * Who waits for PROG must not be inside: what kills or freezes a container's
 * cgroup would take it along, and a terminal would stay raw.  So a child goes
 * in, sharing our file table, makes PROG's process as a second child of ours
 * (CLONE_PARENT), says which one it is, and is gone.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "confine.h"
#include "kernel.h"
#include "session.h"

/* What the child that went in has to tell. */
struct report {
	pid_t			prog;
	struct plan_pty		plan;
	struct pty		pty;
};

static int report_pipe[2];
static int go_pipe[2];		/* a byte: go; its end: we are dead */
static int fate_pipe[2];	/* a byte: PROG could not be run; its end: it runs */

void
session_pipe(int ends[2])
{
	if (syscall(SYS_pipe2, ends, O_CLOEXEC))
		die("make a pipe:");
	ends[0] = fd_high(ends[0]);
	ends[1] = fd_high(ends[1]);
}

/* Before the end of us that die() is: nothing of this is left. */
static void
give_up(const struct plan *plan)
{
	int saved = errno;

	session_steps->end(plan);
	errno = saved;
}

static void
write_pid(const struct plan *plan, pid_t pid)
{
	const char *path = plan->pid_file;
	char text[16];
	bool out = !strcmp(path, "-");
	int fd = out ? STDOUT_FILENO : (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0644);

	TEXT(text, "%d\n", pid);
	if (!out)
		fd = fd_high(fd);
	if (fd < 0 || !write_all(fd, text, text_to(text, '\0') - text)) {
		give_up(plan);
		die("write %s:", path);
	}
	if (!out)
		fd_close(fd);
}

/* Its status, when it ended without PROG; passes on what ends us. */
static void
wait_for(const struct plan *plan, pid_t child, const sigset_t *taken)
{
	int status, sig;
	sigset_t early;
	pid_t got;

	sigemptyset(&early);
	for (;;) {
		sig = sigwaitinfo(taken, NULL);
		if (sig > 0 && sig != SIGCHLD) {
			sigaddset(&early, sig);
			kill(child, sig);
		} else if (sig == SIGCHLD && (got = waitpid(child, &status, WNOHANG | WUNTRACED))) {
			if (got < 0 || !WIFSTOPPED(status))
				break;
			kill(getpid(), SIGSTOP);
			kill(child, SIGCONT);
		}
	}
	if (got < 0)
		die("wait for process %d:", child);
	if (!status) {
		/* it may not have had them any more: PROG gets them, then; blocked, they stay pending */
		for (sig = 1; sig < _NSIG; sig++)
			if (sigismember(&early, sig) == 1)
				kill(getpid(), sig);
		return;
	}
	session_steps->end(plan);
	child_end_as(status, true);
}

/* Of -d: PROG runs, or could not be run. */
static _Noreturn void
leave(pid_t prog)
{
	unsigned char failed;

	fd_close(fate_pipe[1]);
	if (read(fate_pipe[0], &failed, 1) == 1)
		(void)waitpid(prog, NULL, 0);
	else
		failed = 0;
	_exit(failed);
}

static void
report_prog(const struct plan *plan, pid_t prog, const struct pty *pty)
{
	struct report report = { .prog = prog, .plan = plan->pty };

	if (plan->pty.wanted)
		report.pty = *pty;
	_exit(write_all(report_pipe[1], &report, sizeof(report)) ? 0 : STATUS_OWN_FAILURE);
}

static void
begin_child(const struct plan *plan)
{
	int sig;

	/* what shells and others ignore for their children is no business of the container's */
	for (sig = 1; sig < _NSIG; sig++)
		child_default(sig);
	fd_close(go_pipe[1]);
	if (plan->detach)
		die_fd = fate_pipe[1];
	if (!plan->pty.wanted && setsid() < 0)
		die("begin a session:");
}

static void
end_prog(const struct plan *plan)
{
	if (plan->piped)
		streams_end();
	if (CONFIG_NSEXEC_RARE && plan->kill_tree)
		tree_end(plan);
}

void
session_begin(struct plan *plan)
{
	static const struct session_steps steps = { report_prog, begin_child, streams_copy, end_prog };
	static struct report report;
	sigset_t taken, before;
	pid_t child;

	session_steps = &steps;
	session_pipe(report_pipe);
	session_pipe(go_pipe);
	session_pipe(fate_pipe);
	child_block(&taken, &before);
	if (plan->kill_tree)
		session_pipe(plan->tree);	/* their numbers, kept for what the child opens */
	if (plan->pipes_input || plan->pipes_output)
		streams_open(plan, plan->pipes_input, &taken);
	child = child_new(CLONE_FILES);
	if (child < 0)
		die("fork:");
	if (!child) {
		if (sigprocmask(SIG_SETMASK, &before, NULL))
			die("unblock signals:");
		return;
	}
	wait_for(plan, child, &taken);
	if (read(report_pipe[0], &report, sizeof(report)) != sizeof(report)) {
		give_up(plan);
		die("no word of the program's process");
	}
	if (plan->pid_file)
		write_pid(plan, report.prog);
	fd_close(go_pipe[0]);
	if (!write_all(go_pipe[1], "", 1) && errno != EPIPE)	/* it has ended: its status says why */
		die("start the program:");
	if (plan->detach)
		leave(report.prog);
	if (CONFIG_PTY && report.plan.wanted) {
		plan->pty = report.plan;
		pty_use();
		pty_steps->start(&plan->pty, &report.pty);
	}
	child_stand_for(plan, report.prog, &taken);
}

void
session_ready(const struct plan *plan)
{
	struct pollfd gone = { .fd = go_pipe[0], .events = 0 };
	ssize_t got;
	char go;

	if (!plan->detach && syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0))
		die("ask to end with our parent:");
	/* Died it before that call, only this tells. */
	got = read(go_pipe[0], &go, 1);
	if (got < 0)
		die("wait for our parent:");
	if (!got || (!plan->detach && poll(&gone, 1, 0) == 1))
		_exit(STATUS_OWN_FAILURE);
}
