/*
 * streams.c - a terminal of ours between PROG's files and us, when PROG gets none
 *
 * Whoever holds a terminal may change its modes, read what is typed, or type
 * itself (TIOCSTI), so ours stays outside: PROG has pipes in its place, which we
 * copy from and to.  Files and pipes of ours go in as they are.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "kernel.h"
#include "session.h"

enum { FLOW_ROOM = 8192, LAST_TURNS = 128 };

static struct flow {
	bool	open;		/* copied, and not at its end */
	int	from, to;
	size_t	at, len;	/* what is still to be written */
	char	bytes[FLOW_ROOM];
} flows[3];
static int signals = -1;	/* readable when one is pending */

/* Our terminal as an open file of its own: not to block is nobody else's affair. */
static int
own_terminal(int fd)
{
	int own = fd_openf(AT_FDCWD, O_WRONLY | O_NOCTTY | O_NONBLOCK, "/proc/self/fd/%d", fd);

	return own < 0 ? fd : own;
}

void
streams_open(struct plan *plan, bool input)
{
	sigset_t taken;
	int fd;

	for (fd = input ? STDIN_FILENO : STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
		int ends[2], ours;

		if (!isatty(fd))
			continue;
		session_pipe(ends);
		ours = ends[!fd];
		plan->pipe[fd] = ends[!!fd];
		flows[fd].open = true;
		flows[fd].from = fd ? ours : fd;
		flows[fd].to = fd ? own_terminal(fd) : ours;
		(void)syscall(NR_FCNTL, ours, F_SETFL, O_NONBLOCK);
		plan->piped = true;
	}
	child_taken(&taken);
	if (plan->piped)
		signals = fd_high(signalfd(-1, &taken, SFD_CLOEXEC));
	if (plan->piped && signals < 0)
		die("wait for signals:");
}

/* Moves a part; false at the end. */
static bool
move(struct flow *flow)
{
	ssize_t part;

	if (!flow->len) {
		part = read(flow->from, flow->bytes, sizeof(flow->bytes));
		if (part < 0 && errno == EIO && fd_in_background(flow->from)) {
			kill(getpid(), SIGSTOP);	/* as SIGTTIN would, which we take otherwise */
			return true;
		}
		if (part <= 0)
			return part < 0 && (errno == EAGAIN || errno == EINTR);
		flow->at = 0;
		flow->len = (size_t)part;
	}
	part = write(flow->to, flow->bytes + flow->at, flow->len);
	if (part < 0)
		return errno == EAGAIN || errno == EINTR;
	flow->at += (size_t)part;
	flow->len -= (size_t)part;
	return true;
}

static void
stop(struct flow *flow)
{
	if (flow->from > STDERR_FILENO)
		fd_close(flow->from);
	if (flow->to > STDERR_FILENO)
		fd_close(flow->to);
	flow->open = false;
}

/* One wait, of at most timeout ms; false when a signal is pending or nothing can move. */
static bool
turn(int timeout)
{
	struct pollfd at[4] = { [3] = { timeout ? signals : -1, POLLIN, 0 } };
	int fd;

	for (fd = 0; fd < 3; fd++) {
		struct flow *flow = &flows[fd];
		bool full = flow->len;

		at[fd] = (struct pollfd){ !flow->open ? -1 : full ? flow->to : flow->from, full ? POLLOUT : POLLIN, 0 };
	}
	if (poll(at, ARRAY_LEN(at), timeout) <= 0)
		return false;
	for (fd = 0; fd < 3; fd++)
		if (at[fd].revents && !move(&flows[fd]))
			stop(&flows[fd]);
	return !at[3].revents;
}

void
streams_copy(struct plan *plan)
{
	int fd;

	/* only PROG has these now: an end of it is an end */
	for (fd = 0; fd < 3; fd++) {
		fd_close(plan->pipe[fd]);
		plan->pipe[fd] = -1;
	}
	while (turn(-1))
		;
}

void
streams_end(void)
{
	static const int deadly[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };
	unsigned left = LAST_TURNS;
	sigset_t set;
	size_t i;

	/* from here on one of these ends a wait for who reads us */
	sigemptyset(&set);
	for (i = 0; i < ARRAY_LEN(deadly); i++)
		sigaddset(&set, deadly[i]);
	(void)signalfd(signals, &set, SFD_CLOEXEC);
	/* what others still write is not waited for */
	while (left-- && turn(flows[1].len || flows[2].len ? -1 : 0))
		;
}
