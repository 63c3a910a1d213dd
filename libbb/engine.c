/* engine.c - the engines, asked one after the other, and what is true of what they say */

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "engine.h"

const struct engine *const engines[] = {
	IF(CONFIG_ENGINE_DOCKER, &engine_docker,)
	IF(CONFIG_ENGINE_CRIO, &engine_crio,)
	IF(CONFIG_ENGINE_PODMAN, &engine_podman,)
	IF(CONFIG_ENGINE_NERDCTL, &engine_nerdctl,)
	IF(CONFIG_ENGINE_CONTAINERD, &engine_containerd,)
	IF(CONFIG_ENGINE_RUNC, &engine_runc,)
	IF(CONFIG_ENGINE_CRUN, &engine_crun,)
	IF(CONFIG_ENGINE_YOUKI, &engine_youki,)
	IF(CONFIG_ENGINE_RUNSC, &engine_runsc,)
	IF(CONFIG_ENGINE_LXC, &engine_lxc,)
	IF(CONFIG_ENGINE_LXD, &engine_lxd,)
	IF(CONFIG_ENGINE_INCUS, &engine_incus,)
	IF(CONFIG_ENGINE_MACHINE, &engine_machine,)
	IF(CONFIG_ENGINE_APPTAINER, &engine_apptainer,)
	IF(CONFIG_ENGINE_FLATPAK, &engine_flatpak,)
	IF(CONFIG_ENGINE_BWRAP, &engine_bwrap,)
	NULL
};

const struct container container_empty = {
	.id = "", .name = "", .image = "", .file = "", .runtime = "", .command = "", .spec = "", .pod = "", .pod_namespace = "",
	.part = "", .outer = "", .instead = "", .cgroup = "", .proc = -1,
};

const char *const container_states[] = {
	[CONTAINER_RUNNING] = "running",
	[CONTAINER_PAUSED]  = "paused",
	[CONTAINER_CREATED] = "created",
	[CONTAINER_EXITED]  = "exited",
	[CONTAINER_DEAD]    = "dead",
};

const char *
container_engine(const struct container *container)
{
	return container->engine->name;
}

const char *
container_denied(void)
{
	return engine_denied_path;
}

/* What was found in this run, and whose it was. */
struct seen {
	struct seen	*next;
	uid_t		 owner;
	const char	*name;
	char		 key[];
};

