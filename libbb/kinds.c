/* kinds.c - the namespace kinds, one row each; a new kind is a new row */

#include "kernel.h"
#include "ns.h"

const struct ns_kind ns_kinds[NS_COUNT] = {
	[NS_USER]   = { "user", "ns/user", NULL, "user", "userns", 'U', KERNEL_NEWUSER, HELP("user and group IDs, capabilities") },
	[NS_CGROUP] = { "cgroup", "ns/cgroup", NULL, "cgroup", "cgroupns", 'C', KERNEL_NEWCGROUP, HELP("view of the cgroup tree") },
	[NS_IPC]    = { "ipc", "ns/ipc", NULL, "ipc", "ipc", 'i', KERNEL_NEWIPC, HELP("System V IPC, message queues") },
	[NS_UTS]    = { "uts", "ns/uts", NULL, "uts", "uts", 'u', KERNEL_NEWUTS, HELP("host name") },
	[NS_NET]    = { "net", "ns/net", NULL, "net", "net", 'n', KERNEL_NEWNET, HELP("network devices, addresses, ports") },
	[NS_PID]    = { "pid", "ns/pid", "ns/pid_for_children", "pid", "pid", 'p', KERNEL_NEWPID, HELP("process IDs") },
	[NS_MNT]    = { "mnt", "ns/mnt", NULL, "mount", "mnt", 'm', KERNEL_NEWNS, HELP("mounts") },
	[NS_TIME]   = { "time", "ns/time", "ns/time_for_children", "time", "time", 'T', KERNEL_NEWTIME, HELP("monotonic and boot clocks") },
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
	*row = (struct opt){ .help = ns_kinds[i].what, .dest = (const char **)base + i };
	return true;
}

bool
ns_opt_enter(unsigned i, void *base, struct opt *row)
{
	if (!row_of(i, base, row))
		return false;
	row->name = ns_kinds[i].enter;
	row->letter = ns_kinds[i].letter;
	row->type = OPT_T_MAYBE;
	row->arg = "FILE";
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
	row->name = ns_kinds[i].run;
	row->type = OPT_T_STR;
	row->arg = "FROM";
	return true;
}
