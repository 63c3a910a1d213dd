/* plan_print.c - a plan in lines a person can read: how entering works, live */

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "ns.h"

enum { TICKS_PER_SECOND = 100, LABEL_WIDTH = 10 };	/* USER_HZ: the same on every Linux we run on */

#define say(...)	out_fmt(&std_out, __VA_ARGS__)

static void
label(const char *name)
{
	say("%s", name);
	out_pad(&std_out, strlen(name), LABEL_WIDTH);
}

static void
say_age(uint64_t start)
{
	struct timespec now;
	uint64_t seconds;

	if (clock_gettime(CLOCK_BOOTTIME, &now))
		return;
	seconds = (uint64_t)now.tv_sec - start / TICKS_PER_SECOND;
	if (seconds < 120)
		say(", started %lu s ago", (unsigned long)seconds);
	else if (seconds < 7200)
		say(", started %lu min ago", (unsigned long)(seconds / 60));
	else if (seconds < 172800)
		say(", started %lu h ago", (unsigned long)(seconds / 3600));
	else
		say(", started %lu days ago", (unsigned long)(seconds / 86400));
}

static void
print_target(struct target *target)
{
	const struct container *container = target->container;
	struct proc_stat stat;

	label("target");
	if (container)
		say("%s: %s %.*s, pid %d, %s", container->name, container_engine(container), 12, container->id,
		    target->pid, container_states[container->state]);
	else
		say("%s: pid %d", target->spec, target->pid);
	if (proc_stat(target_proc(target), &stat)) {
		if (!container)
			say(" (%s)", stat.comm);
		say_age(stat.start);
	}
	say("\n");
}

/* Each process that lends a namespace, once; then the one whose root, ids... */
static void
print_targets(const struct plan *plan)
{
	struct target *shown[NS_COUNT + 1] = { plan->target };
	size_t count = plan->target != NULL, i, j;

	for (i = 0; i < NS_COUNT; i++) {
		struct target *target = plan->join & NS_BIT(i) ? plan->from[i].target : NULL;

		for (j = 0; j < count && shown[j] != target; j++)
			;
		if (target && j == count)
			shown[count++] = target;
	}
	for (i = 0; i < count; i++)
		print_target(shown[i]);
}

static bool
inode(const struct plan *plan, enum ns kind, uint64_t *ino)
{
	const struct plan_join *from = &plan->from[kind];
	struct stat st;

	if (from->fd < 0)
		return proc_ns(target_proc(from->target), kind, false, ino);
	if (fstat(from->fd, &st))
		return false;
	*ino = st.st_ino;
	return true;
}

static void
print_joins(const struct plan *plan, int self)
{
	const char *gap = "";
	unsigned i;

	if (!plan->join)
		return;
	label("join");
	for (i = 0; i < NS_COUNT; i++) {
		uint64_t theirs, ours;

		if (!(plan->join & NS_BIT(i)))
			continue;
		say("%s%s ", gap, ns_kinds[i].name);
		if (!inode(plan, i, &theirs))
			say("? (not ours to see)");
		else if (proc_ns(self, i, false, &ours) && ours == theirs)
			say("%llu (already ours)", (unsigned long long)theirs);
		else
			say("%llu", (unsigned long long)theirs);
		if (plan->from[i].target != plan->target)
			say(" of %s", plan->from[i].from);
		gap = "  ";
	}
	say("\n");
}

static void
print_shared(const struct plan *plan, int self)
{
	bool any = false;
	unsigned i;

	for (i = 0; plan->target && i < NS_COUNT; i++) {
		uint64_t ours, theirs;

		if (((plan->join | plan->create) & NS_BIT(i)) || !proc_ns(self, i, false, &ours) ||
		    !proc_ns(target_proc(plan->target), i, false, &theirs) || ours != theirs)
			continue;
		if (!any)
			label("shared");
		say("%s%s %llu", any ? "  " : "", ns_kinds[i].name, (unsigned long long)ours);
		any = true;
	}
	if (any)
		say("  (already ours: nothing to do)\n");
}

