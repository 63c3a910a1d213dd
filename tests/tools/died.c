/* SPDX-License-Identifier: 0BSD
 *
 * died PROG [ARG]...: run PROG and say how it ended, which `$?` cannot:
 * `exit N`, or `signal N`.  When it stops, say `stopped N` and continue it.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	int status;
	pid_t child;

	if (argc < 2)
		return 125;
	child = fork();
	if (child == 0) {
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	while (waitpid(child, &status, WUNTRACED) == child) {
		if (WIFSTOPPED(status)) {
			printf("stopped %d\n", WSTOPSIG(status));
			fflush(stdout);
			kill(child, SIGCONT);
			continue;
		}
		if (WIFSIGNALED(status))
			printf("signal %d\n", WTERMSIG(status));
		else
			printf("exit %d\n", WEXITSTATUS(status));
		return 0;
	}
	return 125;
}
