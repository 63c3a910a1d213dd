/*
 * state.c - the files and directories that engines keep their state in
 *
 * From inside a container that shares the host's PIDs, the host's files are
 * below /proc/1/root.  A symlink there that starts with a '/' means that root,
 * not ours, so such a path is resolved as inside it.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "engine.h"

enum { RECORD_MAX = 16 * 1024 * 1024, START = 2048, DIRS_MAX = 256, ID_LEN = 64 };

bool
engine_is_id(const char *name)
{
	const char *at = name;

	while ((*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'f'))
		at++;
	return !*at && at - name == ID_LEN;
}

void
engine_instead(struct container *container, const char *runtime)
{
	static char command[PATH_ROOM];

	if (!text_find(runtime, "runsc") && !text_find(runtime, "kata"))
		return;
	if (*container->pod)
		TEXT(command, "crictl exec -it %s sh", container->id);
	else if (!strcmp(container->engine->name, "containerd"))
		TEXT(command, "ctr task exec --exec-id 1 -t %s sh", container->id);
	else
		TEXT(command, "%s exec -it %s sh", container->engine->name, container->name);
	container->instead = command;
}

static int
state_open(const char *path, int flags)
{
	static int root = -1;
	const char *inside = after_prefix(path, ENGINE_HOST);
	int found, fd;

	if (!inside)
		return flags ? fd_open(AT_FDCWD, path, flags) : file_open(AT_FDCWD, path);
	if (root < 0)
		root = fd_open(AT_FDCWD, ENGINE_HOST, O_PATH | O_DIRECTORY);
	if (!flags)
		return file_open_in(root, inside);
	found = path_open_in(root, inside);
	if (found < 0 || flags & O_PATH)
		return found;
	fd = fd_open(found, ".", flags);
	fd_close(found);
	return fd;
}

const char *engine_denied_path;
const char engine_unread[] = "";

static void
denied(const char *path)
{
	if (!engine_denied_path)
		engine_denied_path = mem_text(path, strlen(path));
}

/* What a failure to open or read path is worth saying. */
static void
tell(const char *path)
{
	if (errno == EACCES)
		denied(path);
	else if (errno != ENOENT && errno != ENOTDIR)
		warn("read %s:", path);
}

bool
engine_read(struct blob *text, const char *path)
{
	if (blob_once(text, state_open(path, 0), RECORD_MAX))
		return true;
	tell(path);
	return false;
}

const char *
engine_first(const char *path, const struct json_want *want, size_t count, void *base)
{
	static struct blob text;
	static char start[START + 1];
	int fd = state_open(path, 0);
	ssize_t len = fd < 0 ? -1 : read(fd, start, START);
	struct blob first = { start, (size_t)len, 0 };
	const char *error;

	fd_close(fd);
	if (len >= 0) {
		start[len] = '\0';
		error = json_first(&first, want, count, base);
		if (!error || len < START)
			return error;
	} else if (errno == ENOENT) {
		return engine_unread;
	}
	return engine_read(&text, path) ? json_first(&text, want, count, base) : engine_unread;
}

bool
engine_has(const char *path)
{
	int fd = state_open(path, O_PATH);
	bool there = fd >= 0 || errno == ELOOP;		/* who reads it is told, and tells */

	fd_close(fd);
	return there;
}

static struct {
	const struct engine	*engine;
	dev_t			 dev;
	ino_t			 ino;
} seen[DIRS_MAX];
static size_t seen_count;

void
engine_forget(void)
{
	seen_count = 0;
}

/* Two ways to name one directory are not two containers of one name.  Users leave
 * root some, however many they make. */
