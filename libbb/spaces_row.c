/* spaces_row.c - a namespace, and a process in it, as a row of cells */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "spaces.h"

const struct column spaces_columns[] = {
	[NS]        = { "NS", COLUMN_NUMBER | COLUMN_LEAST(10) },
	[TYPE]      = { "TYPE", COLUMN_LEAST(5) },
	[PATH]      = { "PATH", 0 },
	[NPROCS]    = { "NPROCS", COLUMN_NUMBER | COLUMN_LEAST(5) },
	[PID]       = { "PID", COLUMN_NUMBER | COLUMN_LEAST(5) },
	[PPID]      = { "PPID", COLUMN_NUMBER | COLUMN_LEAST(5) },
	[COMMAND]   = { "COMMAND", COLUMN_CUT },
	[UID]       = { "UID", COLUMN_NUMBER },
	[USER]      = { "USER", 0 },
	[NETNSID]   = { "NETNSID", COLUMN_RIGHT },
	[NSFS]      = { "NSFS", COLUMN_CUT | COLUMN_WRAP },
	[PNS]       = { "PNS", COLUMN_NUMBER | COLUMN_LEAST(10) },
	[ONS]       = { "ONS", COLUMN_NUMBER | COLUMN_LEAST(10) },
	[HOLDER]    = { "HOLDER", 0 },
	[CONTAINER] = { "CONTAINER", COLUMN_CUT | COLUMN_SPARE },
	[OTHERS]    = { "OTHERS", COLUMN_CUT | COLUMN_SPARE },
	[ENGINE]    = { "ENGINE", COLUMN_CUT },
	[POD]       = { "POD", COLUMN_CUT },
};
static const char about[ALL_COLUMNS][28] = {
	[NS]        = "its number, an inode",
	[TYPE]      = "its kind",
	[PATH]      = "its file in /proc",
	[NPROCS]    = "how many processes it has",
	[PID]       = "the lowest PID in it",
	[PPID]      = "that process's parent",
	[COMMAND]   = "that process's command line",
	[UID]       = "whose: a user's number",
	[USER]      = "whose: a user's name",
	[NETNSID]   = "our network's ID for it",
	[NSFS]      = "where it is mounted",
	[PNS]       = "the one above it",
	[ONS]       = "its owner's, a user's one",
	[HOLDER]    = "what keeps it",
	[CONTAINER] = "whose it is",
	[OTHERS]    = "who else's it is",
	[ENGINE]    = "their engines",
	[POD]       = "their pods of Kubernetes",
};
static const char *const holders[] = { "process", "children", "thread", "fd", "socket", "mount", "child", "unknown" };

static void
put_user(struct table *table, struct row *row, uid_t uid)
{
	static struct blob passwd;
	static bool tried;
	char digits[24];
	struct user user;

	table_number(table, row, UID, uid);
	if (!table_has(table, USER))
		return;
	if (!tried)
		(void)blob_take(&passwd, fd_open(AT_FDCWD, "/etc/passwd", O_RDONLY), PROC_FILE_MAX);
	tried = true;
	TEXT(digits, "%u", uid);
	table_text(table, row, USER, passwd.data && user_find(&passwd, NULL, uid, &user) ? user.name : digits);
}

bool
spaces_put_process(struct table *table, struct row *row, uint32_t pid, bool user)
{
	static struct blob status;
	int proc = fd_openf(AT_FDCWD, O_PATH | O_DIRECTORY, "/proc/%u", pid);
	char text[COMMAND_MAX];
	struct proc_stat stat;
	const char *at;
	uint64_t uid;
	size_t len;
	bool ok = proc >= 0 && proc_stat(proc, &stat);

	if (ok) {
		table_number(table, row, PID, pid);
		table_number(table, row, PPID, (uint64_t)stat.ppid);
	}
	if (ok && table_has(table, COMMAND)) {
		proc_command(proc, stat.comm, text);
		at = text;
		len = strlen(stat.comm);
		/* the name alone, as lsns has it */
		if (text[0] == '[' && text_is(text + 1, len, stat.comm) && !strcmp(text + 1 + len, "]"))
			at = stat.comm;
		table_text(table, row, COMMAND, at);
	}
	if (ok && user && (table_has(table, UID) || table_has(table, USER)) && proc_read(proc, "status", &status) &&
	    (at = proc_field(&status, "Uid")) && num_scan(&at, UINT32_MAX, &uid)) {
		at = text_skip(at, '\t');
		if (num_scan(&at, UINT32_MAX, &uid))	/* the effective one */
			put_user(table, row, (uid_t)uid);
	}
	fd_close(proc);
	return ok;
}

