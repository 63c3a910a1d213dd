/* spaces_row.c - a namespace, and a process in it, as a row of cells */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "spaces.h"

const struct column spaces_columns[] = {
	[NS]        = { "NS", COLUMN_NUMBER },
	[TYPE]      = { "TYPE", 0 },
	[PATH]      = { "PATH", 0 },
	[NPROCS]    = { "NPROCS", COLUMN_NUMBER },
	[PID]       = { "PID", COLUMN_NUMBER },
	[PPID]      = { "PPID", COLUMN_NUMBER },
	[COMMAND]   = { "COMMAND", COLUMN_CUT },
	[UID]       = { "UID", COLUMN_NUMBER },
	[USER]      = { "USER", 0 },
	[NETNSID]   = { "NETNSID", COLUMN_RIGHT },
	[NSFS]      = { "NSFS", COLUMN_CUT },
	[PNS]       = { "PNS", COLUMN_NUMBER },
	[ONS]       = { "ONS", COLUMN_NUMBER },
	[OWNER]     = { "OWNER", 0 },
	[HOLDER]    = { "HOLDER", 0 },
	[CONTAINER] = { "CONTAINER", COLUMN_CUT | COLUMN_SPARE },
};
static const char *const holders[] = { "process", "children", "thread", "fd", "socket", "mount", "child", "unknown" };

static const char *
user_name(uid_t uid)
{
	static struct blob passwd;
	static bool tried;
	static char digits[24];
	struct user user;

	if (!tried)
		(void)blob_take(&passwd, fd_open(AT_FDCWD, "/etc/passwd", O_RDONLY), PROC_FILE_MAX);
	tried = true;
	if (passwd.data && user_find(&passwd, NULL, uid, &user))
		return user.name;
	TEXT(digits, "%u", uid);
	return digits;
}

bool
spaces_put_process(struct table *table, struct row *row, uint32_t pid)
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
	if (ok && (table_has(table, UID) || table_has(table, USER)) && proc_read(proc, "status", &status) &&
	    (at = proc_field(&status, "Uid")) && num_scan(&at, UINT32_MAX, &uid)) {
		at = text_skip(at, '\t');
		if (num_scan(&at, UINT32_MAX, &uid)) {	/* the effective one */
			table_number(table, row, UID, uid);
			table_text(table, row, USER, user_name((uid_t)uid));
		}
	}
	fd_close(proc);
	return ok;
}

/* The lowest living process of space after the one that has gone; 0: none left. */
static uint32_t
next_process(const struct scan *scan, struct space *space)
{
	uint64_t ino;
	char pid[16];
	size_t i;

	for (i = 0; i < scan->procs; i++) {
		if (scan->proc[i].pid <= space->pid || scan->proc[i].ino[space->kind] != space->ino)
			continue;
		TEXT(pid, "/proc/%u", scan->proc[i].pid);
		if (proc_ns_of(AT_FDCWD, pid, space->kind, &ino) && ino == space->ino)
			return scan->proc[i].pid;
	}
	return 0;
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

void
spaces_put(struct scan *scan, struct table *table, struct space *space)
{
	struct row *row = table_row(table);
	const struct space *owner;
	char text[64];

	if (space->holder == HOLD_PROCESS)
		while (space->pid && !spaces_put_process(table, row, space->pid)) {
			space->pid = next_process(scan, space);
			space->count--;
		}
	space->row = row;
	table_number(table, row, NS, space->ino);
	table_text(table, row, TYPE, ns_kinds[space->kind].name);
	table_number(table, row, NPROCS, space->count);
	if (space->count && TEXT(text, "/proc/%u/%s", space->pid, ns_kinds[space->kind].file))
		table_text(table, row, PATH, text);
	if (space->kind == NS_NET && table_has(table, NETNSID))
		put_netnsid(table, row, space);
	if (space->mounts)
		table_text(table, row, NSFS, space->mounts);
	table_number(table, row, PNS, space->parent);
	table_number(table, row, ONS, space->owner);
	owner = space->kind == NS_USER ? space : scan_find(scan, space->owner);
	if (owner && owner->has_uid)
		table_text(table, row, OWNER, user_name(owner->uid));
	TEXT(text, space->holder >= HOLD_MOUNT || !space->pid ? "%s" : space->holder == HOLD_THREAD ? "%s %u/%d" : "%s %u",
	     holders[space->holder], space->pid, space->fd);
	table_text(table, row, HOLDER, text);
	if (space->containers)
		table_text(table, row, CONTAINER, space->containers);
}

