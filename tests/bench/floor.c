/* SPDX-License-Identifier: 0BSD
 *
 * floor -w PID FILE: write PID's oldest seccomp filter to FILE.
 * floor PID FILE|- PROG [ARG]...: run PROG in all of PID's namespaces, under the filter in FILE.
 *
 * The second is what no exec into a container can do without, and nothing else: no name is looked up, no cgroup
 * joined, no identity, capability or limit set, no signal passed on, and the filter was read by another run.  What it
 * takes is the kernel's own time, so what an engine takes, divided by it, is more than any program can win.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIDFD_OPEN = 434, GET_FILTER = 0x420c, ALL = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET |
	CLONE_NEWPID | CLONE_NEWCGROUP };

static unsigned long long filter[4096];		/* struct sock_filter */

static int
fail(const char *what)
{
	perror(what);
	return 125;
}

static int
write_filter(int pid, const char *file)
{
	int status, fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	long len;

	if (fd < 0 || ptrace(PTRACE_SEIZE, pid, 0, 0) || ptrace(PTRACE_INTERRUPT, pid, 0, 0) ||
	    waitpid(pid, &status, __WALL) != pid)
		return fail("floor: read the filter");
	len = syscall(SYS_ptrace, GET_FILTER, pid, 0, filter);
	ptrace(PTRACE_DETACH, pid, 0, 0);
	if (len <= 0)
		return fail("floor: there is no filter");
	len *= (long)sizeof(*filter);
	return write(fd, filter, (size_t)len) != len;
}

int
main(int argc, char **argv)
{
	struct { unsigned short len; void *filter; } prog = { 0, filter };
	int pidfd, fd, status;
	pid_t child;

	if (argc == 4 && !strcmp(argv[1], "-w"))
		return write_filter(atoi(argv[2]), argv[3]);
	if (argc < 4)
		return 2;
	if (strcmp(argv[2], "-")) {
		fd = open(argv[2], O_RDONLY | O_CLOEXEC);
		prog.len = (unsigned short)(read(fd, filter, sizeof(filter)) / (long)sizeof(*filter));
		if (!prog.len)
			return fail("floor: no filter");
	}
	pidfd = (int)syscall(PIDFD_OPEN, atoi(argv[1]), 0);
	if (setns(pidfd, ALL))
		return fail("floor: join");
	child = vfork();
	if (!child) {
		if (!prog.len || !syscall(SYS_seccomp, 1, 0, &prog))
			execve(argv[3], argv + 3, environ);
		_exit(fail("floor: run"));
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return fail("floor: fork");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
