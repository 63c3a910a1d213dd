/* file.c - opening and reading, with what a hostile tree can do kept in mind */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "kernel.h"
#include "libbb.h"

enum { LINKS_MAX = 40, ENTRY_DIR = 4 /* DT_DIR */ };

void
fd_close(int fd)
{
	int saved = errno;

	if (fd >= 0)
		close(fd);
	errno = saved;
}

int
fd_high(int fd)
{
	int high;

	if (fd < 0 || fd > STDERR_FILENO)
		return fd;
	high = (int)syscall(NR_FCNTL, fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	fd_close(fd);
	return high;
}

int
fd_open(int dirfd, const char *path, int flags)
{
	return fd_high((int)syscall(SYS_openat, dirfd, path, flags | O_CLOEXEC | O_LARGEFILE, 0644));
}

int
fd_openf(int dirfd, int flags, const char *fmt, ...)
{
	char path[PATH_ROOM];
	va_list args;
	bool fits;

	va_start(args, fmt);
	fits = text_vfmt(path, sizeof(path), fmt, args);
	va_end(args);
	return fits ? fd_open(dirfd, path, flags) : -1;
}

/* fd, when it is a regular file; otherwise closes it. */
static int
regular(int fd)
{
	struct stat st;

	if (fd < 0)
		return -1;
	if (!fstat(fd, &st)) {
		if (S_ISREG(st.st_mode))
			return fd;
		errno = EBADFD;
	}
	fd_close(fd);
	return -1;
}

bool
fd_in_background(int fd)
{
	pid_t group = tcgetpgrp(fd), own = getpgrp();

	return group >= 0 && own >= 0 && group != own;
}

int
file_open(int dirfd, const char *path)
{
	return regular(fd_open(dirfd, path, O_RDONLY | O_NONBLOCK | O_NOCTTY));
}

bool
is_same_file(int a, int b)
{
	struct stat left, right;

	return !fstat(a, &left) && !fstat(b, &right) && left.st_dev == right.st_dev && left.st_ino == right.st_ino;
}

/* A path on its way through a root; see walk(). */
struct walk {
	char	done[PATH_ROOM];	/* walked: no symlink, no ".." */
	char	left[PATH_ROOM];	/* still to walk */
	char	link[PATH_ROOM];	/* a symlink's text */
	char	made[PATH_ROOM];	/* the next left, in the making */
	int	at;			/* what done names, or -1 for the root */
	int	restarts;
};

/* Starts again at the root with from, then text, then what is behind it as the
 * path; slash is "/" when something was. */
static bool
restart(struct walk *walk, const char *from, size_t from_len, const char *text, const char *slash, const char *tail)
{
	if (++walk->restarts > LINKS_MAX) {
		errno = ELOOP;
		return false;
	}
	if (!TEXT(walk->made, "%.*s/%s%s%s", (int)from_len, from, text, slash, tail))
		return false;
	memcpy(walk->left, walk->made, sizeof(walk->left));
	walk->done[0] = '\0';
	fd_close(walk->at);
	walk->at = -1;
	return true;
}

/* One name further; false with errno. */
static bool
step(struct walk *walk, int root)
{
	char *name = text_skip(walk->left, '/'), *tail = text_to(name, '/'), *cut;
	const char *slash = *tail == '/' ? "/" : "";
	size_t used = strlen(walk->done);
	struct stat st;
	ssize_t len;
	int next;

	tail += *tail == '/' ? (*tail = '\0', 1) : 0;
	if (!strcmp(name, "..")) {
		cut = text_last(walk->done, '/');
		return restart(walk, walk->done, cut ? (size_t)(cut - walk->done) : 0, ".", slash, tail);
	}
	if (*name && strcmp(name, ".")) {
		next = fd_open(walk->at < 0 ? root : walk->at, name, O_PATH | O_NOFOLLOW);
		if (next < 0 || fstat(next, &st)) {
			fd_close(next);
			return false;
		}
		fd_close(walk->at);
		walk->at = next;
		if (S_ISLNK(st.st_mode)) {
			len = readlinkat(next, "", walk->link, sizeof(walk->link) - 1);
			if (len < 0)
				return false;
			walk->link[len] = '\0';
			return restart(walk, walk->done, *walk->link == '/' ? 0 : used, walk->link, slash, tail);
		}
		if (*slash && !S_ISDIR(st.st_mode)) {
			errno = ENOTDIR;
			return false;
		}
		if (!text_fmt(walk->done + used, sizeof(walk->done) - used, "/%s", name))
			return false;
	}
	memmove(walk->left, tail, strlen(tail) + 1);
	return true;
}

/*
 * Resolution inside root for kernels before 5.6: every step opens one name
 * with O_NOFOLLOW; a symlink's text and ".." become part of the path, which
 * is then walked again from the root, so the kernel never resolves anything
 * that was not looked at.
 */
static int
walk(int root, const char *path)
{
	struct walk walk = { .at = -1 };

	if (!TEXT(walk.left, "%s", path))
		return -1;
	while (walk.left[0])
		if (!step(&walk, root)) {
			fd_close(walk.at);
			return -1;
		}
	if (walk.at < 0)
		errno = EISDIR;
	return walk.at;
}

int
path_open_in(int root, const char *path)
{
	struct kernel_open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = KERNEL_RESOLVE_IN_ROOT | KERNEL_RESOLVE_NO_MAGICLINKS,
	};
	int fd = fd_high((int)syscall(NR_openat2, root, path, &how, sizeof(how)));

	/* EPERM is what an older seccomp filter answers for a call it does not know, EAGAIN what
	 * the kernel does at a ".." while anybody renames anything. */
	return fd < 0 && (errno == ENOSYS || errno == EPERM || errno == EAGAIN) ? walk(root, path) : fd;
}

int
file_open_in(int root, const char *path)
{
	int fd, found = regular(path_open_in(root, path));

	/* Only what is known to be a regular file is opened: even opening a
	 * device may act on it. */
	if (found < 0)
		return -1;
	fd = fd_openf(AT_FDCWD, O_RDONLY | O_NONBLOCK, "/proc/self/fd/%d", found);
	fd_close(found);
	return fd;
}

bool
write_all(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len) {
		ssize_t part = write(fd, at, len);

		if (part < 0)
			return false;
		at += part;
		len -= (size_t)part;
	}
	return true;
}

/* getdents64(2); libc's readdir brings malloc along. */
struct entry {
	uint64_t	ino;
	int64_t		off;
	uint16_t	size;
	uint8_t		type;
	char		name[];
};

bool
dir_entry_is_dir(const char *name)
{
	return ((const struct entry *)(const void *)(name - offsetof(struct entry, name)))->type == ENTRY_DIR;
}

bool
dir_each(int fd, bool (*visit)(const char *name, void *arg), void *arg)
{
	_Alignas(uint64_t) char buf[4096];
	long got = 0, at = 0;
	bool done = false;

	while (fd >= 0 && !done) {
		const struct entry *entry = (const void *)(buf + at);

		if (at == got) {
			got = syscall(SYS_getdents64, fd, buf, sizeof(buf));
			at = 0;
			if (got <= 0)
				break;
			continue;
		}
		at += entry->size;
		if (strcmp(entry->name, ".") && strcmp(entry->name, ".."))
			done = visit(entry->name, arg);
	}
	fd_close(fd);
	return done;
}
