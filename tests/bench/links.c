/* SPDX-License-Identifier: 0BSD
 *
 * links WORKERS: what anyone must do who lists namespaces: read the ten links of each process there is.
 *
 * The floor of tests/bench/nsls.sh; it parses and prints nothing.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 1 << 20 };

static const char *const names[] = {
	"cgroup", "ipc", "mnt", "net", "pid", "pid_for_children", "time", "time_for_children", "user", "uts"
};
static unsigned pids[MOST];

int
main(int argc, char **argv)
{
	unsigned workers = argc > 1 ? (unsigned)atoi(argv[1]) : 1, count = 0, mine = 0, i, k;
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	if (!proc || chdir("/proc"))
		return perror("/proc"), 1;
	while (count < MOST && (entry = readdir(proc)))
		if (*entry->d_name >= '1' && *entry->d_name <= '9')
			pids[count++] = (unsigned)atoi(entry->d_name);
	while (mine + 1 < workers && fork())
		mine++;
	for (i = mine; i < count; i += workers) {
		char path[32], text[64];
		int dir;

		snprintf(path, sizeof(path), "%u/ns", pids[i]);
		dir = open(path, O_PATH | O_CLOEXEC);
		for (k = 0; dir >= 0 && k < sizeof(names) / sizeof(*names); k++)
			if (readlinkat(dir, names[k], text, sizeof(text)) < 0)
				return perror(path), 1;
		close(dir);
	}
	/* children count down from the parent: each waits for what it made */
	while (wait(NULL) > 0)
		;
	return 0;
}
