/*
 * engine_crio.c - CRI-O's containers
 *
 * <graphroot>/<driver>-containers/<id>/userdata/state.json has PID and start
 * time, config.json next to it Kubernetes' names.
 */

#include <string.h>
#include "engine.h"

/* What is wanted of state.json. */
struct record {
	int64_t		 pid;
	const char	*start, *status;
};

static const struct json_want record_wants[] = {
	{ "pid", JSON_NUMBER, offsetof(struct record, pid) },
	{ "initStartTime", JSON_TEXT, offsetof(struct record, start) },
	{ "status", JSON_TEXT, offsetof(struct record, status) },
};

struct driver {
	const struct place	*place;
	const char		*name;
};

static bool
visit(const char *id, void *arg)
{
	static struct blob text;
	const struct driver *driver = arg;
	const struct place *place = driver->place;
	struct container container = CONTAINER_EMPTY;
	struct record record = { 0, "", "" };
	char file[PATH_ROOM], spec[PATH_ROOM];
	const char *error;

	if (!engine_is_id(id) || !TEXT(file, "%s/%s/%s/userdata/state.json", place->data, driver->name, id) ||
	    !TEXT(spec, "%s/%s/%s/userdata/config.json", place->data, driver->name, id) || !engine_read(&text, file))
		return false;
	error = json_scan(&text, record_wants, ARRAY_LEN(record_wants), &record);
	if (!error && (record.pid < 0 || record.pid > INT32_MAX || (*record.start &&
	    !num_parse(record.start, UINT64_MAX, &container.start))))
		error = "no usable PID and start time in it";
	if (!engine_sound(file, error))
		return false;
	container.id = container.name = container.cgroup = id;
	container.file = file;
	container.pid = (pid_t)record.pid;
	if (!strcmp(record.status, "created"))
		container.state = CONTAINER_CREATED;
	else if (!strcmp(record.status, "paused"))
		container.state = CONTAINER_PAUSED;
	else if (strcmp(record.status, "running"))
		container.state = CONTAINER_EXITED;
	container.spec = spec;
	oci_spec(&container);
	engine_found(place->walk, &container);
	return false;
}

static bool
visit_driver(const char *name, void *arg)
{
	struct driver driver = { arg, name };
	char path[PATH_ROOM];

	if (TEXT(path, "%s/%s", driver.place->data, name))
		dir_each(engine_dir(NULL, path), visit, &driver);
	return false;
}

static const struct engine_place places[] = {
	{ "/var/lib/containers/storage", NULL, "/etc/containers/storage.conf" },
};

/* conmon's command line, where the records may not be read: the name is
 * k8s_CONTAINER_POD_NAMESPACE_UID_ATTEMPT. */
static void
crio_process(const struct engine_walk *walk, const struct process *process)
{
	const char *id = process_option(process, "-c"), *name = process_option(process, "-n");
	struct container container = CONTAINER_EMPTY;

	if (!id || !engine_is_id(id) || !name || !process_has(process, "crio"))
		return;
	container.id = container.cgroup = id;
	container.name = name;
	engine_kept(walk, process, &container);
}

const struct engine engine_crio = {
	.name = "crio", PLACES(places), .look = storage_look, .visit = visit_driver, .program = "conmon", .process = crio_process,
};
