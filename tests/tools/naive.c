/* SPDX-License-Identifier: 0BSD
 *
 * naive PID PROG [ARG]...: enters PID's mount and PID namespaces with the
 * capabilities of PID, and runs PROG there: as engines did before 2017, with
 * nothing done against who looks at it or writes to its file.  It takes its
 * time where it can be looked at; so does it when it is run again as PROG's
 * interpreter, with no PROG.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SLOW = 20000 };	/* microseconds */

static void
join(const char *pid, const char *kind)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%s/ns/%s", pid, kind);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, 0)) {
		perror(path);
		exit(125);
	}
}

int
main(int argc, char **argv)
{
	struct { unsigned version; int pid; } header = { 0x20080522, 0 };
	struct { unsigned effective, permitted, inheritable; } data[2] = { { 0, 0, 0 } };
	unsigned long long set = 0;
	char line[256];
	FILE *status;
	int cap, end;

	if (argc < 3) {
		usleep(SLOW);
		return 125;
	}
	snprintf(line, sizeof(line), "/proc/%s/status", argv[1]);
	status = fopen(line, "r");
	while (status && fgets(line, sizeof(line), status))
		sscanf(line, "CapBnd: %llx", &set);
	if (!set)
		return 125;
	fclose(status);
	join(argv[1], "pid");
	join(argv[1], "mnt");
	if (fork()) {
		wait(&end);
		return WIFEXITED(end) ? WEXITSTATUS(end) : 128 + WTERMSIG(end);
	}
	for (cap = 0; cap < 64; cap++)
		if (!(set >> cap & 1))
			prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
	data[0].effective = data[0].permitted = (unsigned)set;
	data[1].effective = data[1].permitted = (unsigned)(set >> 32);
	if (syscall(SYS_capset, &header, data))
		return 125;
	usleep(SLOW);
	execv(argv[2], argv + 2);
	perror(argv[2]);
	return 127;
}
