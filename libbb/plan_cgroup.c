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
#include "ns.h"

enum { FILE_MAX = 16 * 1024 * 1024, PATH_ROOM = 4096 };

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
word(char **at)
{
	char *from = *at;
	size_t len = strcspn(from, " ");

	*at = from + len + (from[len] == ' ');
	from[len] = '\0';
	return from;
}

/* \040 and the like, in place. */
static void
unescape(char *text)
{
	char *to = text;

	for (; *text; to++) {
		if (text[0] == '\\' && text[1] && text[2] && text[3]) {
			*to = (char)((text[1] - '0') << 6 | (text[2] - '0') << 3 | (text[3] - '0'));
			text += 4;
		} else {
			*to = *text++;
		}
	}
	*to = '\0';
}

static bool
split_mount(char *line, struct mount *mount)
{
	unsigned i;

	for (i = 0; i < 3; i++)
		word(&line);
	mount->root = word(&line);
	mount->point = word(&line);
	while (*line && strcmp(word(&line), "-"))
		;
	mount->type = word(&line);
	word(&line);
	mount->options = line;
	if (strcmp(mount->type, "cgroup") && strcmp(mount->type, "cgroup2"))
		return false;
	unescape(mount->root);
	unescape(mount->point);
	return true;
}

/* True when one comma-separated list has all the words of the other. */
static bool
has_all(const char *list, const char *words)
{
	size_t len;

	for (; *words; words += len + (words[len] == ',')) {
		const char *at = list;

		len = strcspn(words, ",");
		while (strcspn(at, ",") != len || strncmp(at, words, len)) {
			at += strcspn(at, ",");
			if (!*at++)
				return false;
		}
	}
	return true;
}

/* path below the mount's point, when the mount shows it. */
static bool
place(const struct mount *mount, const struct line *line, char *place, size_t size)
{
	const char *rest = strcmp(mount->root, "/") ? after_prefix(line->path, mount->root) : line->path;

	if (*line->controllers ? strcmp(mount->type, "cgroup") || !has_all(mount->options, line->controllers)
			       : strcmp(mount->type, "cgroup2") != 0)
		return false;
	return rest && (!*rest || *rest == '/') && text_fmt(place, size, "%s%s", mount->point, rest);
}

static bool
says(int dir, const char *file, const char *text)
{
	char buf[256];
	int fd = fd_open(dir, file, O_RDONLY);
	ssize_t got = fd < 0 ? 0 : read(fd, buf, sizeof(buf) - 1);

	if (fd >= 0)
		close(fd);
	buf[got > 0 ? got : 0] = '\0';
	return strstr(buf, text);
}

static void
open_procs(struct plan *plan, const char *dir_name)
{
	int procs, dir = fd_open(AT_FDCWD, dir_name, O_PATH | O_DIRECTORY);

	if (dir < 0)
		die("open cgroup %s:", dir_name);
	if (says(dir, "cgroup.events", "frozen 1") || says(dir, "freezer.state", "FROZEN") ||
	    says(dir, "freezer.state", "FREEZING")) {
		hint("whoever joins a frozen cgroup stops until it is thawed");
		die("cgroup %s is frozen: the container is paused", dir_name);
	}
	procs = fd_open(dir, "cgroup.procs", O_WRONLY);
	if (procs < 0)
		die("open %s/cgroup.procs:", dir_name);
	if (plan->cgroup.count == CGROUP_MAX)
		die("process %d is in more than %d cgroup hierarchies", plan->target->pid, CGROUP_MAX);
	plan->cgroup.procs[plan->cgroup.count++] = procs;
	close(dir);
}

static bool
split_line(char *text, struct line *line)
{
	char *controllers = strchr(text, ':'), *path;

	path = controllers ? strchr(controllers + 1, ':') : NULL;
	if (!path)
		return false;
	*path = '\0';
	line->controllers = controllers + 1;
	line->path = path + 1;
	return true;
}

static void
join_line(struct plan *plan, const struct line *line, const char *mounts)
{
	static char found[PATH_ROOM], copy[PATH_ROOM];
	const char *end;

	for (; *mounts; mounts = end + (*end == '\n')) {
		struct mount mount;

		end = mounts + strcspn(mounts, "\n");
		if (!TEXT(copy, "%.*s", (int)(end - mounts), mounts) || !split_mount(copy, &mount))
			continue;
		if (place(&mount, line, found, sizeof(found))) {
			open_procs(plan, found);
			return;
		}
	}
	/* a hierarchy that nobody here can see, and that everyone is in the root of */
	if (strcmp(line->path, "/"))
		die("cgroup %s:%s is under no cgroup mount here", line->controllers, line->path);
}

void
plan_cgroup(struct plan *plan, struct target *target)
{
	struct blob cgroup = { 0 }, mounts = { 0 };
	int fd = fd_open(target_proc(target), "cgroup", O_RDONLY);
	char *at, *end;

	if (fd < 0 || !blob_read(&cgroup, fd, FILE_MAX))
		die("read /proc/%d/cgroup:", target->pid);
	close(fd);
	if (!blob_file(&mounts, AT_FDCWD, "/proc/self/mountinfo", FILE_MAX))
		die("read /proc/self/mountinfo:");
	for (at = cgroup.data; *at; at = end) {
		struct line line;

		end = at + strcspn(at, "\n");
		if (*end)
			*end++ = '\0';
		if (!split_line(at, &line))
			continue;
		join_line(plan, &line, mounts.data);
		if (!plan->cgroup.path || strlen(line.path) > strlen(plan->cgroup.path))
			plan->cgroup.path = line.path;
	}
	if (!plan->cgroup.count)
		die("process %d is in no cgroup", target->pid);
}
