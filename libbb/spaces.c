/* spaces.c - the rows of lsns and nsls */

#include <string.h>
#include "spaces.h"

struct spaces_args spaces_args;

const struct opt spaces_opts[] = {
	IF(CONFIG_LIST_JSON,
	OPT_FLAG ('J', "json", &spaces_args.json, "print JSON"),
	)
	OPT_FLAG ('l', "list", &spaces_args.list, "a list, no tree"),
	OPT_FLAG ('n', "noheadings", &spaces_args.no_headings, "no line of headings"),
	OPT_FLAG ('r', "raw", &spaces_args.raw, "one blank between columns, \\x20 in them"),
	OPT_FLAG ('u', "notruncate", &spaces_args.no_truncate, "whole lines on a terminal, too"),
	OPT_FLAG ('W', "nowrap", &spaces_args.no_wrap, "several mounts on one line, a comma between"),
	OPT_FLAG ('P', "persistent", &spaces_args.persistent, "only namespaces that no process is in"),
	OPT_STR  ('p', "task", "PID", &spaces_args.task, "only namespaces of this process"),
	OPT_LIST ('t', "type", "KIND", &spaces_args.types, "only mnt net ipc user pid uts cgroup time"),
	OPT_MAYBE('T', "tree", "BY", &spaces_args.tree, "a tree by owner, parent or process"),
	OPT_STR  ('o', "output", "LIST", &spaces_args.output, "these columns, with +LIST these too"),
	IF(CONFIG_NSLS_FILTER,
	OPT_STR  ('Q', "filter", "EXPR", &spaces_args.filter, "only rows for which EXPR holds"),
	)
	OPT_FLAG (0, "output-all", &spaces_args.all_columns, "every column"),
	IF(CONFIG_NSLS_COLUMNS,
	OPT_FLAG ('H', "list-columns", &spaces_args.list_columns, "tell which columns there are, and stop"),
	)
	OPT_END
};

bool
spaces_opt_row(unsigned i, void *base, struct opt *row)
{
	const struct opt *is = (const struct opt *)base + i;

	if (is->type == OPT_T_END)
		return false;
	*row = *is;
	return true;
}

static struct column columns[ALL_COLUMNS + 1];
static enum { TREE_NONE, TREE_PROCESS, TREE_OWNER, TREE_PARENT } tree;

unsigned
spaces_kinds(void)
{
	const char *at = spaces_args.types, *end;
	unsigned kinds = 0, i;

	for (; at; at = *end ? end + 1 : NULL) {
		end = text_to(at, ',');
		for (i = 0; i < NS_COUNT && !text_is(at, (size_t)(end - at), ns_kinds[i].name); i++)
			;
		if (i == NS_COUNT)
			opt_bad("unknown namespace type: %.*s", (int)(end - at), at);
		kinds |= NS_BIT(i);
	}
	return kinds ? kinds : NS_ALL;
}

bool
spaces_listed(void)
{
	return spaces_args.tree || spaces_args.output || spaces_args.filter || spaces_args.persistent || spaces_args.all_columns;
}

static void
read_tree(bool of_processes)
{
	const char *by = spaces_args.tree;

	if (!by)
		tree = spaces_ours || spaces_args.list || (spaces_args.all_columns && !of_processes) ? TREE_NONE : TREE_PROCESS;
	else if (by == opt_bare || !strcmp(by, "owner"))
		tree = TREE_OWNER;
	else if (!strcmp(by, "parent"))
		tree = TREE_PARENT;
	else if (!strcmp(by, "process"))
		tree = TREE_PROCESS;
	else
		opt_bad("unknown tree type: %s", by);
}

/* Whose row that of space hangs below; NULL. */
static struct row *
row_above(const struct scan *scan, const struct space *space)
{
	bool nests = space->kind == NS_USER || space->kind == NS_PID;
	const struct space *up = NULL;

	if (tree == TREE_OWNER)
		up = scan_find(scan, space->owner);
	else if (tree == TREE_PARENT && nests)
		up = scan_find(scan, space->parent);
	return up && up != space ? up->row : NULL;
}

/* By process: below the last row, so far, of the parent of row's own process. */
static struct row *
row_of_parent(const struct scan *scan, const struct table *table, struct row *row)
{
	size_t parent = scan_pid(scan, table_cell(table, row, PPID)->number);

	return parent < scan->procs ? scan->shown[parent] : NULL;
}

