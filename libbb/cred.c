/*
 * cred.c - the only file that changes ids, groups and capabilities
 *
 * Raw calls: this process has one thread, so libc's way of telling all
 * threads (4 KB) is not needed.
 */

#include <errno.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "enter.h"
#include "kernel.h"

/* The plain names are 16 bits wide where a 32-bit form exists. */
#ifdef SYS_setgroups32
# define NR_SETGROUPS	SYS_setgroups32
# define NR_SETRESUID	SYS_setresuid32
# define NR_SETRESGID	SYS_setresgid32
# define NR_SETFSUID	SYS_setfsuid32
# define NR_SETREUID	SYS_setreuid32
#else
# define NR_SETGROUPS	SYS_setgroups
# define NR_SETRESUID	SYS_setresuid
# define NR_SETRESGID	SYS_setresgid
# define NR_SETFSUID	SYS_setfsuid
# define NR_SETREUID	SYS_setreuid
#endif

enum { CAP_BITS = 64 };

static bool early_worked;

static int
call_prctl(int what, unsigned long a, unsigned long b)
{
	return (int)syscall(SYS_prctl, what, a, b, 0, 0);
}

void
cred_dumpable(bool on)
{
	if (call_prctl(PR_SET_DUMPABLE, on, 0))
		die("make this process %sdumpable:", on ? "" : "un");
}

static int
set_groups(const struct plan_cred *cred)
{
	return (int)syscall(NR_SETGROUPS, cred->group_count, cred->groups);
}

void
cred_early(const struct plan_cred *cred)
{
	if (cred->groups_twice && cred->set_groups)
		early_worked = !set_groups(cred);
}

static void
get_caps(struct kernel_cap_data data[2])
{
	struct kernel_cap_header header = { KERNEL_CAP_VERSION_3, 0 };

	if (syscall(SYS_capget, &header, data))
		die("read our capabilities:");
}

bool
cred_has(unsigned cap)
{
	struct kernel_cap_data data[2];

	get_caps(data);
	return data[cap / 32].effective >> cap % 32 & 1;
}

static void
set_caps(const struct kernel_cap_data data[2])
{
	struct kernel_cap_header header = { KERNEL_CAP_VERSION_3, 0 };

	if (syscall(SYS_capset, &header, data))
		die("set our capabilities:");
}

/* The bounding set: needs CAP_SETPCAP, so before the ids change. */
static void
drop_bounding(uint64_t drop)
{
	unsigned cap;

	for (cap = 0; cap < CAP_BITS; cap++) {
		int in_set = drop >> cap & 1 && call_prctl(PR_CAPBSET_DROP, cap, 0) ? call_prctl(PR_CAPBSET_READ, cap, 0) : 0;

		if (in_set < 0 && errno == EINVAL)
			break;	/* past the last one this kernel has */
		if (in_set)	/* it takes leave to drop even what is not there */
			die("drop capability %u from the bounding set:", cap);
	}
}

/* The sets of this process; the ambient one follows the inheritable. */
static void
drop_own(uint64_t drop)
{
	struct kernel_cap_data data[2];
	unsigned i;

	get_caps(data);
	for (i = 0; i < 2; i++) {
		uint32_t keep = ~(uint32_t)(drop >> 32 * i);

		data[i].effective &= keep;
		data[i].permitted &= keep;
		data[i].inheritable &= keep;
	}
	set_caps(data);
}

static void
keep_caps(void)
{
	struct kernel_cap_data data[2];
	unsigned cap;

	get_caps(data);
	data[0].inheritable = data[0].permitted;
	data[1].inheritable = data[1].permitted;
	set_caps(data);
	for (cap = 0; cap < CAP_BITS; cap++) {
		if (!(data[cap / 32].effective >> cap % 32 & 1))
			continue;
		if (call_prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap))
			die("keep capability %u:", cap);
	}
}

void
cred_death(int sig, int parent)
{
	char none;

	if (call_prctl(PR_SET_PDEATHSIG, (unsigned long)sig, 0))
		die("ask for signal %d at our parent's death:", sig);
	if (!read(parent, &none, 1))
		_exit(fail_status);	/* it was quicker */
}

static void
set_ids(const struct plan_cred *cred)
{
	if (cred->set_groups && set_groups(cred) && !early_worked && !(cred->groups_may_stay && errno == EPERM)) {
		if (cred->groups_twice)
			hint("--preserve-credentials keeps ids and groups as they are");
		die("set the supplementary groups:");
	}
	if (cred->set_gid && syscall(NR_SETRESGID, cred->gid, cred->gid, cred->gid))
		die("become group %u:", cred->gid);
	if (cred->set_uid && syscall(NR_SETRESUID, cred->uid, cred->uid, cred->uid))
		die("become user %u:", cred->uid);
}

/* Permitted and effective what cred leaves, nothing to pass on but the ambient set. */
static void
set_own(const struct plan_cred *cred, uint64_t ambient, bool keep_admin)
{
	struct kernel_cap_data data[2];
	unsigned i;

	get_caps(data);
	for (i = 0; i < 2; i++) {
		data[i].permitted &= ~(uint32_t)(cred->drop >> 32 * i) | (keep_admin && i == CAP_SYS_ADMIN / 32 ?
				     (uint32_t)1 << CAP_SYS_ADMIN % 32 : 0);
		data[i].effective = data[i].permitted;
		data[i].inheritable = data[i].permitted & (uint32_t)(ambient >> 32 * i);
	}
	set_caps(data);
}

static void
set_ambient(uint64_t ambient)
{
	unsigned cap;

	/* before 4.3 there is no such set */
	if (call_prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0) && (errno != EINVAL || ambient))
		die("clear the ambient capabilities:");
	for (cap = 0; cap < CAP_BITS; cap++)
		if ((ambient >> cap & 1) && call_prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap))
			die("pass on capability %u:", cap);
}

void
cred_owner(uid_t uid)
{
	syscall(NR_SETFSUID, uid);	/* it tells of no failure */
}

void
cred_owner_back(void)
{
	/* changes none but that, and takes it from the effective id, which may have no number here */
	if (syscall(NR_SETREUID, -1, -1))
		die("make files as ourselves:");
	cred_dumpable(false);	/* each change of it makes that what fs.suid_dumpable says */
}

void
cred_confined(const struct plan_cred *cred, bool keep_admin)
{
	/* root has all that is not dropped anyway */
	uint64_t ambient = CONFIG_CAPS && cred->uid ? cred->ambient : 0;

	drop_bounding(cred->drop);
	if (call_prctl(PR_SET_KEEPCAPS, 1, 0))
		die("keep capabilities over a change of user:");
	set_ids(cred);
	set_own(cred, ambient, keep_admin);
	set_ambient(ambient);
	cred_dumpable(false);	/* a change of ids makes it what fs.suid_dumpable says */
}

void
cred_apply(const struct plan_cred *cred)
{
	if (CONFIG_CAPS && cred->drop)
		drop_bounding(cred->drop);
	set_ids(cred);
	if (CONFIG_CAPS && cred->drop)
		drop_own(cred->drop);
	if (CONFIG_CAPS && cred->keep_caps)
		keep_caps();
}

void
cred_become(uid_t uid, gid_t gid)
{
	const struct plan_cred cred = {
		.set_uid = true, .set_gid = true, .set_groups = true, .uid = uid, .gid = gid,
	};

	cred_apply(&cred);
}
