/*
 * relay.c - our terminal joined to PROG's, byte by byte
 *
 * Raw on our side: what is typed means what PROG's terminal takes it to mean.
 * Neither side is read before what came from it last is written, so nothing is
 * lost and nothing piles up.  We keep the slave open until PROG has ended:
 * only then does an end of it mean anything.
 */

#include <errno.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>
#include "session.h"

enum { FLOW_ROOM = 16384, LAST_READS = 256, LAST_MS = 10, UNSEEN_MS = 2000 };

struct flow {
	size_t	at, len;	/* what is still to be written */
	char	bytes[FLOW_ROOM];
};

static ROOMY struct flow typed, shown;
static struct pty pty;
static const struct plan_pty *plan_pty;
static struct termios before;	/* our terminal's modes, while raw */
static bool raw;
static bool detached;
static bool unseen;		/* what PROG writes, for good */
static int screen;		/* where what PROG writes is shown */
static size_t held;		/* the first bytes of typed: a part of the keys that detach */

/* Takes from fd, behind the first bytes; false at its end. */
static bool
fill(struct flow *flow, int fd, size_t first)
{
	ssize_t got = read(fd, flow->bytes + first, sizeof(flow->bytes) - first);

	if (got <= 0)
		return got < 0 && (errno == EAGAIN || errno == EINTR);
	flow->at = 0;
	flow->len = first + (size_t)got;
	return true;
}

/* Gives to fd what it takes; false when it never will. */
static bool
drain(struct flow *flow, int fd)
{
	ssize_t put = write(fd, flow->bytes + flow->at, flow->len);

	if (put < 0)
		return errno == EAGAIN || errno == EINTR;
	flow->at += (size_t)put;
	flow->len -= (size_t)put;
	return true;
}

static void
restore(void)
{
	if (raw)
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &before);	/* it is gone, then */
	raw = false;
}

static void
make_raw(void)
{
	struct termios modes;

	if (!plan_pty->input || pty.started[0] >= 0 || pty.slave < 0)
		return;
	while (fd_in_background(STDIN_FILENO))
		kill(getpid(), SIGSTOP);
	if (!raw && tcgetattr(STDIN_FILENO, &before))
		return;
	modes = before;
	cfmakeraw(&modes);
	raw = !tcsetattr(STDIN_FILENO, TCSANOW, &modes);
}

/* What PROG's terminal sees of the end of ours. */
static void
hang_up(void)
{
	fd_close(pty.master);
	fd_close(pty.slave);
	pty.master = pty.slave = -1;
	typed.len = shown.len = 0;
	restore();
}

bool
relay_stop(void)
{
	if (detached)
		return false;
	restore();
	kill(getpid(), SIGSTOP);
	make_raw();
	pty_size(pty.master);
	return true;
}

static void
detach(void)
{
	restore();
	keeper_stay(&pty);
	screen = STDOUT_FILENO;
	detached = true;
}

bool
relay_signal(int sig)
{
	switch (sig) {
	case SIGWINCH:
		pty_size(pty.master);
		return true;
	case SIGTSTP:
	case SIGTTIN:
	case SIGTTOU:
		relay_stop();
		return true;
	case SIGPIPE:
		return true;	/* write(2) said so */
	case SIGCONT:
		make_raw();	/* who stopped us may have changed that */
	}
	return false;
}

enum turn { TURN_IDLE, TURN_BUSY, TURN_SIGNAL };

/* Waits for one side to move, at most timeout ms, and moves what can be. */
static enum turn
take_turn(int timeout)
{
	short wanted = (short)((shown.len ? 0 : POLLIN) | (typed.len ? POLLOUT : 0));
	enum { SIGNALS, STARTED, KEYS, MASTER, SCREEN, COUNT };
	struct pollfd at[COUNT] = {
		[SIGNALS] = { pty.signals, POLLIN, 0 },
		[STARTED] = { pty.started[0], POLLIN, 0 },
		[KEYS] = { raw && !typed.len ? STDIN_FILENO : -1, POLLIN, 0 },
		[MASTER] = { wanted ? pty.master : -1, wanted, 0 },
		[SCREEN] = { shown.len ? screen : -1, POLLOUT, 0 },
	};
	int moved;

	moved = poll(at, COUNT, timeout);
	if (moved < 0 && errno != EINTR) {
		restore();
		die("watch the terminal:");
	}
	if (moved <= 0)
		return TURN_IDLE;
	if (at[STARTED].revents) {
		fd_close(pty.started[0]);
		pty.started[0] = -1;
		make_raw();
	}
	if (at[SCREEN].revents && !drain(&shown, screen)) {
		restore();
		if (errno != EPIPE)
			warn("write what PROG shows:");
		hang_up();
		unseen = true;
	} else if (at[MASTER].revents & ~POLLOUT && !fill(&shown, pty.master, 0)) {
		hang_up();
	}
	if (at[MASTER].revents & POLLOUT && !drain(&typed, pty.master))
		typed.len = 0;
	if (at[KEYS].revents) {
		if (fill(&typed, STDIN_FILENO, held)) {
			if (CONFIG_NSEXEC_RARE && keeper_typed(typed.bytes, &typed.len, &held))
				detach();
		} else if (fd_in_background(STDIN_FILENO)) {
			relay_stop();
		} else {
			hang_up();
		}
	}
	return at[SIGNALS].revents ? TURN_SIGNAL : TURN_BUSY;
}

void
relay_start(const struct plan_pty *plan, const struct pty *ends)
{
	plan_pty = plan;
	screen = plan->out;
	pty = *ends;
	fd_close(pty.started[1]);
}

void
relay(void)
{
	enum turn turn;

	/* Who does not end with its terminal goes on without us, as docker's and podman's do. */
	while ((turn = take_turn(unseen ? UNSEEN_MS : -1)) != TURN_SIGNAL)
		if (turn == TURN_IDLE && unseen) {
			if (CONFIG_NSEXEC_RARE && die_undo)
				die_undo();
			_exit(STATUS_OWN_FAILURE);
		}
}

void
relay_end(void)
{
	unsigned reads = 0;

	child_deadly(pty.signals);
	fd_close(pty.slave);
	pty.slave = -1;
	typed.len = 0;
	/* A background job that holds it, and may write without end, is not waited for. */
	while (pty.master >= 0 && reads < LAST_READS && take_turn(shown.len ? -1 : LAST_MS) == TURN_BUSY)
		reads += !shown.len;
	restore();
}
