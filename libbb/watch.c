/*
 * watch.c - what an applet prints, once a second, on the whole terminal
 *
 * A child prints each frame, into a pipe: what memory it takes, and what ends
 * it, ends with it.  A frame is written over the one before, never over an
 * empty screen, so nothing flickers.  Signals are blocked and read from a
 * file, so the terminal is given back however we are asked to end.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include "list.h"

static struct {
	struct winsize	 size;
	struct termios	 before;
	bool		 keys;		/* standard input is a terminal, of which before was the state */
	int		 signals;
	sigset_t	 blocked_before;
	pid_t		 child;
	int		 pipe;		/* what the child prints, or -1 */
	size_t		 len;
	char		 frame[64 * 1024];
} watch;

static void
take_terminal(void)
{
	static const char enter[] = "\033[?1049h\033[?25l\033[?7l";	/* its other screen, no cursor, lines cut */
	struct termios raw = watch.before;

	raw.c_lflag &= (tcflag_t)~(ICANON | ECHO);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (watch.keys)
		tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	write_all(STDOUT_FILENO, enter, sizeof(enter) - 1);
}

static void
give_terminal(void)
{
	static const char leave[] = "\033[?7h\033[?25h\033[?1049l";

	write_all(STDOUT_FILENO, leave, sizeof(leave) - 1);
	if (watch.keys)
		tcsetattr(STDIN_FILENO, TCSANOW, &watch.before);
}

static _Noreturn void
end(int status)
{
	give_terminal();
	if (watch.child > 0)
		kill(watch.child, SIGKILL);
	_exit(status);
}

/* True in the child. */
static bool
new_frame(void)
{
	int ends[2];

	watch.len = 0;
	ioctl(STDOUT_FILENO, TIOCGWINSZ, &watch.size);
	/* erasing behind a full line would erase its last letter */
	table_width = watch.size.ws_col > 1 ? watch.size.ws_col - 1u : 79;
	if (syscall(SYS_pipe2, ends, O_CLOEXEC) || (watch.child = child_new(0)) < 0) {
		give_terminal();
		die("fork:");
	}
	if (watch.child == 0) {
		sigprocmask(SIG_SETMASK, &watch.blocked_before, NULL);
		/* nothing is executed from here: the flag is for form's sake */
		syscall(SYS_dup3, ends[1], STDOUT_FILENO, O_CLOEXEC);
		syscall(SYS_dup3, ends[1], STDERR_FILENO, O_CLOEXEC);
		return true;
	}
	close(ends[1]);
	watch.pipe = ends[0];
	return false;
}

static void
draw(void)
{
	const char *at = watch.frame, *last = at + watch.len;
	unsigned row, rows = 0, room;
	size_t i;

	for (i = 0; i < watch.len; i++)
		rows += watch.frame[i] == '\n';
	room = watch.size.ws_row && rows > watch.size.ws_row ? watch.size.ws_row - 1u : rows;
	say("\033[H");
	for (row = 0; row < room; row++) {
		const char *stop = at;

		while (stop < last && *stop != '\n')
			stop++;
		if (row)
			say("\r\n");
		out_bytes(&std_out, at, (size_t)(stop - at));
		say("\033[K");
		at = stop + 1;
	}
	if (room < rows)
		say("\r\n(%u more)\033[K", rows - room);
	say("\033[J");
	if (!out_flush(&std_out))
		end(fail_status);
}

/* What the child printed next; draws the frame at its end. */
static void
read_frame(void)
{
	ssize_t got = 0;

	if (watch.len < sizeof(watch.frame))
		got = read(watch.pipe, watch.frame + watch.len, sizeof(watch.frame) - watch.len);
	if (got > 0) {
		watch.len += (size_t)got;
		return;
	}
	close(watch.pipe);	/* more than fits ends it by SIGPIPE */
	watch.pipe = -1;
	waitpid(watch.child, NULL, 0);
	watch.child = 0;
	draw();
}

static void
read_signal(void)
{
	struct signalfd_siginfo info;

	if (read(watch.signals, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGINT)
		end(0);
	if (info.ssi_signo == SIGTSTP) {
		give_terminal();
		kill(getpid(), SIGSTOP);
		take_terminal();
	} else if (info.ssi_signo != SIGWINCH) {
		end(STATUS_SIGNAL + (int)info.ssi_signo);
	}
}

static void
read_key(void)
{
	char key = 'q';		/* also when the terminal is gone */

	if (read(STDIN_FILENO, &key, 1) < 0 && errno == EINTR)
		return;
	if (key == 'q' || key == 'Q')
		end(0);
}

void
watch_frames(void)
{
	static const int taken[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH };
	const char *kind = env_get(environ, "TERM");
	sigset_t set;
	size_t i;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &watch.size) || !kind || !strcmp(kind, "dumb"))
		die("--watch: standard output is no terminal that can be drawn on");
	watch.keys = !tcgetattr(STDIN_FILENO, &watch.before);
	sigemptyset(&set);
	for (i = 0; i < ARRAY_LEN(taken); i++)
		sigaddset(&set, taken[i]);
	child_default(SIGCHLD);
	watch.signals = fd_high((int)syscall(SYS_signalfd4, -1, &set, _NSIG / 8, SFD_CLOEXEC));
	if (watch.signals < 0 || sigprocmask(SIG_BLOCK, &set, &watch.blocked_before))
		die("block signals:");
	take_terminal();
	if (new_frame())
		return;
	for (;;) {
		struct pollfd files[] = {
			{ .fd = watch.signals, .events = POLLIN },
			{ .fd = watch.keys ? STDIN_FILENO : -1, .events = POLLIN },
			{ .fd = watch.pipe, .events = POLLIN },
		};

		poll(files, ARRAY_LEN(files), watch.pipe < 0 ? 1000 : -1);
		if (files[0].revents)
			read_signal();
		if (files[1].revents)
			read_key();
		if (files[2].revents)
			read_frame();
		else if (watch.pipe < 0 && new_frame())
			return;
	}
}
