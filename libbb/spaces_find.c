/* spaces_find.c - every namespace there is: what processes are in, and the rest by and by */

#include "spaces.h"

/* Shell's sort: a few thousand rows. */
static void
sort_spaces(struct space **space, size_t count)
{
	size_t gap, i, at;

	for (gap = count / 2; gap; gap = (gap * 5 + 1) / 11)
		for (i = gap; i < count; i++) {
			struct space *moved = space[i];

			for (at = i; at >= gap && space[at - gap]->ino > moved->ino; at -= gap)
				space[at] = space[at - gap];
			space[at] = moved;
		}
}

/* Into an array; how many. */
static size_t
collect(struct scan *scan)
{
	scan->space = mem_alloc((scan->spaces + 1) * sizeof(struct space *));
	return scan_each(scan->space);
}

/* Owner, parent and the like of all that were found. */
static void
relate_all(struct scan *scan)
{
	size_t used = collect(scan), i;

	for (i = 0; i < used; i++)
		scan_relate(scan, scan->space[i]);
}

/* Whether one has no process in it: what holds it would be told. */
static bool
is_any_empty(struct scan *scan, unsigned kinds)
{
	size_t used = collect(scan), i;

	for (i = 0; i < used && (scan->space[i]->count || !(kinds & NS_BIT(scan->space[i]->kind))); i++)
		;
	return i < used;
}

bool
spaces_find(struct scan *scan, unsigned kinds, bool late)
{
	bool all = !CONFIG_NSLS_HIDDEN || !spaces_ours;
	struct scan_proc *proc;
	size_t i;
	unsigned kind;
	char name[16];

	if (CONFIG_NSLS_HIDDEN && spaces_args.threads)
		scan_threads(scan, kinds);
	if (CONFIG_NSLS_HIDDEN && spaces_args.sockets && (kinds & NS_BIT(NS_NET)))
		scan_sockets(scan);
	scan_mounts(scan, "self", kinds, true);
	for (i = 0; spaces_ours && i < scan->procs; i++) {
		struct space *mnt = scan_find(scan, (proc = &scan->proc[i])->ino[NS_MNT]);

		TEXT(name, "%u", proc->pid);
		if (mnt && mnt->pid == proc->pid)
			scan_mounts(scan, name, kinds, false);
	}
	for (i = 0; i < scan->procs; i++)
		for (kind = 0; kind < NS_COUNT; kind++) {
			struct space *space = scan_find(scan, scan->proc[i].ino[kind]);

			if (space && space->pid == scan->proc[i].pid)
				scan_relate(scan, space);
		}
	relate_all(scan);
	if (!all)
		all = scan_live(scan, kinds);
	if (late && is_any_empty(scan, kinds)) {
		scan_holders(scan);
		relate_all(scan);
	}
	/* that may have found a few more */
	scan->spaces = collect(scan);
	sort_spaces(scan->space, scan->spaces);
	return all;
}
