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

#include <stdlib.h>
#include <unistd.h>
#include "applets.h"
#include "ns.h"

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
	OPT_FLAG (0, "pid-for-children", &args.pid_for_children, "join the PID namespace TARGET's children get"),
	OPT_STR  ('N', "net-socket", "FD", &args.net_socket, "join the network of TARGET's socket FD"),
	OPT_FLAG (0, "user-parent", &args.user_parent, "join the user namespace that owns the others"),
	OPT_STR  ('S', "setuid", "UID", &args.setuid, "become UID, a name inside, or `follow' TARGET"),
	OPT_STR  ('G', "setgid", "GID", &args.setgid, "become GID, with no other groups"),
	IF(CONFIG_USER_NAMES,
	OPT_FLAG (0, "init-groups", &args.init_groups, "take the groups that user has inside"),
	)
	OPT_FLAG (0, "preserve-credentials", &args.preserve_credentials, "keep ids and groups under -U"),
	IF(CONFIG_CAPS,
	OPT_FLAG (0, "keep-caps", &args.keep_caps, "keep capabilities got by -U over exec"),
	OPT_STR  (0, "cap-drop", "LIST", &args.cap_drop, "run without these capabilities, or `all'"),
	)
	OPT_MAYBE('r', "root", "DIR", &args.root, "change the root to DIR, or to TARGET's"),
	OPT_MAYBE('w', "wd", "DIR", &args.wd, "work in DIR as seen from here, or in TARGET's"),
	OPT_MAYBE('W', "wdns", "DIR", &args.wdns, "work in DIR as seen from inside"),
	OPT_FLAG ('e', "env", &args.env, "take TARGET's environment"),
	OPT_FLAG ('F', "no-fork", &args.no_fork, "do not fork for -p: only children will be inside"),
	OPT_FLAG ('c', "join-cgroup", &args.join_cgroup, "join TARGET's cgroup in every hierarchy"),
	OPT_FLAG ('Z', "follow-context", &args.follow_context, "take TARGET's security label"),
	OPT_STR  (0, "preserve-fds", "N", &args.preserve_fds, "let N files after 2 through to PROG, no more"),
	IF(CONFIG_DRY_RUN,
	OPT_FLAG (0, "dry-run", &args.dry_run, "print the plan and stop"),
	)
	OPT_HELP ('h'),
	OPT_VERSION('V'),
	OPT_NOTE("\n"
		"FILE is a namespace file, netns:NAME or, from Linux 6.19 on, :NSID.\n"
		"Without PROG, runs $SHELL as a login shell.\n"
		"Exits with PROG's status; 1 for its own failures, 126 and 127 if PROG cannot run.\n")
	OPT_END
};

/* Joins what was asked for; the kinds that were. */
static unsigned
join(struct plan *plan)
{
	unsigned bare = 0, asked = 0, i;

	for (i = 0; i < NS_COUNT; i++) {
		if (!args.kind[i])
			continue;
		asked |= NS_BIT(i);
		if (args.kind[i] == opt_bare)
			bare |= NS_BIT(i);
		else
			plan_join_file(plan, i, args.kind[i]);
	}
	if (!plan->target) {
		if (bare || args.all || args.pid_for_children || args.net_socket || args.join_cgroup || args.env ||
		    args.follow_context || args.root == opt_bare || args.wd == opt_bare)
			opt_bad("no target PID specified");
		return asked;
	}
	plan_join_target(plan, bare, plan->target);
	if (args.net_socket) {
		plan_join_fd(plan, NS_NET, nsfile_of_socket(plan->target, args.net_socket), "that socket");
		asked |= NS_BIT(NS_NET);
	}
	if (args.pid_for_children) {
		plan_join_children(plan, NS_PID, plan->target);
		asked |= NS_BIT(NS_PID);
	}
	if (args.all) {
		plan_join_differing(plan, NS_ALL & ~asked, plan->target);
		/* even the mount namespace we are in: that goes back to its root */
		if (!(asked & NS_BIT(NS_MNT)))
			plan_join_target(plan, NS_BIT(NS_MNT), plan->target);
	}
	return asked | (args.all ? NS_ALL : 0);
}

