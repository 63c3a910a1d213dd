/* plan_print.c - a plan in lines a person can read: how entering works, live */

#include <sys/stat.h>
#include <unistd.h>
#include "kernel.h"
#include "mount.h"

static void
say_age(uint64_t start)
{
	char age[WHEN_ROOM];

	age_text(age, ticks_age(start));
	say(", started %s ago", age);
}

static void
print_target(struct target *target)
{
	const struct container *container = target->container;
	struct proc_stat stat;

	if (container)
		say("target    %s: %s %.*s, pid %d, %s", container->name, container_engine(container), SHORT_ID,
		    container->id,
		    target->pid, container_states[container->state]);
	else
		say("target    %s: pid %d", target->spec, target->pid);
	if (proc_stat(target_proc(target), &stat)) {
		say(", %s", stat.comm);
		say_age(stat.start);
	}
	say("\n");
}

/* Each process that lends something, once. */
static void
print_targets(const struct plan *plan)
{
	unsigned i, j;

	if (plan->target)
		print_target(plan->target);
	for (i = 0; i < NS_COUNT; i++) {
		struct target *target = plan->from[i].target;

		for (j = 0; j < i && plan->from[j].target != target; j++)
			;
		if (target && target != plan->target && j == i)
			print_target(target);
	}
}

static bool
inode(const struct plan_join *from, enum ns kind, uint64_t *ino)
{
	struct stat st;

	if (from->target)
		return proc_ns(target_proc(from->target), kind, ino);
	if (from->fd < 0 || fstat(from->fd, &st))
		return false;
	*ino = st.st_ino;
	return true;
}

/* The kinds of set in a line, with their inodes. */
static void
print_kinds(const struct plan *plan, const char *label, unsigned set, int self, const char *end)
{
	unsigned i;

	if (!set)
		return;
	say("%s", label);
	for (i = 0; i < NS_COUNT; i++) {
		uint64_t ours = 0, theirs;

		if (!(set & NS_BIT(i)))
			continue;
		say("  %s", ns_kinds[i].name);
		if (set & plan->create)
			continue;
		(void)proc_ns(self, i, &ours);
		if (!(set & plan->join))
			theirs = ours;
		else if (!inode(&plan->from[i], i, &theirs)) {
			say(" ? (not ours to see)");
			continue;
		}
		say(" %llu", (unsigned long long)theirs);
		if (set & plan->join & NS_BIT(i)) {
			if (theirs == ours)
				say(" (already ours)");
			if (plan->from[i].target != plan->target)
				say(" of %s", plan->from[i].from);
		}
	}
	say("%s\n", end);
}

/* The kinds that target has in common with us, and that stay so. */
static unsigned
shared(const struct plan *plan, int self)
{
	unsigned set = 0, i;

	for (i = 0; plan->target && i < NS_COUNT; i++) {
		uint64_t ours, theirs;

		if (proc_ns(self, i, &ours) && proc_ns(target_proc(plan->target), i, &theirs) && ours == theirs)
			set |= NS_BIT(i);
	}
	return set & ~(plan->join | plan->create);
}

static void
print_mounts(const struct plan_mounts *mounts)
{
	size_t i;

	if (!mounts->wanted)
		return;
	say("mounts    of our own:");
	if (mounts->rootfs)
		say("  %s as the root%s, with a new /dev, /sys and /proc%s", mounts->rootfs,
		    mounts->read_only ? ", read-only" : "", mounts->open ? "" : " of which some is hidden or read-only");
	else if (mounts->read_only)
		say("  all of them read-only");
	if (mounts->sys && !mounts->rootfs)
		say("  /sys of that network");
	for (i = 0; i < ARRAY_LEN(mounts->file); i++)
		if (mounts->file[i].wanted)
			say("  a copy of the network's %s (%u bytes)", mounts->file[i].path,
			    (unsigned)mounts->file[i].text.len);
	if (mounts->proc && !mounts->rootfs)
		say("  /proc of that PID namespace");
	say("\n");
}

