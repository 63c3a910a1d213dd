/* file.c - opening and reading, with what a hostile tree can do kept in mind */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "kernel.h"
#include "libbb.h"

enum { LINKS_MAX = 40, PATH_ROOM = 4096 };

int
fd_high(int fd)
{
	int high, saved;

	if (fd < 0 || fd > STDERR_FILENO)
		return fd;
	high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	saved = errno;
	close(fd);
	errno = saved;
	return high;
}

int
fd_open(int dirfd, const char *path, int flags)
{
	return fd_high(openat(dirfd, path, flags | O_CLOEXEC));
}

/* fd, when it is a regular file; otherwise closes it. */
static int
regular(int fd)
{
	struct stat st;
	int error = ENOTSUP;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st))
		error = errno;
	else if (S_ISREG(st.st_mode))
		return fd;
	close(fd);
	errno = error;
	return -1;
}

int
file_open(int dirfd, const char *path)
{
	return regular(fd_open(dirfd, path, O_RDONLY | O_NONBLOCK | O_NOCTTY));
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

/* Starts again at the root with from, then text, then tail as the path. */
static bool
restart(struct walk *walk, const char *from, size_t from_len, const char *text, const char *tail)
{
	if (++walk->restarts > LINKS_MAX) {
		errno = ELOOP;
		return false;
	}
	if (!TEXT(walk->made, "%.*s/%s/%s", (int)from_len, from, text, tail)) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(walk->left, walk->made, sizeof(walk->left));
	walk->done[0] = '\0';
	close(walk->at);
	walk->at = -1;
	return true;
}

/* One name further; false with errno. */
static bool
step(struct walk *walk, int root)
{
	char *name = walk->left + strspn(walk->left, "/"), *tail = name + strcspn(name, "/"), *cut;
	size_t used = strlen(walk->done);
	struct stat st;
	ssize_t len;
	int next;

	tail += *tail == '/' ? (*tail = '\0', 1) : 0;
	if (!strcmp(name, "..")) {
		cut = strrchr(walk->done, '/');
		return restart(walk, walk->done, cut ? (size_t)(cut - walk->done) : 0, ".", tail);
	}
	if (*name && strcmp(name, ".")) {
		next = fd_open(walk->at < 0 ? root : walk->at, name, O_PATH | O_NOFOLLOW);
		if (next < 0 || fstat(next, &st)) {
			close(next);
			return false;
		}
		close(walk->at);
		walk->at = next;
		if (S_ISLNK(st.st_mode)) {
			len = readlinkat(next, "", walk->link, sizeof(walk->link) - 1);
			if (len < 0)
				return false;
			walk->link[len] = '\0';
			return restart(walk, walk->done, *walk->link == '/' ? 0 : used, walk->link, tail);
		}
		if (!text_fmt(walk->done + used, sizeof(walk->done) - used, "/%s", name)) {
			errno = ENAMETOOLONG;
			return false;
		}
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
	int saved;

	if (!TEXT(walk.left, "%s", path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	while (walk.left[0])
		if (!step(&walk, root)) {
			saved = errno;
			close(walk.at);
			errno = saved;
			return -1;
		}
	if (walk.at < 0)
		errno = EISDIR;
	return walk.at;
}

static int
path_in(int root, const char *path)
{
	struct kernel_open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = KERNEL_RESOLVE_IN_ROOT | KERNEL_RESOLVE_NO_MAGICLINKS,
	};
	int fd = fd_high((int)syscall(NR_openat2, root, path, &how, sizeof(how)));

	/* EPERM is what an older seccomp filter answers for a call it does not know. */
	return fd < 0 && (errno == ENOSYS || errno == EPERM) ? walk(root, path) : fd;
}

int
file_open_in(int root, const char *path)
{
	char self[32];
	int fd, found = regular(path_in(root, path));

	/* Only what is known to be a regular file is opened: even opening a
	 * device may act on it. */
	if (found < 0)
		return -1;
	TEXT(self, "/proc/self/fd/%d", found);
	fd = file_open(AT_FDCWD, self);
	close(found);
	return fd;
}

bool
write_all(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len) {
		ssize_t part = write(fd, at, len);

		if (part < 0 && errno == EINTR)
			continue;
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
dir_each(int fd, bool (*visit)(const char *name, void *arg), void *arg)
{
	_Alignas(uint64_t) char buf[4096];
	long got, at;

	while ((got = syscall(SYS_getdents64, fd, buf, sizeof(buf))) > 0) {
		for (at = 0; at < got;) {
			const struct entry *entry = (const void *)(buf + at);

			at += entry->size;
			if (!strcmp(entry->name, ".") || !strcmp(entry->name, ".."))
				continue;
			if (visit(entry->name, arg))
				return true;
		}
	}
	return false;
}
