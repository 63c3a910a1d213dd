/* found.c - what engines' files gave in this run, each container once */

#include <fcntl.h>
#include <string.h>
#include "engine.h"

/* What was found in this run, and whose it was. */
struct seen {
	struct seen	*next;
	uid_t		 owner;
	const char	*key, *name;
};

static ROOMY struct {
	container_visit	*visit;
	void		*arg;
	struct seen	*seen[256];
} run;

static struct seen **
bucket(const char *key)
{
	unsigned hash = 0;

	while (*key)
		hash = hash * 31 + (unsigned char)*key++;
	return &run.seen[(hash ^ hash >> 8) % ARRAY_LEN(run.seen)];
}

/* The name of it; NULL.  Root's word counts for all, another user's for that user. */
static const char *
seen_name(const char *key, uid_t owner)
{
	const struct seen *seen;

	for (seen = *bucket(key); seen; seen = seen->next)
		if ((!seen->owner || seen->owner == owner) && !strcmp(seen->key, key))
			return seen->name;
	return NULL;
}

/* False when it was seen before. */
static bool
see(const char *key, uid_t owner, const char *name)
{
	struct seen *seen, **first = bucket(key);

	if (seen_name(key, owner))
		return false;
	seen = mem_alloc(sizeof(*seen));
	seen->key = mem_text(key, strlen(key));
	seen->owner = owner;
	seen->name = mem_text(name, strlen(name));
	seen->next = *first;
	*first = seen;
	return true;
}

/* An ID of 64 digits is one container whoever tells of it; others are names. */
static bool
key_of(const struct engine_walk *walk, const char *id, char *key)
{
	return text_fmt(key, PATH_ROOM, "%s:%s", engine_is_id(id) ? "" : walk->engine->name, id);
}

bool
engine_knows(const struct engine_walk *walk, const char *id)
{
	char key[PATH_ROOM];

	return key_of(walk, id, key) && seen_name(key, walk->owner);
}

void
engine_found(const struct engine_walk *walk, struct container *container)
{
	static char name[PATH_ROOM];
	char key[PATH_ROOM], outer[PATH_ROOM];
	const char *around;

	if (!key_of(walk, container->id, key))
		return;
	if (*container->outer) {	/* so its name cannot be taken for that of one outside */
		around = key_of(walk, container->outer, outer) ? seen_name(outer, walk->owner) : NULL;
		if (!TEXT(name, "%s/%s", around ? around : container->outer, container->name))
			return;
		container->name = name;
	}
	/* records of one name in two places are two */
	if (!see(key, walk->owner, container->name) && (container->unverified || engine_is_id(container->id)))
		return;
	if (!container->engine)
		container->engine = walk->engine;
	container->owner = walk->owner;
	run.visit(container, run.arg);
}

void
engine_kept(const struct engine_walk *walk, const struct process *process, struct container *container)
{
	static struct blob text;
	static char outer[PATH_ROOM], file[32];
	uint64_t pids[PIDNS_LEVELS];
	const char *at, *engine, *name;
	bool inside;
	int proc, root;

	if (engine_knows(walk, container->id))
		return;
	if (!container->pid)
		container->pid = process_child(process->pid, *container->cgroup ? container->cgroup : NULL);
	if (!container->pid)
		return;
	container->keeper = process->pid;
	container->unverified = !process->ours;
	TEXT(file, "/proc/%d/cmdline", process->pid);
	container->file = file;
	proc = proc_open(process->pid);
	if (proc >= 0 && proc_read(proc, "cgroup", &text))
		for (at = text.data; *at && !*container->outer; at = text_skip(text_to(at, '\n'), '\n'))
			if (cgroup_id(&at, outer, sizeof(outer), &engine) && strcmp(outer, container->id))
				container->outer = outer;
	/* in a PID namespace of its own it says who it is to whoever is in there */
	inside = proc >= 0 && proc_read(proc, "status", &text) && proc_pids(&text, pids) > 1;
	/* the name that its engine in there has for it; that of a user's could be on a file system of that user's */
	if (CONFIG_ENGINE_DOCKER && *container->outer && !process->uid && engine_is_id(container->id)) {
		root = fd_open(proc, "root", O_PATH | O_DIRECTORY);
		name = docker_name_below(root, container->id);
		if (*name)
			container->name = name;
		fd_close(root);
	}
	fd_close(proc);
	if (!inside || *container->outer)
		engine_found(walk, container);
}

void
engine_found_by(container_visit *visit, void *arg)
{
	memset(&run, 0, sizeof(run));
	run.visit = visit;
	run.arg = arg;
}

bool
engine_told(pid_t pid, uid_t owner)
{
	char key[32];

	TEXT(key, "%d", pid);
	return !see(key, owner, "");
}
