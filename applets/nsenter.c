/*
 * nsenter - run a program in the namespaces of another process or container
 *
 * Joins namespaces of TARGET, then runs PROG there; without PROG, the user's
 * login shell.  It takes util-linux's options and means the same by them; the
 * README lists what differs.
 *
 * EXAMPLES
 *	nsenter -t 1234 -n ip addr
 *	nsenter -t web -a
 *	nsenter -t web -n -m -S nobody -G nogroup ls -l /
 *	nsenter --net=/run/netns/blue ip addr
 *	nsenter -t web -a --dry-run
 */

#include <fcntl.h>
#include <unistd.h>
#include "applets.h"
#include "enter.h"
#include "rows.h"

static struct {
	const char	*target;
	const char	*kind[NS_COUNT];	/* opt_bare, or a file */
	bool		 all;
	bool		 pid_for_children;
	const char	*net_socket;
	bool		 user_parent;
	const char	*setuid, *setgid;
	bool		 init_groups;
	bool		 preserve_credentials;
	bool		 keep_caps;
	const char	*cap_drop;
	const char	*root, *wd, *wdns;
	bool		 env;
	bool		 no_fork;
	bool		 join_cgroup;
	bool		 follow_context;
	const char	*preserve_fds;
	bool		 dry_run;
} args;

static const struct opt_each kinds = { ns_opt_enter, args.kind };

static const struct opt opts[] = {
	OPT_ONCE ('t', "target", "TARGET", &args.target, "whose namespaces: PID, PID:START, self, host, container"),
	OPT_FLAG ('a', "all", &args.all, "join all namespaces of TARGET"),
	OPT_EACH (&kinds),
	IF(CONFIG_NSENTER_RARE,
	OPT_FLAG (0, "pid-for-children", &args.pid_for_children, "join the PID namespace TARGET's children get"),
	OPT_STR  ('N', "net-socket", "FD", &args.net_socket, "join the network of TARGET's socket FD"),
	OPT_FLAG (0, "user-parent", &args.user_parent, "join the user namespace that owns the others"),
	)
	OPT_STR  ('S', "setuid", "UID", &args.setuid, "become UID, a name inside, or `follow' TARGET"),
	OPT_STR  ('G', "setgid", "GID", &args.setgid, "become GID, with no other groups"),
	IF(CONFIG_USER_NAMES,
	OPT_FLAG (0, "init-groups", &args.init_groups, "take the groups that user has inside"),
	)
	OPT_FLAG (0, "preserve-credentials", &args.preserve_credentials, "keep ids and groups under -U"),
	OPT_KEEP_CAPS(&args.keep_caps)
	OPT_CAP_DROP(&args.cap_drop)
	OPT_MAYBE('r', "root", "DIR", &args.root, "change the root to DIR, or to TARGET's"),
	OPT_MAYBE('w', "wd", "DIR", &args.wd, "work in DIR as seen from here, or in TARGET's"),
	OPT_MAYBE('W', "wdns", "DIR", &args.wdns, "work in DIR as seen from inside"),
	OPT_FLAG ('e', "env", &args.env, "take TARGET's environment"),
	OPT_FLAG ('F', "no-fork", &args.no_fork, "do not fork for -p: only children will be inside"),
	IF(CONFIG_CGROUP,
	OPT_FLAG ('c', "join-cgroup", &args.join_cgroup, "join TARGET's cgroup in every hierarchy"),
	)
	IF(CONFIG_LABEL,
	OPT_FLAG ('Z', "follow-context", &args.follow_context, "take TARGET's security label"),
	)
	IF(CONFIG_NSENTER_RARE,
	OPT_STR  (0, "preserve-fds", "N", &args.preserve_fds, "let N files after 2 through to PROG, no more"),
	)
	OPT_DRY_RUN(&args.dry_run)
	OPT_HELP ('h'),
	OPT_VERSION('V'),
	OPT_NOTE("\n"
		"-U to -T each join that namespace of TARGET; or FILE, which is a namespace file,\n"
		"netns:NAME or, from Linux 6.19 on, :NSID.\n"
		"Without PROG, runs $SHELL as a login shell.\n"
		"Exits with PROG's status; 1 for its own failures, 126 and 127 if PROG cannot run.\n")
	OPT_END
};

/* What an option that needs TARGET asks. */
static struct target *
target(const struct plan *plan)
{
	if (!plan->target)
		opt_bad("no target PID specified");
	return plan->target;
}

/* --user-parent: what owns the user namespace that would be joined, else
 * what owns another one that is. */
