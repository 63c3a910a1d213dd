/*
 * proc.c: the input is the file, whichever is opened.  Its first line names a
 * field, is an id, or is what a link of /proc/PID/ns says.
 */
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>
#include "fuzz.h"

#define readlinkat	fuzz_readlinkat
#include "ns.h"

ssize_t	fuzz_readlinkat(int dirfd, const char *path, char *link, size_t room);
#include "../../libbb/proc.c"

static int file = -1;
static const char *link_text;

ssize_t
fuzz_readlinkat(int dirfd, const char *path, char *link, size_t room)
{
	size_t len = strlen(link_text);

	MUST(dirfd == 5 && !strcmp(path, "./ns/net"));
	if (!len)
		return -1;
	memcpy(link, link_text, len < room ? len : room);
	return (ssize_t)(len < room ? len : room);
}

int __wrap_fd_open(int dirfd, const char *path, int flags);

int
__wrap_fd_open(int dirfd, const char *path, int flags)
{
	(void)dirfd;
	(void)path;
	(void)flags;
	MUST(lseek(file, 0, SEEK_SET) == 0);
	return dup(file);
}

static void
check_stat(void)
{
	struct proc_stat *stat = mem_alloc(sizeof(*stat));

	memset(stat, 0xaa, sizeof(*stat));
	if (!proc_stat(5, stat))
		return;
	MUST(memchr(stat->comm, 0, sizeof(stat->comm)));
	MUST(stat->ppid >= 0);
}

static void
check_field(const char *name, const void *bytes, size_t len)
{
	struct blob text = fuzz_blob(bytes, len);
	const char *value = proc_field(&text, name);

	if (!value)
		return;
	MUST(value > text.data && value <= text.data + len);
	MUST(memmem(bytes, len, name, strlen(name)));
}

/* Against sscanf, where the file is one that the kernel could have written. */
static void
check_map(const char *id, const char *text)
{
	uint32_t inside = 0;
	unsigned long long in, out, count;
	uint64_t outside;
	char end;

	if (!num_parse(id, UINT32_MAX, &outside))
		outside = 1000;
	errno = 0;
	if (proc_map_id(5, "uid_map", (uint32_t)outside, &inside))
		return;
	MUST(errno == ENOENT || errno == EPROTO || errno == ESRCH);
	/* a single sound line that holds it must have been found */
	if (strspn(text, "0123456789 ") + 1 == strlen(text) && strlen(text) < 30 &&
	    sscanf(text, "%llu %llu %llu%c", &in, &out, &count, &end) == 4 &&
	    end == '\n' && in <= UINT32_MAX && out <= UINT32_MAX && count <= UINT32_MAX)
		MUST(outside < out || outside - out >= count);
}

static void
check_ns(const char *text)
{
	char digits[21] = "", end = 0;
	uint64_t ino = 0;
	bool sound = sscanf(text, "%*1[n]et:[%20[0-9]%c", digits, &end) == 2 && end == ']';

	link_text = text;
	if (proc_ns(5, NS_NET, &ino)) {
		MUST(strchr(text, '[') && strlen(digits) < 21);
		MUST(!sound || ino == strtoull(digits, NULL, 10));
	} else {
		MUST(!sound || strlen(digits) >= 20);
	}
}

static void
check_lists(const char *text)
{
	struct blob status = fuzz_blob(text, strlen(text));
	uint64_t pids[PIDNS_LEVELS];
	const char *path;
	unsigned count = proc_pids(&status, pids), i;

	MUST(count <= PIDNS_LEVELS);
	for (i = 0; i < count; i++)
		MUST(pids[i] <= INT32_MAX);
	MUST(!count || strstr(text, "NSpid:"));
	path = proc_cgroup(5);
	MUST(!path || (!strchr(path, '\n') && (!*path || strstr(text, path))));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t len = fuzz_line(data, size);
	char *first, *rest;

	fuzz_reset();
	if (file < 0)
		file = memfd_create("fuzz", 0);
	first = fuzz_copy(data, len);
	data += len + (len < size);
	size -= len + (len < size);
	rest = fuzz_copy(data, size);
	MUST(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == (ssize_t)size);
	check_stat();
	check_field(first, data, size);
	check_map(first, rest);
	check_ns(first);
	check_lists(rest);
	return 0;
}
