/*
 * target.c - a TARGET's words to a process that is pinned
 *
 * The pidfd comes first; the directory fd of /proc/PID is only believed after
 * the pidfd says that its process still runs, so both are the same process.
 * Before 5.3 the directory fd alone pins: it never shows a later process.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>
#include "kernel.h"
#include "ns.h"

bool
target_is_file(const char *spec)
{
	return *spec == '/' || starts_with(spec, "ns:") || starts_with(spec, "netns:");
}

static _Noreturn void
die_gone(const struct target *target)
{
	die("no process %d", target->pid);
}

static bool
is_gone(const struct target *target)
{
	struct pollfd ended = { .fd = target->pidfd, .events = POLLIN };

	return poll(&ended, 1, 0) == 1;
}

bool
target_is_gone(struct target *target)
{
	struct proc_stat stat;

	return target->pidfd >= 0 ? is_gone(target) : !proc_stat(target_proc(target), &stat);
}

/*
 * The process's PID as this /proc counts: ours, unless /proc is that of
 * another PID namespace, as after `unshare -p` without a new /proc.  The
 * pidfd's fdinfo says it; without a pidfd, such a /proc is refused.
 */
static pid_t
pid_in_proc(const struct target *target)
{
	static struct blob text;
	char self[24];
	uint64_t pid = 0;
	const char *at;
	ssize_t len;

	if (target->pidfd < 0) {
		len = readlinkat(AT_FDCWD, "/proc/self", self, sizeof(self) - 1);
		if (len < 0)
			return -1;
		self[len] = '\0';
		return num_parse(self, INT32_MAX, &pid) && (pid_t)pid == getpid() ? target->pid : 0;
	}
	if (!blob_once(&text, fd_openf(AT_FDCWD, O_RDONLY, "/proc/self/fdinfo/%d", target->pidfd), PROC_FILE_MAX))
		return -1;
	at = proc_field(&text, "Pid");
	if (!at || !num_scan(&at, INT32_MAX, &pid))	/* -1: it has ended */
		die_gone(target);
	return (pid_t)pid;
}

/* Opens the directory; false when there is no such process. */
static bool
open_proc(struct target *target)
{
	pid_t pid = pid_in_proc(target);

	if (pid < 0)
		die("/proc is not mounted, or not for our PID namespace:");
	if (!pid)
		die("/proc is of a PID namespace without process %d", target->pid);
	target->proc = proc_open(pid);
	if (target->proc < 0 && errno != ENOENT)
		die("open /proc/%d:", pid);
	return target->proc >= 0 && (target->pidfd < 0 || !is_gone(target));
}

int
target_proc(struct target *target)
{
	if (target->proc < 0 && !open_proc(target))
		die_gone(target);
	return target->proc;
}

int
target_file(struct target *target, const char *file, int flags)
{
	int fd = fd_open(target_proc(target), file, flags);

	if (fd < 0)
		die("open /proc/%d/%s:", target->pid, file);
	return fd;
}

void
target_read(struct target *target, const char *file, struct blob *text)
{
	errno = ESRCH;
	if (!blob_once(text, fd_open(target_proc(target), file, O_RDONLY), PROC_FILE_MAX) || !text->len)
		die("read /proc/%d/%s:", target->pid, file);
}

const struct blob *
target_status(struct target *target)
{
	if (!target->status.len)
		target_read(target, "status", &target->status);
	return &target->status;
}

uint64_t
target_ns(struct target *target, enum ns kind)
{
	uint64_t ino;

	if (!proc_ns(target_proc(target), kind, &ino))
		die("read /proc/%d/%s:", target->pid, ns_kinds[kind].file);
	return ino;
}

/* False when there is no such process. */
static bool
pin(struct target *target)
{
	target->proc = -1;
	target->pidfd = fd_high((int)syscall(NR_pidfd_open, target->pid, 0));
	if (target->pidfd < 0 && errno == ESRCH)
		return false;
	/* No such call, or the PID is a thread's: its directory will do. */
	return target->pidfd >= 0 || open_proc(target);
}

