/*
 * often N CMD [ARG]... [, CMD [ARG]...]: run the commands in turn, N times
 *
 * Prints how often the first ended with 0, how often with another status, and
 * how often the mounts of our own mount namespace changed while it went on:
 * proc(5) has poll(2) on a mountinfo tell.
 */

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int
run(char **argv)
{
	int status, quiet;
	pid_t child = vfork();

	if (!child) {
		quiet = open("/dev/null", O_WRONLY | O_CLOEXEC);
		dup2(quiet, 2);
		execvp(argv[0], argv);
		_exit(127);
	}
	waitpid(child, &status, 0);
	return status;
}

int
main(int argc, char **argv)
{
	struct pollfd mounts = { .fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC), .events = POLLPRI };
	char **command[16];
	long good = 0, bad = 0, changed = 0, times;
	int count = 0, i;

	if (argc < 3)
		return 2;
	times = strtol(argv[1], NULL, 10);
	command[count++] = argv + 2;
	for (i = 3; i < argc; i++)
		if (!strcmp(argv[i], ",") && count < 16) {
			argv[i] = NULL;
			command[count++] = argv + i + 1;
		}
	while (times--) {
		for (i = 0; i < count; i++) {
			int status = run(command[i]);

			if (!i && status)
				bad++;
			else if (!i)
				good++;
		}
		if (poll(&mounts, 1, 0) == 1 && mounts.revents & POLLERR)
			changed++;
	}
	printf("%ld done, %ld refused, %ld changes here\n", good, bad, changed);
	return 0;
}
