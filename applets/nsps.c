/*
 * nsps - list containers, or the processes of one
 *
 * Without TARGET, the containers of every engine, as `docker ps` has them: read
 * from the files the engines leave on disk, and checked against the
 * processes.  With TARGET, its processes, as `docker top` has them: those in
 * its cgroup, and those in its PID namespace or one below.
 *
 * EXAMPLES
 *	nsps
 *	nsps -a -f engine=docker,state=exited --sort NAME
 *	nsps -qf name=web
 *	nsps -T web
 *	nsps -J | jq '.[] | {name, pid}'
 *	nsps --watch
 */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "applets.h"
#include "list.h"
#include "opt.h"

static struct {
	bool		 all, json, no_headings, quiet, tree, no_trunc, watch;
	const char	*filter, *output, *sort;
} args;

static const struct opt opts[] = {
	OPT_FLAG('a', "all", &args.all, "containers that do not run, too"),
	IF(CONFIG_LIST_CHOOSE,
	OPT_LIST('f', "filter", "KEY=VALUE", &args.filter, "only such containers"),
	)
	IF(CONFIG_LIST_JSON,
	OPT_FLAG('J', "json", &args.json, "print JSON, nothing shortened"),
	)
	OPT_FLAG('n', "noheadings", &args.no_headings, "no line of headings"),
	OPT_STR ('o', "output", "LIST", &args.output, "these columns, with +LIST these too, or `all'"),
	OPT_FLAG('q', "quiet", &args.quiet, "IDs only; with TARGET, PIDs"),
	IF(CONFIG_LIST_CHOOSE,
	OPT_STR (0, "sort", "COLUMN", &args.sort, "by this column, with -COLUMN the other way round"),
	)
	OPT_FLAG('T', "tree", &args.tree, "children below their parents; needs TARGET"),
	OPT_FLAG(0, "no-trunc", &args.no_trunc, "whole IDs, whole lines"),
	IF(CONFIG_WATCH,
	OPT_FLAG(0, "watch", &args.watch, "again every second, until q or ^C"),
	)
	OPT_HELP('h'),
	OPT_VERSION('V'),
	OPT_NOTE("\n"
		"TARGET is NAME, ID, the start of an ID, ENGINE:NAME, PID, or host.\n"
		"KEY is engine, name (a part of it), id (its start), state, pod or label; of several\n"
		"of one KEY, one must fit.  Dates are UTC.\n"
		"Exits with 1 for any failure, 2 when TARGET is ambiguous.\n")
	OPT_END
};

/* Containers */

enum {
	ENGINE, ID, NAME, PID, PROCS, STATE, AGE, NOTE, POD, NAMESPACE, PART, OWNER, START, CGROUP, OUTER, FILE, SPEC,
	UNVERIFIED, IMAGE, COMMAND
};

static const struct column columns[] = {
	[ENGINE]     = { "ENGINE", 0 },
	[ID]         = { "ID", 0 },
	[NAME]       = { "NAME", COLUMN_CUT },
	[PID]        = { "PID", COLUMN_NUMBER },
	[PROCS]      = { "PROCS", COLUMN_NUMBER },
	[STATE]      = { "STATE", 0 },
	[AGE]        = { "AGE", COLUMN_NUMBER },
	[NOTE]       = { "NOTE", COLUMN_CUT | COLUMN_SPARE },
	[POD]        = { "POD", COLUMN_CUT | COLUMN_SPARE },
	[NAMESPACE]  = { "NAMESPACE", COLUMN_CUT },
	[PART]       = { "PART", COLUMN_CUT },
	[OWNER]      = { "OWNER", COLUMN_SPARE },
	[START]      = { "START", COLUMN_NUMBER },
	[CGROUP]     = { "CGROUP", COLUMN_CUT },
	[OUTER]      = { "OUTER", 0 },
	[FILE]       = { "FILE", COLUMN_CUT },
	[SPEC]       = { "SPEC", COLUMN_CUT },
	[UNVERIFIED] = { "UNVERIFIED", COLUMN_BOOL },
	[IMAGE]      = { "IMAGE", COLUMN_CUT },
	[COMMAND]    = { "COMMAND", COLUMN_CUT },
	{ NULL, 0 }
};

struct list {
	struct table		 table;
	struct pidns_count	*later;	/* whose PROCS are counted by PID namespace, all at once in the end */
	uint64_t		 ours;	/* our own PID namespace */
};

static void
count_later(struct list *list, struct row *row, uint64_t ino)
{
	struct pidns_count *count = mem_alloc(sizeof(*count));

	count->next = list->later;
	count->ino = ino;
	count->row = row;
	list->later = count;
}

/* What its first process tells. */
static void
put_process(struct list *list, struct row *row, const struct container *container)
{
	uint64_t start = container->start, number;
	char text[COMMAND_MAX];
	const char *cgroup;

	table_number(&list->table, row, PID, (uint64_t)container->pid);
	if (start) {
		table_show(&list->table, row, AGE, ticks_age(start), age_text);
		table_show(&list->table, row, START, ticks_date(start), date_text);
	}
	if (table_has(&list->table, CGROUP) && (cgroup = proc_cgroup(container->proc)))
		table_text(&list->table, row, CGROUP, cgroup);
	if (table_has(&list->table, PROCS)) {
		if (container->cgroups && cgroup_count(container->cgroups, container->id, &number))
			table_number(&list->table, row, PROCS, number);
		else if (proc_ns(container->proc, NS_PID, &number) && number != list->ours)
			count_later(list, row, number);
	}
	if (table_has(&list->table, COMMAND) && !*container->command) {
		proc_command(container->proc, "?", text);
		table_text(&list->table, row, COMMAND, text);
	}
}

