/* SPDX-License-Identifier: 0BSD
 *
 * sti TEXT: type TEXT and a newline on the terminal at stdin, as its user might.
 *
 * What a program that shares a terminal with a shell can do to it: TIOCSTI.
 */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

int
main(int argc, char **argv)
{
	size_t i, len = argc > 1 ? strlen(argv[1]) : 0;

	for (i = 0; i <= len; i++)
		if (ioctl(0, TIOCSTI, i < len ? &argv[1][i] : "\n"))
			return perror("sti"), 1;
	return 0;
}
