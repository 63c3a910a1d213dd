/*
 * plan_cgroup.c - the cgroup.procs files that put us where target is
 *
 * Every hierarchy counts: v2 ("0::/path"), v1's controllers and named ones, or
 * both on a hybrid host.  Paths of /proc/PID/cgroup and the roots of cgroup
 * mounts are both relative to our cgroup namespace: cgroup_namespaces(7).
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "kernel.h"
#include "plan.h"

/* One line of /proc/PID/cgroup, split. */
struct line {
	const char	*controllers;	/* "" on v2 */
	const char	*path;
};

/* One cgroup mount of /proc/self/mountinfo: proc_pid_mountinfo(5). */
struct mount {
	char		*root;
	char		*point;
	const char	*type;
	const char	*options;	/* of the file system: v1's controllers among them */
};

/* The word at *at, ended by a NUL; moves behind it. */
static char *
word(char **at, char stop)
{
	char *from = *at, *end = text_to(from, stop);

	*at = end;
	if (*end)
		*(*at)++ = '\0';
	return from;
}

/* \040 and the like, in place. */
static void
unescape(char *text)
{
	char *to = text;

	for (; *text; text++, to++) {
		*to = *text;
		/* the kernel writes nothing else behind a backslash */
		if (text[0] == '\\' && text[1] && text[2] && text[3]) {
			*to = (char)((text[1] & 7) << 6 | (text[2] & 7) << 3 | (text[3] & 7));
			text += 3;
		}
	}
	*to = '\0';
}

static bool
split_mount(char *line, struct mount *mount)
{
	unsigned i;

	for (i = 0; i < 3; i++)
		word(&line, ' ');
	mount->root = word(&line, ' ');
	mount->point = word(&line, ' ');
	while (*line && strcmp(word(&line, ' '), "-"))
		;
	mount->type = word(&line, ' ');
	word(&line, ' ');
	mount->options = line;
	unescape(mount->root);
	unescape(mount->point);
	return starts_with(mount->type, "cgroup");
}

/* True when list, words with commas between them, has the first of words. */
static bool
has_first(const char *list, const char *words)
{
	const char *end = text_to(words, ',');

	for (;;) {
		const char *stop = text_to(list, ',');

		if (stop - list == end - words && !memcmp(list, words, (size_t)(end - words)))
			return true;
		if (!*stop)
			return false;
		list = stop + 1;
	}
}

/* Where below the mount line's cgroup is; false when it does not show it.
 * A controller is in one hierarchy only, so one of several tells. */
static bool
place(const struct mount *mount, const struct line *line, char *found)
{
	const char *rest = line->path;

	if (*line->controllers ? mount->type[6] || !has_first(mount->options, line->controllers) : mount->type[6] != '2')
		return false;
	if (strcmp(mount->root, "/"))
		rest = after_prefix(rest, mount->root);
	return rest && (!*rest || *rest == '/') && text_fmt(found, PATH_ROOM, "%s%s", mount->point, rest);
}

#define USUAL	"/sys/fs/cgroup"

/* Each path from there is some microseconds shorter; *path becomes what is left of it. */
static int
below_usual(const char **path)
{
	static int usual = -2;
	const char *rest = CONFIG_NSEXEC_QUICK ? after_prefix(*path, USUAL "/") : NULL;

	if (!rest || !*rest)
		return AT_FDCWD;
	if (usual == -2)
		usual = fd_open(AT_FDCWD, USUAL, O_PATH | O_DIRECTORY);
	if (usual < 0)
		return AT_FDCWD;
	*path = rest;
	return usual;
}

static bool
says(int dir, const char *file, const char *text)
{
	static struct blob blob;

	return blob_once(&blob, fd_open(dir, file, O_RDONLY), PATH_ROOM) && text_find(blob.data, text);
}

/* We are in it already, as is all that a user has started who may not make cgroups. */
static bool
is_ours(const struct line *line)
{
	static struct blob ours;
	char want[PATH_ROOM];

	if (!ours.len && !blob_take(&ours, fd_open(AT_FDCWD, "/proc/self/cgroup", O_RDONLY), PROC_FILE_MAX))
		return false;
	return TEXT(want, ":%s:%s\n", line->controllers, line->path) && text_find(ours.data, want);
}

/*
 * A process that moves makes the kernel wait for all processors, some
 * milliseconds when nobody did it just before.  A thread that moves itself does
 * not (5.16), and the one we have is all of us: version 1 has a file for that.
 */
static void
open_procs(struct plan *plan, const char *name, const struct line *line)
{
	bool unified = !*line->controllers, freezer = text_find(line->controllers, "freezer") != NULL;
	struct plan_cgroup *cgroup = &plan->cgroup;
	const char *file = unified ? "cgroup.procs" : "tasks";
	const char *rest = name;
	int dir = unified || freezer ? plan_dir(name) : -1, at = unified ? AT_FDCWD : below_usual(&rest), procs;

	/* v2; v1: FROZEN or FREEZING, not THAWED */
	if (unified ? says(dir, "cgroup.events", "frozen 1") :
		      freezer && says(dir, "freezer.state", "FR")) {
		hint("whoever joins it stops until it is thawed");
		die("cgroup %s is frozen: the container is paused", name);
	}
	if (cgroup->count == CGROUP_MAX)
		die("process %d is in more than %d cgroup hierarchies", plan->target->pid, CGROUP_MAX);
	procs = dir < 0 ? fd_openf(at, O_WRONLY, "%s/%s", rest, file) : fd_open(dir, file, O_WRONLY);
	if (procs < 0 && (errno == EACCES || errno == EROFS) && !cgroup->below && is_ours(line)) {
		fd_close(dir);
		cgroup->ours = true;
		return;
	}
	if (procs < 0) {
		hint("--no-cgroup stays in ours");
		die("open %s/%s:", name, file);
	}
	if (unified) {
		cgroup->unified = dir;
		cgroup->unified_procs = procs;
	} else {
		cgroup->procs[cgroup->count++] = procs;
		fd_close(dir);
	}
}