static void
print_create(const struct plan *plan)
{
	unsigned i;

	if (!plan->create)
		return;
	label("create");
	for (i = 0; i < NS_COUNT; i++)
		if (plan->create & NS_BIT(i))
			say("%s  ", ns_kinds[i].name);
	say("(new and empty)\n");
}

static void
print_mounts(const struct plan *plan)
{
	const struct plan_mounts *mounts = &plan->mounts;
	size_t i;

	if (!mounts->wanted)
		return;
	label("mounts");
	say("in a mount namespace of its own:");
	if (mounts->sys)
		say(" /sys of that network");
	if (mounts->proc)
		say("%s /proc of that PID namespace", mounts->sys ? "," : "");
	for (i = 0; i < ARRAY_LEN(mounts->file); i++)
		if (mounts->file[i].wanted)
			say(", the container's %s (%zu bytes)", mounts->file[i].path, mounts->file[i].text.len);
	say("\n");
}

static void
print_become(const struct plan *plan)
{
	const struct plan_cred *cred = &plan->cred;
	size_t i;

	label("become");
	if (!cred->set_uid && !cred->set_gid && !cred->set_groups)
		say("the caller still: uid %u, gid %u", geteuid(), getegid());
	else
		say("uid %u%s, gid %u%s", cred->set_uid ? cred->uid : geteuid(), cred->set_uid ? "" : " (the caller's)",
		    cred->set_gid ? cred->gid : getegid(), cred->set_gid ? "" : " (the caller's)");
	if (cred->set_groups) {
		say(", groups");
		for (i = 0; i < cred->group_count; i++)
			say(" %u", cred->groups[i]);
		if (!cred->group_count)
			say(" none");
	}
	if (cred->drop)
		say("; without capabilities %llx", (unsigned long long)cred->drop);
	if (cred->keep_caps)
		say("; keeps its capabilities");
	if (plan->label)
		say("; security label %s", plan->label);
	say("\n");
}

static void
print_inside(const struct plan *plan)
{
	size_t count = 0;

	if (plan->root < 0 && plan->cwd < 0 && !plan->wdns && !plan->env_of)
		return;
	label("inside");
	if (plan->root >= 0)
		say("root %s  ", plan->root_name);
	if (plan->cwd >= 0)
		say("cwd %s  ", plan->cwd_name);
	if (plan->wdns)
		say("cwd %s  ", plan->wdns);
	if (plan->env_of) {
		while (plan->env[count])
			count++;
		say("environment of process %d (%zu variables)", plan->env_of->pid, count);
	}
	say("\n");
}

static void
print_run(const struct plan *plan)
{
	char **arg;

	if (plan->sealed) {
		label("itself");
		say("from a sealed copy in memory, which nothing inside can write to\n");
	}
	label("files");
	if (plan->keep_fds)
		say("all the caller has open\n");
	else
		say("0-%u of the caller's\n", plan->first_closed - 1);
	label("run");
	say("%s", plan->prog);
	for (arg = plan->argv + (*plan->argv != NULL); *arg; arg++)
		say(" %s", *arg);
	if (!strchr(plan->prog, '/'))
		say(", searched in PATH");
	say("%s\n", plan->fork ? ", as a child that gets our signals and gives us its end" : "");
}

void
plan_print(struct plan *plan)
{
	int self = plan_dir(NULL, "/proc/self", NULL);

	print_targets(plan);
	print_joins(plan, self);
	print_shared(plan, self);
	print_create(plan);
	if (plan->cgroup.count) {
		label("cgroup");
		say("%s (%zu hierarchies)\n", plan->cgroup.path, plan->cgroup.count);
	}
	print_mounts(plan);
	print_become(plan);
	print_inside(plan);
	print_run(plan);
	close(self);
	out_finish();
}
