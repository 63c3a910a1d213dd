/*
 * streams.c - a terminal or file of ours between PROG's files and us, when PROG gets no terminal
 *
 * Whoever holds a terminal may change its modes, read what is typed, or type
 * itself (TIOCSTI).  Whoever holds a file may, as root, change its mode, and open
 * it anew by /proc/self/fd to write what it had only to read.  So ours stay outside:
 * PROG has pipes in their place, which we copy from and to.  What is a pipe without
 * a name or a socket goes in as it is, if to read and write it takes no knowledge
 * of O_NONBLOCK, which another of its users has set.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "confine.h"
#include "enter.h"
#include "kernel.h"
#include "session.h"

enum {
	FLOW_ROOM = 4096,	/* for which a pipe has room when poll(2) says so */
	LAST_READS = 512	/* more than a pipe holds, of both */
};

static struct flow {
	bool	open;		/* copied, and not at its end */
	int	from, to;
	size_t	at, len;	/* what is still to be written */
	char	bytes[FLOW_ROOM];
} flows[3];
static int signals;		/* readable when one is pending */
static bool together;		/* output and error are the same: they have one pipe, in the order that it is written */
static bool lost;		/* some of what went in or came out, for good */
static unsigned reads;

/* Our terminal as an open file of its own: not to block is nobody else's affair. */
static int
own_terminal(int fd)
{
	int own = !isatty(fd) ? -1 : fd_openf(AT_FDCWD, O_WRONLY | O_NOCTTY | O_NONBLOCK, "/proc/self/fd/%d", fd);

	return own < 0 ? fd : own;
}

void
streams_open(struct plan *plan, bool input, int nameless)
{
	sigset_t taken;
	static struct stat st[4];
	const struct stat *out = &st[STDOUT_FILENO], *pipe = &st[3];
	int fd;

	(void)fstat(nameless, &st[3]);
	for (fd = input ? STDIN_FILENO : STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
		if (!fstat(fd, &st[fd]) && (st[fd].st_dev == pipe->st_dev || S_ISSOCK(st[fd].st_mode)) &&
		    !(syscall(NR_FCNTL, fd, F_GETFL) & O_NONBLOCK))
			continue;	/* what cannot be told stays outside */
		plan->piped = true;
		if (fd == STDERR_FILENO && flows[STDOUT_FILENO].open && st[fd].st_ino == out->st_ino && st[fd].st_dev == out->st_dev) {
			together = true;
			break;
		}
		flows[fd].open = true;
		flows[fd].from = fd;
		flows[fd].to = own_terminal(fd);
	}
	child_taken(&taken);
	if (plan->piped && (signals = fd_high(signalfd(-1, &taken, SFD_CLOEXEC))) < 0)
		die("wait for signals:");
}

void
streams_make(struct plan *plan)
{
	int fd;

	/* PROG may open /dev/stdout: a pipe is whose it is made as, and not to be given away by whom its user namespace has no number for */
	if (CONFIG_PTY && plan->join & NS_BIT(NS_USER))
		cred_owner(plan->cred.uid);
	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		int ends[2], ours;

		if (!flows[fd].open)
			continue;
		session_pipe(ends);
		ours = ends[!fd];
		plan->pipe[fd] = ends[!!fd];
		*(fd ? &flows[fd].from : &flows[fd].to) = ours;
		(void)syscall(NR_FCNTL, ours, F_SETFL, O_NONBLOCK);
	}
	if (together)
		plan->pipe[STDERR_FILENO] = plan->pipe[STDOUT_FILENO];
	if (CONFIG_PTY && plan->join & NS_BIT(NS_USER))
		cred_owner_back();
}

/* Moves a part; false at the end.  Signals are blocked: nothing is interrupted. */
static bool
move(struct flow *flow)
{
	ssize_t part;

	if (!flow->len) {
		reads++;
		part = read(flow->from, flow->bytes, sizeof(flow->bytes));
		if (part < 0 && errno == EIO && fd_in_background(flow->from)) {
			kill(getpid(), SIGSTOP);	/* as SIGTTIN would, which we take otherwise */
			return true;
		}
		if (part < 0 && errno == EAGAIN)
			return true;
		/* so ends one that hangs up, or was never open */
		if (part < 0 && errno != EBADF && (errno != EIO || !isatty(flow->from))) {
			warn(flow->from > STDERR_FILENO ? "read what PROG shows:" : "read standard input:");
			lost = true;
		}
		if (part <= 0)
			return false;
		flow->at = 0;
		flow->len = (size_t)part;
	}
	part = write(flow->to, flow->bytes + flow->at, flow->len);
	if (part < 0) {
		if (errno == EAGAIN)
			return true;
		/* a terminal that goes says so by HUP, a reader that goes wants no more */
		if (flow->to <= STDERR_FILENO && errno != EPIPE) {
			warn("write what PROG shows:");
			lost = true;
		}
		return false;
	}
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
	flow->len = 0;		/* which nobody is to wait for */
}

/* One wait, of at most timeout ms; false when a signal is pending or nothing can move. */
static bool
turn(int timeout)
{
	struct pollfd at[4];
	int fd, moved;

	for (fd = 0; fd < 3; fd++) {
		struct flow *flow = &flows[fd];
		bool full = flow->len;

		at[fd] = (struct pollfd){ !flow->open ? -1 : full ? flow->to : flow->from, full ? POLLOUT : POLLIN, 0 };
	}
	at[3] = (struct pollfd){ timeout ? signals : -1, POLLIN, 0 };
	moved = poll(at, ARRAY_LEN(at), timeout);
	if (moved <= 0) {
		if (moved < 0 && errno != EINTR)
			die("wait for signals:");
		return false;
	}
	for (fd = 0; fd < 3; fd++)
		if (at[fd].revents && !move(&flows[fd]))
			stop(&flows[fd]);
	return !at[3].revents;
}

void
streams_copy(void)
{
	while (turn(-1))
		;
}

bool
streams_end(void)
{
	child_deadly(signals);
	/* what others still write is not waited for */
	reads = 0;
	while (reads < LAST_READS && turn(flows[1].len || flows[2].len ? -1 : 0))
		;
	return !lost;
}
