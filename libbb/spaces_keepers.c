/* spaces_keepers.c - which processes may keep a container, from what the scan found */

#include <string.h>
#include "engine.h"
#include "spaces.h"

static struct scan *known;

/* Whoever keeps a container has one in other namespaces below: in its PID namespace, or in
 * one whose parent that is.  A container that keeps none has a PID namespace of its own, as
 * a rule, and the same others throughout. */
static void
find_keepers(struct scan *scan)
{
	size_t i;

	for (i = 0; i < scan->procs; i++) {
		const struct scan_proc *proc = &scan->proc[i];
		struct space *space = scan_find(scan, proc->ino[NS_PID]);

		/* one that ends has lost all but a few */
		if (space && proc->ino[NS_MNT] && memcmp(proc->ino, scan->proc[scan_pid(scan, space->pid)].ino, sizeof(proc->ino)))
			space->nests = true;
	}
	for (i = 0; i < scan->spaces; i++) {
		struct space *space = scan->space[i], *up = scan_find(scan, space->parent);

		/* before 4.9 the kernel tells no parent */
		if (space->kind == NS_PID && space->asked)
			(up ? up : space)->nests = true;
	}
}

static void
each_keeper(bool (*visit)(const char *name, void *arg), void *arg)
{
	char name[16];
	size_t i;

	find_keepers(known);
	for (i = 0; i < known->procs; i++) {
		const struct scan_proc *proc = &known->proc[i];
		const struct space *space = scan_find(known, proc->ino[NS_PID]);

		if (!space || space->nests) {
			TEXT(name, "%u", proc->pid);
			visit(name, arg);
		}
	}
}

void
spaces_keepers(struct scan *scan)
{
	known = scan;
	process_each = each_keeper;
}
