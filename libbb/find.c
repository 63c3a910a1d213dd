/* find.c - which container a name means */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "engine.h"

int container_ambiguous_status;
bool container_running_only;

/* How well a container fits a name: the best of them counts.  Another user's
 * never comes before root's or our own, nor what is only said before what is on
 * record, nor what runs in a container before what does not: anyone may write such. */
enum fit { FIT_NONE, FIT_PREFIX, FIT_ID, FIT_NAME, FIT_OWN = 4, FIT_OUTER = 8, FIT_RECORD = 16 };

enum {
	FOUND_MAX = 16,		/* listed in an ambiguity's message */
	CHILDREN_MAX = 1024 * 1024,
};

struct search {
	const char		*name;
	bool			 pods;	/* only those of Kubernetes */
	bool			 no_docker;	/* Docker's were not asked for */
	const struct engine	*only;	/* its only; NULL: all */
	unsigned		 best;
	size_t			 count;
	struct container	*found[FOUND_MAX];
};

static void
keep(const char **text)
{
	*text = mem_text(*text, strlen(*text));
}

struct container *
container_keep(const struct container *container)
{
	static const size_t texts[] = {
#define FIELD(name)	offsetof(struct container, name)
		FIELD(id), FIELD(name), FIELD(image), FIELD(file), FIELD(runtime), FIELD(command), FIELD(spec), FIELD(pod),
		FIELD(pod_namespace), FIELD(part), FIELD(outer), FIELD(instead), FIELD(cgroup),
	};
	struct container *copy = mem_alloc(sizeof(*copy));
	size_t i;

	*copy = *container;
	for (i = 0; i < ARRAY_LEN(texts); i++)
		keep((void *)((char *)copy + texts[i]));
	return copy;
}

/* NAME, or NAMESPACE/NAME with what is a pod's; or /NAME, as Docker prints it. */
static bool
is_called(const struct container *container, const char *name)
{
	const char *rest = *container->pod_namespace ? after_prefix(name, container->pod_namespace) : NULL;

	if (container->engine->own_config)
		name += *name == '/';
	return !strcmp(container->name, name) || (rest && *rest == '/' && !strcmp(container->name, rest + 1));
}

static void
consider(const struct container *container, void *arg)
{
	struct search *search = arg;
	unsigned fit;

	if ((search->pods && !*container->pod) || (search->only && container->engine != search->only))
		return;
	if (is_called(container, search->name))
		fit = FIT_NAME;
	else if (*container->outer && !engine_is_id(container->id))
		fit = FIT_NONE;	/* in there any may be called so */
	else if (!strcmp(container->id, search->name))
		fit = FIT_ID;
	else
		fit = starts_with(container->id, search->name) ? FIT_PREFIX : FIT_NONE;
	if (fit == FIT_NONE)
		return;
	if (!container->owner || container->owner == geteuid())
		fit += FIT_OWN;
	if (!*container->outer)
		fit += FIT_OUTER;
	if (!container->unverified)
		fit += FIT_RECORD;
	if (fit < search->best)
		return;
	if (fit > search->best)
		search->count = 0;
	search->best = fit;
	if (search->count++ >= FOUND_MAX)
		return;
	search->found[search->count - 1] = container_keep(container);
}

/* True when the command line of a keeper may tell of another container of that
 * name: it has the name and is not the found one's, or is of a daemon with its
 * records elsewhere, or keeps such a one's container: Docker's, and on no record. */
static bool
is_rival(const struct search *search, const struct blob *args)
{
	const struct container *found = search->found[0];
	const struct process process = { .args = args->data, .len = args->len };
	const struct engine_walk root = { 0 };
	const char *id;

	if (process_has(&process, search->name))
		return !process_has(&process, found->id) ||
		       (!strcmp(found->id, found->name) && !process_has(&process, found->runtime));
	if (search->no_docker)
		return false;
	if (process_has(&process, "moby") && (id = process_option(&process, "-id")) && engine_is_id(id))
		return !engine_knows(&root, id);
	return text_find(args->data, "dockerd") &&
	       (process_has(&process, "-root") || process_has(&process, "--config-file") || process_option(&process, "-g"));
}

static bool
count(const char *name, void *arg)
{
	(void)name;
	++*(size_t *)arg;
	return false;
}

/* Whether one of PID 1's children is such: daemons are, and what they leave
 * behind to keep a container.  Far cheaper to ask than every process.  A shim whose
 * parent is another has its socket among those of all, of whichever daemon. */
