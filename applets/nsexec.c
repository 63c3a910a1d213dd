/*
 * nsexec - run a program in a container, as docker exec does
 *
 * Needs no engine and no daemon: all that `docker exec` would apply is read
 * from the container's first process and its engine's record.  The program is
 * as confined as the container itself: its namespaces, cgroup, capabilities,
 * seccomp filter, no_new_privs, security label, limits, user and environment.
 *
 * EXAMPLES
 *	nsexec -it web sh
 *	nsexec -u app -w /srv web ls -l
 *	nsexec -it --tool /bin/busybox web
 *	nsexec --cap-add sys_ptrace web strace -p 1
 *	nsexec --dry-run web sh
 */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "applets.h"
#include "confine.h"
#include "enter.h"
#include "rows.h"

static struct {
	bool		 interactive, tty, detach;
	const char	*user, *workdir;
	struct opt_many	 env, env_file;
	bool		 privileged;
	const char	*cap_add, *cap_drop;
	struct opt_many	 security;
	bool		 no_cgroup;
	const char	*cgroup;
	const char	*preserve_fds, *pid_file;
	const char	*detach_keys;
	bool		 kill_tree;
	const char	*tool;
	bool		 dry_run;
} args;

static const struct opt opts[] = {
	OPT_FLAG('i', "interactive", &args.interactive, "pass standard input on; else it is /dev/null"),
	IF(CONFIG_PTY,
	OPT_FLAG('t', "tty", &args.tty, "give PROG a terminal of the container's"),
	)
	OPT_FLAG('d', "detach", &args.detach, "leave PROG running in the background"),
	OPT_STR ('u', "user", "USER[:GROUP]", &args.user, "become that user, by name or number, and group"),
	OPT_STR ('w', "workdir", "DIR", &args.workdir, "work in DIR of the container"),
	OPT_ENV(&args.env),
	OPT_FLAG(0, "privileged", &args.privileged, "with every capability that we can give"),
	OPT_CAP_ADD(&args.cap_add)
	OPT_CAP_DROP(&args.cap_drop)
	OPT_FLAG(0, "no-cgroup", &args.no_cgroup, "stay in our cgroup"),
	IF(CONFIG_NSEXEC_TOOL,
	OPT_STR (0, "tool", "FILE", &args.tool, "run FILE of this host, a static program, or auto: busybox"),
	)
	IF(CONFIG_NSEXEC_RARE,
	OPT_ENV_FILE(&args.env_file),
	OPT_MANY(0, "security-opt", "OPT", &args.security, "seccomp=unconfined, no-new-privileges, label=..., apparmor=..."),
	OPT_STR (0, "cgroup", "PATH", &args.cgroup, "join that cgroup below the container's"),
	OPT_STR (0, "preserve-fds", "N", &args.preserve_fds, "let N files after 2 through to PROG"),
	OPT_STR (0, "pid-file", "FILE", &args.pid_file, "write PROG's PID there before it runs"),
	OPT_FLAG(0, "kill-tree", &args.kill_tree, "when PROG ends, end all that it has started"),
	OPT_STR (0, "detach-keys", "KEYS", &args.detach_keys, "typed, as ctrl-p,ctrl-q, they leave PROG running"),
	)
	OPT_DRY_RUN(&args.dry_run)
	OPT_HELP(0),
	OPT_VERSION(0),
	OPT_NOTE("\n"
		"Without PROG, runs that user's shell of the container, or /bin/sh.\n"
		"Exits with PROG's status, 128+n if signal n ended it; 125 for its own failures,\n"
		"126 and 127 if PROG cannot run.\n")
	OPT_END
};

/* The shell to run when there is no PROG. */
static const char *
shell_of(const struct plan *plan, const char *shell)
{
	const char *name = text_last(shell, '/'), *const tries[] = { shell, "/bin/sh" };
	size_t i;

	for (i = name && strcmp(name, "/nologin") && strcmp(name, "/false") ? 0 : 1; i < ARRAY_LEN(tries); i++) {
		int fd = file_open_in(plan_inside(plan), tries[i]);

		fd_close(fd);
		if (fd >= 0)
			return tries[i];
	}
	if (CONFIG_NSEXEC_TOOL)
		hint("--tool FILE brings a static one of this host along; --tool auto looks for busybox");
	fail_status = STATUS_NOT_FOUND;
	die("there is no shell in %s, not even /bin/sh", plan->target->spec);
}

static void
plan_place(struct plan *plan, const struct container_config *config)
{
	plan->wdns = args.workdir;
	if (!plan->wdns && config)
		plan->wdns = *config->cwd ? config->cwd : "/";
	if (plan->wdns && *plan->wdns != '/')
		opt_bad("-w: '%s' is not an absolute path", plan->wdns);
	if (plan->wdns)
		return;
	plan->cwd_name = plan->target->spec;
	plan->cwd = target_file(plan->target, "cwd", O_PATH | O_DIRECTORY);
	plan->cwd_inside = true;
}

