/* SPDX-License-Identifier: 0BSD
 *
 * crowd GROUPS EACH [CGROUP]: GROUPS times EACH sleeping processes, all in one PID namespace.
 *
 * With CGROUP, a cgroup2 directory, each group is in a cgroup of its own below
 * it, named like a container's ID.  Prints `ID PID START` of each group's first,
 * then an empty line; all die with crowd.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct clone_args_7 {	/* clone3(2) with CLONE_INTO_CGROUP, 5.7 */
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

static long
start_of(long pid)
{
	char path[64], text[1024], *at;
	FILE *file;
	long start = -1;

	snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	file = fopen(path, "r");
	if (file && fgets(text, sizeof(text), file) && (at = strrchr(text, ')'))) {
		int field;

		for (field = 2; at && field < 22; field++)
			at = strchr(at + 1, ' ');
		start = at ? atol(at + 1) : -1;
	}
	if (file)
		fclose(file);
	return start;
}

int
main(int argc, char **argv)
{
	long groups = argc > 2 ? atol(argv[1]) : 0, each = argc > 2 ? atol(argv[2]) : 0, i, j;
	char path[4096], id[65];

	if (groups < 1 || each < 1 || unshare(CLONE_NEWPID))
		return perror("crowd"), 1;
	for (i = 0; i < groups; i++) {
		struct clone_args_7 args = { .exit_signal = SIGCHLD };

		/* IDs of engines look random: so do these */
		snprintf(id, sizeof(id), "%016lx%048lx", (i + 1) * 0x9e3779b97f4a7c15ul, i);
		if (argc > 3) {
			snprintf(path, sizeof(path), "%s/%s", argv[3], id);
			if (mkdir(path, 0755) || (args.cgroup = (uint64_t)open(path, O_PATH | O_DIRECTORY | O_CLOEXEC)) > 1 << 20)
				return perror(path), 1;
			args.flags = 0x200000000ull;
		}
		for (j = 0; j < each; j++) {
			long pid = syscall(SYS_clone3, &args, sizeof(args));

			if (pid < 0)
				return perror("crowd: clone3"), 1;
			if (pid == 0) {
				prctl(PR_SET_PDEATHSIG, SIGKILL);
				for (;;)
					pause();
			}
			if (j == 0)
				printf("%s %ld %ld\n", id, pid, start_of(pid));
		}
		if (argc > 3)
			close((int)args.cgroup);
	}
	printf("\n");
	fflush(stdout);
	pause();
	return 0;
}
