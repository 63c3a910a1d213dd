/*
 * unshare - run a program in new namespaces
 *
 * Makes the namespaces that options name, then runs PROG in them; without
 * PROG, the user's login shell.  It takes util-linux's options and means the
 * same by them; the README lists what differs.
 *
 * EXAMPLES
 *	unshare -Ur -n ip addr
 *	unshare -Ur -p -f --mount-proc ps
 *	unshare -Ur --map-auto -m --hostname box sh
 *	unshare -p -m --mount-proc --init sh
 *	unshare --net=/run/netns/blue true
 */

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>
#include "applets.h"
#include "create.h"
#include "enter.h"
#include "mount.h"
#include "rows.h"

static const char *kind_file[NS_COUNT];

static struct {
	bool		 fork;
	const char	*kill_child;
	bool		 forward_signals;
	bool		 init;
	const char	*mount_proc, *mount_binfmt;
	const char	*load_interp;
	const char	*propagation;
	const char	*root, *wd;
	const char	*setuid, *setgid;
	const char	*map_user, *map_group;	/* opt_bare: our own */
	const char	*map_users, *map_groups;
	bool		 map_auto, map_subids;
	const char	*owner;
	const char	*setgroups;
	bool		 keep_caps;
	const char	*monotonic, *boottime;
	bool		 clear_env;
	const char	*whitelist_env;
	const char	*hostname;
	bool		 dry_run;
} args;

static void
map_root(void)
{
	args.map_user = args.map_group = "0";
}

static void
map_current(void)
{
	args.map_user = args.map_group = opt_bare;
}

static const struct opt_each kinds = { ns_opt_new, kind_file };
static const struct opt_call call_root = { map_root }, call_current = { map_current };

static const struct opt opts[] = {
	OPT_EACH (&kinds),
	OPT_FLAG ('f', "fork", &args.fork, "run PROG as a child"),
	OPT_MAYBE(0, "kill-child", "SIG", &args.kill_child, "send it SIG (KILL) when we die; implies -f"),
	OPT_FLAG (0, "forward-signals", &args.forward_signals, "pass TERM and INT on to it, too; implies -f"),
	OPT_FLAG (0, "init", &args.init, "be PID 1 of -p and reap what PROG leaves; implies -f"),
	OPT_MAYBE(0, "mount-proc", "DIR", &args.mount_proc, "mount proc on DIR (/proc); implies -m"),
	OPT_MAYBE(0, "mount-binfmt", "DIR", &args.mount_binfmt, "mount binfmt_misc; implies -m -U"),
	OPT_STR  ('l', "load-interp", "STR", &args.load_interp, "register STR there; implies -m -U"),
	OPT_STR  (0, "propagation", "HOW", &args.propagation, "of mounts: private, shared, slave, unchanged"),
	OPT_STR  ('R', "root", "DIR", &args.root, "change the root to DIR"),
	OPT_STR  ('w', "wd", "DIR", &args.wd, "work in DIR, as seen from inside"),
	OPT_STR  ('S', "setuid", "UID", &args.setuid, "become UID"),
	OPT_STR  ('G', "setgid", "GID", &args.setgid, "become GID, with no other groups"),
	OPT_STR  (0, "map-user", "UID", &args.map_user, "be UID inside; implies -U"),
	OPT_STR  (0, "map-group", "GID", &args.map_group, "be GID inside; implies -U"),
	OPT_CALL ('r', "map-root-user", &call_root, "be root inside; implies -U"),
	OPT_CALL ('c', "map-current-user", &call_current, "be the same user inside; implies -U"),
	OPT_LIST (0, "map-users", "MAP", &args.map_users, "user ids; implies -U"),
	OPT_LIST (0, "map-groups", "MAP", &args.map_groups, "group ids; implies -U"),
	OPT_FLAG (0, "map-auto", &args.map_auto, "--map-users=auto --map-groups=auto"),
	OPT_FLAG (0, "map-subids", &args.map_subids, "--map-users=subids --map-groups=subids"),
	OPT_STR  (0, "owner", "UID:GID", &args.owner, "who owns the user namespace; implies -U"),
	OPT_STR  (0, "setgroups", "HOW", &args.setgroups, "in the user namespace: allow, deny"),
	OPT_KEEP_CAPS(&args.keep_caps)
	OPT_STR  (0, "monotonic", "SECS", &args.monotonic, "set that clock forward, with -T"),
	OPT_STR  (0, "boottime", "SECS", &args.boottime, "set that clock forward, with -T"),
	OPT_FLAG (0, "clear-env", &args.clear_env, "give PROG no environment"),
	OPT_STR  (0, "whitelist-env", "LIST", &args.whitelist_env, "but these variables"),
	OPT_STR  (0, "hostname", "NAME", &args.hostname, "set the host name; implies -u"),
	OPT_DRY_RUN(&args.dry_run)
	OPT_HELP ('h'),
	OPT_VERSION('V'),
	OPT_NOTE("\n"
		"-U to -T each make that namespace; FILE, which must exist, then keeps it.\n"
		"MAP is INNER:OUTER:COUNT, auto, subids, all, root or current; several with commas.\n"
		"Without PROG, runs $SHELL as a login shell.\n"
		"Exits with PROG's status; 1 for its own failures, 126 and 127 if PROG cannot run.\n")
	OPT_END
};