/* --user-parent: what owns the user namespace that would be joined, else
 * what owns another namespace that is. */
static void
join_user_parent(struct plan *plan)
{
	char path[32];
	int fd = -1;
	unsigned i;

	for (i = 0; i < NS_COUNT && fd < 0; i++)
		if (plan->join & NS_BIT(i))
			fd = plan->from[i].fd;
	if (plan->target && !(plan->join & NS_BIT(NS_USER) && plan->from[NS_USER].fd >= 0)) {
		for (i = 0; i < NS_COUNT - 1 && !(plan->join & NS_BIT(i)); i++)
			;
		TEXT(path, "ns/%s", ns_kinds[plan->join ? i : NS_USER].name);
		fd = fd_open(target_proc(plan->target), path, 0);
		if (fd < 0)
			die("open /proc/%d/%s:", plan->target->pid, path);
	}
	if (fd < 0)
		opt_bad("--user-parent: of which namespace?");
	plan_join_fd(plan, NS_USER, nsfile_owner(fd), "--user-parent");
}

static void
plan_all(struct plan *plan, char **argv)
{
	unsigned asked = join(plan);

	if (args.user_parent) {
		join_user_parent(plan);
		asked |= NS_BIT(NS_USER);
	}
	if (!asked && !args.root && !args.wd && !args.wdns && !args.join_cgroup && !args.env && !args.follow_context &&
	    !args.setuid && !args.setgid && !args.cap_drop)
		opt_bad("no namespace specified");
	plan->env = environ;
	if (args.env)
		plan_env_of(plan, plan->target);
	if (args.root) {
		plan->root = plan_dir(plan->target, args.root, "root");
		plan->root_name = args.root == opt_bare ? plan->target->spec : args.root;
	}
	if (args.wd) {
		plan->cwd = plan_dir(plan->target, args.wd, "cwd");
		plan->cwd_name = args.wd == opt_bare ? plan->target->spec : args.wd;
	}
	if (args.wdns != opt_bare)
		plan->wdns = args.wdns;
	if (args.join_cgroup)
		plan_cgroup(plan, plan->target);
	if (args.follow_context)
		plan_label(plan, plan->target);
	plan_ids(plan, args.setuid, args.setgid, args.init_groups,
		 (plan->join & NS_BIT(NS_USER)) && !args.preserve_credentials);
	plan->cred.keep_caps = args.keep_caps && (plan->join & NS_BIT(NS_USER));
	plan_argv(plan, argv);
	plan->fork = (plan->join & NS_BIT(NS_PID)) && !args.no_fork;
	/* Where the container's processes could reach PROG's files, it gets none. */
	if (args.preserve_fds || plan->root >= 0 ||
	    (plan->join & (NS_BIT(NS_MNT) | NS_BIT(NS_PID) | NS_BIT(NS_USER))))
		plan_fds(plan, args.preserve_fds);
}

int
nsenter_main(char **argv)
{
	struct target target;
	struct plan plan = PLAN_EMPTY;
	const char *word;

	argv = opt_parse(argv, opts, "[OPTIONS] [PROG [ARG]...]");
	if (args.wd && args.wdns)
		opt_bad("options --wd and --wdns cannot be combined");
	if (CONFIG_CAPS && args.cap_drop && !caps_parse(args.cap_drop, &plan.cred.drop, &word))
		opt_bad("--cap-drop: '%s' is no capability", word);
	plan.sealed = args.all || args.root || args.kind[NS_MNT];
	if (plan.sealed && !args.dry_run)
		sealed_exec();
	if (args.target) {
		target_open(&target, args.target);
		plan.target = &target;
	}
	plan_all(&plan, argv);
	if (CONFIG_DRY_RUN && args.dry_run) {
		plan_print(&plan);
		return 0;
	}
	plan_run(&plan);
}
