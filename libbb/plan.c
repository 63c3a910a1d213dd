/* plan.c - fills a plan: everything is opened and read here, nothing is changed */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "ns.h"

enum { ENV_MAX = 8 * 1024 * 1024 };	/* the kernel takes 6 MiB of arguments at most */

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
	int proc = target_proc(target), self = plan_dir(NULL, "/proc/self", NULL);
	unsigned i;

	for (i = 0; i < NS_COUNT; i++) {
		uint64_t ours, theirs;

		if (!(kinds & NS_BIT(i)) || !proc_ns(self, i, false, &ours))
			continue;
		if (!proc_ns(proc, i, false, &theirs))
			die("look at the %s namespace of process %d:", ns_kinds[i].name, target->pid);
		if (ours != theirs)
			plan_join_target(plan, NS_BIT(i), target);
	}
	close(self);
}

void
plan_join_children(struct plan *plan, enum ns kind, struct target *target)
{
	char path[32];
	int fd;

	TEXT(path, "ns/%s", ns_kinds[kind].children);
	fd = fd_open(target_proc(target), path, O_RDONLY);
	if (fd < 0) {
		if (errno == ENOENT)
			hint("it is new, and no child was started in it yet");
		die("open /proc/%d/%s:", target->pid, path);
	}
	plan_join_fd(plan, kind, fd, ns_kinds[kind].children);
}

int
plan_dir(struct target *target, const char *dir, const char *link)
{
	bool theirs = dir == opt_bare;
	int fd = theirs ? fd_open(target_proc(target), link, O_PATH | O_DIRECTORY)
			: fd_open(AT_FDCWD, dir, O_PATH | O_DIRECTORY);

	if (fd < 0 && theirs)
		die("open /proc/%d/%s:", target->pid, link);
	if (fd < 0)
		die("open %s:", dir);
	return fd;
}

int
plan_inside(const struct plan *plan)
{
	if (plan->root >= 0)
		return plan->root;
	if (!(plan->join & NS_BIT(NS_MNT)))
		return plan_dir(NULL, "/", NULL);
	if (plan->from[NS_MNT].target)
		return plan_dir(plan->from[NS_MNT].target, opt_bare, "root");
	return -1;
}

/* The variables of text, the later of two with one name, into a new array. */
static char **
split_env(const struct blob *text)
{
	size_t count = 1, slots, used = 0;
	uint32_t *table;
	char **env, *at, *end = text->data + text->len;

	for (at = text->data; at < end; at += strlen(at) + 1)
		count++;
	/* A table of names, so that an environment made to be slow is not. */
	for (slots = 16; slots < count * 2; slots *= 2)
		;
	table = mem_alloc(slots * sizeof(*table));
	env = mem_alloc(count * sizeof(*env));
	for (at = text->data; at < end; at += strlen(at) + 1) {
		size_t len = strcspn(at, "="), i;
		uint32_t hash = 2166136261u, slot;

		if (!len || !at[len])
			continue;
		for (i = 0; i < len; i++)
			hash = (hash ^ (unsigned char)at[i]) * 16777619u;
		for (slot = hash & (slots - 1); table[slot]; slot = (slot + 1) & (slots - 1))
			if (!strncmp(env[table[slot] - 1], at, len + 1))
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
	int fd = fd_open(target_proc(target), "environ", O_RDONLY);

	if (fd < 0 || !blob_read(&text, fd, ENV_MAX))
		die("read /proc/%d/environ:", target->pid);
	close(fd);
	plan->env = split_env(&text);
	plan->env_of = target;
}

const char *
plan_getenv(const struct plan *plan, const char *name)
{
	char **env;
	const char *rest;

	for (env = plan->env; *env; env++)
		if ((rest = after_prefix(*env, name)) && *rest == '=')
			return rest + 1;
	return NULL;
}

/* The shell of the user PROG will be, as the root it will see has it. */
static const char *
login_shell(const struct plan *plan)
{
	const char *shell = plan_getenv(plan, "SHELL");
	int root, fd;

	if (shell && *shell)
		return shell;
	root = CONFIG_USER_NAMES ? plan_inside(plan) : -1;
	fd = root < 0 ? -1 : file_open_in(root, "etc/passwd");
	if (fd >= 0) {
		struct blob text = { 0 };
		struct user user;

		if (blob_read(&text, fd, USER_FILE_MAX) &&
		    user_find(&text, NULL, plan->cred.set_uid ? plan->cred.uid : getuid(), &user) && user.shell_len)
			return mem_text(user.shell, user.shell_len);
	}
	return "/bin/sh";
}

void
plan_argv(struct plan *plan, char **argv)
{
	size_t count = 0;
	const char *slash;
	char *name;

	while (argv[count])
		count++;
	/* one slot before it, for the shell of a script without "#!" */
	plan->argv = (char **)mem_alloc((count + 3) * sizeof(*argv)) + 1;
	memcpy(plan->argv, argv, count * sizeof(*argv));
	plan->prog = argv[0];
	if (count)
		return;
	plan->prog = login_shell(plan);
	slash = strrchr(plan->prog, '/');
	slash = slash ? slash + 1 : plan->prog;
	name = mem_alloc(strlen(slash) + 2);
	text_fmt(name, strlen(slash) + 2, "-%s", slash);
	plan->argv[0] = name;
}

void
plan_fds(struct plan *plan, const char *preserve)
{
	uint64_t count = 0;

	if (preserve && !num_parse(preserve, INT32_MAX - 3, &count))
		die("'%s': not a number of file descriptors", preserve);
	plan->keep_fds = false;
	plan->first_closed = (unsigned)count + 3;
}
