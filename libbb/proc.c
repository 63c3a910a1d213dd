/* proc.c - one process, through its /proc directory: proc(5) */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "ns.h"

enum { START_FIELD = 22, MAP_MAX = 64 * 1024 };

/* A small /proc file into buf with a NUL behind it; its length, or -1. */
static ssize_t
small(int proc, const char *path, char *buf, size_t size)
{
	int fd = fd_open(proc, path, O_RDONLY), saved;
	ssize_t got;

	if (fd < 0)
		return -1;
	got = read(fd, buf, size - 1);
	saved = errno;
	close(fd);
	if (got >= 0)
		buf[got] = '\0';
	errno = got ? saved : ESRCH;
	return got ? got : -1;
}

bool
proc_stat(int proc, struct proc_stat *stat)
{
	char buf[1024];
	const char *open, *at;
	uint64_t value;
	size_t len;
	unsigned field;

	if (small(proc, "stat", buf, sizeof(buf)) < 0)
		return false;
	errno = EPROTO;
	/* comm may hold spaces and parentheses: it ends at the last one */
	open = strchr(buf, '(');
	at = strrchr(buf, ')');
	if (!open || !at || at < open || at[1] != ' ' || !at[2] || at[3] != ' ')
		return false;
	len = (size_t)(at - open - 1);
	if (len >= sizeof(stat->comm))
		len = sizeof(stat->comm) - 1;
	memcpy(stat->comm, open + 1, len);
	stat->comm[len] = '\0';
	stat->state = at[2];
	at += 4;
	if (!num_scan(&at, INT32_MAX, &value))
		return false;
	stat->ppid = (pid_t)value;
	for (field = 4; field < START_FIELD; field++) {
		at = strchr(at, ' ');
		if (!at)
			return false;
		at++;
	}
	return num_scan(&at, UINT64_MAX, &stat->start);
}

const char *
proc_field(const struct blob *status, const char *name)
{
	const char *at = status->data, *rest;

	while (at && *at) {
		rest = after_prefix(at, name);
		if (rest && *rest == ':')
			return rest + 1 + strspn(rest + 1, " \t");
		at = strchr(at, '\n');
		at += at != NULL;
	}
	return NULL;
}

bool
proc_ns(int proc, enum ns kind, bool children, uint64_t *ino)
{
	char path[32], link[64];
	const char *at;
	ssize_t len;

	TEXT(path, "ns/%s", children ? ns_kinds[kind].children : ns_kinds[kind].name);
	len = readlinkat(proc, path, link, sizeof(link) - 1);
	if (len < 0)
		return false;
	link[len] = '\0';
	at = strchr(link, '[');
	errno = EPROTO;
	if (!at)
		return false;
	at++;
	return num_scan(&at, UINT64_MAX, ino) && *at == ']';
}

bool
proc_map_id(int proc, const char *map, uint32_t outside, uint32_t *inside)
{
	static struct blob blob;
	const char *at;
	int fd = fd_open(proc, map, O_RDONLY);
	bool got = fd >= 0 && blob_read(&blob, fd, MAP_MAX);

	if (fd >= 0)
		close(fd);
	if (!got)
		return false;
	for (at = blob.data; *at; at += strspn(at, " \n")) {
		uint64_t number[3];
		unsigned i;

		for (i = 0; i < 3; i++) {
			at += strspn(at, " ");
			if (!num_scan(&at, UINT32_MAX, &number[i])) {
				errno = EPROTO;
				return false;
			}
		}
		if (outside >= number[1] && outside - number[1] < number[2]) {
			*inside = (uint32_t)(number[0] + (outside - number[1]));
			return true;
		}
	}
	errno = ENOENT;
	return false;
}
