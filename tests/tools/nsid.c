/* SPDX-License-Identifier: 0BSD
 *
 * nsid FILE: the 64-bit ID of the namespace FILE names (NS_GET_ID, Linux 6.18).
 * nsid -p PID: the inode of PID's pidfd, its own for ever on Linux 6.9 and later.
 *
 * Status 1 and a reason when this kernel cannot say.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { PIDFS_MAGIC = 0x50494446 };

static int
refused(const char *what)
{
	fprintf(stderr, "nsid: %s: %s\n", what, strerror(errno));
	return 1;
}

int
main(int argc, char **argv)
{
	struct statfs fs;
	struct stat st;
	uint64_t id;
	int fd;

	if (argc == 2) {
		fd = open(argv[1], O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			return refused(argv[1]);
		if (ioctl(fd, (int)_IOR(0xb7, 13, uint64_t), &id) < 0)
			return refused("NS_GET_ID");
		printf("%llu\n", (unsigned long long)id);
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "-p")) {
		fd = (int)syscall(SYS_pidfd_open, atoi(argv[2]), 0);
		if (fd < 0)
			return refused("pidfd_open");
		if (fstatfs(fd, &fs) < 0 || fstat(fd, &st) < 0)
			return refused("pidfd");
		if (fs.f_type != PIDFS_MAGIC)
			return fprintf(stderr, "nsid: all pidfds share one inode here\n"), 1;
		printf("%llu\n", (unsigned long long)st.st_ino);
		return 0;
	}
	return fprintf(stderr, "usage: nsid FILE | nsid -p PID\n"), 125;
}
