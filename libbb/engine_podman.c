/*
 * engine_podman.c - Podman's containers, from the records of its storage
 *
 * <graphroot>/<driver>-containers/containers.json has IDs and names,
 * <runroot> the pidfile; the runtime's own state holds PID and start time.
 * The database, of whichever kind, has nothing that is needed here.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include "engine.h"

/* What is wanted of one entry of containers.json. */
struct entry {
	const struct place	*place;
	const char		*driver;	/* "overlay-containers" */
	const char		*file;
	const char		*id, *metadata, *name;
	struct json_each	 names;
};

static const struct json_want entry_wants[] = {
	{ "id", JSON_TEXT, offsetof(struct entry, id) },
	{ "metadata", JSON_TEXT, offsetof(struct entry, metadata) },
	{ "names", JSON_EACH, offsetof(struct entry, names) },
};

/* What is wanted of the JSON that metadata holds as a string. */
struct metadata {
	const char	*image, *pod;
};

static const struct json_want metadata_wants[] = {
	{ "image-name", JSON_TEXT, offsetof(struct metadata, image) },
	{ "pod-id", JSON_TEXT, offsetof(struct metadata, pod) },	/* another engine's, in the same storage */
};

static void
begin(void *base)
{
	struct entry *entry = base;

	entry->id = entry->metadata = entry->name = "";
}

static void
add_name(const char *key, const char *text, void *arg)
{
	struct entry *entry = arg;

	(void)key;
	if (!*entry->name)
		entry->name = text;
}

static void
end(void *base)
{
	const struct entry *entry = base;
	const struct place *place = entry->place;
	struct container container = CONTAINER_EMPTY;
	struct metadata metadata = { "", NULL };
	struct blob text = { (char *)entry->metadata, strlen(entry->metadata), 0 };
	char spec[PATH_ROOM], run[PATH_ROOM];

	if (!engine_is_id(entry->id) ||
	    !TEXT(spec, "%s/%s/%s/userdata/config.json", place->data, entry->driver, entry->id) ||
	    !TEXT(run, "%s/%s/%s/userdata", place->run, entry->driver, entry->id) ||
	    (text.len && !engine_sound(entry->file, json_scan(&text, metadata_wants, ARRAY_LEN(metadata_wants), &metadata))) ||
	    metadata.pod)
		return;
	container.id = container.cgroup = entry->id;
	container.name = *entry->name ? entry->name : entry->id;
	container.image = metadata.image;
	container.file = entry->file;
	container.runtime = run;
	container.spec = spec;
	/* a user may not look into what is another's in a user namespace of theirs */
	if (!engine_has(spec) && errno == ENOENT) {
		container.spec = "";	/* written when it is started first */
		container.state = CONTAINER_CREATED;
	}
	engine_found(place->walk, &container);
}

static bool
visit_driver(const char *driver, void *arg)
{
	static const char *const files[] = { "containers.json", "volatile-containers.json" };
	static struct blob text;
	struct entry entry = { .place = arg, .driver = driver, .names = { add_name, &entry } };
	char path[PATH_ROOM];
	size_t i;

	for (i = 0; i < ARRAY_LEN(files); i++)
		if (TEXT(path, "%s/%s/%s", entry.place->data, driver, files[i]) && engine_read(&text, path)) {
			entry.file = path;
			engine_sound(path, json_items(&text, entry_wants, ARRAY_LEN(entry_wants), &entry, begin, end));
		}
	return false;
}

static const struct engine_place places[] = {
	{ "/var/lib/containers/storage", "/run/containers/storage", "/etc/containers/storage.conf" },
	{ "/var/lib/containers/storage", "/run/containers/storage", "/usr/share/containers/storage.conf" },
	{ "$D/containers/storage", "$R/containers", "$C/containers/storage.conf" },
};

/* conmon's command line has all: ID, name, and the bundle, which is where the storage is. */
static void
podman_process(const struct engine_walk *walk, const struct process *process)
{
	const char *id = process_option(process, "-c"), *name = process_option(process, "-n"), *bundle = process_option(process, "-b");
	struct container container = CONTAINER_EMPTY;

	if (!id || !engine_is_id(id) || !name || process_has(process, "crio"))
		return;
	if (process->trusted && bundle)
		storage_bundle(walk, bundle, id);
	container.id = container.cgroup = id;
	container.name = name;
	engine_kept(walk, process, &container);
}

static bool
podman_confirm(struct container *container)
{
	static const char *const names[] = { "crun", "runc" };
	char path[PATH_ROOM], base[2][PATH_ROOM], root[4][PATH_ROOM];
	const char *roots[] = { root[0], root[1], container->owner ? root[2] : NULL, root[3], NULL };
	const char *run = container->runtime, *host = starts_with(run, ENGINE_HOST) ? ENGINE_HOST : "";
	char *at;
	size_t i;

	if (container->unverified)
		return true;
	/* it was started where the environment has other directories: what is mounted
	 * in it has come from there */
	if (!engine_has(run) && TEXT(path, "/%s/userdata/.containerenv", container->id) &&
	    engine_above(*base, container->spec, path) && TEXT(path, "%s%s/%s/userdata", host, *base, container->id))
		run = path;
	TEXT(*base, container->owner ? "%s/run/user/%u" : "%s/run", host, container->owner);
	/* the run directory is in XDG_RUNTIME_DIR; or, without one, Podman has one for itself beside it */
	at = text_find(run, "/containers/");
	TEXT(base[1], "%.*s", at ? (int)(at - run) : 0, run);
	if ((at = text_find(base[1], "/storage-run-")))
		memcpy(at, "//podman", strlen("/storage"));
	for (i = 0; i < ARRAY_LEN(root); i++)
		TEXT(root[i], "%s/%s", base[i / 2], names[i % 2]);
	if (!oci_states(container, roots))
		return false;
	/* the runtime keeps its state elsewhere, or the container has ended */
	if (!container->pid && TEXT(*base, "%s/pidfile", run) && (container->pid = engine_pid(*base)) && !container_lives(container))
		container->pid = 0;
	if (!container->pid && container->state == CONTAINER_RUNNING)
		container->state = CONTAINER_EXITED;
	return true;
}

const struct engine engine_podman = {
	.name = "podman", PLACES(places), .look = storage_look, .visit = visit_driver, .confirm = podman_confirm, .program = "conmon", .process = podman_process,
};