static struct {
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

static void
see(const char *key, uid_t owner, const char *name)
{
	size_t size = strlen(key) + 1;
	struct seen *seen = mem_alloc(sizeof(*seen) + size), **first = bucket(key);

	memcpy(seen->key, key, size);
	seen->owner = owner;
	seen->name = mem_text(name, strlen(name));
	seen->next = *first;
	*first = seen;
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
	if (seen_name(key, walk->owner)) {
		if (container->unverified || engine_is_id(container->id))
			return;		/* records of one name in two places are two */
	} else {
		see(key, walk->owner, container->name);
	}
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
	const char *at, *engine;
	bool inside;
	int proc;

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
	fd_close(proc);
	if (!inside || *container->outer)
		engine_found(walk, container);
}

/* True when that text of /proc/PID/cgroup does not speak against the record. */
static bool
is_there(const struct container *container, const char *text)
{
	char id[PATH_ROOM];
	const char *engine;

	if (cgroup_names(text, container->cgroup))
		return true;
	if (!container->start)
		return false;
	/* The start time has told already; but it is not another's. */
	for (; *text; text = text_skip(text_to(text, '\n'), '\n'))
		if (cgroup_id(&text, id, sizeof(id), &engine))
			return false;
	return true;
}

static struct blob cgroups;	/* of the process last looked at */

bool
container_is(const struct container *container, int proc)
{
	struct proc_stat stat;
	struct stat st;
	uid_t owner;
	int user;
	bool is;

	if (!proc_stat(proc, &stat) || stat.state == 'Z' || stat.state == 'X' ||
	    (container->start && container->start != stat.start) || (container->keeper && container->keeper != stat.ppid))
		return false;
	if (*container->cgroup ? !proc_read(proc, "cgroup", &cgroups) || !is_there(container, cgroups.data) :
	    !container->start && !container->keeper)
		return false;
	if (!container->owner)
		return true;
	/* A user's own record may name any PID; what that user started is that
	 * user's, or lives in a user namespace of that user's. */
	if (container->keeper && !fstat(proc, &st) && st.st_uid == container->owner)
		return true;
	user = fd_open(proc, ns_kinds[NS_USER].file, O_RDONLY);
	is = user >= 0 && nsfile_owner_uid(user, &owner) && owner == container->owner;
	fd_close(user);
	return is;
}

bool
container_lives(const struct container *container)
{
	int proc = proc_open(container->pid);
	bool lives = proc >= 0 && container_is(container, proc);

	fd_close(proc);
	return lives;
}

struct each {
	container_visit	*visit;
	void		*arg;
};

/* The record, with its state as its process has it. */
static void
settle(const struct container *container, void *arg)
{
	const struct each *each = arg;
	struct container now = *container;
	struct proc_stat stat;
	char key[32];
	bool told = false;
	int proc = -1;

	if (now.state <= CONTAINER_CREATED && now.engine->confirm && !now.engine->confirm(&now))
		now.state = CONTAINER_DEAD;
	if (now.pid && now.state <= CONTAINER_CREATED)
		proc = proc_open(now.pid);
	if (proc >= 0 && container_is(&now, proc)) {
		if (!now.start && proc_stat(proc, &stat))
			now.start = stat.start;
		now.proc = proc;
		if (*now.cgroup || proc_read(proc, "cgroup", &cgroups))
			now.cgroups = cgroups.data;
		if (now.state == CONTAINER_RUNNING && now.cgroups && cgroup_frozen(now.cgroups))
			now.state = CONTAINER_PAUSED;
		TEXT(key, "%d", now.pid);
		told = seen_name(key, now.owner);
		if (!told)
			see(key, now.owner, "");
	} else if (now.state <= CONTAINER_PAUSED || (now.state == CONTAINER_CREATED && now.pid)) {
		now.state = CONTAINER_DEAD;
	}
	if (*now.spec && !*now.command && (now.state <= CONTAINER_PAUSED || !container_running_only))
		oci_spec(&now);
	if (!told)
		each->visit(&now, each->arg);
	fd_close(proc);
}

static void
ask(struct engine_walk *walk, const struct engine *only)
{
	size_t i;

	for (i = 0; engines[i]; i++)
		if (!only || only == engines[i]) {
			walk->engine = engines[i];
			engine_places(walk);
		}
}

struct ask {
	const struct engine	*only;
	const char		*root;
};

/* The entry of /run/user whose name is uid: root looks at every user's. */
static bool
ask_user(const char *name, void *arg)
{
	static struct blob passwd;
	const struct ask *from = arg;
	struct engine_walk walk = { .root = from->root };
	struct user user;
	char file[64];
	uint64_t uid;

	if (!num_parse(name, ID_MAX, &uid) || !uid)
		return false;
	walk.owner = (uid_t)uid;
	TEXT(file, "%s/etc/passwd", from->root);
	if (engine_read(&passwd, file) && user_find(&passwd, NULL, walk.owner, &user))
		walk.home = user.home;
	ask(&walk, from->only);
	return false;
}

static void
ask_root(const struct engine *only, const char *root)
{
	struct engine_walk walk = { .root = root };
	struct ask from = { only, root };
	char path[64];

	ask(&walk, only);
	if (geteuid()) {
		walk.owner = geteuid();
		walk.home = env_get(environ, "HOME");
		walk.ours = true;
		ask(&walk, only);
	} else {
		TEXT(path, "%s/run/user", root);
		dir_each(engine_dir(NULL, path), ask_user, &from);
	}
}

/* PID 1 lives in another root than we: a container's with the host's PIDs. */
static bool
is_elsewhere(void)
{
	struct stat ours, host;

	return !stat("/", &ours) && !stat(ENGINE_HOST "/", &host) &&
	       (ours.st_dev != host.st_dev || ours.st_ino != host.st_ino);
}

void
engine_ask_keepers(const struct engine *only)
{
	struct engine_walk walk = { .root = is_elsewhere() ? ENGINE_HOST : "" };
	const struct process *process;

	for (process = process_list(); process; process = process->next)
		if (!only || only == process->engine) {
			walk.engine = process->engine;
			walk.owner = process->uid;
			walk.ours = walk.owner == geteuid();
			process->engine->process(&walk, process);
		}
}

void
engine_ask(const struct engine *only, container_visit *visit, void *arg)
{
	memset(&run, 0, sizeof(run));
	engine_forget();
	run.visit = visit;
	run.arg = arg;
	ask_root(only, "");
	if (is_elsewhere())
		ask_root(only, ENGINE_HOST);
}

void
engine_ask_cgroups(void)
{
	struct engine_walk walk = { .engine = &engine_cgroup, .root = "" };
	struct place place = { .walk = &walk };

	if (CONFIG_ENGINE_CGROUP)
		engine_look(&place);
}

void
container_each(container_visit *visit, void *arg)
{
	struct each each = { visit, arg };

	engine_ask(NULL, settle, &each);
	engine_ask_keepers(NULL);
	/* what may not be read, or an ordinary user */
	if (engine_denied_path || geteuid())
		engine_ask_cgroups();
}
