/* filter PID ROUNDS: microseconds, the least of all rounds, that the kernel takes to put PID's oldest seccomp filter on a process */

#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static unsigned long long filter[4096];		/* struct sock_filter */

static double
now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return at.tv_sec * 1e6 + at.tv_nsec / 1e3;
}

/* In a child, which keeps it. */
static double
put_on(unsigned short len)
{
	struct { unsigned short len; void *filter; } prog = { len, filter };
	double took = -1, begin;
	int ends[2];

	if (pipe(ends))
		return -1;
	if (!fork()) {
		begin = now();
		if (syscall(SYS_seccomp, 1, 0, &prog))
			_exit(1);
		took = now() - begin;
		_exit(write(ends[1], &took, sizeof(took)) != sizeof(took));
	}
	close(ends[1]);
	if (read(ends[0], &took, sizeof(took)) != sizeof(took))
		took = -1;
	close(ends[0]);
	wait(NULL);
	return took;
}

int
main(int argc, char **argv)
{
	int pid = argc == 3 ? atoi(argv[1]) : 0, rounds = argc == 3 ? atoi(argv[2]) : 0, status;
	double best = 1e9;
	long len;

	if (ptrace(PTRACE_SEIZE, pid, 0, 0) || ptrace(PTRACE_INTERRUPT, pid, 0, 0) || waitpid(pid, &status, __WALL) != pid) {
		perror("filter: ptrace");
		return 1;
	}
	len = syscall(SYS_ptrace, 0x420c, pid, 0, filter);	/* PTRACE_SECCOMP_GET_FILTER */
	ptrace(PTRACE_DETACH, pid, 0, 0);
	if (len <= 0) {
		perror("filter: there is none");
		return 1;
	}
	while (rounds--) {
		double took = put_on((unsigned short)len);

		if (took < 0)
			return 1;
		best = took < best ? took : best;
	}
	printf("%.0f\n", best);
	return 0;
}
