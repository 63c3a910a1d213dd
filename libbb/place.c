/* place.c - where something is to be mounted, in a root that may be hostile */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>
#include "kernel.h"
#include "mount.h"

int
place_find(int root, const char *path)
{
	return path_open_in(root, text_skip(path, '/'));
}

int
place_above(int root, const char *path)
{
	char text[PATH_ROOM], *cut;
	int fd = -1;

	if (!TEXT(text, "%s", path))
		return -1;
	while (fd < 0 && (cut = text_last(text, '/'))) {
		*cut = '\0';
		fd = place_find(root, *text ? text : ".");
	}
	return fd;
}

static bool
is_in(const char *path, const char *name)
{
	const char *rest = after_prefix(text_skip(path, '/'), name);

	return rest && (!*rest || *rest == '/');
}

bool
place_is_kernels(const char *path, int place, bool name_only)
{
	struct statfs fs;

	return is_in(path, "proc") || is_in(path, "sys") ||
	       (!name_only && !fstatfs(place, &fs) && (fs.f_type == KERNEL_PROC_MAGIC || fs.f_type == KERNEL_SYSFS_MAGIC));
}

/* NAME in the directory parent, where nothing has that name: a symlink that
 * comes between is not followed. */
static int
make(int parent, const char *name, bool directory)
{
	int fd;

	if (directory) {
		if (mkdirat(parent, name, 0755))
			return -1;
	} else {
		fd = fd_open(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
		if (fd < 0)
			return -1;
		close(fd);
	}
	return fd_open(parent, name, O_PATH | O_NOFOLLOW);
}

int
place_make(int root, const char *path, bool directory)
{
	char part[PATH_ROOM];
	int parent = -1, at = place_find(root, path);
	char *name, *end;

	if (at >= 0 || errno != ENOENT)
		return at;
	path = text_skip(path, '/');
	if (!TEXT(part, "%s", path))
		return -1;
	for (name = part; *name; name = text_skip(end, '/')) {
		char after;
		bool last;

		end = text_to(name, '/');
		after = *end;
		last = !*text_skip(end, '/');
		*end = '\0';
		at = place_find(root, part);
		if (at < 0 && errno == ENOENT)
			at = make(parent < 0 ? root : parent, name, directory || !last);
		fd_close(parent);
		if (at < 0)
			return -1;
		parent = at;
		*end = after;
	}
	return at;
}
