/* confine.c - takes on what holds the container's own processes */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "enter.h"
#include "kernel.h"
#include "confine.h"

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

/* Our own oom_score_adj, where PROG's is another one. */
static int oom = -1;
static char our_oom[16];

static unsigned same;	/* those of the limits that are ours already */

/* What it takes CAP_SYS_RESOURCE of this host to raise, while we may have it. */
static void
raise_limit(unsigned i, const struct kernel_rlimit *its)
{
	struct kernel_rlimit ours;

	if (syscall(SYS_prlimit64, 0, i, NULL, &ours))
		return;
	if (CONFIG_NSEXEC_QUICK && !memcmp(&ours, its, sizeof(ours)))
		same |= 1u << i;
	if (ours.max >= its->max)
		return;
	ours.max = its->max;
	(void)syscall(SYS_prlimit64, 0, i, &ours, NULL);
}

void
confine_early(const struct plan_confine *confine)
{
	ssize_t len = 0;
	unsigned i;

	if (confine->oom[0])
		oom = fd_open(AT_FDCWD, "/proc/self/oom_score_adj", O_RDWR);
	if (oom >= 0)
		len = read(oom, our_oom, sizeof(our_oom) - 1);
	if (len > 0)
		*text_to(our_oom, '\n') = '\0';
	if (len <= 0 || !strcmp(our_oom, confine->oom)) {
		fd_close(oom);
		oom = -1;
	}
	/* To be killed before others takes no leave, the opposite does. */
	if (oom >= 0 && !write_all(oom, confine->oom, strlen(confine->oom)) && errno != EACCES)
		die("set our oom_score_adj to %s:", confine->oom);
	for (i = 0; i < confine->limits; i++)
		raise_limit(i, &confine->limit[i]);
}

void
confine_back(void)
{
	if (oom >= 0)
		(void)write_all(oom, our_oom, strlen(our_oom));	/* in a user namespace that takes leave, too */
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

	unsigned i;

	plan_streams(plan);
	for (i = 0; i < confine->limits; i++)
		if (!CONFIG_NSEXEC_QUICK || !(same >> i & 1))
			set_limit(i, &confine->limit[i]);
	umask(confine->umask);
	own_keyring();
	if (confine->personality != (unsigned)syscall(SYS_personality, PERSONALITY_QUERY) &&
	    syscall(SYS_personality, confine->personality) < 0)
		die("set the personality %x:", confine->personality);
	cred_confined(&plan->cred, confine->filter_count && !confine->no_new_privs);
	confine_privileges(confine);
	session_ready(plan);
	plan_close(plan);
	/* Last: after it, nothing but exec is asked of the kernel. */
	seccomp_install(confine);
	plan_exec(plan);
}
