/* SPDX-License-Identifier: 0BSD
 *
 * clean PROG [ARG]...: run PROG with no descriptor but 0, 1 and 2.
 */
#include <stdio.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	if (argc < 2)
		return 125;
	for (int fd = 3; fd < 4096; fd++)
		close(fd);
	execvp(argv[1], argv + 1);
	perror(argv[1]);
	return 127;
}
