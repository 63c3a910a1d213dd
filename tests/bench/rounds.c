/* SPDX-License-Identifier: 0BSD
 *
 * rounds ROUNDS CMD -- CMD...: how long each takes, and the most memory that one of its processes had.
 *
 * All once in each round, so that what disturbs the machine disturbs all.  One line a command: the medians of its
 * time, of all its processes' processor time, both in milliseconds, and of its peak in KiB.  What they print is
 * dropped.  A command that begins with @N runs on the first N processors only; one whose first word is a dot, only
 * in each third round.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int null;

enum { COMMANDS = 16, MOST = 100 };

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static pid_t
begin(char **argv)
{
	pid_t child = vfork();

	if (child == 0) {
		dup2(null, 1);
		execv(argv[0], argv);
		_exit(127);
	}
	return child;
}

static void
run(char **argv, double *ms, double *cpu, double *peak)
{
	struct timespec from, to;
	struct rusage usage;
	cpu_set_t all, some;
	int status, left;
	pid_t child;
	size_t i;

	sched_getaffinity(0, sizeof(all), &all);
	if (**argv == '@') {
		some = all;
		left = atoi(*argv + 1);
		for (i = 0; i < CPU_SETSIZE; i++)
			if (CPU_ISSET(i, &some) && left-- <= 0)
				CPU_CLR(i, &some);
		sched_setaffinity(0, sizeof(some), &some);
	}
	clock_gettime(CLOCK_MONOTONIC, &from);
	child = begin(**argv == '@' ? argv + 1 : argv);
	/* with what it waited for itself */
	if (child < 0 || wait4(child, &status, 0, &usage) < 0 || status != 0) {
		fprintf(stderr, "rounds: %s failed\n", argv[0]);
		exit(1);
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	sched_setaffinity(0, sizeof(all), &all);
	*ms = (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
	*cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
		(double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
	*peak = (double)usage.ru_maxrss;
}

int
main(int argc, char **argv)
{
	static double ms[COMMANDS][MOST], cpu[COMMANDS][MOST], peak[COMMANDS][MOST];
	char **command[COMMANDS];
	size_t count = 0, rounds, round, i;

	if (argc < 3 || (rounds = strtoul(argv[1], NULL, 10)) < 1 || rounds > MOST) {
		fprintf(stderr, "usage: rounds ROUNDS CMD [-- CMD]...\n");
		return 2;
	}
	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	command[count++] = argv + 2;
	for (i = 2; argv[i]; i++)
		if (!strcmp(argv[i], "--") && count < COMMANDS) {
			argv[i] = NULL;
			command[count++] = argv + i + 1;
		}
	for (round = 0; round < rounds; round++)
		for (i = 0; i < count; i++)
			if (**command[i] != '.')
				run(command[i], &ms[i][round], &cpu[i][round], &peak[i][round]);
			else if (round % 3 == 0)
				run(command[i] + 1, &ms[i][round / 3], &cpu[i][round / 3], &peak[i][round / 3]);
	for (i = 0; i < count; i++) {
		size_t had = **command[i] == '.' ? (rounds + 2) / 3 : rounds;

		qsort(ms[i], had, sizeof(double), compare);
		qsort(cpu[i], had, sizeof(double), compare);
		qsort(peak[i], had, sizeof(double), compare);
		printf("%.1f %.1f %.0f\n", ms[i][had / 2], cpu[i][had / 2], peak[i][had / 2]);
	}
	return 0;
}
