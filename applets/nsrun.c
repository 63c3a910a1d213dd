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
 *	nsrun -v /home:/mnt:ro ls /mnt
 *	nsrun --rootfs /srv/alpine --net container:web --pid private sh
 */

#include <fcntl.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "applets.h"
#include "create.h"
#include "confine.h"
#include "enter.h"
#include "mount.h"
#include "refused.h"
#include "rows.h"

static struct {
	const char	*kind[NS_COUNT];	/* FROM, or NULL: the caller's */
	bool		 interactive, tty, detach, init;
	const char	*user, *uidmap, *gidmap;
	struct opt_many	 env, env_file, security;
	bool		 no_resolv;
	const char	*rootfs;
	struct volume_wish volume;
	bool		 read_only;
	const char	*hostname;
	const char	*wd;
	const char	*cap_add, *cap_drop;
	bool		 privileged;
	bool		 rm;
	const char	*name;
	bool		 dry_run;
} args;

static ROOMY struct create maps;	/* of a new user namespace */

static const struct opt_each kinds = { ns_opt_run, args.kind };

static const struct opt opts[] = {
	OPT_EACH(&kinds),
	OPT_STR (0, "network", "FROM", &args.kind[NS_NET], "the same as --net"),
	IF(CONFIG_PTY,
	OPT_FLAG('i', "interactive", &args.interactive, "with -t: fail when stdin is no terminal"),
	OPT_FLAG('t', "tty", &args.tty, "give PROG a terminal of its own, joined to ours"),
	)
	OPT_FLAG('d', "detach", &args.detach, "leave PROG running, print its PID; it has /dev/null"),
	OPT_FLAG(0, "init", &args.init, "have an init as PROG's parent, which buries orphans"),
	OPT_STR ('u', "user", "USER[:GROUP]", &args.user, "become that user of the root PROG sees"),
	OPT_LIST(0, "uidmap", "IN:OUT:N", &args.uidmap, "these user ids in a new --userns, where PROG is root"),
	OPT_LIST(0, "gidmap", "IN:OUT:N", &args.gidmap, "these groups; without it, as --uidmap"),
	OPT_ENV(&args.env),
	OPT_ENV_FILE(&args.env_file),
	OPT_MANY(0, "security-opt", "OPT", &args.security, "no-new-privileges"),
	OPT_FLAG(0, "no-resolv", &args.no_resolv, "leave /etc/resolv.conf, /etc/hosts and /sys alone"),
	IF(CONFIG_NSRUN_MOUNTS,
	OPT_MANY('v', "volume", "SRC:DST[:OPTS]", &args.volume.binds, "mount SRC on DST, for PROG only"),
	OPT_MANY(0, "mount", "type=TYPE,...", &args.volume.mounts, "the same in docker's longer words: bind or tmpfs"),
	OPT_MANY(0, "tmpfs", "DST[:OPTS]", &args.volume.tmpfs, "mount a new tmpfs on DST"),
	OPT_FLAG(0, "read-only", &args.read_only, "make the root read-only, but for those"),
	)
	IF(CONFIG_NSRUN_ROOTFS,
	OPT_STR (0, "rootfs", "DIR", &args.rootfs, "make DIR the root, as a container's, with docker's capabilities"),
	OPT_FLAG(0, "privileged", &args.privileged, "keep all capabilities, hide nothing of the kernel's"),
	)
	OPT_STR ('h', "hostname", "NAME", &args.hostname, "the host name in a new --uts"),
	OPT_STR ('w', "workdir", "DIR", &args.wd, "work in DIR, as PROG sees it"),
	OPT_CAP_ADD(&args.cap_add)
	OPT_CAP_DROP(&args.cap_drop)
	OPT_FLAG(0, "rm", &args.rm, "nothing: there is nothing left to remove"),
	OPT_STR (0, "name", "NAME", &args.name, "nothing: no record is made"),
	OPT_DRY_RUN(&args.dry_run)
	IF(CONFIG_NSRUN_REFUSED, OPTS_OF_DOCKER_RUN)
	OPT_HELP(0),
	OPT_VERSION(0),
	OPT_NOTE("\n"
		"FROM is container:NAME, container:ID or container:PID; host; self; none or\n"
		"private, a new one; ns:PATH, a namespace file; for --net also netns:NAME, for\n"
		"--userns also keep-id, where PROG is who you are, and auto, with your subuid(5).\n"
		"OPTS are those of nsmount(8).  With --rootfs, too, only what is named is new.\n"
		"Exits with PROG's status, 128+n if signal n ended it; 125 for its own failures,\n"
		"126 and 127 if PROG cannot run.\n")
	OPT_END
};

