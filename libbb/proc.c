/* proc.c - one process, through its /proc directory: proc(5) */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "ns.h"

enum { START_FIELD = 22 };

bool
proc_read(int proc, const char *file, struct blob *text)
{
	if (!blob_take(text, fd_open(proc, file, O_RDONLY), PROC_FILE_MAX))
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
	for (field = 4; field < START_FIELD; field++)
		at = text_skip(text_to(at, ' '), ' ');
	return num_scan(&at, UINT64_MAX, &stat->start);
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

bool
proc_ns(int proc, enum ns kind, uint64_t *ino)
{
	char link[64];
	const char *at;
	ssize_t len = readlinkat(proc, ns_kinds[kind].file, link, sizeof(link) - 1);

	if (len < 0)
		return false;
	link[len] = '\0';
	at = text_to(link, '[');
	errno = EPROTO;
	return *at++ && num_scan(&at, UINT64_MAX, ino) && *at == ']';
}

bool
proc_map_id(int proc, const char *map, uint32_t outside, uint32_t *inside)
{
	static struct blob text;
	const char *at;

	if (!proc_read(proc, map, &text))
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
