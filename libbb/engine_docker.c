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
#include <sys/stat.h>
#include <unistd.h>
#include "engine.h"

enum { ID_LEN = 64, RECORD_MAX = 16 * 1024 * 1024, ROOTS_MAX = 256 };

struct walk {
	const struct engine	*engine;
	container_visit		*visit;
	void			*arg;
	struct { dev_t dev; ino_t ino; } seen[ROOTS_MAX];
	size_t			 seen_count;
	/* of the root being walked */
	const char		*data;
	const char		*exec;
	uid_t			 owner;
};

static bool
is_id(const char *name)
{
	const char *at = name;

	while ((*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'f'))
		at++;
	return !*at && at - name == ID_LEN;
}

/* One of dockerd's files; false also when there is none, or none any more. */
static bool
read_state(struct blob *text, const char *path)
{
	if (blob_take(text, file_open(AT_FDCWD, path), RECORD_MAX))
		return true;
	if (errno == EACCES)
		engine_denied(path);
	else if (errno != ENOENT)
		warn("read %s:", path);
	return false;
}

/* What is wanted of config.v2.json. */
struct record {
	bool		 running, paused;
	int64_t		 pid;
	const char	*name, *image, *started;
};

static const struct json_want record_wants[] = {
	{ "State.Running", JSON_BOOL, offsetof(struct record, running) },
	{ "State.Paused", JSON_BOOL, offsetof(struct record, paused) },
	{ "State.Pid", JSON_NUMBER, offsetof(struct record, pid) },
	{ "State.StartedAt", JSON_TEXT, offsetof(struct record, started) },
	{ "Config.Image", JSON_TEXT, offsetof(struct record, image) },
	{ "Name", JSON_TEXT, offsetof(struct record, name) },
};

static bool
visit_one(const char *id, void *arg)
{
	static struct blob text;
	struct walk *walk = arg;
	struct record record = { .name = "", .image = "", .started = "" };
	const char *error;
	struct container container = CONTAINER_EMPTY;
	char path[PATH_ROOM], runtime[PATH_ROOM];

	if (!is_id(id) || !TEXT(path, "%s/containers/%s/config.v2.json", walk->data, id) ||
	    !TEXT(runtime, "%s", walk->exec))
		return false;
	if (!read_state(&text, path))
		return false;
	error = json_scan(&text, record_wants, ARRAY_LEN(record_wants), &record);
	if (!error && (record.pid < 0 || record.pid > INT32_MAX))
		error = "State.Pid is no PID";
	if (error) {
		warn("read %s: %s", path, error);
		return false;
	}
	container.engine = walk->engine;
	container.id = id;
	container.owner = walk->owner;
	container.name = record.name + (*record.name == '/');
	container.image = record.image;
	container.pid = (pid_t)record.pid;
	container.file = path;
	container.runtime = runtime;
	if (record.running)
		container.state = record.paused ? CONTAINER_PAUSED : CONTAINER_RUNNING;
	else	/* year 1 is Go's zero time: never started */
		container.state = !*record.started || starts_with(record.started, "0001-") ? CONTAINER_CREATED : CONTAINER_EXITED;
	walk->visit(&container, walk->arg);
	return false;
}

static void
visit_root(struct walk *walk, const char *data, const char *exec, uid_t owner)
{
	char path[PATH_ROOM];
	struct stat st;
	size_t i;
	int fd;

	if (!TEXT(path, "%s/containers", data))
		return;
	fd = fd_open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
	if (fd < 0 || fstat(fd, &st)) {
		if (errno == EACCES)
			engine_denied(path);
		return;
	}
	/* two ways to name one root are not two containers of one name */
	for (i = 0; i < walk->seen_count; i++)
		if (walk->seen[i].dev == st.st_dev && walk->seen[i].ino == st.st_ino) {
			fd_close(fd);
			return;
		}
	if (i == ROOTS_MAX)
		die("more than %d Docker data roots", ROOTS_MAX);
	walk->seen[i].dev = st.st_dev;
	walk->seen[i].ino = st.st_ino;
	walk->seen_count++;
	walk->data = data;
	walk->exec = exec;
	walk->owner = owner;
	dir_each(fd, visit_one, walk);
}

/* What is wanted of daemon.json. */
struct roots {
	const char	*data, *graph, *exec;
};

static const struct json_want roots_wants[] = {
	{ "data-root", JSON_TEXT, offsetof(struct roots, data) },
	{ "graph", JSON_TEXT, offsetof(struct roots, graph) },		/* its name before 17.05 */
	{ "exec-root", JSON_TEXT, offsetof(struct roots, exec) },
};

