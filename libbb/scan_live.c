/* scan_live.c - the namespaces that the kernel tells of, whatever keeps them */

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "kernel.h"
#include "spaces.h"

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

/* From our own mount namespace on, one way. */
static void
walk_mounts(struct scan *scan, unsigned kinds, unsigned long way)
{
	int at = fd_open(AT_FDCWD, "/proc/self/ns/mnt", O_RDONLY), next;

	while (at >= 0) {
		next = fd_high((int)syscall(SYS_ioctl, at, way, NULL));
		add_live(scan, kinds, at, 0);
		at = next;
	}
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

bool
scan_live(struct scan *scan, unsigned kinds)
{
	struct kernel_ns_id_req ask = { .size = sizeof(ask), .ns_type = ns_flags(kinds) };
	uint64_t id[256];
	long got, i;
	bool all;

	while ((got = syscall(NR_listns, &ask, id, ARRAY_LEN(id), 0)) > 0) {
		for (i = 0; i < got; i++)
			add_live(scan, kinds, nsfile_by_id(id[i]), id[i]);
		ask.ns_id = id[got - 1];
	}
	all = !got || errno == ENOENT;
	if (!all && (kinds & NS_BIT(NS_MNT))) {
		walk_mounts(scan, kinds, NS_MNT_GET_NEXT);
		walk_mounts(scan, kinds, NS_MNT_GET_PREV);
	}
	name_holders(scan);
	return all;
}
