/* scan_proc.c - what one process is in, and which namespaces it has open */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "kernel.h"
#include "scan.h"

enum { MISSES = 2, SHARED_MAX = 64 };

bool
scan_name(const char *link, enum ns *kind, uint32_t *ino)
{
	const char *at = text_to(link, ':');
	uint64_t value;
	unsigned i;

	for (i = 0; i < NS_COUNT && !text_is(link, (size_t)(at - link), ns_kinds[i].name); i++)
		;
	if (i == NS_COUNT || at[0] != ':' || at[1] != '[')
		return false;
	at += 2;
	if (!num_scan(&at, UINT32_MAX, &value) || strcmp(at, "]"))
		return false;
	*kind = i;
	*ino = (uint32_t)value;
	return true;
}

static bool
read_link(int dir, const char *name, enum ns *kind, uint32_t *ino)
{
	char link[64];
	ssize_t len = readlinkat(dir, name, link, sizeof(link) - 1);

	if (len <= 0)
		return false;
	link[len] = '\0';
	return scan_name(link, kind, ino);
}

uint32_t
scan_link(int dir, const char *name)
{
	enum ns kind;
	uint32_t ino = 0;

	return read_link(dir, name, &kind, &ino) ? ino : 0;
}

/* Where the file is, 0 nowhere, without asking the server of a network's or FUSE's, which may be dead. */
static dev_t
device_of(const char *name)
{
	struct kernel_statx is;
	struct stat st;

	if (!syscall(SYS_statx, AT_FDCWD, name, KERNEL_AT_STATX_DONT_SYNC, 0, &is))
		return makedev(is.dev_major, is.dev_minor);
	if (errno != ENOSYS && errno != EPERM)
		return 0;
	return stat(name, &st) ? 0 : st.st_dev;
}

/* The same of a file that was opened through a mount: its link says which. */
static bool
ask_file(const char *name, enum ns *kind, uint32_t *ino)
{
	int fd = fd_open(AT_FDCWD, name, O_RDONLY | O_NONBLOCK);
	unsigned flag = 0, i;
	struct stat st;

	if (fd >= 0 && !fstat(fd, &st)) {
		flag = (unsigned)syscall(SYS_ioctl, fd, NS_GET_NSTYPE);
		*ino = (uint32_t)st.st_ino;
	}
	fd_close(fd);
	for (i = 0; i < NS_COUNT; i++)
		if (flag == ns_kinds[i].flag) {
			*kind = i;
			return true;
		}
	return false;
}

struct fds {
	const struct scan_how	*how;
	uint32_t		 pid;
	uint64_t		 next;		/* those below have been looked at */
};

/* Of the fd that is called name: where it is, 0 when there is none. */
static dev_t
look_at(const struct fds *fds, uint64_t fd, const char *name)
{
	struct held held = { .pid = fds->pid, .fd = (int)fd };
	dev_t device = device_of(name);

	if (device == fds->how->nsfs &&
	    (read_link(AT_FDCWD, name, &held.kind, &held.ino) || ask_file(name, &held.kind, &held.ino)))
		fds->how->hold(&held);
	return device;
}

void
scan_fd(const struct scan_how *how, uint32_t pid, uint32_t fd)
{
	const struct fds fds = { .how = how, .pid = pid };
	char name[32];

	TEXT(name, "/proc/%u/fd/%u", pid, fd);
	look_at(&fds, fd, name);
}

static bool
visit_fd(const char *name, void *arg)
{
	const struct fds *fds = arg;
	uint64_t fd;

	if (num_parse(name, INT32_MAX, &fd) && fd >= fds->next)
		look_at(fds, fd, name);
	return false;
}

/* One of a family often has the same files open as the one before it, and to ask
 * that costs half of looking: which fds of pid are no namespaces. */
static struct {
	uint32_t	pid;
	uint64_t	fds;
} before;

/* As with the process looked at before: kcmp(2) */
static bool
is_as_before(uint32_t pid, uint64_t fd)
{
	return fd < SHARED_MAX && before.fds >> fd & 1 && !syscall(SYS_kcmp, before.pid, pid, KERNEL_KCMP_FILE, fd, fd);
}

/* To try 0, 1, 2 until all are found costs two thirds of listing the directory first. */
static void
read_fds(const struct scan_how *how, uint32_t pid)
{
	struct fds fds = { .how = how, .pid = pid };
	unsigned missing = 0;
	uint64_t plain = 0;
	struct stat st;
	char name[16];
	off_t found;

	if (stat("../fd", &st))
		return;
	while ((off_t)fds.next < st.st_size && is_as_before(pid, fds.next))
		plain |= (uint64_t)1 << fds.next++;
	found = (off_t)fds.next;
	if ((found < st.st_size || !how->counted) && !chdir("../fd")) {
		for (; found < st.st_size && missing < MISSES; fds.next++) {
			dev_t device;

			TEXT(name, "%u", (unsigned)fds.next);
			device = look_at(&fds, fds.next, name);
			if (device)
				found++;
			else
				missing++;
			if (device && device != how->nsfs && fds.next < SHARED_MAX)
				plain |= (uint64_t)1 << fds.next;
		}
		if (found < st.st_size || !how->counted)
			dir_each(fd_open(AT_FDCWD, ".", O_RDONLY | O_DIRECTORY), visit_fd, &fds);
	}
	before.pid = pid;
	before.fds = plain;
}

bool
scan_read(const struct scan_how *how, struct scan_proc *proc)
{
	unsigned i, seen = 0;
	bool denied = false;
	char path[32];

	/* to look names up where we are is a fifth faster than through an fd */
	TEXT(path, "/proc/%u/ns", proc->pid);
	if (chdir(path))
		return errno != EPERM;	/* hidepid=1 */
	for (i = 0; i < NS_COUNT; i++) {
		if (!(how->kinds & NS_BIT(i)))
			continue;
		if (!(how->flags & SCAN_AGAIN)) {
			proc->ino[i] = scan_link(AT_FDCWD, ns_kinds[i].file + strlen("ns/"));
			denied |= !proc->ino[i] && errno == EACCES;
		}
		seen += proc->ino[i] != 0;
		if ((how->flags & SCAN_CHILDREN) && ns_kinds[i].children && proc->ino[i])
			proc->children[i] = scan_link(AT_FDCWD, ns_kinds[i].children + strlen("ns/"));
	}
	if (seen && (how->flags & SCAN_FDS))
		read_fds(how, proc->pid);
	return !denied;
}
