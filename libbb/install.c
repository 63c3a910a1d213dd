/* install.c - links to the box, made by rename so that none is ever half there */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "libbb.h"

static char		box[PATH_ROOM];
static struct stat	box_stat;

const char *
install_begin(const char *dir)
{
	ssize_t len = readlinkat(AT_FDCWD, "/proc/self/exe", box, sizeof(box) - 1);
	char *slash;

	if (len <= 0)
		die("find our own file, /proc/self/exe:");
	box[len] = '\0';
	if (stat(box, &box_stat))
		die("stat %s:", box);
	if (dir)
		return mkdir(dir, 0755) && errno != EEXIST ? (die("make directory %s:", dir), NULL) : dir;
	slash = text_last(box, '/');
	return slash == box ? "/" : mem_text(box, (size_t)(slash - box));
}

void
install_check(const char *dir, const char *name)
{
	char path[PATH_ROOM];
	struct stat st;

	if (!TEXT(path, "%s/%s", dir, name))
		die("link %s:", name);
	if (lstat(path, &st) && (errno == ENOENT || errno == ENOTDIR))	/* linking says that better */
		return;
	/* ours: another name of the box, or a link that leads to it */
	if (stat(path, &st) || st.st_dev != box_stat.st_dev || st.st_ino != box_stat.st_ino) {
		hint("-f replaces it");
		die("%s is there and is not ours", path);
	}
}

void
install_link(const char *dir, const char *name, bool symbolic)
{
	char path[PATH_ROOM], fresh[PATH_ROOM];

	if (!TEXT(path, "%s/%s", dir, name) || !TEXT(fresh, "%s/.%s.busyns-new", dir, name))
		die("link %s:", name);
	unlink(fresh);	/* of a run that was killed; else there is none */
	if (symbolic ? symlink(box, fresh) : link(box, fresh)) {
		if (errno == EXDEV)
			hint("-s makes symbolic links, which may cross file systems");
		die("link %s:", path);
	}
	/* rename(2) leaves two names of one file alone, so that is no change */
	if (rename(fresh, path)) {
		int saved = errno;

		unlink(fresh);
		errno = saved;
		die("link %s:", path);
	}
	if (!symbolic)
		unlink(fresh);
}
