/* confine.c - takes on what holds the container's own processes */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "kernel.h"
#include "confine.h"

enum { FILES_ENOUGH = 1024 };	/* for what is opened on the way in */

#define PERSONALITY_QUERY 0xffffffffu

static void
set_limit(unsigned i, const struct kernel_rlimit *its)
{
	struct kernel_rlimit ours, low = *its;

	if (!syscall(SYS_prlimit64, 0, i, its, NULL))
		return;
	/* What takes CAP_SYS_RESOURCE to raise stays as low as it is. */
	if (errno == EPERM && !syscall(SYS_prlimit64, 0, i, NULL, &ours)) {
		if (low.max > ours.max)
			low.max = ours.max;
		if (low.current > low.max)
			low.current = low.max;
		if (!syscall(SYS_prlimit64, 0, i, &low, NULL))
			return;
	}
	die("set limit %u:", i);
}

void
confine_early(const struct plan_confine *confine)
{
	unsigned i;
	int oom = -1;

	if (confine->oom[0])
		oom = fd_open(AT_FDCWD, "/proc/self/oom_score_adj", O_WRONLY);
	/* To be killed before others takes no leave, the opposite does. */
	if (oom >= 0 && !write_all(oom, confine->oom, strlen(confine->oom)) && errno != EACCES)
		die("set our oom_score_adj to %s:", confine->oom);
	fd_close(oom);
	/* files are still to be opened: a low limit on those comes later, as lowering takes no privilege */
	for (i = 0; i < confine->limits; i++)
		if (i != RLIMIT_NOFILE || confine->limit[i].current >= FILES_ENOUGH)
			set_limit(i, &confine->limit[i]);
}

static void
own_keyring(void)
{
	if (syscall(SYS_keyctl, KERNEL_KEYCTL_JOIN_SESSION_KEYRING, NULL, 0, 0, 0) >= 0)
		return;
	/* no keys in this kernel, or a filter on us that keeps PROG from them as well */
	if (errno != ENOSYS && errno != EPERM && errno != EOPNOTSUPP)
		die("make a session keyring:");
}

void
confine_privileges(const struct plan_confine *confine)
{
	if (confine->no_new_privs && syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		die("set no_new_privs:");
}

void
plan_finish_confined(struct plan *plan)
{
	const struct plan_confine *confine = &plan->confine;

	plan_streams(plan);
	if (confine->limits > RLIMIT_NOFILE)
		set_limit(RLIMIT_NOFILE, &confine->limit[RLIMIT_NOFILE]);
	umask(confine->umask);
	own_keyring();
	if (confine->personality != (unsigned)syscall(SYS_personality, PERSONALITY_QUERY) &&
	    syscall(SYS_personality, confine->personality) < 0)
		die("set the personality %x:", confine->personality);
	cred_confined(&plan->cred, confine->filter_count && !confine->no_new_privs);
	confine_privileges(confine);
	session_ready(plan);
	/* Last: after it, nothing but exec is asked of the kernel. */
	seccomp_install(confine);
	plan_exec(plan);
}
