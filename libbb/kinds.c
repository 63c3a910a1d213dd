/* kinds.c - the namespace kinds, one row each; a new kind is a new row */

#include "kernel.h"
#include "ns.h"
#include "opt.h"

#define KIND(kind, kernel, children, enter, run, letter, flag, what) \
	[kind] = { kernel, "ns/" kernel, children, OPT_TEXT(enter, "FILE", what), OPT_TEXT(run, "FROM", what), letter, flag }

const struct ns_kind ns_kinds[NS_COUNT] = {
	KIND(NS_USER, "user", NULL, "user", "userns", 'U', KERNEL_NEWUSER, "user and group IDs, capabilities"),
	KIND(NS_CGROUP, "cgroup", NULL, "cgroup", "cgroupns", 'C', KERNEL_NEWCGROUP, "view of the cgroup tree"),
	KIND(NS_IPC, "ipc", NULL, "ipc", "ipc", 'i', KERNEL_NEWIPC, "System V IPC, message queues"),
	KIND(NS_UTS, "uts", NULL, "uts", "uts", 'u', KERNEL_NEWUTS, "host name"),
	KIND(NS_NET, "net", NULL, "net", "net", 'n', KERNEL_NEWNET, "network devices, addresses, ports"),
	KIND(NS_PID, "pid", "ns/pid_for_children", "pid", "pid", 'p', KERNEL_NEWPID, "process IDs"),
	KIND(NS_MNT, "mnt", NULL, "mount", "mnt", 'm', KERNEL_NEWNS, "mounts"),
	KIND(NS_TIME, "time", "ns/time_for_children", "time", "time", 'T', KERNEL_NEWTIME, "monotonic and boot clocks"),
};

unsigned
ns_flags(unsigned kinds)
{
	unsigned flags = 0, i;

	for (i = 0; i < NS_COUNT; i++)
		if (kinds & NS_BIT(i))
			flags |= ns_kinds[i].flag;
	return flags;
}

static bool
row_of(unsigned i, void *base, struct opt *row)
{
	if (i == NS_COUNT)
		return false;
	*row = (struct opt){ .dest = (const char **)base + i };
	return true;
}

bool
ns_opt_enter(unsigned i, void *base, struct opt *row)
{
	if (!row_of(i, base, row))
		return false;
	row->text = ns_kinds[i].enter;
	row->letter = ns_kinds[i].letter;
	row->type = OPT_T_MAYBE;
	return true;
}

bool
ns_opt_new(unsigned i, void *base, struct opt *row)
{
	if (!ns_opt_enter(i, base, row))
		return false;
	row->bare_letter = true;
	return true;
}

bool
ns_opt_run(unsigned i, void *base, struct opt *row)
{
	if (!row_of(i, base, row))
		return false;
	row->text = ns_kinds[i].run;
	row->type = OPT_T_STR;
	return true;
}
