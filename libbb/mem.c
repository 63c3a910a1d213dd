/* mem.c - an arena for what lives as long as the program, a blob for files */

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "libbb.h"

enum { CHUNK = 64 * 1024, BLOB_FIRST = 2 * 1024, AHEAD = 512 * 1024 };

static bool closed;

void
mem_close(void)
{
	closed = true;
}

void
mem_open(void)
{
	closed = false;
}

static void *
pages(size_t size)
{
	/* brk(2) is all ours: no malloc is linked.  Only pages that are touched cost
	 * memory, so it is asked for more than is needed now. */
	static char *at, *end;
	char *from, *more;

	ASSERT(!closed);
	if (!end)	/* a page's start, on all but the oldest kernels */
		at = end = (char *)((syscall(SYS_brk, 0) + 15) & ~15L);
	if (size > (size_t)(end - at)) {
		more = at + size + AHEAD;
		if ((char *)syscall(SYS_brk, more) != more)
			return NULL;
		end = more;
	}
	from = at;
	at += size;
	return from;
}

void *
mem_alloc(size_t size)
{
	static _Alignas(max_align_t) char first[1024];
	static char *at = first;
	static size_t left = sizeof(first);
	void *result;

	ASSERT(!closed);
	if (size > SIZE_MAX / 2)
		die("out of memory");
	size = (size + sizeof(max_align_t) - 1) & ~(sizeof(max_align_t) - 1);
	if (size > left) {
		size_t room = size > CHUNK ? size : CHUNK;

		at = pages(room);
		if (!at)
			die("out of memory");
		left = room;
	}
	result = at;
	at += size;
	left -= size;
	return result;
}

char *
mem_text(const char *text, size_t len)
{
	char *copy = mem_alloc(len + 1);

	memcpy(copy, text, len);
	return copy;
}

static bool
blob_grow(struct blob *blob)
{
	size_t room = blob->room ? blob->room * 4 : BLOB_FIRST;
	char *data = pages(room);

	if (!data) {
		errno = ENOMEM;
		return false;
	}
	/* what is left behind is never more than what is in use */
	if (blob->room)
		memcpy(data, blob->data, blob->len);
	blob->data = data;
	blob->room = room;
	return true;
}

static bool
fill(struct blob *blob, int fd, size_t max, bool once)
{
	size_t room;
	ssize_t got;

	blob->len = 0;
	do {
		if (blob->room - blob->len < 2 && !blob_grow(blob))
			return false;
		room = blob->room - blob->len - 1;
		got = read(fd, blob->data + blob->len, room);
		if (got < 0)
			return false;
		blob->len += (size_t)got;
		if (blob->len > max) {
			errno = EFBIG;
			return false;
		}
	} while (once ? (size_t)got == room : got != 0);
	blob->data[blob->len] = '\0';
	return true;
}

static bool
take(struct blob *blob, int fd, size_t max, bool once)
{
	bool filled = fd >= 0 && fill(blob, fd, max, once);

	fd_close(fd);
	return filled;
}

bool
blob_take(struct blob *blob, int fd, size_t max)
{
	return take(blob, fd, max, false);
}

bool
blob_once(struct blob *blob, int fd, size_t max)
{
	return take(blob, fd, max, true);
}
