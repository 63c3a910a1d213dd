/* SPDX-License-Identifier: 0BSD
 *
 * startup ROUNDS FLOOR -- CMD -- CMD...: how long each takes from vfork to wait.
 *
 * ROUNDS pairs of each, FLOOR CMD FLOOR CMD, so that what disturbs the machine
 * disturbs both, and neither finds another's pages in its cache.  One line a command: the median of its times in
 * microseconds, of FLOOR's beside it, and of the ratios of the pairs.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { COMMANDS = 16 };

static double
run(char **argv)
{
	struct timespec from, to;
	int status;
	pid_t child;

	clock_gettime(CLOCK_MONOTONIC, &from);
	child = vfork();
	if (child == 0) {
		execv(argv[0], argv);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0) {
		fprintf(stderr, "startup: %s failed\n", argv[0]);
		exit(1);
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	return (double)(to.tv_sec - from.tv_sec) * 1e6 + (double)(to.tv_nsec - from.tv_nsec) / 1e3;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), compare);
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

int
main(int argc, char **argv)
{
	char **command[COMMANDS];
	double *floor_time[COMMANDS], *time[COMMANDS], *ratio[COMMANDS];
	size_t count = 0, rounds, round, i;
	cpu_set_t one;

	if (argc < 5 || (rounds = strtoul(argv[1], NULL, 10)) < 1) {
		fprintf(stderr, "usage: startup ROUNDS FLOOR -- CMD [-- CMD]...\n");
		return 2;
	}
	command[count++] = argv + 2;
	for (i = 2; argv[i]; i++)
		if (!strcmp(argv[i], "--") && count < COMMANDS) {
			argv[i] = NULL;
			command[count++] = argv + i + 1;
		}
	/* moving between processors is the scheduler's time, not the command's */
	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	sched_setaffinity(0, sizeof(one), &one);
	for (i = 1; i < count; i++) {
		floor_time[i] = calloc(rounds, sizeof(double));
		time[i] = calloc(rounds, sizeof(double));
		ratio[i] = calloc(rounds, sizeof(double));
		if (!floor_time[i] || !time[i] || !ratio[i])
			return 1;
		run(command[0]);
		run(command[i]);
	}
	for (i = 1; i < count; i++)
		for (round = 0; round < rounds; round++) {
			floor_time[i][round] = run(command[0]);
			time[i][round] = run(command[i]);
			ratio[i][round] = time[i][round] / floor_time[i][round];
		}
	for (i = 1; i < count; i++)
		printf("%.0f %.0f %.3f\n", median(time[i], rounds), median(floor_time[i], rounds), median(ratio[i], rounds));
	return 0;
}