static unsigned long
propagation_of(const char *how)
{
	if (!how || !strcmp(how, "private"))
		return MS_PRIVATE;
	if (!strcmp(how, "shared"))
		return MS_SHARED;
	if (!strcmp(how, "slave"))
		return MS_SLAVE;
	if (strcmp(how, "unchanged"))
		opt_bad("--propagation: '%s' is not private, shared, slave or unchanged", how);
	return 0;
}

static const char *
list_of(const char *list)
{
	const char *more = !args.map_subids ? "auto" : args.map_auto ? "auto,subids" : "subids";
	static char text[PATH_ROOM];

	if (!args.map_auto && !args.map_subids)
		return list;
	if (!TEXT(text, "%s%s%s", list ? list : "", list ? "," : "", more))
		die("too long a map");
	return text;
}

static const char *
seconds(const char *text, unsigned made)
{
	uint64_t value;

	if (!text)
		return NULL;
	if (!(made & NS_BIT(NS_TIME)))
		opt_bad("options --monotonic and --boottime require unsharing of a time namespace (-T)");
	if (!num_parse(text + (*text == '-'), INT64_MAX, &value))
		opt_bad("'%s': not a number of seconds", text);
	return text;
}

static void
plan_kinds(struct create *create)
{
	unsigned user = NS_BIT(NS_USER), mnt = NS_BIT(NS_MNT), i;

	for (i = 0; i < NS_COUNT; i++)
		if (kind_file[i])
			create->kinds |= NS_BIT(i);
	if (args.mount_binfmt || args.load_interp)
		create->kinds |= user | mnt;
	if (args.mount_proc)
		create->kinds |= mnt;
	if (args.map_user || args.map_group || args.map_users || args.map_groups || args.map_auto || args.map_subids ||
	    args.owner)
		create->kinds |= user;
	if (args.hostname)
		create->kinds |= NS_BIT(NS_UTS);
	for (i = 0; i < NS_COUNT; i++) {
		if (!kind_file[i] || kind_file[i] == opt_bare)
			continue;
		create->keep[i] = kind_file[i];
		create->keep_fd[i] = fd_open(AT_FDCWD, kind_file[i], O_PATH);
		if (create->keep_fd[i] < 0)
			die("open %s, to keep the %s namespace:", kind_file[i], ns_kinds[i].name);
	}
}

static void
plan_create(struct create *create)
{
	plan_kinds(create);
	create->pid = getpid();
	create->proc = create->kinds ? plan_dir("/proc/self") : -1;
	create->gids.group = true;
	create->hostname = args.hostname;
	create->monotonic = seconds(args.monotonic, create->kinds);
	create->boottime = seconds(args.boottime, create->kinds);
	create->propagation = propagation_of(args.propagation);
	if (!(create->kinds & NS_BIT(NS_MNT)))
		create->propagation = 0;
	if (args.owner)
		plan_owner(create, args.owner);
	if (create->kinds & NS_BIT(NS_USER)) {
		plan_map(&create->uids, create, list_of(args.map_users), args.map_user);
		plan_map(&create->gids, create, list_of(args.map_groups), args.map_group);
	}
	if (args.setgroups)
		plan_setgroups(create, args.setgroups, args.map_group);
}