static void
print_become(const struct plan *plan)
{
	const struct plan_cred *cred = &plan->cred;
	size_t i;

	say("become    uid %u%s, gid %u%s", cred->set_uid ? cred->uid : geteuid(), cred->set_uid ? "" : " as now",
	    cred->set_gid ? cred->gid : getegid(), cred->set_gid ? "" : " as now");
	if (cred->set_groups)
		say(", groups%s", cred->group_count ? "" : " none");
	for (i = 0; i < cred->group_count; i++)
		say(" %u", cred->groups[i]);
	/* all but a few are dropped, or a few */
	if (cred->drop)
		say("; %scapabilities %llx", cred->drop >> 63 ? "" : "without ",
		    (unsigned long long)(cred->drop >> 63 ? ~cred->drop : cred->drop));
	if (cred->keep_caps)
		say("; keeps its capabilities");
	if (plan->label)
		say("; security label %s", plan->label);
	if (plan->mounts.rootfs)
		say("; no seccomp filter");
	say("\n");
}

static void
print_confine(const struct plan_confine *confine)
{
	size_t i;

	if (!confine->wanted)
		return;
	say("confine   umask %c%c%c%c, %u limits", '0', '0' + (int)(confine->umask >> 6 & 7),
	    '0' + (int)(confine->umask >> 3 & 7), '0' + (int)(confine->umask & 7), confine->limits);
	if (confine->oom[0])
		say(", oom_score_adj %s", confine->oom);
	say(", no_new_privs %s, seccomp %s", confine->no_new_privs ? "on" : "off", confine->filter_count ? "" : "none");
	for (i = 0; i < confine->filter_count; i++)
		say("%sfilter of %u instructions, copied", i ? ", " : "", confine->filter[i].len);
	say(", a session and a session keyring of its own\n");
}

static void
print_inside(const struct plan *plan)
{
	unsigned count = 0;

	if (plan->hostname)
		say("hostname  %s\n", plan->hostname);
	if (plan->root >= 0)
		say("root      of %s\n", plan->root_name);
	if (plan->cwd >= 0)
		say("cwd       of %s, opened here\n", plan->cwd_name);
	if (plan->wdns)
		say("cwd       %s inside\n", plan->wdns);
	if (CONFIG_NSEXEC && plan->session && !plan->env_of) {
		while (plan->env[count])
			count++;
		say("env       %u variables, the engine's record and ours\n", count);
	}
	if (plan->env_of) {
		while (plan->env[count])
			count++;
		say("env       of process %d, %u variables\n", plan->env_of->pid, count);
	}
}

static void
print_run(const struct plan *plan)
{
	char **arg = plan->argv;

	if (plan->sealed)
		say("self      a sealed copy in memory, which nothing inside can write to\n");
	if (plan->keep_fds)
		say("files     all that the caller has open\n");
	else
		say("files     0-%u of the caller's%s\n", plan->first_closed - 1,
		    plan->pty.wanted ? ", but 0-2 the terminal" : plan->output >= 0 ? ", but 0-2 /dev/null" :
		    plan->input >= 0 ? ", but 0 /dev/null" : "");
	if (plan->pty.wanted)
		say("terminal  a new one, of /dev/pts there or else of this host; ours is %s%s%s\n",
		    plan->pty.input ? "joined to it" : "only shown what it shows",
		    plan->detach_keys ? " until one types " : "", plan->detach_keys ? plan->detach_keys : "");
	if (plan->kill_tree)
		say("tree      what is left of it is killed when it ends\n");
	say("run       %s", plan->prog);
	while (*arg && *++arg)
		say(" %s", *arg);
	if (plan->tool >= 0)
		say(", the tool of this host, by its fd");
	else if (!*text_to(plan->prog, '/'))
		say(", searched in PATH");
	say("%s\n", plan->detach ? ", in the background: we end once it runs" :
		    plan->fork || plan->session || plan->pty.wanted ? ", as a child: our signals go to it, we end as it ends" : "");
}

void
plan_print(const struct plan *plan)
{
	int self = plan_dir("/proc/self");
	size_t i;

	print_targets(plan);
	print_kinds(plan, "join    ", plan->join, self, "");
	print_kinds(plan, "shared  ", shared(plan, self), self, "  (already ours: nothing to do)");
	print_kinds(plan, "create  ", plan->create, self, "  (new)");
	if (plan->cgroup.path)
		say("cgroup    %s (%u hierarchies)\n", plan->cgroup.path,
		    (unsigned)plan->cgroup.count + (plan->cgroup.unified >= 0));
	print_mounts(&plan->mounts);
	for (i = 0; i < plan->mounts.volume_count; i++)
		volume_print(&plan->mounts.volume[i]);
	print_become(plan);
	if (CONFIG_NSEXEC)
		print_confine(&plan->confine);
	print_inside(plan);
	if (plan->argv)
		print_run(plan);
	out_finish();
}
