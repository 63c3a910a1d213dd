/* oci.c - the state that OCI runtimes keep of each container they started */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include "engine.h"

enum { STATE_MAX = 4 * 1024 * 1024 };

struct init {
	int64_t	pid, start;
};

static const struct {
	const char		*file;
	struct json_want	 want[2];
} records[] = {
	{ "state.json", {	/* runc */
		{ "init_process_pid", JSON_NUMBER, offsetof(struct init, pid) },
		{ "init_process_start", JSON_NUMBER, offsetof(struct init, start) },
	} },
	{ "status", {		/* crun */
		{ "pid", JSON_NUMBER, offsetof(struct init, pid) },
		{ "process-start-time", JSON_NUMBER, offsetof(struct init, start) },
	} },
};

bool
oci_state(struct container *container, const char *path)
{
	static struct blob text;
	char file[PATH_ROOM];
	size_t i;

	for (i = 0; i < ARRAY_LEN(records); i++) {
		struct init init = { 0, 0 };
		const char *error;

		if (!TEXT(file, "%s/%s", path, records[i].file))
			continue;
		if (!blob_take(&text, file_open(AT_FDCWD, file), STATE_MAX)) {
			if (errno == ENOENT)
				continue;
			die("read %s:", file);
		}
		error = json_scan(&text, records[i].want, ARRAY_LEN(records[i].want), &init);
		if (!error && (init.pid <= 0 || init.pid > INT32_MAX || init.start <= 0))
			error = "no usable PID and start time in it";
		if (error)
			die("read %s: %s", file, error);
		container->pid = (pid_t)init.pid;
		container->start = (uint64_t)init.start;
		return true;
	}
	return false;
}

/* Room for one more, and the NULL at the end. */
static void
env_room(struct env_list *list)
{
	char **env;

	if (list->count + 1 < list->room)
		return;
	list->room = list->room ? list->room * 2 : 32;
	env = mem_alloc(list->room * sizeof(*env));
	if (list->count)
		memcpy(env, list->env, list->count * sizeof(*env));
	list->env = env;
}

void
env_add(const char *key, const char *text, void *arg)
{
	struct env_list *list = arg;

	(void)key;
	env_room(list);
	list->env[list->count++] = mem_text(text, strlen(text));
}

char **
env_done(struct env_list *list)
{
	env_room(list);
	list->env[list->count] = NULL;
	return list->env;
}