/* Its lowest process has gone: takes the next that lives; pid is 0, and count, when none is left. */
static void
next_process(const struct scan *scan, struct space *space)
{
	uint64_t ino;
	char pid[16];
	size_t i;

	for (i = 0; i < scan->procs; i++) {
		if (scan->proc[i].pid <= space->pid || scan->proc[i].ino[space->kind] != space->ino)
			continue;
		space->count--;
		space->pid = scan->proc[i].pid;
		TEXT(pid, "/proc/%u", space->pid);
		if (proc_ns_of(AT_FDCWD, pid, space->kind, &ino) && ino == space->ino)
			return;
	}
	space->pid = 0;
	space->count = 0;
}

static void
put_netnsid(struct table *table, struct row *row, const struct space *space)
{
	int fd = scan_open(space), id;
	char text[16];

	if (fd >= 0 && netns_id(fd, &id) && TEXT(text, id < 0 ? "unassigned" : "%d", id))
		table_text(table, row, NETNSID, text);
	fd_close(fd);
}

/* What is shown of a process that is in several namespaces is found out once. */
static bool
put_known(const struct scan *scan, struct table *table, struct row *row, uint32_t pid)
{
	static const unsigned char columns[] = { PID, PPID, COMMAND, UID, USER };
	struct row **shown = &scan->shown[scan_pid(scan, pid)];
	size_t i;

	for (i = 0; *shown && i < sizeof(columns); i++)
		*table_cell(table, row, columns[i]) = *table_cell(table, *shown, columns[i]);
	if (!*shown && !spaces_put_process(table, row, pid, !spaces_args.ours))
		return false;
	*shown = row;
	return true;
}

static void
put_mounts(struct table *table, struct row *row, const struct space_mount *mounts)
{
	bool one_line = !CONFIG_LSNS || spaces_args.raw || spaces_args.no_wrap;
	const struct space_mount *mount;
	struct out text = { .fd = -1, .plain = true, .room = 1 };

	for (mount = mounts; mount; mount = mount->next)
		text.room += strlen(mount->path) + 1;
	text.buf = mem_alloc(text.room);
	for (mount = mounts; mount; mount = mount->next)
		out_fmt(&text, "%s%s", text.len ? one_line ? "," : "\n" : "", mount->path);
	table_cell(table, row, NSFS)->text = text.buf;
}

void
spaces_put_space(struct table *table, struct row *row, const struct space *space, uint32_t pid,
		 uint64_t task)
{
	char text[64];

	table_number(table, row, NS, space->ino);
	table_text(table, row, TYPE, ns_kinds[space->kind].name);
	table_number(table, row, NPROCS, space->count);
	if (space->count && TEXT(text, "/proc/%u/%s", pid, ns_kinds[space->kind].file))
		table_text(table, row, PATH, text);
	if (space->kind == NS_NET && table_has(table, NETNSID))
		put_netnsid(table, row, space);
	if (space->mounts && table_has(table, NSFS))
		put_mounts(table, row, space->mounts);
	table_number(table, row, PNS, space->parent);
	table_number(table, row, ONS, space->owner);
	TEXT(text, space->holder >= HOLD_MOUNT || !space->pid ? "%s" : space->holder == HOLD_THREAD ? "%s %u/%d" : "%s %u",
	     holders[space->holder], space->pid, space->fd);
	table_text(table, row, HOLDER, text);
	spaces_put_whose(table, row, space, task);
	row->tone = spaces_tone(space);
}

void
spaces_put(struct scan *scan, struct table *table, struct space *space, uint64_t task)
{
	const struct space *owner = space->kind == NS_USER ? space : scan_find(scan, space->owner);
	struct row **end = table->first ? table->last : &table->first, *row = table_row(table);

	if (space->holder == HOLD_PROCESS) {
		while (space->pid && !put_known(scan, table, row, space->pid))
			next_process(scan, space);
		if (!space->pid && !space->mounts) {	/* all have gone, and it with them */
			*end = NULL;
			table->last = end;
			return;
		}
		if (!space->pid)
			space->holder = HOLD_MOUNT;
	}
	space->row = row;
	spaces_put_space(table, row, space, space->pid, task);
	if (spaces_args.ours && owner && owner->has_uid)
		put_user(table, row, owner->uid);
}

void
spaces_list_columns(const struct column *columns)
{
	static const struct column parts[] = {
		{ "HOLDER", COLUMN_RIGHT }, { "TYPE", 0 }, { "DESCRIPTION", 0 }, { NULL, 0 }
	};
	struct table table = { .column = parts, .no_headings = true, .as_json = spaces_args.json, .raw = spaces_args.raw,
			       .exact = !spaces_args.ours };
	unsigned i;

	table.json_name = spaces_args.ours ? "nsls-columns" : "lsns-columns";
	table_choose(&table, NULL, "all");
	for (i = 0; columns[i].name; i++) {
		struct row *row = table_row(&table);

		table_text(&table, row, 0, columns[i].name);
		table_text(&table, row, 1, columns[i].flags & COLUMN_NUMBER ? "<integer>" : "<string>");
		table_text(&table, row, 2, about[i]);
	}
	table_print(&table);
	out_finish();
}
