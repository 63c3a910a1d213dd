/*
 * scan.c - one pass over /proc: each process, and each namespace
 *
 * Several workers share the pass when the list is long enough to pay for
 * them: each takes the next few PIDs and leaves what it read in shared memory.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "kernel.h"
#include "spaces.h"

enum { PID_LIMIT = 4 * 1024 * 1024, PIECE = 64, WORKERS = 8, WORTH = 1000, HELD_MAX = 4096, BUCKETS = 4096 };

struct held {
	uint32_t	ino, pid;
	int		fd;
	enum ns		kind;
};

/* What the workers share. */
struct shared {
	size_t		 next;		/* the first PID nobody took */
	size_t		 done;
	size_t		 denied;
	size_t		 held_count;
	struct held	 held[HELD_MAX];
	struct scan_proc proc[];
};

static struct {
	int		 dir;		/* /proc */
	unsigned	 kinds, flags;
	dev_t		 nsfs;
	uint32_t	*pid;
	size_t		 count, room;
	struct shared	*shared;
} pass;

static struct space *bucket[BUCKETS];

/* The kind and inode in a link's text, "net:[4026531833]". */
static bool
parse_link(const char *link, enum ns *kind, uint32_t *ino)
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

uint32_t
scan_link(int dir, const char *name)
{
	char link[64];
	ssize_t len = readlinkat(dir, name, link, sizeof(link) - 1);
	enum ns kind;
	uint32_t ino = 0;

	if (len <= 0)
		return 0;
	link[len] = '\0';
	return parse_link(link, &kind, &ino) ? ino : 0;
}

/* The same of a file that was opened through a mount: its link says which. */
static bool
ask_file(int dir, const char *name, enum ns *kind, uint32_t *ino)
{
	struct stat st;
	unsigned flag, i;
	int fd;

	if (fstatat(dir, name, &st, 0) || st.st_dev != pass.nsfs)
		return false;
	fd = fd_open(dir, name, O_RDONLY | O_NONBLOCK);
	flag = fd < 0 ? 0 : (unsigned)syscall(SYS_ioctl, fd, NS_GET_NSTYPE);
	fd_close(fd);
	*ino = (uint32_t)st.st_ino;
	for (i = 0; i < NS_COUNT; i++)
		if (flag == ns_kinds[i].flag) {
			*kind = i;
			return true;
		}
	return false;
}

struct fds {
	int		dir;
	uint32_t	pid;
};

static bool
visit_fd(const char *name, void *arg)
{
	const struct fds *fds = arg;
	struct shared *shared = pass.shared;
	struct held held = { .pid = fds->pid };
	char link[64];
	ssize_t len = readlinkat(fds->dir, name, link, sizeof(link) - 1);
	uint64_t fd;
	size_t at;

	if (len <= 0)
		return false;
	link[len] = '\0';
	if (*link == '/' ? !strcmp(link, "/dev/null") || !ask_file(fds->dir, name, &held.kind, &held.ino) :
	    !parse_link(link, &held.kind, &held.ino))
		return false;
	if (!num_parse(name, INT32_MAX, &fd))
		return false;
	held.fd = (int)fd;
	at = __atomic_fetch_add(&shared->held_count, 1, __ATOMIC_RELAXED);
	if (at < HELD_MAX)
		shared->held[at] = held;
	return false;
}

static void
read_process(struct scan_proc *proc)
{
	char path[32];
	unsigned i, seen = 0;
	bool denied = false;
	int dir;

	TEXT(path, "%u/ns", proc->pid);
	dir = fd_open(pass.dir, path, O_PATH | O_DIRECTORY);
	if (dir < 0) {
		if (errno == EPERM)	/* hidepid=1 */
			__atomic_fetch_add(&pass.shared->denied, 1, __ATOMIC_RELAXED);
		return;
	}
	for (i = 0; i < NS_COUNT; i++) {
		if (!(pass.kinds & NS_BIT(i)))
			continue;
		proc->ino[i] = scan_link(dir, ns_kinds[i].file + strlen("ns/"));
		denied |= !proc->ino[i] && errno == EACCES;
		seen += proc->ino[i] != 0;
		if ((pass.flags & SCAN_CHILDREN) && ns_kinds[i].children && proc->ino[i])
			proc->children[i] = scan_link(dir, ns_kinds[i].children + strlen("ns/"));
	}
	close(dir);
	if (denied)
		__atomic_fetch_add(&pass.shared->denied, 1, __ATOMIC_RELAXED);
	if (seen && (pass.flags & SCAN_FDS)) {
		struct fds fds = { .pid = proc->pid };

		TEXT(path, "%u/fd", proc->pid);
		fds.dir = fd_open(pass.dir, path, O_RDONLY | O_DIRECTORY);
		dir_each(fds.dir, visit_fd, &fds);
	}
}

