/* scan_space.c - the namespaces that were found, by inode: a hash table that grows */

#include "spaces.h"

static struct {
	struct space	**bucket;
	size_t		 buckets, count;
} set;

struct space *
scan_find(const struct scan *scan, uint32_t ino)
{
	struct space *space = set.buckets ? set.bucket[ino % set.buckets] : NULL;

	(void)scan;
	while (space && space->ino != ino)
		space = space->next;
	return space;
}

static void
link_space(struct space *space)
{
	struct space **at = &set.bucket[space->ino % set.buckets];

	space->next = *at;
	*at = space;
}

static void
grow(void)
{
	struct space **old = set.bucket, *space, *next;
	size_t had = set.buckets, i;

	set.buckets = had ? had * 4 : 256;
	set.bucket = mem_alloc(set.buckets * sizeof(*set.bucket));
	for (i = 0; i < had; i++)
		for (space = old[i]; space; space = next) {
			next = space->next;
			link_space(space);
		}
}

struct space *
scan_add(struct scan *scan, uint32_t ino, enum ns kind)
{
	struct space *space = scan_find(scan, ino);

	if (space)
		return space;
	if (set.count == set.buckets)
		grow();
	set.count++;
	space = mem_alloc(sizeof(*space));
	space->ino = ino;
	space->kind = kind;
	link_space(space);
	scan->spaces++;
	return space;
}

size_t
scan_each(struct space **list)
{
	struct space *space;
	size_t count = 0, i;

	for (i = 0; i < set.buckets; i++)
		for (space = set.bucket[i]; space; space = space->next)
			list[count++] = space;
	return count;
}
