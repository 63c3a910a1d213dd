/* plan_volumes.c - all that is to be mounted for PROG, in the order in which it can be */

#include <fcntl.h>
#include <string.h>
#include <sys/statfs.h>
#include "kernel.h"
#include "mount.h"

/* How deep below the root path is. */
static unsigned
depth(const char *path)
{
	unsigned slashes = 0;

	for (; *path; path++)
		slashes += *path == '/';
	return slashes;
}

/* What ip-netns(8) would put on /etc. */
static struct opt_many netns_files;

static bool
add_netns_file(const char *name, void *arg)
{
	const char **more = mem_alloc((netns_files.count + 1) * sizeof(*more)), *netns = arg;
	size_t room = strlen(netns) + 2 * strlen(name) + sizeof("/etc/netns//:/etc/");
	char *spec = mem_alloc(room);

	memcpy(more, netns_files.text, netns_files.count * sizeof(*more));
	text_fmt(spec, room, "/etc/netns/%s/%s:/etc/%s", netns, name, name);
	more[netns_files.count++] = spec;
	netns_files.text = more;
	return false;
}

static int shm = -1;	/* the container's */

/* Opens it; false, with a warning, where it has none. */
static bool
open_shm(struct target *target)
{
	int root = target_file(target, "root", O_PATH | O_DIRECTORY);
	struct statfs fs;

	shm = place_find(root, "/dev/shm");
	fd_close(root);
	if (shm >= 0 && !fstatfs(shm, &fs) && fs.f_type == KERNEL_TMPFS_MAGIC)
		return true;
	warn("%s has no tmpfs on /dev/shm: PROG does not share it", target->spec);
	return false;
}

static void
parse_shm(struct volume *volume, const char *dest)
{
	volume_parse_tmpfs(volume, dest);
	volume->name = "the container's /dev/shm";
	volume->from = shm;
}

void
plan_volumes(struct plan_mounts *mounts, const struct volume_wish *wish)
{
	const char *dest = "/dev/shm";
	struct opt_many shms = { &dest, 0 };
	const struct {
		const struct opt_many	*many;
		void			(*parse)(struct volume *volume, const char *spec);
	} sources[] = {
		{ &shms, parse_shm },
		{ &netns_files, volume_parse },
		{ &wish->binds, volume_parse },
		{ &wish->mounts, volume_parse_mount },
		{ &wish->tmpfs, volume_parse_tmpfs },
	};
	size_t i, j, at, count = 0;

	if (mounts->shm && open_shm(mounts->shm))
		shms.count = 1;
	else
		mounts->shm = NULL;
	if (wish->netns)
		dir_each(fd_openf(AT_FDCWD, O_RDONLY | O_DIRECTORY, "/etc/netns/%s", wish->netns), add_netns_file,
			 (void *)wish->netns);
	for (i = 0; i < ARRAY_LEN(sources); i++)
		count += sources[i].many->count;
	mounts->volume = mem_alloc(count * sizeof(*mounts->volume));
	for (i = 0; i < ARRAY_LEN(sources); i++)
		for (j = 0; j < sources[i].many->count; j++) {
			struct volume volume;

			sources[i].parse(&volume, sources[i].many->text[j]);
			if (volume.idmap)
				opt_bad("%s: idmap is for a container that runs: nsmount", volume.source);
			volume_open(&volume);
			/* those in others after those */
			for (at = mounts->volume_count++; at && depth(mounts->volume[at - 1].dest) > depth(volume.dest); at--)
				mounts->volume[at] = mounts->volume[at - 1];
			mounts->volume[at] = volume;
		}
}
