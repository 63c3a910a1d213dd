/* sealed.c - this program as a sealed file in memory: memfd_create(2) */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "enter.h"
#include "kernel.h"

enum { COPY_MAX = 16 * 1024 * 1024 };	/* far above what we are */

char **sealed_argv;

static int
memory_file(const char *name)
{
	unsigned flags = KERNEL_MFD_CLOEXEC | KERNEL_MFD_ALLOW_SEALING;
	int fd = (int)syscall(SYS_memfd_create, name, flags | KERNEL_MFD_EXEC);

	if (fd < 0 && errno == EINVAL)	/* before 6.3 */
		fd = (int)syscall(SYS_memfd_create, name, flags);
	return fd_high(fd);
}

static bool
fill(int to, int from)
{
	ssize_t part;

	do
		part = sendfile(to, from, NULL, COPY_MAX);
	while (part > 0);
	return part == 0;
}

int
sealed_copy(int from, const char *name)
{
	struct kernel_rlimit limit = { COPY_MAX, COPY_MAX }, wide;
	bool filled;
	int copy = memory_file(name);

	/* Past the limit on a file's size is death by SIGXFSZ. */
	(void)syscall(SYS_prlimit64, 0, RLIMIT_FSIZE, NULL, &limit);
	wide = limit;
	wide.current = wide.max;
	if (limit.current < COPY_MAX)
		(void)syscall(SYS_prlimit64, 0, RLIMIT_FSIZE, &wide, NULL);
	filled = copy >= 0 && wide.max >= COPY_MAX && fill(copy, from);
	if (limit.current < COPY_MAX)
		(void)syscall(SYS_prlimit64, 0, RLIMIT_FSIZE, &limit, NULL);
	if (filled && !syscall(NR_FCNTL, copy, KERNEL_F_ADD_SEALS, KERNEL_F_SEAL_ALL))
		return copy;
	fd_close(copy);
	return -1;
}

void
sealed_exec(void)
{
	int exe = fd_open(AT_FDCWD, "/proc/self/exe", O_RDONLY), copy, seals;

	if (exe < 0)
		die("open /proc/self/exe:");
	seals = (int)syscall(NR_FCNTL, exe, KERNEL_F_GET_SEALS);
	if (seals >= 0 && (seals & KERNEL_F_SEAL_ALL) == KERNEL_F_SEAL_ALL) {
		fd_close(exe);
		syscall(SYS_prctl, PR_SET_NAME, applet_name, 0, 0, 0);	/* it is a number else, before 6.14 */
		return;
	}
	copy = sealed_copy(exe, applet_name);
	if (copy >= 0) {
		char path[32];

		syscall(SYS_execveat, copy, "", sealed_argv, environ, AT_EMPTY_PATH);
		TEXT(path, "/proc/self/fd/%d", copy);	/* before 3.19 */
		execve(path, sealed_argv, environ);
	}
	warn("no sealed copy in memory: what is entered could write to this program's file:");
	fd_close(copy);
	fd_close(exe);
}