/* what docker and podman leave a container */
static const uint64_t dockers_caps = 0xa80425fb;

/* What has to go along with the network and the PIDs, when PROG keeps our mounts. */
static void
plan_surroundings(struct plan *plan)
{
	struct plan_mounts *mounts = &plan->mounts;
	unsigned changed = plan->join | plan->create;
	bool wanted = args.rootfs || args.read_only || args.volume.binds.count || args.volume.mounts.count ||
		args.volume.tmpfs.count;

	if (plan->join & NS_BIT(NS_MNT)) {
		if (wanted)
			die("the mounts of %s are its own; nsmount changes those", plan->from[NS_MNT].from);
		return;
	}
	mounts->rootfs = args.rootfs;
	mounts->read_only = args.read_only;
	mounts->open = args.privileged;
	mounts->new_ipc = changed & NS_BIT(NS_IPC);
	if (args.rootfs)
		close(plan_dir(args.rootfs));
	if (((changed & NS_BIT(NS_NET)) || args.rootfs) && !args.no_resolv)
		plan_network(plan, plan->join & NS_BIT(NS_NET) ? plan->from[NS_NET].target : NULL);
	if (args.kind[NS_NET] && !args.no_resolv)
		args.volume.netns = after_prefix(args.kind[NS_NET], "netns:");
	mounts->proc = changed & NS_BIT(NS_PID);
	if (mounts->proc || wanted || (plan->create & NS_BIT(NS_MNT)))
		mounts->wanted = true;
	if (mounts->wanted) {
		plan->create |= NS_BIT(NS_MNT);
		mounts->shm = plan->from[NS_IPC].target;
	}
	plan_volumes(mounts, &args.volume);
}

static void
plan_caps(struct plan_cred *cred)
{
	uint64_t add = 0;

	if (args.rootfs && !args.privileged)
		cred->drop = ~dockers_caps;
	caps_option("cap-drop", args.cap_drop, &cred->drop);
	caps_option("cap-add", args.cap_add, &add);
	cred->drop &= ~add;
}

/* The user namespace, and who we are there. */
static void
enter_user(void)
{
	if (!maps.kinds)
		return;
	create_enter(&maps);
	if (args.uidmap || args.gidmap)
		cred_become(0, 0);
	cred_dumpable(false);
}

/* Whom PROG becomes, and with what environment: with a root of its own as in
 * docker, else as we are but for what is said. */
static void
plan_prog(struct plan *plan)
{
	static char *empty[] = { NULL, NULL };
	static struct target self;
	struct env_wish env = { .tty = args.tty, .other_user = args.user, .files = args.env_file, .set = args.env };
	struct home home = { "/", "" };
	struct utsname uts;
	char *text;

	plan->env = environ;
	plan_ids(plan, NULL, NULL, false, plan->join & NS_BIT(NS_USER));
	plan->root = args.rootfs ? plan_dir(args.rootfs) : -1;
	target_open(&self, "self");
	if (args.user || (args.rootfs && !(args.kind[NS_USER] && !strcmp(args.kind[NS_USER], "keep-id"))))
		plan_user(plan, args.user ? args.user : "0", NULL, &home);
	fd_close(plan->root);
	plan->root = -1;
	plan->cred.groups_may_stay = geteuid() != 0;
	if (!args.rootfs && !args.user && !args.env.count && !args.env_file.count)
		return;
	env.home = home.dir;
	if (args.rootfs) {
		env.record = empty;
		if (!args.hostname && uname(&uts))
			die("ask for the host name:");
		text = mem_alloc(sizeof(uts.nodename) + sizeof("HOSTNAME="));
		text_fmt(text, sizeof(uts.nodename) + sizeof("HOSTNAME="), "HOSTNAME=%s",
			 args.hostname ? args.hostname : uts.nodename);
		empty[0] = text;
	}
	plan_env(plan, &self, &env);
	plan->env_of = NULL;
}

