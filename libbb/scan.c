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
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "scan.h"

enum { PID_LIMIT = 4 * 1024 * 1024, PIECE = 16, WORKERS = 8, WORTH = 200, WORTH_BPF = 1000, HELD_MAX = 256 * 1024 };

/* What the workers share; proc and held are behind it, and cost memory where they are used only. */
struct shared {
	size_t		 next;		/* the first PID nobody took */
	size_t		 done;
	size_t		 denied;
	size_t		 held_count;
	struct held	*held;
	struct scan_proc proc[];
};

static struct {
	struct scan_how	 how;
	uint32_t	*pid;
	size_t		 count, room;
	bool		 told;		/* by scan_bpf, of those that say so */
	struct shared	*shared;
} pass;

static void
hold(const struct held *held)
{
	size_t at = __atomic_fetch_add(&pass.shared->held_count, 1, __ATOMIC_RELAXED);

	if (at < HELD_MAX)
		pass.shared->held[at] = *held;
}

static void
read_process(size_t at)
{
	struct scan_proc *proc = &pass.shared->proc[at];

	if (CONFIG_NSLS_BPF && pass.told && proc->told)
		return;
	if (!scan_read(&pass.how, proc))
		__atomic_fetch_add(&pass.shared->denied, 1, __ATOMIC_RELAXED);
}

static void
work(void)
{
	struct shared *shared = pass.shared;
	size_t from, to, at;

	while ((from = __atomic_fetch_add(&shared->next, PIECE, __ATOMIC_RELAXED)) < pass.count) {
		to = from + PIECE < pass.count ? from + PIECE : pass.count;
		for (at = from; at < to; at++)
			read_process(at);
		__atomic_fetch_add(&shared->done, to - from, __ATOMIC_RELEASE);
	}
}

/* The scheduler tends to leave a fork on its parent's processor for as long as a pass takes. */
static void
leave(cpu_set_t *cpus, unsigned parents)
{
	CPU_CLR(parents, cpus);
	(void)syscall(SYS_sched_setaffinity, 0, sizeof(*cpus), cpus);
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
	size_t workers = 0, most = 1, i;
	unsigned cpu = 0;
	cpu_set_t cpus;

	if (!pass.told && pass.count >= 2 * WORTH && !sched_getaffinity(0, sizeof(cpus), &cpus))
		most = (size_t)CPU_COUNT(&cpus);
	if (most > pass.count / WORTH)
		most = pass.count / WORTH;
	(void)syscall(SYS_getcpu, &cpu, NULL, NULL);
	for (; workers + 1 < most && workers < WORKERS; workers++) {
		child[workers] = child_new(0);
		if (child[workers] < 0)
			break;
		if (!child[workers]) {
			leave(&cpus, cpu);
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
	pass.shared->denied = pass.shared->held_count = 0;
	for (i = 0; i < pass.count; i++)
		read_process(i);
}

size_t
scan_pid(const struct scan *scan, uint64_t pid)
{
	size_t from = 0, to = scan->procs, middle;

	while (from < to) {	/* the kernel lists them in order */
		middle = (from + to) / 2;
		if (scan->proc[middle].pid < pid)
			from = middle + 1;
		else
			to = middle;
	}
	return from < scan->procs && scan->proc[from].pid == pid ? from : scan->procs;
}

void
scan_held(struct scan *scan, uint32_t ino, enum ns kind, enum holder holder, uint32_t pid, int fd)
{
	struct space *space = ino ? scan_find(scan, ino) : NULL;

	if (!ino || !(pass.how.kinds & NS_BIT(kind)) || (space && space->holder < holder))
		return;
	/* of several that have it open, the first */
	if (space && space->holder == holder && (holder != HOLD_FD || space->pid <= pid))
		return;
	space = scan_add(scan, ino, kind);
	space->holder = holder;
	space->pid = pid;
	space->fd = fd;
}

/* What holds those that no process is in. */
static void
collect_holders(struct scan *scan)
{
	const struct shared *shared = pass.shared;
	size_t i;
	unsigned kind;

	for (i = 0; i < pass.count; i++)
		for (kind = 0; kind < NS_COUNT; kind++)
			scan_held(scan, shared->proc[i].children[kind], kind, HOLD_CHILDREN, shared->proc[i].pid, -1);
	for (i = 0; i < shared->held_count && i < HELD_MAX; i++) {
		const struct held *held = &shared->held[i];

		scan_held(scan, held->ino, held->kind, HOLD_FD, held->pid, held->fd);
	}
	if (shared->held_count > HELD_MAX)
		warn("too many open namespaces: not all are listed");
}

static void
collect(struct scan *scan)
{
	struct shared *shared = pass.shared;
	size_t i;
	unsigned kind;

	scan->proc = shared->proc;
	scan->procs = pass.count;
	scan->shown = mem_alloc((pass.count + 1) * sizeof(*scan->shown));
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
	collect_holders(scan);
}

/* All the workers' work, from here and back to here. */
static void
go_through(unsigned flags)
{
	int home = fd_open(AT_FDCWD, ".", O_PATH | O_DIRECTORY);

	pass.how.flags = flags;
	pass.shared->next = pass.shared->done = 0;
	pass.told = CONFIG_NSLS_BPF && pass.count >= WORTH_BPF && scan_bpf(&pass.how, pass.shared->proc, pass.count);
	if (!pass.told)
		pass.shared->held_count = 0;	/* it may have got half-way */
	work_together();
	(void)fchdir(home);
	fd_close(home);
}

void
scan_all(struct scan *scan, unsigned kinds, bool holders)
{
	struct stat st;
	size_t size, i;

	if (!stat("/proc/self/ns/uts", &st))
		pass.how.nsfs = st.st_dev;
	pass.how.counted = !stat("/proc/self/fd", &st) && st.st_size;
	pass.how.kinds = kinds;
	pass.how.hold = hold;
	dir_each(fd_open(AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY), visit_pid, NULL);
	if (!pass.count)
		die("no process in /proc: is it mounted?");
	size = sizeof(*pass.shared) + pass.count * sizeof(*pass.shared->proc);
	pass.shared = mmap(NULL, size + HELD_MAX * sizeof(struct held), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (pass.shared == MAP_FAILED)
		die("out of memory");
	pass.shared->held = (struct held *)((char *)pass.shared + size);
	for (i = 0; i < pass.count; i++)
		pass.shared->proc[i].pid = pass.pid[i];
	go_through(holders ? SCAN_HOLDERS : 0);
	collect(scan);
}

void
scan_holders(struct scan *scan)
{
	go_through(SCAN_HOLDERS | SCAN_AGAIN);
	collect_holders(scan);
}

struct scan_how
scan_as_before(void)
{
	return pass.how;
}
