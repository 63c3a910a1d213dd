/* spec.c - what an OCI configuration, or Docker's own, says of a container */

#include <errno.h>
#include <string.h>
#include "engine.h"

/* What is wanted of an OCI configuration. */
struct spec {
	struct json_each	 words;
	const char		*type, *part, *pod, *space, *image;
	const char		*crio_labels;
};

static const struct json_want spec_wants[] = {
	{ "process/args", JSON_EACH, offsetof(struct spec, words) },
	{ "annotations/io.kubernetes.cri.container-type", JSON_TEXT, offsetof(struct spec, type) },
	{ "annotations/io.kubernetes.cri.container-name", JSON_TEXT, offsetof(struct spec, part) },
	{ "annotations/io.kubernetes.cri.sandbox-name", JSON_TEXT, offsetof(struct spec, pod) },
	{ "annotations/io.kubernetes.cri.sandbox-namespace", JSON_TEXT, offsetof(struct spec, space) },
	{ "annotations/io.kubernetes.cri.image-name", JSON_TEXT, offsetof(struct spec, image) },
	{ "annotations/io.kubernetes.cri-o.ContainerType", JSON_TEXT, offsetof(struct spec, type) },
	{ "annotations/io.kubernetes.cri-o.ImageName", JSON_TEXT, offsetof(struct spec, image) },
	{ "annotations/io.kubernetes.cri-o.Labels", JSON_TEXT, offsetof(struct spec, crio_labels) },
};

static const struct json_want label_wants[] = {
	{ "io.kubernetes.container.name", JSON_TEXT, offsetof(struct spec, part) },
	{ "io.kubernetes.pod.name", JSON_TEXT, offsetof(struct spec, pod) },
	{ "io.kubernetes.pod.namespace", JSON_TEXT, offsetof(struct spec, space) },
};

void
words_add(const char *key, const char *text, void *arg)
{
	struct words *words = arg;
	size_t room = sizeof(words->text) - words->len;

	(void)key;
	if (text_fmt(words->text + words->len, room, " %s", text))
		words->len += 1 + strlen(text);
	else
		words->text[words->len] = '\0';	/* what follows is for a shorter one to fill */
}

void
oci_spec(struct container *container)
{
	static struct blob text;
	static struct words words;
	static char name[PATH_ROOM];
	struct spec spec = { .words = { words_add, &words } };

	words = (struct words){ 0 };
	if (!engine_read(&text, container->spec) ||
	    !engine_sound(container->spec, json_scan(&text, spec_wants, ARRAY_LEN(spec_wants), &spec)))
		return;
	if (spec.crio_labels) {
		struct blob labels = { (char *)spec.crio_labels, strlen(spec.crio_labels), 0 };

		if (!engine_sound(container->spec, json_scan(&labels, label_wants, ARRAY_LEN(label_wants), &spec)))
			return;
	}
	if (!*container->command)
		container->command = words.text + (words.len > 0);
	if (spec.image && !*container->image)
		container->image = spec.image;
	if (!spec.pod || !spec.type)
		return;
	container->pod = spec.pod;
	if (spec.space)
		container->pod_namespace = spec.space;
	if (strcmp(spec.type, "sandbox") && spec.part)
		container->part = spec.part;
	if (TEXT(name, *container->part ? "%s/%s" : "%s", spec.pod, container->part))
		container->name = name;
}

/* A list of variables in the making. */
struct env_list {
	char	**env;
	size_t	  count, room;
};

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

static void
env_add(const char *key, const char *text, void *arg)
{
	struct env_list *list = arg;

	(void)key;
	env_room(list);
	list->env[list->count++] = mem_text(text, strlen(text));
}

static char **
env_done(struct env_list *list)
{
	env_room(list);
	list->env[list->count] = NULL;
	return list->env;
}

/* What a new process starts with, and what OCI has as numbers. */
struct start {
	struct json_each	 env, labels;
	const char		*user, *cwd;
	int64_t			 uid, gid;
};

static const struct json_want docker_wants[] = {
	{ "Config/Env", JSON_EACH, offsetof(struct start, env) },
	{ "Config/Labels", JSON_EACH, offsetof(struct start, labels) },
	{ "Config/User", JSON_TEXT, offsetof(struct start, user) },
	{ "Config/WorkingDir", JSON_TEXT, offsetof(struct start, cwd) },
};

static const struct json_want oci_wants[] = {
	{ "process/env", JSON_EACH, offsetof(struct start, env) },
	{ "annotations", JSON_EACH, offsetof(struct start, labels) },
	{ "process/user/uid", JSON_NUMBER, offsetof(struct start, uid) },
	{ "process/user/gid", JSON_NUMBER, offsetof(struct start, gid) },
	{ "process/cwd", JSON_TEXT, offsetof(struct start, cwd) },
};

static bool
scan(const struct container *container, struct start *start)
{
	static struct blob text;
	bool oci = *container->spec;
	const char *file = oci ? container->spec : container->file;

	return (oci || container->engine->own_config) && engine_read(&text, file) &&
	       engine_sound(file, oci ? json_scan(&text, oci_wants, ARRAY_LEN(oci_wants), start) :
			json_scan(&text, docker_wants, ARRAY_LEN(docker_wants), start));
}

bool
spec_host(const struct container *container, const struct json_want *want, void *base)
{
	static struct blob text;
	const char *name = text_last(container->file, '/');
	char path[PATH_ROOM];

	return TEXT(path, "%.*s/hostconfig.json", (int)(name - container->file), container->file) &&
	       engine_read(&text, path) && engine_sound(path, json_scan(&text, want, 1, base));
}

char **
container_groups(const struct container *container)
{
	static const struct json_want want = { "GroupAdd", JSON_EACH, 0 };
	struct env_list list = { 0 };
	struct json_each each = { env_add, &list };

	if (container->engine->own_config)
		spec_host(container, &want, &each);
	return env_done(&list);
}

static void
ignore(const char *key, const char *text, void *arg)
{
	(void)key, (void)text, (void)arg;
}

bool
container_config(const struct container *container, struct container_config *config)
{
	static char user[32];
	struct env_list list = { 0 };
	struct start start = { .env = { env_add, &list }, .labels = { ignore, NULL }, .cwd = "", .uid = -1 };

	if (!scan(container, &start))
		return false;
	if (!start.user) {
		*user = '\0';
		if (start.uid >= 0)
			TEXT(user, "%llu:%llu", (unsigned long long)start.uid, (unsigned long long)start.gid);
		start.user = user;
	}
	/* Docker's own has only what its user asked for; podman puts HOME in */
	*config = (struct container_config){ env_done(&list), start.user, start.cwd, !container->engine->own_config };
	return true;
}

struct label {
	const char	*key, *value;
};

static void
see_label(const char *key, const char *text, void *arg)
{
	struct label *label = arg;

	if (key && !strcmp(key, label->key))
		label->value = text;
}

const char *
container_label(const struct container *container, const char *key)
{
	struct label label = { key, NULL };
	struct start start = { .env = { ignore, NULL }, .labels = { see_label, &label } };

	return scan(container, &start) ? label.value : NULL;
}
