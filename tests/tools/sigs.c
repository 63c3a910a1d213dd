/* SPDX-License-Identifier: 0BSD
 *
 * sigs [FILE]: report every signal received, one line each, until TERM.
 *
 * The first line is `ready PID`, the PID as seen here; then `got INT`, and so
 * on; TERM is reported too and ends it with status 7.  Lines go to FILE, made
 * by the caller, or stdout.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct { int nr; const char *name; } names[] = {
	{ SIGHUP, "HUP" }, { SIGINT, "INT" }, { SIGQUIT, "QUIT" }, { SIGUSR1, "USR1" },
	{ SIGUSR2, "USR2" }, { SIGTERM, "TERM" }, { SIGPIPE, "PIPE" }, { SIGALRM, "ALRM" },
	{ SIGCONT, "CONT" }, { SIGTSTP, "TSTP" }, { SIGWINCH, "WINCH" }, { SIGTTIN, "TTIN" },
	{ SIGTTOU, "TTOU" }, { SIGURG, "URG" }, { SIGCHLD, "CHLD" },
};

int
main(int argc, char **argv)
{
	sigset_t all;

	if (argc > 1) {
		int fd = open(argv[1], O_WRONLY | O_APPEND);
		if (fd < 0 || dup2(fd, 1) < 0)
			return perror(argv[1]), 125;
	}
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	printf("ready %d\n", (int)getpid());
	fflush(stdout);
	for (;;) {
		int nr = sigwaitinfo(&all, NULL);
		const char *name = "?";

		if (nr < 0)
			continue;
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
			if (names[i].nr == nr)
				name = names[i].name;
		if (*name == '?')
			printf("got %d\n", nr);
		else
			printf("got %s\n", name);
		fflush(stdout);
		if (nr == SIGTERM)
			return 7;
	}
}