static void
work(void)
{
	struct shared *shared = pass.shared;
	size_t from, to;

	while ((from = __atomic_fetch_add(&shared->next, PIECE, __ATOMIC_RELAXED)) < pass.count) {
		to = from + PIECE < pass.count ? from + PIECE : pass.count;
		for (; from < to; from++) {
			shared->proc[from].pid = pass.pid[from];
			read_process(&shared->proc[from]);
			__atomic_fetch_add(&shared->done, 1, __ATOMIC_RELEASE);
		}
	}
}

static bool
visit_pid(const char *name, void *arg)
{
	uint64_t pid;

	(void)arg;
	if (!num_parse(name, PID_LIMIT, &pid))
		return false;
	if (pass.count == pass.room) {
		uint32_t *old = pass.pid;

		pass.room = pass.room ? pass.room * 2 : 1024;
		pass.pid = mem_alloc(pass.room * sizeof(*pass.pid));
		if (old)
			memcpy(pass.pid, old, pass.count * sizeof(*old));
	}
	pass.pid[pass.count++] = (uint32_t)pid;
	return false;
}

static void
work_together(void)
{
	pid_t child[WORKERS];
	unsigned workers = 0, want = 0, i;
	cpu_set_t cpus;

	if (pass.count >= WORTH && !sched_getaffinity(0, sizeof(cpus), &cpus))
		want = (unsigned)CPU_COUNT(&cpus) - 1;
	for (; workers < want && workers < WORKERS; workers++) {
		child[workers] = child_new(0);
		if (child[workers] < 0)
			break;
		if (!child[workers]) {
			work();
			_exit(0);
		}
	}
	work();
	for (i = 0; i < workers; i++)
		while (waitpid(child[i], NULL, 0) < 0 && errno == EINTR)
			;
	if (pass.shared->done == pass.count)
		return;
	/* one was killed: what it had taken is read here */
	for (i = 0; i < pass.count; i++) {
		memset(&pass.shared->proc[i], 0, sizeof(pass.shared->proc[i]));
		pass.shared->proc[i].pid = pass.pid[i];
		read_process(&pass.shared->proc[i]);
	}
}

struct space *
scan_find(const struct scan *scan, uint32_t ino)
{
	struct space *space = bucket[ino % BUCKETS];

	(void)scan;
	while (space && space->ino != ino)
		space = space->next;
	return space;
}

struct space *
scan_add(struct scan *scan, uint32_t ino, enum ns kind)
{
	struct space *space = scan_find(scan, ino);

	if (space)
		return space;
	space = mem_alloc(sizeof(*space));
	space->ino = ino;
	space->kind = kind;
	space->next = bucket[ino % BUCKETS];
	bucket[ino % BUCKETS] = space;
	scan->spaces++;
	return space;
}

void
scan_held(struct scan *scan, uint32_t ino, enum ns kind, enum holder holder, uint32_t pid, int fd)
{
	struct space *space = ino ? scan_find(scan, ino) : NULL;

	if (!ino || !(pass.kinds & NS_BIT(kind)) || (space && space->holder <= holder))
		return;
	space = scan_add(scan, ino, kind);
	space->holder = holder;
	space->pid = pid;
	space->fd = fd;
}

static void
collect(struct scan *scan)
{
	struct shared *shared = pass.shared;
	size_t i;
	unsigned kind;

	scan->proc = shared->proc;
	scan->procs = pass.count;
	scan->denied = shared->denied;
	for (i = 0; i < pass.count; i++)
		for (kind = 0; kind < NS_COUNT; kind++) {
			const struct scan_proc *proc = &shared->proc[i];
			struct space *space;

			if (!proc->ino[kind])
				continue;
			space = scan_add(scan, proc->ino[kind], kind);
			if (!space->count++ || space->pid > proc->pid)
				space->pid = proc->pid;
		}
	for (i = 0; i < pass.count; i++)
		for (kind = 0; kind < NS_COUNT; kind++)
			scan_held(scan, shared->proc[i].children[kind], kind, HOLD_CHILDREN, shared->proc[i].pid, -1);
	for (i = 0; i < shared->held_count && i < HELD_MAX; i++) {
		const struct held *held = &shared->held[i];

		scan_held(scan, held->ino, held->kind, HOLD_FD, held->pid, held->fd);
	}
}

void
scan_all(struct scan *scan, unsigned kinds, unsigned flags)
{
	struct stat st;
	size_t size;

	if (!stat("/proc/self/ns/uts", &st))
		pass.nsfs = st.st_dev;
	pass.kinds = kinds;
	pass.flags = flags;
	pass.dir = fd_open(AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY);
	if (pass.dir < 0)
		die("open /proc:");
	dir_each(fd_open(AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY), visit_pid, NULL);
	if (!pass.count)
		die("no process in /proc: is it mounted?");
	size = sizeof(*pass.shared) + pass.count * sizeof(*pass.shared->proc);
	pass.shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (pass.shared == MAP_FAILED)
		die("out of memory");
	work_together();
	collect(scan);
}

size_t
scan_each(struct space **list)
{
	struct space *space;
	size_t count = 0;
	unsigned i;

	for (i = 0; i < BUCKETS; i++)
		for (space = bucket[i]; space; space = space->next)
			list[count++] = space;
	return count;
}
