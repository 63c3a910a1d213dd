/* top.c - a table of a target's processes, without the target's or anyone's ps */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "list.h"

enum { CONTAINER, PID, INSIDE, PPID, USER, UID, HOSTUID, STATE, START, TIME, RSS, COMM, CGROUP, COMMAND };

const struct column top_columns[] = {
	[CONTAINER] = { "CONTAINER", COLUMN_CUT },
	[PID]       = { "PID", COLUMN_NUMBER },
	[INSIDE]    = { "INSIDE", COLUMN_NUMBER },
	[PPID]      = { "PPID", COLUMN_NUMBER },
	[USER]      = { "USER", COLUMN_CUT },
	[UID]       = { "UID", COLUMN_NUMBER },
	[HOSTUID]   = { "HOSTUID", COLUMN_NUMBER },
	[STATE]     = { "STATE", 0 },
	[START]     = { "START", COLUMN_NUMBER },
	[TIME]      = { "TIME", COLUMN_NUMBER },
	[RSS]       = { "RSS", COLUMN_NUMBER },
	[COMM]      = { "COMM", COLUMN_CUT },
	[CGROUP]    = { "CGROUP", COLUMN_CUT },
	[COMMAND]   = { "COMMAND", COLUMN_CUT | COLUMN_TREE },
	{ NULL, 0 }
};

enum { USERS_MAX = 16, PASSWD_MAX = 128 * 1024 };	/* each new uid is a search through passwd */

struct top {
	struct table	*table;
	struct target	*target;
	bool		 tree;
	bool		 wants_status;
	uint64_t	 page;		/* bytes */
	unsigned	 level;		/* which of its NSpids is that inside; 0: unknown */
	struct blob	 passwd;	/* target's own; len 0 when it cannot be read */
	struct {
		uid_t		 outside, inside;
		bool		 is_inside;
		const char	*name;		/* or the number */
	} user[USERS_MAX];		/* those met last */
	unsigned	 users;
	struct process { pid_t pid, ppid; struct row *row; } *process;	/* by PID, as in /proc */
	size_t		 count, room;
};

static void
put_user(struct top *top, struct row *row, uid_t uid)
{
	struct user user;
	char digits[16];
	unsigned i;

	for (i = 0; i < USERS_MAX && i < top->users && top->user[i].outside != uid; i++)
		;
	if (i == USERS_MAX || i == top->users) {
		i = top->users++ % USERS_MAX;
		top->user[i].outside = uid;
		top->user[i].is_inside = proc_map_id(target_proc(top->target), "uid_map", uid, &top->user[i].inside);
		TEXT(digits, "%u", top->user[i].inside);
		top->user[i].name = mem_text(digits, strlen(digits));
		if (top->user[i].is_inside && top->passwd.len && user_find(&top->passwd, NULL, top->user[i].inside, &user))
			top->user[i].name = user.name;
	}
	table_number(top->table, row, HOSTUID, uid);
	if (!top->user[i].is_inside)
		return;
	table_number(top->table, row, UID, top->user[i].inside);
	table_text(top->table, row, USER, top->user[i].name);
}

/* What stands in status: its user and its PID inside; false when it is gone. */
static bool
put_status(struct top *top, struct row *row, int proc)
{
	static struct blob status;
	uint64_t pids[PIDNS_LEVELS], uid;
	const char *at;

	if (!proc_read(proc, "status", &status))
		return false;
	if (top->level && proc_pids(&status, pids) >= top->level)
		table_number(top->table, row, INSIDE, pids[top->level - 1]);
	at = proc_field(&status, "Uid");
	/* the effective one is the second */
	if (at && *(at = text_to(at, '\t')) && (at++, num_scan(&at, ID_MAX, &uid)))
		put_user(top, row, (uid_t)uid);
	return true;
}

static void
put_stat(struct top *top, struct row *row, const struct proc_stat *stat)
{
	const char state[] = { stat->state, '\0' };

	table_number(top->table, row, PPID, (uint64_t)stat->ppid);
	table_text(top->table, row, STATE, state);
	table_text(top->table, row, COMM, stat->comm);
	table_show(top->table, row, START, ticks_date(stat->start), date_text);
	table_show(top->table, row, TIME, ticks_seconds(stat->ticks), span_text);
	table_show(top->table, row, RSS, stat->rss * top->page, size_text);
}

static void
remember(struct top *top, pid_t pid, pid_t ppid, struct row *row)
{
	struct process *more;

	if (top->count == top->room) {
		top->room = top->room ? top->room * 2 : 64;
		more = mem_alloc(top->room * sizeof(*more));
		if (top->count)
			memcpy(more, top->process, top->count * sizeof(*more));
		top->process = more;
	}
	top->process[top->count++] = (struct process){ pid, ppid, row };
}

static bool
top_one(pid_t pid, int proc, void *arg)
{
	char text[COMMAND_MAX];
	struct top *top = arg;
	struct proc_stat stat;
	const char *cgroup;
	struct row *row;

	if (!proc_stat(proc, &stat))
		return false;	/* it has ended: as if never seen */
	row = table_row(top->table);
	table_number(top->table, row, PID, (uint64_t)pid);
	if (top->target->container)
		table_text(top->table, row, CONTAINER, top->target->container->name);
	put_stat(top, row, &stat);
	if (top->wants_status)
		(void)put_status(top, row, proc);
	if (table_has(top->table, CGROUP) && (cgroup = proc_cgroup(proc)))
		table_text(top->table, row, CGROUP, cgroup);
	if (table_has(top->table, COMMAND)) {
		proc_command(proc, stat.comm, text);
		table_text(top->table, row, COMMAND, text);
	}
	if (top->tree)
		remember(top, pid, stat.ppid, row);
	return false;
}

/* The row of process pid; NULL. */
static struct row *
row_of(const struct top *top, pid_t pid)
{
	size_t from = 0, to = top->count;

	while (from < to) {
		size_t half = from + (to - from) / 2;

		if (top->process[half].pid == pid)
			return top->process[half].row;
		if (top->process[half].pid < pid)
			from = half + 1;
		else
			to = half;
	}
	return NULL;
}

void
top_add(struct table *table, struct target *target, bool tree)
{
	struct top top = { .table = table, .target = target, .tree = tree, .page = (uint64_t)getpagesize() };
	uint64_t pids[PIDNS_LEVELS];
	struct blob status = { 0 };
	size_t i;
	int root;

	target_read(target, "status", &status);
	top.level = proc_pids(&status, pids);
	if (table_has(table, USER)) {
		/* without leave to look, the numbers have to do */
		root = fd_open(target_proc(target), "root", O_PATH | O_DIRECTORY);
		if (root < 0 || !blob_take(&top.passwd, file_open_in(root, "etc/passwd"), PASSWD_MAX))
			top.passwd.len = 0;
		fd_close(root);
	}
	top.wants_status = table_has(table, INSIDE) || table_has(table, USER) || table_has(table, UID) ||
			   table_has(table, HOSTUID);
	target_each(target, top_one, &top);
	for (i = 0; i < top.count; i++)
		top.process[i].row->parent = row_of(&top, top.process[i].ppid);
}
