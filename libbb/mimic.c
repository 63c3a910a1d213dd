/*
 * mimic.c - a directory that looks like ours and can have one more name in it
 *
 * A volume on a place that is missing here must not make that place for the
 * whole host: its directory is covered with a tmpfs in which all that was there
 * is bound again.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "mount.h"

struct mimic {
	int	from, to;
};

static bool
mimic_entry(const char *name, void *arg)
{
	const struct mimic *mimic = arg;
	char text[PATH_ROOM];
	struct volume volume = { .tree = -1, .place = -1 };
	int from = fd_open(mimic->from, name, O_PATH | O_NOFOLLOW);
	struct stat st;
	ssize_t len;

	if (from < 0 || fstat(from, &st)) {
		fd_close(from);
		return false;	/* it has gone */
	}
	if (S_ISLNK(st.st_mode)) {
		len = readlinkat(from, "", text, sizeof(text) - 1);
		text[len < 0 ? 0 : len] = '\0';
		if (symlinkat(text, mimic->to, name))
			die("bind %s again:", name);
	} else {
		volume.place = place_make(mimic->to, name, S_ISDIR(st.st_mode));
		volume.tree = mount_copy(from, false);
		if (volume.place < 0 || volume.tree < 0 || !mount_attach(&volume))
			die("bind %s again:", name);
	}
	fd_close(volume.place);
	fd_close(volume.tree);
	fd_close(from);
	return false;
}

int
mimic(int root, const char *dest)
{
	static dev_t made;
	struct volume cover = { .tree = mount_tmpfs("mode=755"), .place = place_above(root, dest) };
	struct mimic both = { cover.place, cover.tree };
	struct stat st;
	int old;

	if (cover.tree < 0 || cover.place < 0 || fstat(cover.place, &st))
		die("make room for %s:", dest);
	if (made && st.st_dev == made)
		return root;
	if (!mount_attach(&cover))
		die("make room for %s:", dest);
	dir_each(fd_open(cover.place, ".", O_RDONLY | O_DIRECTORY), mimic_entry, &both);
	if (!fstat(cover.tree, &st))
		made = st.st_dev;
	if (!is_same_file(cover.place, root))
		return root;
	old = mount_pivot(cover.tree);
	mount_leave(old);
	close(old);
	return cover.tree;
}
