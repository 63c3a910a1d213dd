/* SPDX-License-Identifier: 0BSD
 *
 * argv FILE [ARG]...: run FILE with exactly these arguments, the zeroth among
 * them: `argv FILE` gives it none at all.  (From 5.18 on the kernel then passes "".)
 */
#include <stdio.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	if (argc < 2)
		return 125;
	execv(argv[1], argv + 2);
	perror(argv[1]);
	return 127;
}
