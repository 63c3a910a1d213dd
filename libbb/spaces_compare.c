/* spaces_compare.c - the namespaces of several targets, side by side */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include "spaces.h"

enum { TARGETS = COLUMN_MAX - 2 };

/* The inode of target's; 0 when this kernel has none of that kind. */
static uint64_t
space_of(struct target *target, enum ns kind)
{
	uint64_t ino;

	return proc_ns_of(AT_FDCWD, "/proc/self", kind, &ino) || errno != ENOENT ? target_ns(target, kind) : 0;
}

static void
open_targets(struct target *target, char **targets, struct column *column)
{
	unsigned i;

	for (i = 0; targets[i]; i++) {
		if (i == TARGETS)
			die("more than %d targets", TARGETS);
		target_open(&target[i], targets[i]);
		(void)target_proc(&target[i]);	/* or there might be no kind that differs */
		column[i] = (struct column){ targets[i], COLUMN_NUMBER | COLUMN_AS_IS };
	}
	column[i] = (struct column){ spaces_args.json ? "SHARED" : "", COLUMN_BOOL };
}

int
spaces_compare(char **targets)
{
	static struct column columns[COLUMN_MAX + 1] = { { "KIND", 0 } };
	struct table table = { .column = columns, .json_name = "namespaces" };
	struct target target[TARGETS];
	unsigned kinds, kind, i;
	bool differs = false;

	if (spaces_listed() || spaces_args.task || spaces_args.dot)
		opt_bad(SPACES_OPTIONS);
	kinds = spaces_kinds();
	table.colour = CONFIG_COLOR && tone_wanted(spaces_args.color);
	if (CONFIG_WATCH && spaces_args.watch)
		watch_frames();
	open_targets(target, targets, columns + 1);
	table.as_json = spaces_args.json;
	table.raw = spaces_args.raw;
	table.no_headings = spaces_args.no_headings;
	table_choose(&table, "KIND", "all");
	for (kind = 0; kind < NS_COUNT; kind++) {
		uint64_t ino, first = kinds & NS_BIT(kind) ? space_of(&target[0], kind) : 0;
		bool same = true;
		struct row *row;

		if (!first)
			continue;
		row = table_row(&table);
		table_text(&table, row, 0, ns_kinds[kind].name);
		for (i = 0; targets[i]; i++) {
			ino = target_ns(&target[i], kind);
			table_number(&table, row, i + 1, ino);
			same &= ino == first;
		}
		table_cell(&table, row, i + 1)->text = same ? "shared" : "";
		table_number(&table, row, i + 1, same);
		row->tone = same ? TONE_SHARED : TONE_PLAIN;
		differs |= !same;
	}
	table_print(&table);
	out_finish();
	return differs ? STATUS_FAIL : 0;
}
