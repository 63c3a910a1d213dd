/*
 * engine_docker.c - Docker's containers, from the files dockerd leaves on disk
 *
 * <data-root>/containers/<id>/config.v2.json holds name, image and state; the
 * runtime's own state below <exec-root>/runtime-* holds PID and start time, and
 * stays true when dockerd has died.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "engine.h"

enum { ID_LEN = 64, CONFIG_FILE_MAX = 16 * 1024 * 1024, ROOTS_MAX = 8, PATH_ROOM = 4096 };

struct walk {
	const struct engine	*engine;
	container_visit		*visit;
	void			*arg;
	struct { dev_t dev; ino_t ino; } seen[ROOTS_MAX];
	size_t			 seen_count;
	/* of the root being walked */
	int			 containers;	/* directory fd */
	const char		*data;
	const char		*exec;
	uid_t			 owner;
};

static bool
is_id(const char *name)
{
	return strlen(name) == ID_LEN && strspn(name, "0123456789abcdef") == ID_LEN;
}

static bool
visit_one(const char *id, void *arg)
{
	static struct blob text;
	struct walk *walk = arg;
	bool running = false, paused = false;
	int64_t pid = 0;
	const char *name = "", *image = "", *started = "", *error;
	const struct json_want want[] = {
		{ "State.Running", JSON_BOOL, &running },
		{ "State.Paused", JSON_BOOL, &paused },
		{ "State.Pid", JSON_NUMBER, &pid },
		{ "State.StartedAt", JSON_TEXT, &started },
		{ "Config.Image", JSON_TEXT, &image },
		{ "Name", JSON_TEXT, &name },
	};
	struct container container = { .engine = walk->engine, .id = id, .owner = walk->owner };
	char path[PATH_ROOM], runtime[PATH_ROOM];

	if (!is_id(id) || !TEXT(path, "%s/containers/%s/config.v2.json", walk->data, id) ||
	    !TEXT(runtime, "%s", walk->exec))
		return false;
	if (!blob_file(&text, walk->containers, path + strlen(walk->data) + strlen("/containers/"), CONFIG_FILE_MAX)) {
		if (errno == EACCES)
			engine_denied(path);
		else if (errno != ENOENT)	/* it was removed meanwhile */
			warn("read %s:", path);
		return false;
	}
	error = json_scan(&text, want, ARRAY_LEN(want));
	if (!error && (pid < 0 || pid > INT32_MAX))
		error = "State.Pid is no PID";
	if (error) {
		warn("read %s: %s", path, error);
		return false;
	}
	container.name = name + (*name == '/');
	container.image = image;
	container.pid = (pid_t)pid;
	container.file = path;
	container.runtime = runtime;
	if (running)
		container.state = paused ? CONTAINER_PAUSED : CONTAINER_RUNNING;
	else	/* year 1 is Go's zero time: never started */
		container.state = !*started || starts_with(started, "0001-") ? CONTAINER_CREATED : CONTAINER_EXITED;
	walk->visit(&container, walk->arg);
	return false;
}

static void
visit_root(struct walk *walk, const char *data, const char *exec, uid_t owner)
{
	char path[PATH_ROOM];
	struct stat st;
	size_t i;

	if (!TEXT(path, "%s/containers", data) || walk->seen_count == ROOTS_MAX)
		return;
	walk->containers = fd_open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
	if (walk->containers < 0) {
		if (errno == EACCES)
			engine_denied(path);
		return;
	}
	if (!fstat(walk->containers, &st)) {
		/* two ways to name one root are not two containers of one name */
		for (i = 0; i < walk->seen_count; i++)
			if (walk->seen[i].dev == st.st_dev && walk->seen[i].ino == st.st_ino)
				break;
		if (i == walk->seen_count) {
			walk->seen[i].dev = st.st_dev;
			walk->seen[i].ino = st.st_ino;
			walk->seen_count++;
			walk->data = data;
			walk->exec = exec;
			walk->owner = owner;
			dir_each(walk->containers, visit_one, walk);
		}
	}
	close(walk->containers);
}

/* The roots of one daemon: where its daemon.json moved them, and the default. */
static void
visit_daemon(struct walk *walk, const char *config, const char *data, const char *exec, uid_t owner)
{
	struct blob text = { 0 };
	const char *moved_data = NULL, *moved_exec = NULL, *graph = NULL, *error;
	const struct json_want want[] = {
		{ "data-root", JSON_TEXT, &moved_data },
		{ "graph", JSON_TEXT, &graph },		/* its name before 17.05 */
		{ "exec-root", JSON_TEXT, &moved_exec },
	};

	if (blob_file(&text, AT_FDCWD, config, CONFIG_FILE_MAX)) {
		error = json_scan(&text, want, ARRAY_LEN(want));
		if (error)
			warn("read %s: %s", config, error);
		if (!moved_data)
			moved_data = graph;
	}
	if (moved_exec)
		exec = moved_exec;
	if (moved_data)
		visit_root(walk, moved_data, exec, owner);
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
	if (user_dir(data, ours ? getenv("XDG_DATA_HOME") : NULL, home, ".local/share", "docker") &&
	    user_dir(config, ours ? getenv("XDG_CONFIG_HOME") : NULL, home, ".config", "docker/daemon.json") &&
	    user_dir(exec, ours ? getenv("XDG_RUNTIME_DIR") : NULL, run, ".", "docker"))
		visit_daemon(walk, config, data, exec, uid);
}

/* The entry of /run/user whose name is uid: root looks at every user's. */
static bool
visit_run_user(const char *name, void *arg)
{
	static struct blob passwd;
	struct user user;
	uint64_t uid;

	if (num_parse(name, ID_MAX, &uid) && uid && blob_file(&passwd, AT_FDCWD, "/etc/passwd", CONFIG_FILE_MAX) &&
	    user_find(&passwd, NULL, (uid_t)uid, &user))
		visit_rootless(arg, (uid_t)uid, mem_text(user.home, user.home_len), false);
	return false;
}

static void
docker_each(const struct engine *engine, container_visit *visit, void *arg)
{
	struct walk walk = { .engine = engine, .visit = visit, .arg = arg };
	int users;

	visit_daemon(&walk, "/etc/docker/daemon.json", "/var/lib/docker", "/var/run/docker", 0);
	if (geteuid()) {
		visit_rootless(&walk, geteuid(), getenv("HOME"), true);
		return;
	}
	users = fd_open(AT_FDCWD, "/run/user", O_RDONLY | O_DIRECTORY);
	if (users < 0)
		return;
	dir_each(users, visit_run_user, &walk);
	close(users);
}

struct runtimes {
	struct container	*container;
	const char		*exec;
};

static bool
confirm_one(const char *name, void *arg)
{
	struct runtimes *runtimes = arg;
	char path[PATH_ROOM];

	return starts_with(name, "runtime-") &&
	       TEXT(path, "%s/%s/moby/%s", runtimes->exec, name, runtimes->container->id) &&
	       oci_state(runtimes->container, path);
}

static void
docker_confirm(struct container *container)
{
	struct runtimes runtimes = { container, container->runtime };
	int exec;

	if (container->state > CONTAINER_PAUSED)
		return;
	exec = fd_open(AT_FDCWD, container->runtime, O_RDONLY | O_DIRECTORY);
	if (exec < 0)
		return;
	dir_each(exec, confirm_one, &runtimes);
	close(exec);
}

const struct engine engine_docker = { "docker", docker_each, docker_confirm };