static void
put_note(struct table *table, struct row *row, const struct container *container)
{
	char text[64];

	TEXT(text, "%s%s%s%.*s", container->unverified ? "unverified" : "",
	     container->unverified && *container->outer ? ", " : "",
	     *container->outer ? "in " : "", SHORT_ID, container->outer);
	table_text(table, row, NOTE, text);
}

/* What is shown as the record has it. */
static const struct {
	unsigned char	column, offset;
} texts[] = {
	{ NAME, offsetof(struct container, name) },
	{ POD, offsetof(struct container, pod) },
	{ NAMESPACE, offsetof(struct container, pod_namespace) },
	{ PART, offsetof(struct container, part) },
	{ OUTER, offsetof(struct container, outer) },
	{ FILE, offsetof(struct container, file) },
	{ SPEC, offsetof(struct container, spec) },
	{ IMAGE, offsetof(struct container, image) },
	{ COMMAND, offsetof(struct container, command) },
};

static void
list_one(const struct container *container, void *arg)
{
	struct list *list = arg;
	struct table *table = &list->table;
	struct row *row;
	char text[PATH_ROOM];
	size_t i;

	if ((!args.all && container->state > CONTAINER_PAUSED) || (CONFIG_LIST_CHOOSE && !choose_fits(container)))
		return;
	row = table_row(table);
	table_text(table, row, ENGINE, container_engine(container));
	TEXT(text, "%.*s", args.json || args.no_trunc ? PATH_ROOM : SHORT_ID, container->id);
	table_text(table, row, ID, text);
	for (i = 0; i < ARRAY_LEN(texts); i++)
		table_text(table, row, texts[i].column, *(const char *const *)((const char *)container + texts[i].offset));
	if (!strcmp(container->name, container->id) && strlen(container->id) > 4 * SHORT_ID)
		table_text(table, row, NAME, text);	/* none is known */
	table_text(table, row, STATE, container_states[container->state]);
	put_note(table, row, container);
	if (container->owner || table->asked || args.json)
		table_number(table, row, OWNER, container->owner);
	table_number(table, row, UNVERIFIED, container->unverified);
	if (container->state <= CONTAINER_PAUSED)
		put_process(list, row, container);
}

static void
list_containers(struct table *table)
{
	static struct list list;
	int proc = fd_open(AT_FDCWD, "/proc/self", O_PATH | O_NOFOLLOW);	/* that of another PID namespace has it, too */

	if (proc < 0)
		die("no process in /proc: is it mounted?");
	fd_close(proc);
	list.table = *table;
	container_running_only = !args.all;
	(void)proc_ns_of(AT_FDCWD, "/proc/self", NS_PID, &list.ours);
	container_each(list_one, &list);
	if (list.later)
		pidns_count(list.later);
	for (; list.later; list.later = list.later->next)
		table_number(&list.table, list.later->row, PROCS, list.later->count);
	table_print(&list.table);
	out_finish();
	if (container_denied())
		warn("%s: Permission denied%s", container_denied(), geteuid() ? ": root would see more" : "");
}

static void
list_processes(struct table *table, char **targets)
{
	for (; *targets; targets++) {
		struct target target;

		target_open(&target, *targets);
		top_add(table, &target, args.tree);
		target_close(&target);
	}
	table_print(table);
	out_finish();
}

int
nsps_main(char **argv)
{
	struct table table = { .missing = "-" };

	container_ambiguous_status = STATUS_AMBIGUOUS;
	argv = opt_parse(argv, opts, "[OPTIONS] [TARGET]...");
	if (*argv && (args.all || args.filter))
		opt_bad("--all and --filter are of the list of containers, without TARGET");
	if (!*argv && args.tree)
		opt_bad("--tree needs TARGET");
	if (args.quiet && args.output)
		opt_bad("options --quiet and --output cannot be combined");
	if (CONFIG_LIST_CHOOSE && choose_read(args.filter))
		args.all = true;
	table.as_json = args.json;
	table.no_headings = args.no_headings || args.quiet;
	table.raw = args.quiet;		/* no blanks before a PID */
	table.whole = args.no_trunc;
	if (*argv) {
		table.column = top_columns;
		table_choose(&table, args.quiet ? "PID" : argv[1] ?
			     "CONTAINER,PID,INSIDE,PPID,USER,STATE,START,TIME,RSS,COMMAND" :
			     "PID,INSIDE,PPID,USER,STATE,START,TIME,RSS,COMMAND", args.output);
		if (CONFIG_LIST_CHOOSE && args.sort)
			table_sort_by(&table, args.sort);
	} else {
		table.column = columns;
		table_choose(&table, args.quiet ? "ID" : "ENGINE,ID,NAME,PID,PROCS,STATE,AGE,NOTE,POD,OWNER,IMAGE,COMMAND",
			     args.output);
		table_sort_by(&table, args.sort ? args.sort : "AGE");
	}
	if (CONFIG_WATCH && args.watch)
		watch_frames();
	if (*argv)
		list_processes(&table, argv);
	else
		list_containers(&table);
	return 0;
}
