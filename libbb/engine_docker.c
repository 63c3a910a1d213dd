/*
 * engine_docker.c - Docker's containers, from the files dockerd leaves on disk
 *
 * <data-root>/containers/<id>/config.v2.json holds name, image and state; the
 * runtime's own state below <exec-root>/runtime-* holds PID and start time, and
 * stays true when dockerd has died.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include "engine.h"

/* What is wanted of config.v2.json. */
struct record {
	bool			 running, paused, restarting;
	int64_t			 pid;
	const char		*name, *image, *started, *path;
	struct json_each	 args;
};

static const struct json_want record_wants[] = {
	{ "State/Running", JSON_BOOL, offsetof(struct record, running) },
	{ "State/Paused", JSON_BOOL, offsetof(struct record, paused) },
	{ "State/Restarting", JSON_BOOL, offsetof(struct record, restarting) },
	{ "State/Pid", JSON_NUMBER, offsetof(struct record, pid) },
	{ "State/StartedAt", JSON_TEXT, offsetof(struct record, started) },
	{ "Config/Image", JSON_TEXT, offsetof(struct record, image) },
	{ "Name", JSON_TEXT, offsetof(struct record, name) },
	{ "Path", JSON_TEXT, offsetof(struct record, path) },
	{ "Args", JSON_EACH, offsetof(struct record, args) },
};

static bool
visit(const char *id, void *arg)
{
	static struct blob text;
	struct place *place = arg;
	struct words words = { 0 };
	struct record record = { .running = container_running_only, .name = "", .image = "", .started = "", .path = "", .args = { words_add, &words } };
	const char *error;
	struct container container = CONTAINER_EMPTY;
	char path[PATH_ROOM], command[PATH_ROOM];

	if (!engine_is_id(id) || !TEXT(path, "%s/containers/%s/config.v2.json", place->data, id) || !engine_read(&text, path))
		return false;
	error = json_scan(&text, record_wants, ARRAY_LEN(record_wants), &record);
	if (!error && (record.pid < 0 || record.pid > INT32_MAX))
		error = "State.Pid is no PID";
	if (!engine_sound(path, error))
		return false;
	container.id = container.cgroup = id;
	container.name = record.name + (*record.name == '/');
	container.image = record.image;
	if (TEXT(command, "%s%s", record.path, words.text))
		container.command = command;
	container.pid = (pid_t)record.pid;
	container.file = path;
	container.runtime = place->run;
	if (record.running)
		container.state = record.paused ? CONTAINER_PAUSED : record.restarting ? CONTAINER_RESTARTING : CONTAINER_RUNNING;
	else	/* year 1 is Go's zero time: never started */
		container.state = !container_running_only && (!*record.started || starts_with(record.started, "0001-")) ? CONTAINER_CREATED : CONTAINER_EXITED;
	engine_found(place->walk, &container);
	return false;
}

const char *
docker_name_below(int root, const char *id)
{
	static struct blob text;
	static const struct json_want want = { "Name", JSON_TEXT, 0 };
	const char *name = "";
	char path[PATH_ROOM];

	if (!TEXT(path, "var/lib/docker/containers/%s/config.v2.json", id) ||
	    !blob_take(&text, file_open_in(root, path), USER_FILE_MAX) || json_scan(&text, &want, 1, &name))
		return "";
	return name + (*name == '/');
}

/* Directories with one for each container that has a process. */
struct tasks {
	struct place	*place;
	bool		 found;		/* a record of one: they are this daemon's */
};

static bool
visit_task(const char *id, void *arg)
{
	struct tasks *tasks = arg;

	if (!engine_knows(tasks->place->walk, id)) {
		visit(id, tasks->place);
		tasks->found |= engine_knows(tasks->place->walk, id);
	}
	return false;
}

/* What runs, by the tasks of a containerd of its own and of the host's: those
 * are of any runtime. */
static bool
look_at_tasks(struct place *place)
{
	struct tasks tasks = { .place = place };
	const char *const dirs[] = { place->run, "/containerd/daemon", place->walk->root, "/run/containerd" };
	char path[PATH_ROOM];
	size_t i;

	for (i = 0; i < ARRAY_LEN(dirs) * TASK_VERSIONS / 2; i++) {
		const char *const *dir = dirs + i / TASK_VERSIONS * 2;

		if (TEXT(path, "%s%s/%s/moby", dir[0], dir[1], task_versions[i % TASK_VERSIONS]))
			dir_each(engine_dir(NULL, path), visit_task, &tasks);
	}
	return tasks.found;
}

static void
look_in(struct place *place)
{
	char path[PATH_ROOM];
	int fd = TEXT(path, "%s/containers", place->data) ? engine_dir(place->walk, path) : -1;

	if (fd >= 0 && container_running_only && look_at_tasks(place))
		fd_close(fd);
	else
		dir_each(fd, visit, place);
}

