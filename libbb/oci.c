/* oci.c - the state that OCI runtimes keep of each container they started */

#include <fcntl.h>
#include "engine.h"

enum { STATE_MAX = 4 * 1024 * 1024 };

struct record {
	const char	*file;
	const char	*pid;
	const char	*start;
};

static const struct record records[] = {
	{ "state.json", "init_process_pid", "init_process_start" },	/* runc */
	{ "status", "pid", "process-start-time" },			/* crun */
};

bool
oci_state(struct container *container, const char *path)
{
	static struct blob text;
	char file[4096];
	size_t i;

	for (i = 0; i < ARRAY_LEN(records); i++) {
		int64_t pid = 0, start = 0;
		const struct json_want want[] = {
			{ records[i].pid, JSON_NUMBER, &pid },
			{ records[i].start, JSON_NUMBER, &start },
		};
		const char *error;

		if (!TEXT(file, "%s/%s", path, records[i].file) || !blob_file(&text, AT_FDCWD, file, STATE_MAX))
			continue;
		error = json_scan(&text, want, ARRAY_LEN(want));
		if (!error && (pid <= 0 || pid > INT32_MAX || start <= 0))
			error = "no usable PID and start time in it";
		if (error)
			die("read %s: %s", file, error);
		container->pid = (pid_t)pid;
		container->start = (uint64_t)start;
		return true;
	}
	return false;
}