/* The roots of one daemon: where its daemon.json moved them, and the default. */
static void
visit_daemon(struct walk *walk, const char *config, const char *data, const char *exec, uid_t owner)
{
	struct blob text = { 0 };
	struct roots moved = { NULL, NULL, NULL };
	const char *error;

	if (read_state(&text, config)) {
		error = json_scan(&text, roots_wants, ARRAY_LEN(roots_wants), &moved);
		if (error)
			warn("read %s: %s", config, error);
	}
	if (moved.exec)
		exec = moved.exec;
	if (moved.data || moved.graph)
		visit_root(walk, moved.data ? moved.data : moved.graph, exec, owner);
	visit_root(walk, data, exec, owner);
}

/* base/rest, with base from the environment or else home/otherwise. */
static bool
user_dir(char *path, const char *base, const char *home, const char *otherwise, const char *rest)
{
	if (base && *base == '/')
		return text_fmt(path, PATH_ROOM, "%s/%s", base, rest);
	return home && *home == '/' && text_fmt(path, PATH_ROOM, "%s/%s/%s", home, otherwise, rest);
}

/* A rootless daemon's directories: XDG's of that user. */
static void
visit_rootless(struct walk *walk, uid_t uid, const char *home, bool ours)
{
	char data[PATH_ROOM], exec[PATH_ROOM], config[PATH_ROOM], run[32];

	TEXT(run, "/run/user/%u", uid);
	if (user_dir(data, ours ? env_get(environ, "XDG_DATA_HOME") : NULL, home, ".local/share", "docker") &&
	    user_dir(config, ours ? env_get(environ, "XDG_CONFIG_HOME") : NULL, home, ".config", "docker/daemon.json") &&
	    user_dir(exec, ours ? env_get(environ, "XDG_RUNTIME_DIR") : NULL, run, ".", "docker"))
		visit_daemon(walk, config, data, exec, uid);
}

/* The entry of /run/user whose name is uid: root looks at every user's. */
static bool
visit_run_user(const char *name, void *arg)
{
	static struct blob passwd;
	struct user user;
	uint64_t uid;

	if (num_parse(name, ID_MAX, &uid) && uid && blob_take(&passwd, file_open(AT_FDCWD, "/etc/passwd"), RECORD_MAX) &&
	    user_find(&passwd, NULL, (uid_t)uid, &user))
		visit_rootless(arg, (uid_t)uid, user.home, false);
	return false;
}

static void
docker_each(const struct engine *engine, container_visit *visit, void *arg)
{
	struct walk walk = { .engine = engine, .visit = visit, .arg = arg };

	visit_daemon(&walk, "/etc/docker/daemon.json", "/var/lib/docker", "/var/run/docker", 0);
	if (geteuid()) {
		visit_rootless(&walk, geteuid(), env_get(environ, "HOME"), true);
		return;
	}
	dir_each(fd_open(AT_FDCWD, "/run/user", O_RDONLY | O_DIRECTORY), visit_run_user, &walk);
}

static bool
confirm_one(const char *name, void *arg)
{
	struct container *container = arg;
	char path[PATH_ROOM];

	return starts_with(name, "runtime-") &&
	       TEXT(path, "%s/%s/moby/%s", container->runtime, name, container->id) &&
	       oci_state(container, path);
}

static void
docker_confirm(struct container *container)
{
	if (container->state <= CONTAINER_PAUSED)
		dir_each(fd_open(AT_FDCWD, container->runtime, O_RDONLY | O_DIRECTORY), confirm_one, container);
}

/* What is wanted of config.v2.json for a new process. */
struct process {
	struct json_each	 env;
	const char		*user, *cwd;
};

static const struct json_want process_wants[] = {
	{ "Config.Env", JSON_EACH, offsetof(struct process, env) },
	{ "Config.User", JSON_TEXT, offsetof(struct process, user) },
	{ "Config.WorkingDir", JSON_TEXT, offsetof(struct process, cwd) },
};

static bool
docker_config(const struct container *container, struct container_config *config)
{
	static struct blob text;
	struct env_list list = { 0 };
	struct process process = { .env = { env_add, &list }, .user = "", .cwd = "" };

	if (!read_state(&text, container->file) ||
	    json_scan(&text, process_wants, ARRAY_LEN(process_wants), &process))
		return false;
	*config = (struct container_config){ env_done(&list), process.user, process.cwd };
	return true;
}

const struct engine engine_docker = { "docker", docker_each, docker_confirm, docker_config };
