/* spaces.c - the rows of lsns and nsls */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "spaces.h"

struct spaces_args spaces_args;

const struct opt spaces_opts[] = {
	OPT_FLAG ('J', "json", &spaces_args.json, "print JSON"),
	OPT_FLAG ('l', "list", &spaces_args.list, "a list, no tree"),
	OPT_FLAG ('n', "noheadings", &spaces_args.no_headings, "no line of headings"),
	OPT_FLAG ('r', "raw", &spaces_args.raw, "one blank between columns, \\x20 in them"),
	OPT_FLAG ('u', "notruncate", &spaces_args.no_truncate, "whole lines on a terminal, too"),
	OPT_FLAG ('W', "nowrap", &spaces_args.no_wrap, "mounts on one line (they always are)"),
	OPT_FLAG ('P', "persistent", &spaces_args.persistent, "only namespaces that no process is in"),
	OPT_STR  ('p', "task", "PID", &spaces_args.task, "only namespaces of this process"),
	OPT_LIST ('t', "type", "KIND", &spaces_args.types, "only mnt net ipc user pid uts cgroup time"),
	OPT_MAYBE('T', "tree", "BY", &spaces_args.tree, "a tree by owner, parent or process"),
	OPT_STR  ('o', "output", "LIST", &spaces_args.output, "these columns, with +LIST these too"),
	IF(CONFIG_NSLS_FILTER,
	OPT_STR  ('Q', "filter", "EXPR", &spaces_args.filter, "only rows for which EXPR holds"),
	)
	OPT_FLAG (0, "output-all", &spaces_args.all_columns, "every column"),
	OPT_FLAG ('H', "list-columns", &spaces_args.list_columns, "name the columns and stop"),
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

static unsigned
read_types(void)
{
	const char *at = spaces_args.types, *end;
	unsigned kinds = 0, i;

	for (; at && *at; at = end + (*end == ',')) {
		end = text_to(at, ',');
		for (i = 0; i < NS_COUNT && !text_is(at, (size_t)(end - at), ns_kinds[i].name); i++)
			;
		if (i == NS_COUNT)
			opt_bad("unknown namespace type: %.*s", (int)(end - at), at);
		kinds |= NS_BIT(i);
	}
	return kinds ? kinds : NS_ALL;
}

static void
read_tree(void)
{
	const char *by = spaces_args.tree;

	if (spaces_args.list)
		tree = TREE_NONE;
	else if (!by)
		tree = spaces_args.ours ? TREE_NONE : TREE_PROCESS;
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

/* By process: below the last row, so far, of the parent of space's own process. */
static struct row *
row_of_parent(struct space **space, size_t count, const struct table *table)
{
	uint64_t ppid = table_cell(table, space[count]->row, PPID)->number;

	while (ppid && count--)
		if (space[count]->row && space[count]->holder == HOLD_PROCESS && space[count]->pid == ppid)
			return space[count]->row;
	return NULL;
}

/* Shell's sort: a few thousand rows. */
static void
sort_spaces(struct space **space, size_t count)
{
	size_t gap, i, at;

	for (gap = count / 2; gap; gap = gap == 2 ? 1 : gap * 5 / 11)
		for (i = gap; i < count; i++) {
			struct space *moved = space[i];

			for (at = i; at >= gap && space[at - gap]->ino > moved->ino; at -= gap)
				space[at] = space[at - gap];
			space[at] = moved;
		}
}

static const struct scan_proc *
find_process(const struct scan *scan, uint64_t pid)
{
	size_t i;

	for (i = 0; i < scan->procs; i++)
		if (scan->proc[i].pid == pid)
			return &scan->proc[i];
	return NULL;
}

static void
name_container(const struct container *container, void *arg)
{
	const struct scan *scan = arg;
	const struct scan_proc *proc;
	unsigned kind;

	if (container->state > CONTAINER_PAUSED || !(proc = find_process(scan, (uint64_t)container->pid)))
		return;
	for (kind = 0; kind < NS_COUNT; kind++) {
		struct space *space = proc->ino[kind] ? scan_find(scan, proc->ino[kind]) : NULL;
		char text[PATH_ROOM];

		if (!space)
			continue;
		if (space->containers && !TEXT(text, "%s,%s", space->containers, container->name))
			continue;
		space->containers = space->containers ? mem_text(text, strlen(text)) :
			mem_text(container->name, strlen(container->name));
	}
}

/* PID 1's are the host's; ours, where we may not look. */
static void
name_host(struct scan *scan)
{
	struct container host = CONTAINER_EMPTY;
	const struct scan_proc *first = find_process(scan, 1);

	host.name = "host";
	host.pid = first && first->ino[NS_USER] ? 1 : getpid();
	name_container(&host, scan);
}

/* Which rows are wanted. */
struct wanted {
	struct table		*table;
	unsigned		 kinds;
	uint64_t		 task;
	const struct scan_proc	*only;		/* that process, or NULL */
};

/* Its row; in a tree of namespaces, behind those of its owner and parent. */
static void
list_one(struct scan *scan, const struct wanted *wanted, struct space *space)
{
	if (!space || space->row || !(wanted->kinds & NS_BIT(space->kind)) || (spaces_args.persistent && space->count) ||
	    (wanted->task && (!wanted->only || wanted->only->ino[space->kind] != space->ino)))
		return;
	if (tree > TREE_PROCESS) {
		/* one above itself there is none */
		list_one(scan, wanted, scan_find(scan, space->owner));
		list_one(scan, wanted, scan_find(scan, space->parent));
	}
	spaces_put(scan, wanted->table, space);
	if (tree > TREE_PROCESS)
		space->row->parent = row_above(scan, space);
}

/* Rows for all that is wanted, in the order of their inodes. */
static void
list_all(struct scan *scan, const struct wanted *wanted)
{
	size_t i;

	for (i = 0; i < scan->spaces; i++) {
		list_one(scan, wanted, scan->space[i]);
		if (tree == TREE_PROCESS && scan->space[i]->row)
			scan->space[i]->row->parent = row_of_parent(scan->space, i, wanted->table);
	}
}

static void
list_processes(const struct scan *scan, struct table *table, uint64_t ino)
{
	struct row *row, *up;
	bool found = scan_find(scan, (uint32_t)ino) != NULL;
	unsigned kind;
	size_t i;

	for (i = 0; i < scan->procs; i++)
		for (kind = 0; kind < NS_COUNT; kind++)
			if (scan->proc[i].ino[kind] == ino)
				spaces_put_process(table, table_row(table), scan->proc[i].pid);
	if (!found || ino > UINT32_MAX)
		die("not found namespace: %llu", (unsigned long long)ino);
	for (row = table->first; row && tree; row = row->next)
		for (up = table->first; up && !row->parent; up = up->next)
			if (up != row && table_cell(table, up, PID)->number == table_cell(table, row, PPID)->number)
				row->parent = up;
}

/* Every namespace there is, into an array. */
static bool
find_all(struct scan *scan, unsigned kinds)
{
	bool all = !CONFIG_NSLS_HIDDEN || !spaces_args.ours;
	struct scan_proc *proc;
	size_t used, i;
	unsigned kind;
	char name[16];

	if (CONFIG_NSLS_HIDDEN && spaces_args.threads)
		scan_threads(scan, kinds);
	if (CONFIG_NSLS_HIDDEN && spaces_args.sockets && (kinds & NS_BIT(NS_NET)))
		scan_sockets(scan);
	scan_mounts(scan, "self", kinds, true);
	for (i = 0; spaces_args.ours && i < scan->procs; i++) {
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
	scan->space = mem_alloc((scan->spaces + 1) * sizeof(struct space *));
	used = scan_each(scan->space);
	for (i = 0; i < used; i++)
		scan_relate(scan, scan->space[i]);
	if (!all)
		all = scan_live(scan, kinds);
	/* that may have found a few more */
	scan->space = mem_alloc((scan->spaces + 1) * sizeof(struct space *));
	scan->spaces = scan_each(scan->space);
	sort_spaces(scan->space, scan->spaces);
	return all;
}

/* Once, on stderr, what nsls could not see; lsns keeps quiet, as ever. */
static void
tell_unseen(const struct scan *scan, bool all)
{
	if (scan->denied)
		warn("%u processes not looked into: Permission denied", (unsigned)scan->denied);
	if (scan->proc[0].pid != 1)	/* there is no PID namespace without it */
		warn("/proc hides processes of others (hidepid)");
	if (!all && !geteuid())
		warn("namespaces that only a message in a socket, or a mount where no process is, keeps: not seen before Linux 6.19");
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
}

static void
name_columns(void)
{
	unsigned i;

	for (i = 0; columns[i].name; i++)
		say("%s\n", columns[i].name);
	out_finish();
}

int
spaces_list(char **operands)
{
	struct table table = { .column = columns, .json_name = "namespaces" };
	unsigned kinds = read_types(), wanted = kinds;
	struct scan scan = { 0 };
	uint64_t ino = 0, task = 0;
	const char *defaults;
	bool all;

	memcpy(columns, spaces_columns, (spaces_args.ours ? ALL_COLUMNS : LSNS_COLUMNS) * sizeof(*columns));
	if (spaces_args.list_columns) {
		name_columns();
		return 0;
	}
	read_tree();
	if (*operands && (operands[1] || !num_parse(*operands, UINT64_MAX, &ino)))
		opt_bad("invalid namespace argument: '%s'", operands[1] ? operands[1] : *operands);
	if (spaces_args.task && (!num_parse(spaces_args.task, INT32_MAX, &task) || !task))
		opt_bad("invalid PID argument: '%s'", spaces_args.task);
	if (spaces_args.task && (*operands || spaces_args.persistent))
		opt_bad("--task cannot be combined with %s", *operands ? "a namespace" : "--persistent");
	if (spaces_args.json && spaces_args.raw)
		opt_bad("options --json and --raw cannot be combined");
	defaults = *operands ? "PID,PPID,USER,COMMAND" :
		spaces_args.types && (kinds & NS_BIT(NS_NET)) ?
		(spaces_args.ours ? "NS,TYPE,NPROCS,PID,OWNER,CONTAINER,NETNSID,NSFS,COMMAND" :
		 "NS,TYPE,NPROCS,PID,USER,NETNSID,NSFS,COMMAND") :
		spaces_args.ours ? "NS,TYPE,NPROCS,PID,OWNER,CONTAINER,COMMAND" : "NS,TYPE,NPROCS,PID,USER,COMMAND";
	columns[tree > TREE_PROCESS ? NS : COMMAND].flags = tree ? COLUMN_TREE : spaces_columns[COMMAND].flags;
	table.as_json = spaces_args.json;
	table.raw = spaces_args.raw;
	table.steady = true;
	table.no_headings = spaces_args.no_headings;
	table.whole = spaces_args.no_truncate;
	table_choose(&table, defaults, spaces_args.all_columns ? "all" : spaces_args.output);
	if (tree > TREE_PROCESS)
		wanted |= NS_BIT(NS_USER);
	else if (tree)
		table_need(&table, PPID);
	if (CONFIG_NSLS_FILTER && spaces_args.filter)
		(void)filter_row(&table, NULL, spaces_args.filter);
	if (CONFIG_NSLS_HIDDEN && spaces_args.ours)
		scan_live_begin(wanted);
	scan_all(&scan, wanted | NS_BIT(NS_MNT), spaces_args.ours ? SCAN_CHILDREN | SCAN_FDS : 0);
	all = find_all(&scan, wanted);
	if (spaces_args.dot || table_has(&table, CONTAINER)) {
		name_host(&scan);
		if (CONFIG_CONTAINERS)
			container_each(name_container, &scan);
	}
	if (spaces_args.dot)
		spaces_dot(&scan, kinds);
	else if (*operands)
		list_processes(&scan, &table, ino);
	else
		list_all(&scan, &(struct wanted){ &table, tree > TREE_PROCESS && !task ? wanted : kinds, task,
						 task ? find_process(&scan, task) : NULL });
	if (CONFIG_NSLS_FILTER && spaces_args.filter)
		keep_fitting(&table);
	if (!spaces_args.dot)
		table_print(&table);
	out_finish();
	/* the last of it only for who asks what keeps a namespace */
	if (spaces_args.ours)
		tell_unseen(&scan, all || !(spaces_args.persistent || spaces_args.threads || spaces_args.sockets ||
					   table_has(&table, HOLDER)));
	return 0;
}
