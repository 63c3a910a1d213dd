/* SPDX-License-Identifier: 0BSD
 *
 * alarm PROG [ARG]...: become PROG, with an alarm clock set to 0.1 s.
 */
#include <sys/time.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	struct itimerval soon = { .it_value = { .tv_usec = 100000 } };

	if (argc < 2 || setitimer(ITIMER_REAL, &soon, NULL))
		return 125;
	execvp(argv[1], argv + 1);
	return 127;
}