static int
null(void)
{
	int fd = fd_open(AT_FDCWD, "/dev/null", O_RDWR);

	if (fd < 0)
		die("open /dev/null:");
	return fd;
}

static void
begin(struct plan *plan)
{
	struct confine_wish wish = { .label = NULL };

	security_opts(&wish, &args.security, false);
	plan->confine.no_new_privs = wish.no_new_privs;
	if (args.detach && args.tty)
		opt_bad("options -d and -t cannot be combined");
	plan->sealed = args.rootfs ||
		       (args.kind[NS_MNT] && !from_is_new(args.kind[NS_MNT]) && !from_is_self(args.kind[NS_MNT]));
	plan->session = plan->detach = args.detach;
	if (args.detach)
		plan->pid_file = "-";
	if (args.dry_run)
		return;
	if (plan->sealed)
		sealed_exec();
	if (plan->session) {
		session_begin(plan);
		session_pid_file(plan);
	}
}

int
nsrun_main(char **argv)
{
	static struct plan plan;
	unsigned i;

	fail_status = STATUS_OWN_FAILURE;
	opt_docker = true;
	argv = opt_parse(argv, opts, "[OPTIONS] PROG [ARG]...");
	plan_init(&plan);
	if (!*argv)
		opt_bad("no PROG");
	if (args.user && !*args.user)
		args.user = NULL;
	if (args.wd && !*args.wd)
		args.wd = NULL;
	begin(&plan);
	for (i = 0; i < NS_COUNT; i++)
		if (args.kind[i])
			plan_from(&plan, i, args.kind[i]);
	if (!args.kind[NS_USER] && (args.uidmap || args.gidmap))
		plan.create |= NS_BIT(NS_USER);
	if (plan.create & NS_BIT(NS_USER))
		plan_maps(&maps, args.kind[NS_USER], args.uidmap, args.gidmap);
	else if (args.uidmap || args.gidmap)
		opt_bad("--uidmap and --gidmap are for a new --userns");
	if (args.hostname) {
		if (plan.join & NS_BIT(NS_UTS))
			die("--hostname: the host name of %s is not ours to change", plan.from[NS_UTS].from);
		plan.create |= NS_BIT(NS_UTS);
		plan.hostname = args.hostname;
	}
	plan_surroundings(&plan);
	plan_prog(&plan);
	if (CONFIG_CAPS)
		plan_caps(&plan.cred);
	plan.wdns = args.wd;
	plan_argv(&plan, argv);
	plan_fds(&plan, NULL);
	plan.fork = args.init || ((plan.join | plan.create) & NS_BIT(NS_PID));
	if (args.detach)
		plan.input = plan.output = null();
	plan.status_of_signal = true;
	if (CONFIG_PTY && args.tty)
		pty_plan(&plan, args.interactive || isatty(STDIN_FILENO));
	if (CONFIG_DRY_RUN && args.dry_run) {
		int root = plan_dir(args.rootfs ? args.rootfs : "/");

		for (i = 0; i < plan.mounts.volume_count; i++)
			plan.mounts.volume[i].place = place_find(root, plan.mounts.volume[i].dest);
		plan_print(&plan);
		return 0;
	}
	plan_start(&plan);
	mounts_shm(&plan.mounts);
	enter_user();
	plan.create &= ~NS_BIT(NS_USER);
	enter_new(&plan);
	if (plan.mounts.wanted)
		mounts_make(&plan.mounts);
	plan_fork(&plan);
	if (CONFIG_NSRUN_ROOTFS && plan.mounts.rootfs)
		rootfs_finish(&plan.mounts);
	else if (plan.mounts.proc)
		mount_proc();
	if (args.init) {
		/* nor may init keep what PROG has not got */
		plan_streams(&plan);
		plan.input = plan.output = -1;
		child_init();
	}
	enter_dirs(&plan);
	plan_finish(&plan);
}