/* Adds to found the cgroup that is asked for below it, where this hierarchy has it. */
static void
enter_below(struct plan *plan, char *found)
{
	const char *below = plan->cgroup.below;
	size_t len = strlen(found);
	int dir;

	if (!CONFIG_NSEXEC_RARE || !below)
		return;
	if (!text_fmt(found + len, PATH_ROOM - len, "/%s", below))
		die("cgroup %s: too long a path", below);
	dir = fd_open(AT_FDCWD, found, O_PATH | O_DIRECTORY);
	fd_close(dir);
	if (dir < 0)
		found[len] = '\0';
	else
		plan->cgroup.found_below = true;
}

static bool
has(const char *mount, const char *file)
{
	char path[PATH_ROOM];
	int usual = below_usual(&mount);

	return TEXT(path, "%s/%s", mount, file) && !syscall(SYS_faccessat, usual, path, F_OK);
}

/* Where it is on nearly every host, if what is there is the root of a whole
 * hierarchy, and so no other's: only that has this file (v1), or has it not (v2). */
static bool
at_usual_place(const struct line *line, char *found)
{
	static const char *const unified[] = { "/unified", "" };
	const char *named = after_prefix(line->controllers, "name=");
	char mount[64];
	size_t i;

	if (*line->controllers)
		return TEXT(mount, USUAL "/%s", named ? named : line->controllers) && has(mount, "release_agent") &&
		       text_fmt(found, PATH_ROOM, "%s%s", mount, line->path);
	for (i = 0; i < ARRAY_LEN(unified); i++)
		if (TEXT(mount, USUAL "%s", unified[i]) && has(mount, "cgroup.controllers"))
			return !has(mount, "cgroup.events") && text_fmt(found, PATH_ROOM, "%s%s", mount, line->path);
	return false;
}

static struct blob mounts;	/* once it was wanted */

static bool
find_mounted(const struct line *line, char *found)
{
	static char copy[PATH_ROOM];
	const char *at, *end;

	if (!mounts.room && !blob_take(&mounts, file_open(AT_FDCWD, "/proc/self/mountinfo"), PROC_FILE_MAX))
		die("read /proc/self/mountinfo:");
	for (at = mounts.data; *at; at = text_skip(end, '\n')) {
		struct mount mount;

		end = text_to(at, '\n');
		if (TEXT(copy, "%.*s", (int)(end - at), at) && split_mount(copy, &mount) && place(&mount, line, found))
			return true;
	}
	return false;
}

/* With usual, paths are as the initial cgroup namespace has them: the host's. */
static void
join_line(struct plan *plan, const struct line *line, bool usual)
{
	static char found[PATH_ROOM];

	/* each mount is a line of mountinfo, and some microseconds: not one for every container */
	if ((usual && at_usual_place(line, found)) || find_mounted(line, found)) {
		enter_below(plan, found);
		open_procs(plan, found, line);
		return;
	}
	/* one that our container does not show, nor did to an engine in it */
	if (CONFIG_NSEXEC_RARE && !plan->cgroup.below && is_ours(line)) {
		plan->cgroup.ours = true;
		return;
	}
	/* a hierarchy that nobody here can see, and that everyone is in the root of */
	if (strcmp(line->path, "/")) {
		hint("--no-cgroup stays in ours");
		die("cgroup %s of %s is under no cgroup mount here", line->path,
		    *line->controllers ? line->controllers : "version 2");
	}
}

void
plan_cgroup(struct plan *plan, struct target *target)
{
	struct blob cgroup = { 0 };
	uint64_t ours = CONFIG_NSEXEC_QUICK ? plan->ours[NS_CGROUP] : 0;
	bool usual;
	char *at;

	if (CONFIG_NSEXEC_RARE && plan->cgroup.below && (text_find(plan->cgroup.below, "..") || *plan->cgroup.below == '/'))
		die("cgroup '%s': not a path below the container's", plan->cgroup.below);
	target_read(target, "cgroup", &cgroup);
	usual = ours || proc_ns_of(AT_FDCWD, "/proc/self", NS_CGROUP, &ours) ? ours == KERNEL_INIT_CGROUPNS : errno == ENOENT;
	for (at = cgroup.data; *at;) {
		char *text = word(&at, '\n');
		struct line line;

		word(&text, ':');
		line.controllers = word(&text, ':');
		line.path = text;
		join_line(plan, &line, usual);
		if (!plan->cgroup.path || strlen(line.path) > strlen(plan->cgroup.path))
			plan->cgroup.path = line.path;
	}
	if (CONFIG_NSEXEC_RARE && plan->cgroup.below && !plan->cgroup.found_below)
		die("there is no cgroup %s below that of process %d", plan->cgroup.below, target->pid);
	if (!plan->cgroup.count && plan->cgroup.unified < 0 && !plan->cgroup.ours)
		die("process %d is in no cgroup", target->pid);
}