static uint64_t
start_of(struct target *target)
{
	struct proc_stat stat;

	if (!proc_stat(target_proc(target), &stat)) {
		if (errno == ESRCH || errno == ENOENT)
			die_gone(target);
		die("read /proc/%d/stat:", target->pid);
	}
	return stat.start;
}

/* pidfs of 6.9 gives every process of the system's life its own inode. */
static bool
has_inode(const struct target *target, uint64_t ino)
{
	struct statfs fs;
	struct stat st;

	return target->pidfd >= 0 && !fstatfs(target->pidfd, &fs) && fs.f_type == KERNEL_PIDFS_MAGIC &&
	       !fstat(target->pidfd, &st) && st.st_ino == ino;
}

static void
open_pid(struct target *target, const char *ino)
{
	uint64_t want;

	if (!pin(target))
		die_gone(target);
	if (!ino)
		return;
	if (!num_parse(ino, UINT64_MAX, &want))
		die("'%s': not a PID:INODE or PID:START", target->spec);
	if (!(CONFIG_PID_INODE && has_inode(target, want)) && start_of(target) != want)
		die("process %d is not the one meant by %s: the PID was used again", target->pid, target->spec);
}

/* The initial namespaces: PID 1's.  A security module or a missing capability
 * may hide those; then kthreadd's, which are the same and cannot change: PID 2
 * where the PID namespace is the initial one. */
static void
open_host(struct target *target)
{
	uint64_t ino;

	target->pid = 1;
	open_pid(target, NULL);
	if (proc_ns(target_proc(target), NS_MNT, &ino))
		return;
	target->pid = 2;
	if (pin(target) && proc_ns(target_proc(target), NS_PID, &ino) && ino == KERNEL_INIT_PIDNS)
		return;
	errno = EACCES;
	die("look at the namespaces of process 1:");
}

static void
open_container(struct target *target, const char *spec)
{
	const struct container *container = container_find(spec);

	target->container = container;
	target->pid = container->pid;
	if (*container->instead) {
		hint(container->instead);
		die("container %s has a kernel of its own, and no process here to enter", container->name);
	}
	if (container->state > CONTAINER_PAUSED)
		die("container %s is not running (%s %.*s: %s)", container->name, container_engine(container), SHORT_ID,
		    container->id, container_states[container->state]);
	if (container->pid <= 0)
		die("container %s: %s names no PID for it", container->name, container->file);
	if (!pin(target))
		die("container %s is dead: %s has it running as PID %d, which is gone", container->name,
		    container->file, container->pid);
	if (container_is(container, target_proc(target))) {
		if (container->unverified)
			warn("container %s is on no record: only %s tells of it, which could be forged", container->name,
			     container->file);
		return;
	}
	if (container->owner)
		die("container %s: %s names PID %d, which is not user %u's container", container->name,
		    container->file, container->pid, container->owner);
	die("container %s is dead: %s has it running as PID %d, which is another process now", container->name,
	    container->file, container->pid);
}

void
target_open(struct target *target, const char *spec)
{
	const char *rest = after_prefix(spec, "container:"), *at;
	uint64_t pid;

	*target = (struct target){ .spec = spec, .pidfd = -1, .proc = -1 };
	at = rest ? rest : spec;
	if (!rest && !strcmp(spec, "self")) {
		target->pid = getpid();
		open_pid(target, NULL);
	} else if (!rest && !strcmp(spec, "host")) {
		open_host(target);
	} else if ((!CONFIG_CONTAINERS || *at != '0' || !at[1]) && num_scan(&at, INT32_MAX, &pid) && (!*at || *at == ':')) {
		target->pid = (pid_t)pid;
		if (!pid)
			die("'%s': not a PID", spec);
		if (CONFIG_CONTAINERS && rest && !*at && !pin(target))
			open_container(target, spec);
		else
			open_pid(target, *at ? at + 1 : NULL);
	} else if (CONFIG_CONTAINERS) {
		open_container(target, spec);
	} else {
		die("'%s': not a PID", spec);
	}
}

void
target_close(struct target *target)
{
	fd_close(target->pidfd);
	fd_close(target->proc);
	target->pidfd = target->proc = -1;
}
