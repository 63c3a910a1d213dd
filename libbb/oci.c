/* oci.c - the state that OCI runtimes keep of each container they started */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include "engine.h"

struct init {
	int64_t		 pid, start;
	const char	*bundle;
};

static const struct {
	const char		*file;
	struct json_want	 want[2];
} kinds[OCI_KINDS] = {
	[OCI_RUNC] = { "state.json", {
		{ "init_process_pid", JSON_NUMBER, offsetof(struct init, pid) },
		{ "init_process_start", JSON_NUMBER, offsetof(struct init, start) },
	} },
	[OCI_CRUN] = { "status", {
		{ "pid", JSON_NUMBER, offsetof(struct init, pid) },
		{ "process-start-time", JSON_NUMBER, offsetof(struct init, start) },
	} },
	[OCI_YOUKI] = { "state.json", {		/* it notes no start */
		{ "pid", JSON_NUMBER, offsetof(struct init, pid) },
		{ "bundle", JSON_TEXT, offsetof(struct init, bundle) },
	} },
};

enum oci_found
oci_state(struct container *container, enum oci_kind kind, const char *path)
{
	char file[PATH_ROOM];
	unsigned i;

	for (i = 0; i < OCI_KINDS; i++) {
		struct init init = { 0, 0, NULL };
		const char *error;

		if ((kind == OCI_ANY ? i == OCI_YOUKI : i != kind) || !TEXT(file, "%s/%s", path, kinds[i].file))
			continue;
		error = engine_first(file, kinds[i].want, ARRAY_LEN(kinds[i].want), &init);
		if (error == engine_unread) {
			if (errno == ENOENT)
				continue;
			return OCI_BAD;
		}
		if (!error && (init.pid < 0 || init.pid > INT32_MAX || init.start < 0 ||
		    (i != OCI_YOUKI && (!init.pid || !init.start))))
			error = "no usable PID and start time in it";
		if (!engine_sound(file, error))
			return OCI_BAD;
		container->pid = (pid_t)init.pid;
		container->start = (uint64_t)init.start;
		if (TEXT(file, "%s/exec.fifo", path) && engine_has(file) && container->state == CONTAINER_RUNNING)
			container->state = CONTAINER_CREATED;
		return OCI_GOOD;
	}
	return OCI_NONE;
}

bool
oci_states(struct container *container, const char *const *roots)
{
	char path[PATH_ROOM];
	enum oci_found found = OCI_NONE;

	for (; *roots && found == OCI_NONE; roots++)
		if (TEXT(path, "%s/%s", *roots, container->id))
			found = oci_state(container, OCI_ANY, path);
	return found != OCI_BAD;
}

static bool
oci_confirm(struct container *container)
{
	enum oci_kind kind = container->engine->kind == OCI_YOUKI ? OCI_YOUKI : OCI_ANY;

	return oci_state(container, kind, container->runtime) != OCI_BAD;
}

/* runc's config.labels: "bundle=DIR" is one. */
static void
see_label(const char *key, const char *text, void *arg)
{
	const char *bundle = after_prefix(text, "bundle=");

	(void)key;
	if (bundle)
		*(const char **)arg = bundle;
}

static void
fill_spec(struct container *container, const char *root, const char *bundle)
{
	static char spec[PATH_ROOM];

	if (!*bundle || !TEXT(spec, "%s%s/config.json", root, bundle))
		return;
	container->spec = spec;
	oci_spec(container);
}

/* Where its bundle is; "" unknown. */
static const char *
bundle_of(enum oci_kind kind, const char *file)
{
	static struct blob text;
	const char *bundle = "";
	struct {
		struct json_each	 labels;
		const char		*bundle;
	} found = { { see_label, &bundle }, NULL };
	static const struct json_want wants[] = {
		{ "config/labels", JSON_EACH, 0 },
		{ "bundle", JSON_TEXT, sizeof(struct json_each) },
	};

	if (!engine_read(&text, file) ||
	    !engine_sound(file, json_scan(&text, wants + (kind != OCI_RUNC), 1, &found)))
		return "";
	return found.bundle ? found.bundle : bundle;
}

static bool
visit(const char *id, void *arg)
{
	const struct place *place = arg;
	enum oci_kind kind = (enum oci_kind)place->walk->engine->kind;
	struct container container = CONTAINER_EMPTY;
	char path[PATH_ROOM], file[PATH_ROOM];
	const char *bundle;

	/* an engine's that uses this runtime: it has said all of it */
	if (engine_knows(place->walk, id))
		return false;
	if (!TEXT(path, "%s/%s", place->run, id) || !TEXT(file, "%s/%s", path, kinds[kind].file) ||
	    !engine_has(file))
		return false;
	container.id = container.name = id;
	if (kind == OCI_YOUKI)
		container.cgroup = id;
	container.file = file;
	container.runtime = path;
	bundle = bundle_of(kind, file);
	if (CONFIG_ENGINE_PODMAN && engine_is_id(id)) {
		storage_bundle(place->walk, bundle, id);
		if (engine_knows(place->walk, id))
			return false;
	}
	fill_spec(&container, place->walk->root, bundle);
	engine_found(place->walk, &container);
	return false;
}

/* The same, of the --root on a command line. */
static void
oci_process(const struct engine_walk *walk, const struct process *process)
{
	const char *moved = process_option(process, "--root");
	struct place place = { .walk = walk };

	if (process->trusted && moved && *moved == '/' && TEXT(place.run, "%s%s", walk->root, moved))
		engine_look(&place);
}

#define RUNTIME(NAME, KIND) \
static const struct engine_place NAME##_places[] = { \
	{ NULL, "/run/" #NAME, NULL }, \
	{ NULL, "$R/" #NAME, NULL }, \
}; \
const struct engine engine_##NAME = { \
	.name = #NAME, .kind = KIND, PLACES(NAME##_places), .visit = visit, .confirm = oci_confirm, \
	.program = #NAME, .process = oci_process, \
};

RUNTIME(runc, OCI_RUNC)
RUNTIME(crun, OCI_CRUN)
RUNTIME(youki, OCI_YOUKI)