static bool
has_rival(const struct search *search)
{
	static struct blob children, args;
	const char *at;
	uint64_t pid;
	size_t sockets = 0;

	if (!blob_take(&children, fd_open(AT_FDCWD, "/proc/1/task/1/children", O_RDONLY), CHILDREN_MAX))
		return true;
	if (!search->no_docker)
		dir_each(fd_open(AT_FDCWD, ENGINE_HOST "/run/containerd/s", O_RDONLY | O_DIRECTORY), count, &sockets);
	for (at = children.data; num_scan(&at, INT32_MAX, &pid); at = text_skip(at, ' ')) {
		if (!blob_once(&args, fd_openf(AT_FDCWD, O_RDONLY, "/proc/%u/cmdline", (unsigned)pid), PROC_FILE_MAX))
			continue;
		if (is_rival(search, &args))
			return true;
		sockets -= sockets && text_find(args.data, "containerd-shim");
	}
	return sockets;
}

/* A record fits so well that not every process needs to be looked at: as good
 * as a name is as much of an ID as is shown, and that no other can have. */
static bool
is_certain(const struct search *search)
{
	unsigned enough = strlen(search->name) < SHORT_ID ? FIT_ID : FIT_PREFIX, least = FIT_RECORD + FIT_OUTER + FIT_OWN;

	return search->count == 1 && search->best >= least + enough && search->found[0]->state <= CONTAINER_CREATED &&
	       (search->best < least + FIT_NAME || !has_rival(search));
}

/* What stands behind "ENGINE:", with only that engine left to ask. */
static const char *
strip_engine(struct search *search, const char *spec, const struct engine **only)
{
	const char *rest;
	size_t i;

	*only = NULL;
	if ((rest = after_prefix(spec, "container:")))
		spec = rest;
	if ((rest = after_prefix(spec, "k8s:"))) {
		search->pods = true;
		return rest;
	}
	for (i = 0; engines[i]; i++)
		if ((rest = after_prefix(spec, engines[i]->name)) && *rest == ':') {
			*only = engines[i];
			return rest + 1;
		}
	return spec;
}

static _Noreturn void
die_not_found(const char *spec, const char *name)
{
	if (engine_denied_path) {
		if (geteuid())
			hint("an ordinary user sees only its own containers: try as root");
		die("no container '%s' found; %s: Permission denied", name, engine_denied_path);
	}
	if (*spec == '-')
		hint("options go before operands");
	if (name == spec && *text_to(spec, ':'))
		hint("a TARGET is a PID, PID:START, self, host, NAME, ID, container:NAME or ENGINE:NAME");
	if (CONFIG_ENGINE_PODMAN && starts_with(spec, "podman:"))
		hint("where only an option or the environment moved its storage, set CONTAINERS_STORAGE_CONF as Podman has it");
	if (access("/proc/self", F_OK))
		hint("there is no process in /proc: is it mounted?");
	/* which engine was asked is half of why */
	die("no container '%s'", starts_with(spec, "container:") ? name : spec);
}

static _Noreturn void
die_ambiguous(const char *spec, const struct search *search)
{
	size_t i;

	warn("'%s' could be any of %u containers", spec, (unsigned)search->count);
	for (i = 0; i < search->count && i < FOUND_MAX; i++)
		warn("  %s:%.*s  %s  (%s, user %u's)", search->found[i]->engine->name, SHORT_ID, search->found[i]->id,
		     search->found[i]->name, container_states[search->found[i]->state], search->found[i]->owner);
	if (container_ambiguous_status)
		fail_status = container_ambiguous_status;
	die("say more of the ID, or the ENGINE:NAME");
}

/* Those that two engines told of are one; what cannot be used is none of several. */
static void
confirm(struct search *search)
{
	size_t i, j, kept = 0, listed = search->count < FOUND_MAX ? search->count : FOUND_MAX;

	for (i = 0; i < listed; i++) {
		struct container *container = search->found[i];

		if (container->state <= CONTAINER_CREATED && container->engine->confirm && !container->engine->confirm(container))
			die("container %s: what its runtime noted cannot be used", container->name);
		for (j = 0; j < kept && (search->found[j]->pid != container->pid || !container->pid ||
		    search->found[j]->start != container->start); j++)
			;
		if (j == kept)
			search->found[kept++] = container;
		else
			search->count--;
	}
}

struct container *
container_find(const char *spec)
{
	const struct engine *only;
	struct search search = { 0 };

	search.name = strip_engine(&search, spec, &only);
	search.only = only;
	search.no_docker = only && !only->own_config;
	if (*search.name) {
		engine_ask(only, consider, &search);
		if (!is_certain(&search))
			engine_ask_keepers(only);
		if (!search.count && !only)
			engine_ask_cgroups();
		/* what only a runtime's record leads to */
		if (!search.count && only)
			engine_ask(NULL, consider, &search);
	}
	confirm(&search);
	if (!search.count)
		die_not_found(spec, search.name);
	if (search.count > 1)
		die_ambiguous(spec, &search);
	return search.found[0];
}
