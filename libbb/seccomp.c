/* seccomp.c - the only file that traces a process, and that filters ours: seccomp(2) */

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "kernel.h"
#include "confine.h"

enum { FILTER_MAX = 4096, /* BPF_MAXINSNS */ STOP_SECONDS = 2 };

static sigset_t chld;	/* SIGCHLD, and no other */

static long
trace(unsigned long request, pid_t pid, unsigned long at, void *data)
{
	return syscall(SYS_ptrace, request, pid, at, data);
}

/* The filter of that number, counted from the oldest; false past the last. */
static bool
get_filter(struct plan *plan, pid_t pid, unsigned long i)
{
	struct plan_confine *confine = &plan->confine;
	struct kernel_bpf_prog *filter = &confine->filter[i];
	long count = trace(KERNEL_PTRACE_GET_FILTER, pid, i, NULL);

	if (count < 0 && errno == ENOENT)
		return false;
	if (count > 0 && count <= FILTER_MAX) {
		filter->filter = mem_alloc((size_t)count * sizeof(*filter->filter));
		filter->len = (uint16_t)count;
		if (trace(KERNEL_PTRACE_GET_FILTER, pid, i, filter->filter) == count)
			return true;
	}
	hint(errno == EINVAL || errno == EIO ? "this needs Linux 4.4, with checkpoint and restore in it" :
	     "this takes CAP_SYS_ADMIN, and no seccomp filter on us"
	     IF(CONFIG_NSEXEC_RARE, "; --security-opt seccomp=unconfined goes without"));
	die("copy seccomp filter %u of process %d:", (unsigned)i, pid);
}

/* Waits until it has stopped, which takes microseconds unless it is frozen, or in
 * a call that nothing interrupts; *status is wait(2)'s.  The blocked SIGCHLD says when. */
static bool
has_stopped(pid_t pid, int *status)
{
	const struct timespec limit = { .tv_sec = STOP_SECONDS };
	pid_t got;

	while (!(got = waitpid(pid, status, __WALL | WNOHANG)))
		if (sigtimedwait(&chld, NULL, &limit) < 0 && errno != EINTR) {
			hint("it is paused, or waits for a device");
			errno = ETIMEDOUT;
			return false;
		}
	return got == pid && WIFSTOPPED(*status);
}

void
seccomp_copy(struct plan *plan, struct target *target, bool all)
{
	struct plan_confine *confine = &plan->confine;
	size_t max = all ? FILTERS_MAX : 1;
	pid_t pid = target->pid;
	sigset_t every, before;
	int status;

	sigaddset(&chld, SIGCHLD);
	/* a ^Z would stop us with it, and so the container */
	sigfillset(&every);
	sigprocmask(SIG_BLOCK, &every, &before);
	if (CONFIG_NSEXEC_RARE)
		hint("--security-opt seccomp=unconfined goes without its filter");
	if (trace(KERNEL_PTRACE_SEIZE, pid, 0, NULL))
		die("stop process %d to copy its seccomp filter:", pid);
	/* A PID that was used again is another's: ours still lives, so it is not. */
	if (target_is_gone(target))
		die("no process %d", pid);
	if (trace(KERNEL_PTRACE_INTERRUPT, pid, 0, NULL) || !has_stopped(pid, &status))
		die("stop process %d to copy its seccomp filter:", pid);
	hint(NULL);
	confine->filter = mem_alloc(max * sizeof(*confine->filter));
	while (confine->filter_count < max && get_filter(plan, pid, confine->filter_count))
		confine->filter_count++;
	if (confine->filter_count == FILTERS_MAX)
		die("process %d has more than %d seccomp filters", pid, FILTERS_MAX);
	/* what stopped it may have been a signal, which it must still get */
	(void)trace(KERNEL_PTRACE_DETACH, pid, 0, (void *)(uintptr_t)(status >> 16 ? 0 : WSTOPSIG(status)));
	sigprocmask(SIG_SETMASK, &before, NULL);
}

void
seccomp_install(const struct plan_confine *confine)
{
	size_t i;

	for (i = 0; i < confine->filter_count; i++)
		if (syscall(SYS_seccomp, KERNEL_SECCOMP_SET_MODE_FILTER, 0, &confine->filter[i]))
			die("put the container's seccomp filter on:");
}
