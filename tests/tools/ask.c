/* SPDX-License-Identifier: 0BSD
 *
 * ask pidfd PID	the inode of a pidfd of PID: its identity (6.9)
 * ask seals FILE	the seals of a memfd, in hexadecimal; fails on other files
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef F_GET_SEALS
# define F_GET_SEALS 1034
#endif

int
main(int argc, char **argv)
{
	struct stat st;
	int fd, seals;

	if (argc != 3)
		return 125;
	if (!strcmp(argv[1], "pidfd")) {
		fd = (int)syscall(SYS_pidfd_open, atoi(argv[2]), 0);
		if (fd < 0 || fstat(fd, &st) < 0)
			return perror("ask: pidfd"), 1;
		printf("%llu\n", (unsigned long long)st.st_ino);
		return 0;
	}
	fd = open(argv[2], O_RDONLY);
	seals = fd < 0 ? -1 : fcntl(fd, F_GET_SEALS);
	if (seals < 0)
		return perror("ask: seals"), 1;
	printf("%x\n", seals);
	return 0;
}
