/* SPDX-License-Identifier: 0BSD
 *
 * floor PID PROG [ARG]...: the least a program can do to run PROG in PID's
 * network namespace.  What nsenter does more than this is its overhead.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	char path[64];
	int fd;

	if (argc < 3)
		return 125;
	/* by hand: printf's buffers would be part of the floor */
	char *p = path;
	for (const char *s = "/proc/"; *s; s++)
		*p++ = *s;
	for (const char *s = argv[1]; *s && p < path + 40; s++)
		*p++ = *s;
	for (const char *s = "/ns/net"; *s; s++)
		*p++ = *s;
	*p = '\0';

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET) < 0)
		return 1;
	execvp(argv[2], argv + 2);
	return 127;
}