static void
join_user_parent(struct plan *plan)
{
	unsigned kind = 0;
	int fd;

	while (kind < NS_COUNT && !(plan->join & NS_BIT(kind)))
		kind++;
	if (kind == NS_COUNT)
		kind = NS_USER;
	fd = plan->join ? plan->from[kind].fd : -1;
	if (fd < 0)
		fd = target_file(target(plan), ns_kinds[kind].file, O_RDONLY);
	plan_join_fd(plan, NS_USER, nsfile_owner(fd), "--user-parent");
}

static void
join(struct plan *plan)
{
	unsigned asked = 0, i;

	for (i = 0; i < NS_COUNT; i++) {
		if (!args.kind[i])
			continue;
		asked |= NS_BIT(i);
		if (args.kind[i] == opt_bare)
			plan_join_target(plan, NS_BIT(i), target(plan));
		else
			plan_join_file(plan, i, args.kind[i]);
	}
	if (CONFIG_NSENTER_RARE && args.net_socket) {
		asked |= NS_BIT(NS_NET);
		plan_join_fd(plan, NS_NET, nsfile_of_socket(target(plan), args.net_socket), "that socket");
	}
	if (CONFIG_NSENTER_RARE && args.pid_for_children) {
		asked |= NS_BIT(NS_PID);
		plan_join_children(plan, NS_PID, target(plan));
	}
	if (args.all) {
		plan_join_differing(plan, NS_ALL & ~asked, target(plan));
		/* even the mount namespace we are in: that goes back to its root */
		if (!(asked & NS_BIT(NS_MNT)))
			plan_join_target(plan, NS_BIT(NS_MNT), plan->target);
	}
	if (CONFIG_NSENTER_RARE && args.user_parent)
		join_user_parent(plan);
}

/* The argument of -r or -w: a directory of ours, or LINK of TARGET; -1 for none. */
static int
directory(const struct plan *plan, const char *dir, const char *link, const char **name)
{
	if (!dir)
		return -1;
	*name = dir;
	if (dir != opt_bare)
		return plan_dir(dir);
	*name = target(plan)->spec;
	return target_file(plan->target, link, O_PATH | O_DIRECTORY);
}

static void
fill(struct plan *plan, char **argv)
{
	unsigned user = NS_BIT(NS_USER), pid = NS_BIT(NS_PID);

	join(plan);
	plan->root = directory(plan, args.root, "root", &plan->root_name);
	plan->cwd = directory(plan, args.wd, "cwd", &plan->cwd_name);
	if (args.wdns != opt_bare)
		plan->wdns = args.wdns;
	plan->env = environ;
	if (args.env)
		plan_env_of(plan, target(plan));
	if (CONFIG_CGROUP && args.join_cgroup)
		plan_cgroup(plan, target(plan));
	if (CONFIG_LABEL && args.follow_context)
		plan_label(plan, target(plan));
	plan_ids(plan, args.setuid, args.setgid, args.init_groups, (plan->join & user) && !args.preserve_credentials);
	if (!plan->join && !args.all && !args.root && !args.wd && !args.wdns && !args.env && !plan->cgroup.path &&
	    !args.follow_context && !plan->cred.set_uid && !plan->cred.set_gid && !plan->cred.drop)
		opt_bad("no namespace specified");
	plan->cred.keep_caps = args.keep_caps && (plan->join & user);
	plan_argv(plan, argv);
	plan->fork = (plan->join & pid) && !args.no_fork;
	/* Where the container's processes could reach PROG's files, it gets none. */
	if ((CONFIG_NSENTER_RARE && args.preserve_fds) || args.root || (plan->join & (NS_BIT(NS_MNT) | pid | user)))
		plan_fds(plan, CONFIG_NSENTER_RARE ? args.preserve_fds : NULL);
}

int
nsenter_main(char **argv)
{
	struct target its;
	struct plan plan;

	argv = opt_parse(argv, opts, "[OPTIONS] [PROG [ARG]...]");
	plan_init(&plan);
	if (args.wd && args.wdns)
		opt_bad("options --wd and --wdns cannot be combined");
	caps_option("cap-drop", args.cap_drop, &plan.cred.drop);
	plan.sealed = args.all || args.root || args.kind[NS_MNT];
	if (plan.sealed && !args.dry_run)
		sealed_exec();
	if (args.target) {
		target_open(&its, args.target);
		plan.target = &its;
		if (CONFIG_CONTAINERS && its.container && its.container->state == CONTAINER_PAUSED)
			warn("container %s is paused: what runs in it stands still", its.container->name);
	}
	fill(&plan, argv);
	if (CONFIG_DRY_RUN && args.dry_run) {
		plan_print(&plan);
		return 0;
	}
	plan_start(&plan);
	enter_dirs(&plan);
	plan_fork(&plan);
	plan_finish(&plan);
}
