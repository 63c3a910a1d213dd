/* pidns.c - how many processes PID namespaces have, in one look at /proc */

#include <fcntl.h>
#include <unistd.h>
#include "list.h"

struct counts {
	int			  proc;		/* /proc */
	struct pidns_count	**slot;		/* by inode; the next one where that is taken */
	size_t			  mask;
};

static struct pidns_count **
slot_of(struct counts *counts, uint64_t ino)
{
	size_t at = ino & counts->mask;

	while (counts->slot[at] && counts->slot[at]->ino != ino)
		at = (at + 1) & counts->mask;
	return &counts->slot[at];
}

static bool
count_pidns(const char *name, void *arg)
{
	struct counts *counts = arg;
	struct pidns_count *found;
	uint64_t pid, ino;

	if (num_parse(name, INT32_MAX, &pid) && proc_ns_of(counts->proc, name, NS_PID, &ino) && (found = *slot_of(counts, ino)))
		found->count++;
	return false;
}

void
pidns_count(struct pidns_count *first)
{
	struct counts counts = { .proc = fd_open(AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY), .mask = 1 };
	struct pidns_count *each;
	size_t count = 0;

	for (each = first; each; each = each->next)
		count++;
	while (counts.mask < 2 * count)
		counts.mask = counts.mask * 2 + 1;
	counts.slot = mem_alloc((counts.mask + 1) * sizeof(struct pidns_count *));
	for (each = first; each; each = each->next)
		*slot_of(&counts, each->ino) = each;
	dir_each(counts.proc, count_pidns, &counts);
	for (each = first; each; each = each->next)
		each->count = (*slot_of(&counts, each->ino))->count;
}
