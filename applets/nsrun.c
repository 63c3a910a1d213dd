/*
 * nsrun - run a program with each namespace the host's, a container's or new
 *
 * `docker run --net container:web` for programs of the host: each namespace
 * is named by an option and comes from FROM; what no option names stays the
 * caller's.  A container's network brings its resolv.conf, hosts and /sys
 * along, in a mount namespace that the host never sees.
 *
 * EXAMPLES
 *	nsrun --net container:web ip addr
 *	nsrun --net container:web --pid container:db ps
 *	nsrun --net none ping -c 1 10.0.0.1
 *	nsrun --net netns:blue --uts private sh
 */

#include <string.h>
#include <unistd.h>
#include "applets.h"
#include "ns.h"

static struct {
	const char	*kind[NS_COUNT];	/* FROM, or NULL: the caller's */
	bool		 interactive, tty;
	bool		 no_resolv;
	bool		 dry_run;
} args;

static const struct opt_each kinds = { ns_opt_run, args.kind };

static const struct opt opts[] = {
	OPT_EACH(&kinds),
	IF(CONFIG_PTY,
	OPT_FLAG('i', "interactive", &args.interactive, "with -t: fail when stdin is no terminal"),
	OPT_FLAG('t', "tty", &args.tty, "give PROG a terminal of its own, joined to ours"),
	)
	OPT_FLAG(0, "no-resolv", &args.no_resolv, "leave /etc/resolv.conf, /etc/hosts and /sys alone"),
	IF(CONFIG_DRY_RUN,
	OPT_FLAG(0, "dry-run", &args.dry_run, "print the plan and stop"),
	)
	OPT_HELP(0),
	OPT_VERSION(0),
	OPT_NOTE("\n"
		"FROM is container:NAME, container:ID or container:PID; host; self; none or\n"
		"private, a new one; ns:PATH, a namespace file; for --net also netns:NAME.\n"
		"Exits with PROG's status, 128+n if signal n ended it; 125 for its own failures,\n"
		"126 and 127 if PROG cannot run.\n")
	OPT_END
};

/* The target of FROM, the same one for two options that name the same. */
static struct target *
target_of(const char *from)
{
	static struct target targets[NS_COUNT];
	static size_t count;
	size_t i;

	for (i = 0; i < count; i++)
		if (!strcmp(targets[i].spec, from))
			return &targets[i];
	target_open(&targets[count], from);
	return &targets[count++];
}

static bool
is_new(const char *from)
{
	return !strcmp(from, "none") || !strcmp(from, "private");
}

static bool
is_self(const char *from)
{
	return !strcmp(from, "self");
}

static void
plan_kind(struct plan *plan, enum ns kind, const char *from)
{
	if (is_new(from))
		plan->create |= NS_BIT(kind);
	else if (target_is_file(from))
		plan_join_file(plan, kind, from);
	else if (!is_self(from))
		plan_join_differing(plan, NS_BIT(kind), target_of(from));
}

/* What has to go along with the network and the PIDs, when PROG keeps our root. */
static void
plan_surroundings(struct plan *plan)
{
	unsigned changed = plan->join | plan->create;

	if (plan->join & NS_BIT(NS_MNT))
		return;
	if ((changed & NS_BIT(NS_NET)) && !args.no_resolv)
		plan_network(plan, plan->join & NS_BIT(NS_NET) ? plan->from[NS_NET].target : NULL);
	if (changed & NS_BIT(NS_PID))
		plan->mounts.wanted = plan->mounts.proc = true;
	if (plan->create & NS_BIT(NS_MNT))
		plan->mounts.wanted = true;
	if (plan->mounts.wanted)
		plan->create |= NS_BIT(NS_MNT);
}

int
nsrun_main(char **argv)
{
	struct plan plan = PLAN_EMPTY;
	unsigned i;

	fail_status = STATUS_OWN_FAILURE;
	argv = opt_parse(argv, opts, "[OPTIONS] PROG [ARG]...");
	if (!*argv)
		opt_bad("no PROG");
	plan.sealed = args.kind[NS_MNT] && !is_new(args.kind[NS_MNT]) && !is_self(args.kind[NS_MNT]);
	if (plan.sealed && !args.dry_run)
		sealed_exec();
	for (i = 0; i < NS_COUNT; i++)
		if (args.kind[i])
			plan_kind(&plan, i, args.kind[i]);
	plan_surroundings(&plan);
	if (plan.create & NS_BIT(NS_USER))
		plan.self_proc = plan_dir("/proc/self");
	plan.env = environ;
	plan_ids(&plan, NULL, NULL, false, plan.join & NS_BIT(NS_USER));
	plan.cred.groups_may_stay = geteuid() != 0;
	plan_argv(&plan, argv);
	plan_fds(&plan, NULL);
	plan.fork = (plan.join | plan.create) & NS_BIT(NS_PID);
	plan.status_of_signal = true;
	if (CONFIG_PTY && args.tty)
		pty_plan(&plan, args.interactive || isatty(STDIN_FILENO));
	if (CONFIG_DRY_RUN && args.dry_run) {
		plan_print(&plan);
		return 0;
	}
	plan_start(&plan);
	enter_new(&plan);
	if (plan.mounts.wanted)
		mount_private(&plan.mounts);
	plan_fork(&plan);
	if (plan.mounts.proc)
		mount_proc();
	plan_finish(&plan);
}
