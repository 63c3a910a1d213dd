/* proc.c - one process, through its /proc directory: proc(5) */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "ns.h"

enum { UTIME = 14, STIME = 15, START = 22, RSS = 24 };	/* fields of stat */

int
proc_open(pid_t pid)
{
	return fd_openf(AT_FDCWD, O_PATH | O_DIRECTORY, "/proc/%d", pid);
}

bool
proc_read(int proc, const char *file, struct blob *text)
{
	if (!blob_once(text, fd_open(proc, file, O_RDONLY), PROC_FILE_MAX))
		return false;
	errno = ESRCH;
	return text->len != 0;
}

bool
proc_stat(int proc, struct proc_stat *stat)
{
	static struct blob text;
	const char *open, *at;
	uint64_t value;
	unsigned field;

	if (!proc_read(proc, "stat", &text))
		return false;
	errno = EPROTO;
	/* comm may hold spaces and parentheses: it ends at the last one */
	open = text_to(text.data, '(');
	at = text_last(open, ')');
	if (!at || at[1] != ' ' || !at[2] || at[3] != ' ')
		return false;
	text_fmt(stat->comm, sizeof(stat->comm), "%.*s", (int)(at - open - 1), open + 1);
	stat->state = at[2];
	at += 4;
	if (!num_scan(&at, INT32_MAX, &value))
		return false;
	stat->ppid = (pid_t)value;
	stat->ticks = 0;
	for (field = 5; field <= RSS; field++) {
		at = text_skip(text_to(at, ' '), ' ');
		value = 0;
		if ((field >= UTIME && field <= STIME) || field == START || field == RSS)
			if (!num_scan(&at, UINT64_MAX, &value))
				return false;
		if (field < START)
			stat->ticks += value;
		else if (field == START)
			stat->start = value;
		else
			stat->rss = value;
	}
	return true;
}

const char *
proc_field(const struct blob *status, const char *name)
{
	const char *at = status->data, *rest;

	for (; *at; at = text_skip(text_to(at, '\n'), '\n'))
		if ((rest = after_prefix(at, name)) && *rest == ':')
			return text_skip(rest + 1, '\t');
	return NULL;
}

unsigned
proc_pids(const struct blob *status, uint64_t pids[PIDNS_LEVELS])
{
	const char *at = proc_field(status, "NSpid");
	unsigned count = 0;

	while (at && count < PIDNS_LEVELS && num_scan(&at, INT32_MAX, &pids[count])) {
		at = text_skip(at, '\t');
		count++;
	}
	return count;
}

bool
proc_ns_of(int dir, const char *pid, enum ns kind, uint64_t *ino)
{
	char path[64], link[64];
	const char *at;
	ssize_t len;

	if (!TEXT(path, "%s/%s", pid, ns_kinds[kind].file))
		return false;
	len = readlinkat(dir, path, link, sizeof(link) - 1);
	if (len < 0)
		return false;
	link[len] = '\0';
	at = text_to(link, '[');
	errno = EPROTO;
	return *at++ && num_scan(&at, UINT64_MAX, ino) && *at == ']';
}

bool
proc_ns(int proc, enum ns kind, uint64_t *ino)
{
	return proc_ns_of(proc, ".", kind, ino);
}

char *
proc_cgroup(int proc)
{
	static struct blob text;
	char *at, *end, *path = NULL;
	size_t best = 0;

	if (!proc_read(proc, "cgroup", &text))
		return NULL;
	for (at = text.data; *at; at = end) {
		unsigned colons = 0;

		for (end = at; *end && *end != '\n'; end++)
			if (*end == ':' && ++colons == 2)
				at = end + 1;
		if (*end)
			*end++ = '\0';
		if (colons >= 2 && strlen(at) > best) {
			best = strlen(at);
			path = at;
		}
	}
	return path;
}

bool
proc_map_id(int proc, const char *map, uint32_t outside, uint32_t *inside)
{
	static struct blob text;
	const char *at;

	if (!blob_take(&text, fd_open(proc, map, O_RDONLY), PROC_FILE_MAX))
		return false;
	for (at = text_skip(text.data, ' '); *at; at = text_skip(at, ' ')) {
		uint64_t number[3];
		unsigned i;

		for (i = 0; i < ARRAY_LEN(number); i++) {
			at = text_skip(at, ' ');
			if (!num_scan(&at, UINT32_MAX, &number[i])) {
				errno = EPROTO;
				return false;
			}
		}
		if (outside >= number[1] && outside - number[1] < number[2]) {
			*inside = (uint32_t)(number[0] + (outside - number[1]));
			return true;
		}
		at = text_skip(at, '\n');
	}
	errno = ENOENT;
	return false;
}
