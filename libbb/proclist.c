/*
 * proclist.c - which processes are a container's
 *
 * By its cgroup, which the kernel lists at once, and by PID namespace: what
 * entered without joining the cgroup is in that only.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "engine.h"
#include "kernel.h"
#include "list.h"

static struct pids members;

static bool
is_word(char c)
{
	return (c >= '0' && c <= '9') || (text_lower(c) >= 'a' && text_lower(c) <= 'z') || c == '_';
}

/* Past the outermost name of path that holds id, as "docker-ID.scope" does; NULL. */
static char *
past_id(char *path, const char *id)
{
	char *at = path, *end;

	if (!*id)
		return NULL;
	for (; (at = text_find(at, id)); at++) {
		end = at + strlen(id);
		if (at > path && !is_word(at[-1]) && !is_word(*end))
			return text_to(end, '/');
	}
	return NULL;
}

/* Walks the cgroup that a line of /proc/PID/cgroup has for the container alone,
 * where hosts mount its hierarchy; false when it is not there. */
static bool
walk_line(struct cgroup_walk *walk, char *line, const char *id)
{
	char *name = text_to(line, ':'), *path, *end, place[PATH_ROOM];

	name += *name == ':';
	path = text_to(name, ':');
	if (!*path)
		return false;
	*path++ = '\0';
	end = past_id(path, id);
	if (!end || text_find(path, "/../"))
		return false;
	*end = '\0';
	if (starts_with(name, "name="))
		name += strlen("name=");
	return TEXT(place, CGROUPS "/%s%s", cgroup_mount(name), path) && cgroup_walk(walk, AT_FDCWD, place);
}

static bool
take_cgroup(char *text, const char *id, struct pids *into, uint64_t *count)
{
	struct cgroup_walk walk = { .pids = into, .left = (nlink_t)-1 };
	bool found = false;
	char *end;

	for (; *text && !found; text = end) {
		end = text_to(text, '\n');
		if (*end)
			*end++ = '\0';
		found = walk_line(&walk, text, id);
	}
	*count = walk.count;
	return found;
}

bool
cgroup_count(char *text, const char *id, uint64_t *count)
{
	return take_cgroup(text, id, NULL, count);
}

/* The search for a target's processes. */
struct search {
	int		 proc;		/* /proc */
	bool		 all;		/* our whole PID namespace */
	bool		 found;		/* in this look at /proc, one more */
	uint64_t	 ino;		/* its PID namespace; 0: ours, where parents count */
	struct { uint64_t ino; bool below; } known[16];
	unsigned	 known_count;
};

/* True when the PID namespace of process name is below ino. */
static bool
is_below(const struct search *search, const char *name)
{
	int fd = fd_openf(search->proc, O_RDONLY, "%s/%s", name, ns_kinds[NS_PID].file), up;
	struct stat st;
	bool below = false;

	while (fd >= 0 && !below) {
		up = fd_high((int)syscall(SYS_ioctl, fd, NS_GET_PARENT));	/* EPERM: we see no further */
		fd_close(fd);
		fd = up;
		below = fd >= 0 && !fstat(fd, &st) && st.st_ino == search->ino;
	}
	fd_close(fd);
	return below;
}

static bool
in_pidns(struct search *search, const char *name)
{
	uint64_t ino;
	unsigned i;

	if (!proc_ns_of(search->proc, name, NS_PID, &ino))
		return false;
	if (ino == search->ino)
		return true;
	for (i = 0; i < search->known_count; i++)
		if (search->known[i].ino == ino)
			return search->known[i].below;
	i %= ARRAY_LEN(search->known);
	search->known[i].ino = ino;
	search->known[i].below = is_below(search, name);
	if (search->known_count < ARRAY_LEN(search->known))
		search->known_count++;
	return search->known[i].below;
}

static bool
has_parent_in(const struct search *search, const char *name)
{
	struct proc_stat stat;
	int proc = fd_open(search->proc, name, O_PATH | O_DIRECTORY);
	bool in = proc >= 0 && proc_stat(proc, &stat) && pids_have(&members, (uint64_t)stat.ppid);

	fd_close(proc);
	return in;
}

static bool
search_one(const char *name, void *arg)
{
	struct search *search = arg;
	uint64_t pid;

	if (!num_parse(name, PID_LIMIT, &pid) || pids_have(&members, pid))
		return false;
	if (search->all || (search->ino ? in_pidns(search, name) : has_parent_in(search, name))) {
		pids_add(&members, pid);
		search->found = true;
	}
	return false;
}

struct shown {
	int		 proc;
	process_visit	*visit;
	void		*arg;
};

static bool
show_one(const char *name, void *arg)
{
	struct shown *shown = arg;
	uint64_t pid;
	bool done = false;
	int proc;

	if (!num_parse(name, PID_LIMIT, &pid) || !pids_have(&members, pid))
		return false;
	proc = fd_open(shown->proc, name, O_PATH | O_DIRECTORY);
	if (proc >= 0)
		done = shown->visit((pid_t)pid, proc, shown->arg);
	fd_close(proc);
	return done;
}

void
target_each(struct target *target, process_visit *visit, void *arg)
{
	static bool again;
	struct search search = { 0 };
	struct shown shown = { .visit = visit, .arg = arg };
	uint64_t ours = 0, count = 0, inside[PIDNS_LEVELS];
	struct blob status = { 0 }, cgroups = { 0 };
	unsigned levels;

	if (again)
		memset(&members, 0, sizeof(members));
	again = true;
	pids_add(&members, (uint64_t)target->pid);
	target_read(target, "status", &status);
	levels = proc_pids(&status, inside);
	/* without leave to look, its cgroup and its children have to do */
	if (proc_ns_of(AT_FDCWD, "/proc/self", NS_PID, &ours) && proc_ns(target_proc(target), NS_PID, &search.ino) &&
	    search.ino == ours)
		search.ino = 0;
	search.all = target->pid == 1 && !search.ino;
	if (target->container) {
		if (proc_read(target_proc(target), "cgroup", &cgroups))
			take_cgroup(cgroups.data, target->container->id, &members, &count);
		/* another one's PID namespace holds that one's processes */
		if (levels && inside[levels - 1] != 1)
			search.ino = 0;
	}
	do {	/* a child may have a lower PID than its parent, where they began anew */
		search.found = false;
		search.proc = fd_open(AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY);
		dir_each(search.proc, search_one, &search);
	} while (search.found && !search.ino && !search.all);
	shown.proc = fd_open(AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY);
	dir_each(shown.proc, show_one, &shown);
}

void
proc_command(int proc, const char *comm, char text[COMMAND_MAX])
{
	int fd = fd_open(proc, "cmdline", O_RDONLY);
	ssize_t len = fd < 0 ? 0 : read(fd, text, COMMAND_MAX - 1), i;

	fd_close(fd);
	while (len > 0 && !text[len - 1])
		len--;
	if (len <= 0) {
		text_fmt(text, COMMAND_MAX, "[%s]", comm);
		return;
	}
	for (i = 0; i < len; i++)
		if (!text[i])
			text[i] = ' ';
	text[len] = '\0';
}
