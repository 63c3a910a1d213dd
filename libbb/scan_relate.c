/* scan_relate.c - what the kernel tells of one namespace: its owner, its parent, its mounts */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "kernel.h"
#include "scan.h"

enum { DEPTH = 34 };

int
scan_open(const struct space *space)
{
	const char *file = ns_kinds[space->kind].file;
	struct stat st;
	int fd = -1;

	if (!space->pid && space->mounts)
		fd = fd_open(AT_FDCWD, space->mounts->path, O_RDONLY | O_NONBLOCK);
	else if (space->holder == HOLD_FD)
		fd = fd_openf(AT_FDCWD, O_RDONLY | O_NONBLOCK, "/proc/%u/fd/%d", space->pid, space->fd);
	else if (CONFIG_NSLS_HIDDEN && space->holder == HOLD_THREAD)
		fd = fd_openf(AT_FDCWD, O_RDONLY, "/proc/%u/task/%d/%s", space->pid, space->fd, file);
	else if (CONFIG_NSLS_HIDDEN && space->holder == HOLD_SOCKET)
		fd = nsfile_of_fd((pid_t)space->pid, space->fd);
	else if (CONFIG_NSLS_HIDDEN && space->id)
		fd = nsfile_by_id(space->id);
	else if (space->pid && space->holder <= HOLD_CHILDREN)
		fd = fd_openf(AT_FDCWD, O_RDONLY, "/proc/%u/%s", space->pid,
			      space->holder == HOLD_CHILDREN ? ns_kinds[space->kind].children : file);
	/* another one took its place meanwhile */
	if (fd >= 0 && (fstat(fd, &st) || st.st_ino != space->ino)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* Asks of space, open as fd, and of all above it. */
static void
relate(struct scan *scan, struct space *space, int fd, unsigned depth)
{
	static const struct {
		unsigned long	ask;
		enum ns		kind;
		size_t		offset;
	} ways[] = {
		{ NS_GET_USERNS, NS_USER, offsetof(struct space, owner) },
		{ NS_GET_PARENT, NS_PID, offsetof(struct space, parent) },
	};
	size_t i, count = space->kind == NS_PID ? 2 : 1;

	if (space->asked || depth > DEPTH)
		return;
	space->asked = true;
	if (space->kind == NS_USER)
		space->has_uid = nsfile_owner_uid(fd, &space->uid);
	for (i = 0; i < count; i++) {
		int up = fd_high((int)syscall(SYS_ioctl, fd, ways[i].ask));
		struct space *found;
		struct stat st;

		scan->unknown |= up < 0 && errno == ENOTTY;

		if (up >= 0 && !fstat(up, &st)) {
			*(uint32_t *)((char *)space + ways[i].offset) = (uint32_t)st.st_ino;
			found = scan_find(scan, (uint32_t)st.st_ino);
			if (!found) {
				found = scan_add(scan, (uint32_t)st.st_ino, ways[i].kind);
				found->holder = HOLD_BELOW;
			}
			relate(scan, found, up, depth + 1);
		}
		fd_close(up);
	}
	if (space->kind == NS_USER)
		space->parent = space->owner;
}

void
scan_relate_fd(struct scan *scan, struct space *space, int fd)
{
	if (fd >= 0)
		relate(scan, space, fd, 0);
	fd_close(fd);
}

void
scan_relate(struct scan *scan, struct space *space)
{
	if (!space->asked)
		scan_relate_fd(scan, space, scan_open(space));
}

/* A mountinfo field, its \ooo as bytes, in place; returns what is behind it. */
static char *
cut_field(char *at)
{
	char *to = at;

	for (; *at && *at != ' '; at++) {
		unsigned value = 0, i = 0;

		if (*at == '\\')
			for (; i < 3 && at[1 + i] >= '0' && at[1 + i] <= '7'; i++)
				value = value * 8 + (unsigned)(at[1 + i] - '0');
		if (i == 3 && value && value < 256) {
			*to++ = (char)value;
			at += 3;
		} else {
			*to++ = *at;
		}
	}
	at += *at == ' ';
	*to = '\0';
	return at;
}

static void
add_mount(struct scan *scan, char *line, unsigned kinds, bool ours)
{
	char *root = line, *point;
	struct space_mount **mount;
	struct space *space;
	enum ns kind;
	uint32_t ino;
	unsigned i;
	size_t len;

	for (i = 0; i < 3; i++) {	/* id, parent, device */
		root = text_to(root, ' ');
		root += *root == ' ';
	}
	point = text_to(root, ' ');
	if (*point != ' ' || !text_find(point, " - nsfs "))
		return;
	*point++ = '\0';
	cut_field(point);
	if (!scan_name(root, &kind, &ino) || !(kinds & NS_BIT(kind)))
		return;
	space = scan_find(scan, ino);
	if (!space) {
		space = scan_add(scan, ino, kind);
		space->holder = HOLD_MOUNT;
	}
	if (!ours)
		return;
	for (mount = &space->mounts; *mount; mount = &(*mount)->next)
		;
	len = strlen(point) + 1;
	*mount = mem_alloc(sizeof(**mount) + len);
	memcpy((*mount)->path, point, len);
}

void
scan_mounts(struct scan *scan, const char *name, unsigned kinds, bool ours)
{
	static struct blob text;
	char *line, *end;

	if (!blob_take(&text, fd_openf(AT_FDCWD, O_RDONLY, "/proc/%s/mountinfo", name), PROC_FILE_MAX))
		return;
	for (line = text.data; *line; line = end) {
		end = text_to(line, '\n');
		if (*end)
			*end++ = '\0';
		add_mount(scan, line, kinds, ours);
	}
}