/* Which rows are wanted. */
struct wanted {
	struct table		*table;
	unsigned		 kinds;
	uint64_t		 task;
	const struct scan_proc	*only;		/* that process, or NULL */
};

static bool
is_wanted(const struct wanted *wanted, const struct space *space)
{
	return (wanted->kinds & NS_BIT(space->kind)) && !(spaces_args.persistent && space->count) &&
	       (!wanted->task || (wanted->only && wanted->only->ino[space->kind] == space->ino));
}

/* Its row; in a tree of namespaces, behind those of its owner and parent. */
static void
list_one(struct scan *scan, const struct wanted *wanted, struct space *space)
{
	if (!space || space->row)
		return;
	if (tree > TREE_PROCESS) {	/* one above itself there is none */
		uint32_t up = tree == TREE_OWNER ? space->owner : space->parent;

		list_one(scan, wanted, scan_find(scan, up));
		if (!up || !spaces_args.task)
			list_one(scan, wanted, scan_find(scan, space->owner ^ space->parent ^ up));
	}
	spaces_put(scan, wanted->table, space, wanted->task);
	if (tree > TREE_PROCESS && space->row)
		space->row->parent = row_above(scan, space);
}

/* Rows for all that is wanted, in the order of their inodes. */
static void
list_all(struct scan *scan, const struct wanted *wanted)
{
	size_t i;

	for (i = 0; i < scan->spaces; i++) {
		if (is_wanted(wanted, scan->space[i]))
			list_one(scan, wanted, scan->space[i]);
		if (tree == TREE_PROCESS && scan->space[i]->row)
			scan->space[i]->row->parent = row_of_parent(scan, wanted->table, scan->space[i]->row);
	}
}

static void
list_processes(const struct scan *scan, struct table *table, unsigned kinds, uint64_t ino)
{
	const struct space *found = scan_find(scan, (uint32_t)ino);
	struct row *row, **end;
	size_t i;

	if (!found || !(kinds & NS_BIT(found->kind)) || ino > UINT32_MAX)
		die("not found namespace: %llu", (unsigned long long)ino);
	for (i = 0; i < scan->procs; i++) {
		if (scan->proc[i].ino[found->kind] != ino)
			continue;
		end = table->first ? table->last : &table->first;
		row = table_row(table);
		if (spaces_put_process(table, row, scan->proc[i].pid, true)) {
			spaces_put_space(table, row, found, scan->proc[i].pid, 0);
			scan->shown[i] = row;
		} else {
			*end = NULL;	/* it has gone */
			table->last = end;
		}
	}
	for (row = table->first; row && tree == TREE_PROCESS; row = row->next)
		row->parent = row_of_parent(scan, table, row);
}

/* Takes out the rows that the filter does not fit; what hung below them goes up. */
static void
keep_fitting(struct table *table)
{
	struct row **at = &table->first, *row;

	while ((row = *at)) {
		while (row->parent && !filter_row(table, row->parent, spaces_args.filter))
			row->parent = row->parent->parent;
		if (filter_row(table, row, spaces_args.filter))
			at = &row->next;
		else
			*at = row->next;
	}
	table->last = at;
}

