/* sealed.c - this program as a sealed file in memory: memfd_create(2) */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "kernel.h"
#include "ns.h"

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
	struct stat st;
	off_t done = 0;

	if (fstat(from, &st))
		return false;
	while (done < st.st_size) {
		ssize_t part = sendfile(to, from, &done, (size_t)(st.st_size - done));

		if (part < 0 && errno != EINTR)
			return false;
		if (!part) {
			errno = EIO;
			return false;
		}
	}
	return true;
}

void
sealed_exec(void)
{
	const char *slash = strrchr(applet_name, '/'), *name = slash ? slash + 1 : applet_name;
	int exe = fd_open(AT_FDCWD, "/proc/self/exe", O_RDONLY), copy, seals;

	if (exe < 0)
		die("open /proc/self/exe:");
	seals = fcntl(exe, KERNEL_F_GET_SEALS);
	if (seals >= 0 && (seals & KERNEL_F_SEAL_ALL) == KERNEL_F_SEAL_ALL) {
		close(exe);
		prctl(PR_SET_NAME, name, 0, 0, 0);	/* it is a number else, before 6.14 */
		return;
	}
	copy = memory_file(name);
	if (copy >= 0 && fill(copy, exe) && !fcntl(copy, KERNEL_F_ADD_SEALS, KERNEL_F_SEAL_ALL)) {
		char path[32];

		syscall(SYS_execveat, copy, "", sealed_argv, environ, AT_EMPTY_PATH);
		TEXT(path, "/proc/self/fd/%d", copy);	/* before 3.19 */
		execve(path, sealed_argv, environ);
	}
	warn("cannot run from a sealed copy in memory; what is entered could write to this program's file:");
	close(copy);
	close(exe);
}