/* With --userns-remap all of it is in <data-root>/UID.GID. */
static bool
look_remapped(const char *name, void *arg)
{
	const struct place *above = arg;
	struct place place = *above;

	const char *gid = name;
	uint64_t id;

	if (num_scan(&gid, ID_MAX, &id) && *gid++ == '.' && num_parse(gid, ID_MAX, &id) &&
	    TEXT(place.data, "%s/%s", above->data, name))
		look_in(&place);
	return false;
}

static void
look_at(struct place *place)
{
	look_in(place);
	dir_each(engine_dir(NULL, place->data), look_remapped, place);
}

/* What is wanted of daemon.json. */
struct moved {
	const char	*data, *graph, *exec;
};

static const struct json_want moved_wants[] = {
	{ "data-root", JSON_TEXT, offsetof(struct moved, data) },
	{ "graph", JSON_TEXT, offsetof(struct moved, graph) },		/* its name before 17.05 */
	{ "exec-root", JSON_TEXT, offsetof(struct moved, exec) },
};

/* Where daemon.json moved the roots of one daemon, and the default. */
static void
look(struct place *place)
{
	static struct blob text;
	struct place other = *place, before = *place;
	struct moved moved = { NULL, NULL, NULL };

	if (*place->config && engine_read(&text, place->config))
		engine_sound(place->config, json_scan(&text, moved_wants, ARRAY_LEN(moved_wants), &moved));
	if (moved.exec && TEXT(other.run, "%s%s", place->walk->root, moved.exec))
		TEXT(place->run, "%s", other.run);
	if (!moved.data)
		moved.data = moved.graph;
	if (moved.data && TEXT(other.data, "%s%s", place->walk->root, moved.data))
		look_at(&other);
	look_at(place);
	/* what a daemon left that has not read its new settings yet */
	if (moved.exec && container_running_only)
		look_at_tasks(&before);
}

static const struct engine_place places[] = {
	{ "/var/lib/docker", "/var/run/docker", "/etc/docker/daemon.json" },
	{ "/var/snap/docker/common/var-lib-docker", "/run/snap.docker", "/var/snap/docker/current/config/daemon.json" },
	{ "/var/lib/balena-engine", "/var/run/balena-engine", "/etc/balena-engine/daemon.json" },
	{ "/var/packages/ContainerManager/var/docker", "/var/run/docker", "/var/packages/ContainerManager/etc/dockerd.json" },	/* Synology's */
	{ "/var/packages/Docker/target/docker", "/var/run/docker", "/var/packages/Docker/etc/dockerd.json" },	/* before DSM 7.2 */
	{ "$D/docker", "$R/docker", "$C/docker/daemon.json" },
};

/* dockerd's command line moves its roots, too. */
static void
docker_process(const struct engine_walk *walk, const struct process *process)
{
	static const struct {
		const char	*option, *brief, *otherwise;
	} options[] = {
		{ "--data-root", "-g", "/var/lib/docker" }, { "--exec-root", "--exec-root", "/var/run/docker" },
		{ "--config-file", "--config-file", "" },
	};
	struct place place = { .walk = walk };
	char *path[] = { place.data, place.run, place.config };
	bool moved = false;
	size_t i;

	for (i = 0; i < ARRAY_LEN(options); i++) {
		const char *value = process_option(process, options[i].option);

		if (!value)
			value = process_option(process, options[i].brief);
		moved |= value != NULL;
		if (!value)
			value = options[i].otherwise;
		if (*value && !text_fmt(path[i], PATH_ROOM, "%s%s", walk->root, value))
			return;
	}
	if (moved && process->trusted)
		look(&place);
}

static char usual[64];	/* the runtime-NAME that the last container was found in */

static bool
confirm_one(const char *name, void *arg)
{
	struct container *container = arg;
	char path[PATH_ROOM];
	enum oci_found found;

	if (!starts_with(name, "runtime-") ||
	    !TEXT(path, "%s/%s/moby/%s", container->runtime, name, container->id))
		return false;
	found = oci_state(container, OCI_ANY, path);
	if (found == OCI_BAD)
		container->pid = 0;
	else if (found == OCI_GOOD && name != usual)
		TEXT(usual, "%s", name);
	return found != OCI_NONE;
}

/* A runtime whose containers have no processes of ours is named in hostconfig.json. */
static void
look_instead(struct container *container)
{
	static const struct json_want want = { "Runtime", JSON_TEXT, 0 };
	const char *runtime = NULL;

	if (spec_host(container, &want, &runtime) && runtime)
		engine_instead(container, runtime);
}

static bool
docker_confirm(struct container *container)
{
	if (!container->pid)
		return true;
	if (!confirm_one(usual, container) && !dir_each(engine_dir(NULL, container->runtime), confirm_one, container))
		look_instead(container);
	return container->pid;
}

const struct engine engine_docker = {
	.name = "docker", PLACES(places), .look = look, .confirm = docker_confirm, .program = "dockerd", .process = docker_process,
	.own_config = true,
};
