/* scan_live.c - the namespaces that the kernel tells of, whatever keeps them */

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "kernel.h"
#include "spaces.h"

struct chunk {
	struct chunk	*next;
	long		 count;
	uint64_t	 id[254];
};

/* What there was before the pass over /proc: one that is made while that goes
 * on has processes, which it may have missed. */
static struct {
	struct chunk	*chunks;
	uint64_t	 last_mount;	/* the youngest mount namespace: their ids ascend */
	bool		 all;
} live;

/* What is open as fd, which this closes; id 0: not known. */
static void
add_live(struct scan *scan, unsigned kinds, int fd, uint64_t id)
{
	unsigned flag = (unsigned)syscall(SYS_ioctl, fd, NS_GET_NSTYPE), i;
	struct space *space;
	struct stat st;

	for (i = 0; i < NS_COUNT && ns_kinds[i].flag != flag; i++)
		;
	if (i == NS_COUNT || !(kinds & NS_BIT(i)) || fstat(fd, &st) || scan_find(scan, (uint32_t)st.st_ino)) {
		fd_close(fd);
		return;
	}
	space = scan_add(scan, (uint32_t)st.st_ino, i);
	space->holder = HOLD_UNKNOWN;
	space->id = id;
	scan_relate_fd(scan, space, fd);
}

/* From our own mount namespace on, one way, to the one with the id last; its id. */
static uint64_t
walk_mounts(struct scan *scan, unsigned kinds, unsigned long way, uint64_t last)
{
	int at = fd_open(AT_FDCWD, "/proc/self/ns/mnt", O_RDONLY), next;
	struct kernel_mnt_ns_info info = { 0 };

	for (; at >= 0 && info.id <= last; at = next) {
		next = fd_high((int)syscall(SYS_ioctl, at, way, &info));
		if (scan)
			add_live(scan, kinds, at, 0);
		else
			fd_close(at);
	}
	fd_close(at);
	return info.id;
}

/* Where the kernel does not say what keeps one, a child of it may be known. */
static void
name_holders(const struct scan *scan)
{
	struct space **all = mem_alloc((scan->spaces + 1) * sizeof(*all));
	size_t count = scan_each(all), i, up;

	for (i = 0; i < count; i++)
		for (up = 0; up < 2; up++) {
			struct space *above = scan_find(scan, up ? all[i]->parent : all[i]->owner);

			if (above && above->holder == HOLD_UNKNOWN)
				above->holder = HOLD_BELOW;
		}
}

/* A kernel that lists them shows each to who may do all in the initial user namespace. */
bool
scan_live_begin(unsigned kinds)
{
	struct kernel_ns_id_req ask = { .size = sizeof(ask), .ns_type = ns_flags(kinds) };
	struct chunk **at = &live.chunks, *chunk;

	for (;;) {
		chunk = mem_alloc(sizeof(*chunk));
		chunk->count = syscall(NR_listns, &ask, chunk->id, ARRAY_LEN(chunk->id), 0);
		if (chunk->count <= 0)
			break;
		ask.ns_id = chunk->id[chunk->count - 1];
		*at = chunk;
		at = &chunk->next;
	}
	live.all = !chunk->count || errno == ENOENT;
	if (!live.all && (kinds & NS_BIT(NS_MNT)))
		live.last_mount = walk_mounts(NULL, 0, NS_MNT_GET_NEXT, UINT64_MAX);
	return live.all && cred_has(CAP_SYS_ADMIN) && scan_link(AT_FDCWD, "/proc/self/ns/user") == KERNEL_INIT_USERNS;
}

bool
scan_live(struct scan *scan, unsigned kinds)
{
	const struct chunk *chunk;
	long i;

	for (chunk = live.chunks; chunk; chunk = chunk->next)
		for (i = 0; i < chunk->count; i++)
			add_live(scan, kinds, nsfile_by_id(chunk->id[i]), chunk->id[i]);
	if (!live.all && (kinds & NS_BIT(NS_MNT))) {
		(void)walk_mounts(scan, kinds, NS_MNT_GET_NEXT, live.last_mount);
		(void)walk_mounts(scan, kinds, NS_MNT_GET_PREV, UINT64_MAX);
	}
	name_holders(scan);
	return live.all;
}
