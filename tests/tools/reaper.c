/* SPDX-License-Identifier: 0BSD
 *
 * reaper CMD...: run CMD below a process that its orphans come to, and wait for all of them, as a supervisor does.
 */
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	if (argc < 2 || prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))
		return 1;
	if (!fork()) {
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	while (wait(NULL) > 0)
		;
	return 0;
}
