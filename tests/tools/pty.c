/* SPDX-License-Identifier: 0BSD
 *
 * pty PROG [ARG]...: run PROG on a terminal of its own, as a login would.
 *
 * What is read from stdin is typed there; what the terminal shows goes to
 * stdout.  End of input does not hang up.  The status is PROG's, or 128+n.
 * It has 80 columns, or as many as PTY_COLUMNS says.  With PTY_MODES set the
 * status is 123 when the terminal's modes are not what they were before.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	struct winsize size = { 24, 80, 0, 0 };
	struct pollfd fds[2] = { { 0, POLLIN, 0 }, { -1, POLLIN, 0 } };
	struct termios before = { 0 }, after = { 0 };
	char bytes[4096];
	int master, status;
	pid_t child;

	if (argc < 2)
		return 125;
	if (getenv("PTY_COLUMNS"))
		size.ws_col = (unsigned short)atoi(getenv("PTY_COLUMNS"));
	/* what a new terminal has: PROG may be quicker than we could ask */
	if (openpty(&master, &status, NULL, NULL, NULL) || tcgetattr(status, &before))
		return perror("pty"), 125;
	close(master), close(status);
	child = forkpty(&master, NULL, NULL, &size);
	if (child < 0)
		return perror("pty"), 125;
	if (child == 0) {
		execvp(argv[1], argv + 1);
		perror(argv[1]);
		_exit(127);
	}
	fds[1].fd = master;
	while (poll(fds, 2, -1) > 0 || errno == EINTR) {
		ssize_t n;

		if (fds[0].revents) {
			n = read(0, bytes, sizeof(bytes));
			if (n <= 0)
				fds[0].fd = -1;
			else if (write(master, bytes, (size_t)n) != n)
				return 125;
		}
		if (fds[1].revents) {
			n = read(master, bytes, sizeof(bytes));
			if (n <= 0)	/* EIO: the last process closed it */
				break;
			if (write(1, bytes, (size_t)n) != n)
				return 125;
		}
	}
	if (waitpid(child, &status, 0) != child)
		return 125;
	if (getenv("PTY_MODES") && (tcgetattr(master, &after) || memcmp(&before, &after, sizeof(before))))
		return fprintf(stderr, "pty: its modes are others now\n"), 123;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
