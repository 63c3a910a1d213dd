/* spaces_compare.c - the namespaces of several targets, side by side */

#include <string.h>
#include "spaces.h"

enum { TARGETS = COLUMN_MAX - 2 };

int
spaces_compare(char **targets)
{
	static struct column columns[COLUMN_MAX + 1] = { { "KIND", 0 } };
	struct table table = { .column = columns, .json_name = "namespaces", .missing = "-" };
	struct target target[TARGETS];
	unsigned count = 0, kind, i;
	bool differs = false;

	fail_status = STATUS_AMBIGUOUS;		/* 1 says that something differs */
	for (; targets[count]; count++) {
		if (count == TARGETS)
			die("more than %d targets", TARGETS);
		target_open(&target[count], targets[count]);
		columns[count + 1] = (struct column){ targets[count], COLUMN_NUMBER };
	}
	columns[count + 1] = (struct column){ "SHARED", COLUMN_BOOL };
	table.as_json = spaces_args.json;
	table.raw = spaces_args.raw;
	table.no_headings = spaces_args.no_headings;
	table_choose(&table, "KIND", "all");
	for (kind = 0; kind < NS_COUNT; kind++) {
		uint64_t ino, first = 0;
		bool same = true, any = false;
		struct row *row = table_row(&table);

		table_text(&table, row, 0, ns_kinds[kind].name);
		for (i = 0; i < count; i++) {
			if (!proc_ns(target_proc(&target[i]), kind, &ino))
				ino = 0;
			else
				table_number(&table, row, i + 1, ino);
			any |= ino != 0;
			first = i ? first : ino;
			same &= ino == first;
		}
		table_number(&table, row, count + 1, same && any);
		differs |= !same;
	}
	table_print(&table);
	out_finish();
	return differs ? STATUS_FAIL : 0;
}
