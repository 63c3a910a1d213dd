/* plan.c - fills a plan: everything is opened and read here, nothing is changed */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>
#include "plan.h"

enum { FDS_MAX = 1024 * 1024 };	/* as many as a process has, unless fs.nr_open was raised */

void
plan_init(struct plan *plan)
{
	*plan = (struct plan){
		.cgroup.unified = -1, .root = -1, .cwd = -1, .label_fd = -1, .keep_fds = true, .first_closed = 3,
		.input = -1, .output = -1, .pipe = { -1, -1, -1 }, .tool = -1,
	};
}

void
plan_join_fd(struct plan *plan, enum ns kind, int fd, const char *from)
{
	plan->join |= NS_BIT(kind);
	plan->from[kind] = (struct plan_join){ .fd = fd, .from = from };
}

void
plan_join_file(struct plan *plan, enum ns kind, const char *spec)
{
	plan_join_fd(plan, kind, nsfile_open(spec, kind), spec);
}

void
plan_join_target(struct plan *plan, unsigned kinds, struct target *target)
{
	unsigned i;

	for (i = 0; i < NS_COUNT; i++)
		if (kinds & NS_BIT(i)) {
			plan_join_fd(plan, i, -1, target->spec);
			plan->from[i].target = target;
		}
}

void
plan_join_differing(struct plan *plan, unsigned kinds, struct target *target)
{
	int self = plan_dir("/proc/self");
	unsigned i;

	for (i = 0; i < NS_COUNT; i++) {
		uint64_t ours;

		if (!(kinds & NS_BIT(i)))
			continue;
		if (proc_ns(self, i, &ours)) {
			if (CONFIG_NSEXEC_QUICK)
				plan->ours[i] = ours;
			if (ours != target_ns(target, i))
				plan_join_target(plan, NS_BIT(i), target);
		} else if (errno != ENOENT) {	/* that is a kind this kernel lacks */
			die("read /proc/self/%s:", ns_kinds[i].file);
		}
	}
	fd_close(self);
}

void
plan_join_children(struct plan *plan, enum ns kind, struct target *target)
{
	hint("until it has a child, there is none");
	plan_join_fd(plan, kind, target_file(target, ns_kinds[kind].children, O_RDONLY), ns_kinds[kind].children);
	hint(NULL);
}

int
plan_dir(const char *dir)
{
	int fd = fd_open(AT_FDCWD, dir, O_PATH | O_DIRECTORY);

	if (fd < 0)
		die("open %s:", dir);
	return fd;
}

/* True for a process whose root is its mount namespace's. */
static bool
is_at_root(struct target *target)
{
	char link[2];

	return target && readlinkat(target_proc(target), "root", link, sizeof(link)) == 1 && link[0] == '/';
}

int
plan_inside(const struct plan *plan)
{
	static const struct plan *of;	/* whose root was asked for before */
	static int found;

	if (plan->root >= 0)
		return plan->root;
	if (of != plan) {
		of = plan;
		if (!(plan->join & NS_BIT(NS_MNT)))
			found = plan_dir("/");
		else if (is_at_root(plan->from[NS_MNT].target))
			found = target_file(plan->from[NS_MNT].target, "root", O_PATH | O_DIRECTORY);
		else
			found = scout_root(plan);
	}
	return found;
}

static bool
same_name(const char *a, const char *b)
{
	for (; *a == *b; a++, b++)
		if (*a == '=')
			return true;
	return false;
}

/* The variables of text, the later of two with one name, into a new array. */
static char **
split_env(const struct blob *text)
{
	size_t count = 1, slots, used = 0;
	uint32_t *table;
	char **env, *at, *end = text->data + text->len;
	uint32_t seed;

	memcpy(&seed, (void *)getauxval(AT_RANDOM), sizeof(seed));

	for (at = text->data; at < end; at += strlen(at) + 1)
		count++;
	/* A table of names, so that an environment made to be slow is not. */
	for (slots = 16; slots < count * 2; slots *= 2)
		;
	table = mem_alloc(slots * sizeof(*table));
	env = mem_alloc(count * sizeof(*env));
	for (at = text->data; at < end; at += strlen(at) + 1) {
		const char *value = text_to(at, '='), *c;
		uint32_t hash = seed, slot;

		if (value == at || !*value)
			continue;
		for (c = at; c < value; c++)
			hash = (hash ^ (unsigned char)*c ^ hash >> 15) * 16777619u;
		for (slot = hash & (slots - 1); table[slot]; slot = (slot + 1) & (slots - 1))
			if (same_name(env[table[slot] - 1], at))
				break;
		if (!table[slot])
			table[slot] = (uint32_t)++used;
		env[table[slot] - 1] = at;
	}
	return env;
}

void
plan_env_of(struct plan *plan, struct target *target)
{
	static struct blob text;

	if (!blob_take(&text, scout_file(target, "environ"), PROC_FILE_MAX))
		die("read /proc/%d/environ:", target->pid);
	plan->env = split_env(&text);
	plan->env_of = target;
}

/* The shell of the user PROG will be, as the root it will see has it. */
static const char *
login_shell(const struct plan *plan)
{
	const char *shell = env_get(plan->env, "SHELL");
	struct blob text = { 0 };
	struct user user;

	if (shell && *shell)
		return shell;
	if (CONFIG_USER_NAMES && blob_take(&text, file_open_in(plan_inside(plan), "etc/passwd"), USER_FILE_MAX) &&
	    user_find(&text, NULL, plan->cred.set_uid ? plan->cred.uid : getuid(), &user) && *user.shell)
		return user.shell;
	return "/bin/sh";
}

void
plan_argv(struct plan *plan, char **argv)
{
	size_t count = 0;
	const char *slash;
	char *name;
	size_t room;

	while (argv[count])
		count++;
	/* one slot before it, for the shell of a script without "#!" */
	plan->argv = (char **)mem_alloc((count + 3) * sizeof(*argv)) + 1;
	memcpy(plan->argv, argv, count * sizeof(*argv));
	plan->prog = argv[0];
	if (count)
		return;
	plan->prog = login_shell(plan);
	slash = text_last(plan->prog, '/');
	slash = slash ? slash + 1 : plan->prog;
	room = strlen(slash) + sizeof("-");
	name = mem_alloc(room);
	text_fmt(name, room, "-%s", slash);
	plan->argv[0] = name;
}

void
plan_fds(struct plan *plan, const char *preserve)
{
	uint64_t count = 0;

	if (preserve && !num_parse(preserve, FDS_MAX, &count))
		die("'%s': not a number of files", preserve);
	plan->keep_fds = false;
	plan->first_closed = (unsigned)count + 3;
}
