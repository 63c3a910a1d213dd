/* SPDX-License-Identifier: 0BSD
 *
 * spaces GROUPS EACH: GROUPS times EACH sleeping processes, each group with its own namespace of all eight kinds.
 *
 * Prints a line once they are all there; they die with spaces.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

struct clone_args_0 {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
};

enum { TIME = 0x80 };	/* CLONE_NEWTIME; musl may not have it */

static const uint64_t kinds[] = {
	CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP, CLONE_NEWPID, TIME
};

static long
clone_with(uint64_t flags)
{
	struct clone_args_0 args = { .flags = flags, .exit_signal = SIGCHLD };

	return syscall(SYS_clone3, &args, sizeof(args));
}

int
main(int argc, char **argv)
{
	long groups = argc == 3 ? atol(argv[1]) : 0, each = argc == 3 ? atol(argv[2]) : 0, i, j;
	uint64_t all = 0;
	int ready[2];
	char byte;

	/* each has the three that everyone has, whatever we were started with */
	for (i = 3; i < 1024; i++)
		close((int)i);
	for (i = 0; i < (long)(sizeof(kinds) / sizeof(*kinds)); i++)
		all |= kinds[i];
	if (groups < 1 || each < 1 || pipe2(ready, O_CLOEXEC))
		return perror("spaces"), 1;
	for (i = 0; i < groups; i++) {
		long pid = clone_with(all);

		if (pid < 0)
			return perror("spaces: clone3"), 1;
		if (pid == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			for (j = 1; j < each; j++) {
				pid = clone_with(0);
				if (pid < 0)
					return perror("spaces: clone3"), 1;
				if (pid == 0)
					break;
			}
			if (pid && write(ready[1], "", 1) != 1)
				return 1;
			close(ready[0]);
			close(ready[1]);
			for (;;)
				pause();
		}
	}
	/* a group that failed has closed its end without a word */
	close(ready[1]);
	for (i = 0; i < groups && read(ready[0], &byte, 1) == 1; i++)
		;
	if (i < groups)
		return 1;
	puts("ready");
	fflush(stdout);
	pause();
	return 0;
}