static bool
is_new(const struct engine_walk *walk, int fd)
{
	static bool told;
	struct stat st;
	size_t i;

	if (fstat(fd, &st))
		return false;
	for (i = 0; i < seen_count; i++)
		if (seen[i].engine == walk->engine && seen[i].dev == st.st_dev && seen[i].ino == st.st_ino)
			return false;
	if (walk->owner && seen_count >= DIRS_MAX / 2) {
		if (!told)
			warn("more than %d directories of engines' state: not all of user %u's are looked at", DIRS_MAX / 2, walk->owner);
		told = true;
		return false;
	}
	if (seen_count == DIRS_MAX)
		die("more than %d directories of engines' state", DIRS_MAX);
	seen[seen_count].engine = walk->engine;
	seen[seen_count].dev = st.st_dev;
	seen[seen_count++].ino = st.st_ino;
	return true;
}

int
engine_dir(const struct engine_walk *once, const char *path)
{
	int fd = state_open(path, O_RDONLY | O_DIRECTORY);

	if (fd < 0) {
		if (errno == EACCES)
			denied(path);
		return -1;
	}
	if (!once || is_new(once, fd))
		return fd;
	fd_close(fd);
	return -1;
}

bool
engine_sound(const char *path, const char *error)
{
	if (error)
		warn("read %s: %s", path, error);
	return !error;
}

bool
engine_above(char *path, const char *file, const char *part)
{
	static struct blob text;
	const char *at = engine_read(&text, file) ? text_find(text.data, part) : NULL, *start = at;

	if (!at)
		return false;
	while (start > text.data && start[-1] != '"')
		start--;
	return *start == '/' && text_fmt(path, PATH_ROOM, "%.*s", (int)(at - start), start);
}

pid_t
engine_pid(const char *path)
{
	static struct blob text;
	const char *at;
	uint64_t pid;

	if (!engine_read(&text, path))
		return 0;
	at = text.data;
	if (num_scan(&at, INT32_MAX, &pid) && (!*at || !strcmp(at, "\n")))
		return (pid_t)pid;
	engine_sound(path, "no PID");
	return 0;
}

static const struct {
	char		 letter;
	const char	*variable;	/* says where, to us */
	const char	*below;		/* the home directory; NULL: /run/user/UID */
} bases[] = {
	{ 'D', "XDG_DATA_HOME", ".local/share" },
	{ 'C', "XDG_CONFIG_HOME", ".config" },
	{ 'R', "XDG_RUNTIME_DIR", NULL },
	{ 'H', "HOME", "." },
};

/* False when text names no directory of the owner's. */
static bool
expand(const struct engine_walk *walk, char *path, const char *text)
{
	const char *set;
	size_t i;

	*path = '\0';
	if (!text)
		return true;
	if (*text == '/')
		return !walk->owner && text_fmt(path, PATH_ROOM, "%s%s", walk->root, text);
	for (i = 0; i < ARRAY_LEN(bases) && bases[i].letter != text[1]; i++)
		;
	text += 2;
	if (!walk->owner)
		return false;
	set = walk->ours ? env_get(environ, bases[i].variable) : NULL;
	if (set && *set == '/')
		return text_fmt(path, PATH_ROOM, "%s%s", set, text);
	if (!bases[i].below)
		return text_fmt(path, PATH_ROOM, "%s/run/user/%u%s", walk->root, walk->owner, text);
	return walk->home && *walk->home == '/' &&
	       text_fmt(path, PATH_ROOM, "%s%s/%s%s", walk->root, walk->home, bases[i].below, text);
}

void
engine_look(struct place *place)
{
	const struct engine *engine = place->walk->engine;

	if (engine->look)
		engine->look(place);
	else
		dir_each(engine_dir(place->walk, *place->data ? place->data : place->run), engine->visit, place);
}

void
engine_places(const struct engine_walk *walk)
{
	struct place place = { .walk = walk };
	const struct engine_place *places = walk->engine->places;
	size_t i;

	for (i = 0; i < walk->engine->place_count; i++)
		if (expand(walk, place.data, places[i].data) && expand(walk, place.run, places[i].run) &&
		    expand(walk, place.config, places[i].config))
			engine_look(&place);
}
