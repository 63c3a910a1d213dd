/* pids.c - sets of PIDs */

#include "engine.h"

enum { LIST_MAX = 64 * 1024 * 1024 };

bool
pids_have(const struct pids *pids, uint64_t pid)
{
	return pid <= PID_LIMIT && (pids->bits[pid / 8] & 1 << pid % 8);
}

void
pids_add(struct pids *pids, uint64_t pid)
{
	pids->bits[pid / 8] |= (unsigned char)(1 << pid % 8);
	if (pid > pids->last)
		pids->last = pid;
}

bool
pids_take(struct pids *pids, int fd, uint64_t *count)
{
	static struct blob list;
	const char *at;
	uint64_t pid;

	if (!blob_take(&list, fd, LIST_MAX))
		return false;
	for (at = list.data; num_scan(&at, PID_LIMIT, &pid); at += *at != '\0') {
		if (pids)
			pids_add(pids, pid);
		++*count;
	}
	return true;
}