int
spaces_list(char **operands)
{
	struct table table = { .column = columns, .json_name = "namespaces" };
	unsigned kinds = spaces_kinds(), wanted = kinds, drawn, i;
	struct scan scan = { 0 };
	struct target target;
	const struct scan_proc *only;
	uint64_t ino = 0, task = 0;
	char defaults[80];
	bool late, all;

	memcpy(columns, spaces_columns, (spaces_ours ? ALL_COLUMNS : LSNS_COLUMNS) * sizeof(*columns));
	read_tree(*operands);
	drawn = tree > TREE_PROCESS ? NS : COMMAND;
	if (spaces_args.target && (spaces_args.task || spaces_args.persistent))
		opt_bad("a target cannot be combined with --%s", spaces_args.task ? "task" : "persistent");
	if (spaces_args.task && (!num_parse(spaces_args.task, INT32_MAX, &task) || !task))
		opt_bad("invalid PID argument: '%s'", spaces_args.task);
	if (CONFIG_NSLS_COLUMNS && spaces_args.list_columns) {
		spaces_list_columns(columns);
		return 0;
	}
	if (*operands && !num_parse(*operands, UINT64_MAX, &ino))
		opt_bad("invalid namespace argument: '%s'", *operands);
	if (spaces_args.task && (*operands || spaces_args.persistent))
		opt_bad("--task cannot be combined with %s", *operands ? "a namespace" : "--persistent");
	if (spaces_args.json && (spaces_args.raw || spaces_args.dot))
		opt_bad("options --json and --%s cannot be combined", spaces_args.raw ? "raw" : "dot");
	TEXT(defaults, *operands ? "PID,PPID,USER,COMMAND" : "NS,TYPE,NPROCS,PID,USER%s%s,COMMAND",
	     !spaces_ours ? "" : spaces_args.target ? ",OTHERS" : ",CONTAINER",
	     spaces_args.types && (kinds & NS_BIT(NS_NET)) ? ",NETNSID,NSFS" : "");
	if (spaces_args.dot && (*operands || spaces_listed()))
		opt_bad(SPACES_OPTIONS);
	if (tree)
		columns[drawn].flags = COLUMN_TREE | (columns[drawn].flags & COLUMN_CUT);
	if (!spaces_ours)
		columns[NSFS].flags = spaces_args.no_wrap ? 0 : COLUMN_WRAP;
	table.as_json = spaces_args.json;
	table.raw = spaces_args.raw;
	table.colour = CONFIG_COLOR && spaces_ours && tone_wanted(spaces_args.color);
	table.exact = !spaces_ours;
	table.no_headings = spaces_args.no_headings;
	table.whole = spaces_args.no_truncate;
	table_choose(&table, spaces_args.all_columns ? "all" : defaults, spaces_args.output);
	if (tree > TREE_PROCESS)
		wanted |= NS_BIT(NS_USER);
	else if (tree)
		table_need(&table, PPID);
	if (CONFIG_NSLS_FILTER && spaces_args.filter)
		(void)filter_row(&table, NULL, spaces_args.filter);
	if (CONFIG_WATCH && spaces_args.watch) {
		if (table.as_json || spaces_args.dot)
			opt_bad("--watch is of a list, not of --%s", table.as_json ? "json" : "dot");
		table_need(&table, NS);
		spaces_watch();
	}
	fail_status = STATUS_FAIL;	/* nsls has another for what is wrong on its command line */
	if (spaces_args.target) {
		target_open(&target, spaces_args.target);
		task = (uint64_t)target.pid;
	}
	late = CONFIG_NSLS_HIDDEN && spaces_ours && scan_live_begin(wanted);
	scan_all(&scan, wanted | NS_BIT(NS_MNT), spaces_ours && !late && !task);	/* those of a process need no other holder */
	all = spaces_find(&scan, wanted, late && !task);
	if (scan.unknown && !spaces_ours && (tree > TREE_PROCESS || table_has(&table, PNS) || table_has(&table, ONS))) {
		fail_status = STATUS_AMBIGUOUS;
		die("owners and parents: unknown to this kernel, they need Linux 4.9");
	}
	/* it is still the one that was looked at, and was let be */
	if (spaces_args.target)
		(void)target_ns(&target, NS_USER);
	for (i = CONTAINER; i < ALL_COLUMNS && !spaces_args.dot && !table_has(&table, i); i++)
		;
	if (i < ALL_COLUMNS)
		spaces_whose(&scan);
	only = task ? spaces_process(&scan, task) : NULL;
	if (spaces_args.dot)
		spaces_dot(&scan, kinds, only);
	else if (*operands)
		list_processes(&scan, &table, kinds, ino);
	else
		list_all(&scan, &(struct wanted){ &table, kinds, task, only });
	if (CONFIG_NSLS_FILTER && spaces_args.filter)
		keep_fitting(&table);
	if (CONFIG_WATCH && spaces_args.watch && !*operands)
		spaces_mark(&table);
	if (!table_shows(&table, drawn))
		table_flatten(&table);
	if (!spaces_args.dot)
		table_print(&table);
	out_finish();
	/* the last of it only for who asks what keeps a namespace */
	if (spaces_ours)
		spaces_unseen(&scan, all || !(spaces_args.persistent || spaces_args.threads || spaces_args.sockets ||
					      table_has(&table, HOLDER)));
	return 0;
}
