/* engine.c - the engines, asked one after the other: root's places, users', and what keepers and cgroups tell */

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
	[CONTAINER_RESTARTING] = "restarting",
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
		if (!only || only == process->engine || only->own_config) {
			walk.engine = process->engine;
			walk.owner = process->uid;
			walk.ours = walk.owner == geteuid();
			process->engine->process(&walk, process);
		}
}

void
engine_ask(const struct engine *only, container_visit *visit, void *arg)
{
	engine_found_by(visit, arg);
	engine_forget();
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
