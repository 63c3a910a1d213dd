/* SPDX-License-Identifier: 0BSD
 *
 * titled WORD...: a process whose command line is WORD..., with a child.
 *
 * The child is in a new network namespace, where it may have one.  Prints the
 * child's PID when it is, and waits; the child dies with its parent.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	char byte;
	int ready[2];
	pid_t child;

	if (argc > 1 && !getenv("TITLED")) {
		setenv("TITLED", "1", 1);
		execv("/proc/self/exe", argv + 1);
		return 1;
	}
	/* as the kernel names whoever is called so by being executed */
	prctl(PR_SET_NAME, argv[0] + (*argv[0] == '['));
	if (pipe(ready))
		return 1;
	child = fork();
	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		(void)!unshare(CLONE_NEWNET);
		(void)!write(ready[1], "", 1);
		for (;;)
			pause();
	}
	if (child < 0 || read(ready[0], &byte, 1) != 1)
		return 1;
	printf("%d\n", child);
	fflush(stdout);
	for (;;)
		pause();
}