static const char default_binfmt[] = "/proc/sys/fs/binfmt_misc";

/* What is mounted for PROG, and the root around it. */
static void
surroundings(struct plan *plan)
{
	/* F: the interpreter is opened at once, so in the root we still have */
	bool early = args.load_interp && args.root && *text_to(text_last(args.load_interp, args.load_interp[0]), 'F');

	if (early) {
		mount_binfmt(default_binfmt, args.load_interp);
		args.load_interp = NULL;
	}
	/* only now: what was opened before is of the old mounts */
	if (args.root)
		plan->root = plan_dir(args.root);
	enter_dirs(plan);
	if (args.mount_proc)
		mount_at("proc", args.mount_proc);
	if (args.mount_binfmt)
		mount_binfmt(args.mount_binfmt, args.load_interp);
}

int
unshare_main(char **argv)
{
	static ROOMY struct create create;
	struct plan plan;
	int alive[2] = { -1, -1 }, death = 0;

	argv = opt_parse(argv, opts, "[OPTIONS] [PROG [ARG]...]");
	plan_init(&plan);
	if (args.load_interp && !*args.load_interp)
		opt_bad("--load-interp: register what?");
	if (args.load_interp && !args.mount_binfmt)
		args.mount_binfmt = opt_bare;
	if (args.mount_binfmt == opt_bare) {
		args.mount_binfmt = default_binfmt;
		if (!args.mount_proc)
			args.mount_proc = opt_bare;
	}
	if (args.mount_proc == opt_bare)
		args.mount_proc = "/proc";
	plan_create(&create);
	plan.create = create.kinds;
	plan.fork = args.fork || args.kill_child || args.forward_signals || args.init;
	plan.hold_term = !args.forward_signals && !args.init;
	if (args.init && !(create.kinds & NS_BIT(NS_PID)))
		opt_bad("--init needs a PID namespace (-p)");
	if (create.keep[NS_PID] && !plan.fork)
		opt_bad("--pid=%s needs --fork: a PID namespace is kept once it has a process", create.keep[NS_PID]);
	if (args.kill_child)
		death = args.kill_child == opt_bare ? SIGKILL : signal_parse(args.kill_child);
	if (death < 0)
		opt_bad("--kill-child: unknown signal '%s'", args.kill_child);
	if (args.root) {
		plan.root_name = args.root;
		plan.root = plan_dir(args.root);
	}
	plan.wdns = args.wd ? args.wd : args.root ? "/" : NULL;
	plan.env = args.clear_env || args.whitelist_env ? plan_env_keep(args.whitelist_env) : environ;
	plan_ids(&plan, args.setuid, args.setgid, false, false);
	plan.cred.keep_caps = args.keep_caps && (create.kinds & NS_BIT(NS_USER));
	plan_argv(&plan, argv);
	if (CONFIG_DRY_RUN && args.dry_run) {
		create_print(&create);
		if (args.mount_proc)
			say("mount     proc on %s\n", args.mount_proc);
		if (args.mount_binfmt)
			say("mount     binfmt_misc on %s%s%s\n", args.mount_binfmt, args.load_interp ? ", with " : "",
			    args.load_interp ? args.load_interp : "");
		if (args.init)
			say("init      PID 1 reaps; PROG is its child\n");
		plan_print(&plan);
		return 0;
	}
	create_enter(&create);
	if (args.kill_child)
		child_watch(alive);
	plan_fork(&plan);
	fd_close(alive[1]);
	create_keep(&create);
	surroundings(&plan);
	if (args.init) {
		if (death)
			cred_death(death, alive[0]);
		death = 0;
		plan.hold_term = false;
		child_split(&plan);
	}
	cred_apply(&plan.cred);
	if (death)
		cred_death(death, alive[0]);
	plan_exec(&plan);
}
