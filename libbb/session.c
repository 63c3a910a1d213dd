/*
 * session.c - PROG in a session of its own that we watch from outside
 *
 * Who waits for PROG must not be where what kills or freezes a container's
 * cgroup would take it along, and a terminal would stay raw.  So we join all
 * but that; PROG's process, once it is there, goes into the cgroup itself.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "confine.h"
#include "enter.h"
#include "kernel.h"
#include "session.h"

static int go_pipe[2];		/* a byte: go; its end: we are dead */
static int fate_pipe[2];	/* of -d, a byte: PROG could not be run; its end: it runs */
static int pid_file = -1;

void
session_pipe(int ends[2])
{
	if (syscall(SYS_pipe2, ends, O_CLOEXEC))
		die("make a pipe:");
	ends[0] = fd_high(ends[0]);
	ends[1] = fd_high(ends[1]);
}

void
session_pid_file(const struct plan *plan)
{
	if (!strcmp(plan->pid_file, "-"))
		pid_file = STDOUT_FILENO;
	else	/* what it had stays, should there be no PROG */
		pid_file = fd_open(AT_FDCWD, plan->pid_file, O_WRONLY | O_CREAT | O_NOCTTY);
	if (pid_file < 0)
		die("write %s:", plan->pid_file);
}

static void
write_pid(const struct plan *plan, pid_t pid)
{
	char text[16];

	TEXT(text, "%d\n", pid);
	if (pid_file != STDOUT_FILENO)
		(void)ftruncate(pid_file, 0);	/* of a FIFO there is nothing to cut */
	if (!write_all(pid_file, text, text_to(text, '\0') - text))
		die("write %s:", plan->pid_file);
	if (pid_file != STDOUT_FILENO)
		fd_close(pid_file);
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
let_go(const struct plan *plan, pid_t prog)
{
	int fd;

	/* only PROG has these now: an end of it is an end */
	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		fd_close(plan->pipe[fd]);
	confine_back();
	(void)chdir("/");	/* where PROG began it may want to unmount */
	if ((CONFIG_NSEXEC_RARE || CONFIG_NSRUN) && pid_file >= 0)
		write_pid(plan, prog);
	fd_close(go_pipe[0]);
	if (!write_all(go_pipe[1], "", 1) && errno != EPIPE)	/* it has ended: its status says why */
		die("start the program:");
	if (plan->detach)
		leave(prog);
}

static void
begin_prog(const struct plan *plan, bool in_unified)
{
	int sig;

	/* what shells and others ignore for their children is no business of the container's */
	for (sig = 1; sig < _NSIG; sig++)
		child_default(sig);
	fd_close(go_pipe[1]);
	if (CONFIG_NSEXEC_RARE)
		die_undo = NULL;	/* our parent has that, too */
	if (plan->detach)
		die_fd = fate_pipe[1];
	enter_cgroups(plan, !in_unified);
	if (!plan->pty.wanted && setsid() < 0)
		die("begin a session:");
}

static void
end_prog(const struct plan *plan)
{
	bool shown = !plan->piped || streams_end();

	if (CONFIG_NSEXEC_RARE && plan->kill_tree)
		tree_end(plan);
	if (!shown)
		_exit(STATUS_OWN_FAILURE);
}

void
session_begin(struct plan *plan)
{
	static const struct session_steps steps = { let_go, begin_prog, streams_copy, end_prog };

	session_steps = &steps;
	session_pipe(go_pipe);
	if (plan->detach)
		session_pipe(fate_pipe);
	if (plan->pipes_output)
		streams_open(plan, plan->pipes_input, go_pipe[0]);
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