static void
fill(struct plan *plan, const struct confine_wish *confine, char **argv)
{
	struct target *target = plan->target;
	struct container_config config;
	bool recorded = CONFIG_CONTAINERS && target->container && container_config(target->container, &config);
	struct env_wish env = { .tty = args.tty, .files = args.env_file, .set = args.env };
	struct home home;
	const char *shell[2] = { NULL, NULL };

	plan_join_differing(plan, NS_ALL, target);
	plan_user(plan, args.user, recorded ? config.user : NULL, &home);
	plan->cred.groups_may_stay = geteuid() != 0;
	env.record = recorded ? config.env : NULL;
	env.other_user = args.user && (!recorded || config.home_of_user);
	env.home = home.dir;
	plan_env(plan, target, &env);
	plan_place(plan, recorded ? &config : NULL);
	if (!args.no_cgroup)
		plan_cgroup(plan, target);
	if (CONFIG_NSEXEC_TOOL && args.tool)
		tool_open(plan, args.tool, argv);
	else if (!*argv)
		shell[0] = shell_of(plan, home.shell);
	if (!CONFIG_NSEXEC_TOOL || !args.tool)
		plan_argv(plan, *argv ? argv : (char **)shell);
	plan_fds(plan, CONFIG_NSEXEC_RARE ? args.preserve_fds : NULL);
	plan_confine(plan, target, confine);
	if (!args.tty && !(args.interactive && !args.detach))
		plan_null(plan, args.detach);
	if (CONFIG_PTY && args.tty)
		pty_plan(plan, args.interactive);
}

int
nsexec_main(char **argv)
{
	struct plan plan;
	struct confine_wish confine = { .label = NULL };
	struct target its;

	fail_status = STATUS_OWN_FAILURE;
	opt_docker = true;
	argv = opt_parse(argv, opts, "[OPTIONS] TARGET [PROG [ARG]...]");
	plan_init(&plan);
	if (!*argv)
		opt_bad("no TARGET");
	if (CONFIG_NSEXEC_RARE && args.user && !*args.user)
		args.user = NULL;
	if (CONFIG_NSEXEC_RARE && args.workdir && !*args.workdir)
		args.workdir = NULL;
	if (CONFIG_NSEXEC_RARE)
		security_opts(&confine, &args.security, true);
	caps_option("cap-add", args.cap_add, &confine.add);
	caps_option("cap-drop", args.cap_drop, &confine.drop);
	confine.privileged = args.privileged;
	if (args.detach && args.tty)
		opt_bad("options -d and -t cannot be combined");
	plan.sealed = true;
	plan.session = true;
	plan.status_of_signal = true;
	plan.detach = args.detach;
	plan.pid_file = args.pid_file;
	plan.pipes_output = !args.tty && !args.detach;
	plan.pipes_input = plan.pipes_output && args.interactive;
	plan.kill_tree = args.kill_tree;
	if (CONFIG_NSEXEC_RARE && args.kill_tree && (args.detach || args.no_cgroup))
		opt_bad("--kill-tree needs nsexec to wait, and a cgroup: not -d, not --no-cgroup");
	if (CONFIG_NSEXEC_RARE && args.cgroup && (args.no_cgroup || !*args.cgroup))
		opt_bad("--cgroup needs a path, and goes not with --no-cgroup");
	plan.cgroup.below = args.cgroup;
	if (CONFIG_NSEXEC_RARE && CONFIG_PTY && args.detach_keys)
		keeper_keys(&plan, args.detach_keys);
	if (CONFIG_NSEXEC_TOOL && args.tool)
		tool_look();
	if (!args.dry_run) {
		sealed_exec();
		if (CONFIG_NSEXEC_RARE && CONFIG_PTY && args.detach_keys && args.tty && args.interactive)
			keeper_begin(&plan);
		session_begin(&plan);
	}
	target_open(&its, *argv);
	plan.target = &its;
	fill(&plan, &confine, argv + 1);
	if (CONFIG_DRY_RUN && args.dry_run) {
		plan_print(&plan);
		return 0;
	}
	if (CONFIG_NSEXEC_RARE && args.pid_file)
		session_pid_file(&plan);
	if (CONFIG_NSEXEC_RARE && args.kill_tree)
		plan_tree(&plan);
	confine_early(&plan.confine);
	plan_start(&plan);
	fail_status = STATUS_CANNOT_RUN;	/* as docker's, for a directory that is not there */
	enter_dirs(&plan);
	fail_status = STATUS_OWN_FAILURE;
	streams_make(&plan);
	plan_fork(&plan);
	plan_finish_confined(&plan);
}
