/* engine.c - the engines, and which container a name means */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "engine.h"

static const struct engine *const engines[] = {
	IF(CONFIG_ENGINE_DOCKER, &engine_docker,)
	NULL
};

const char *const container_states[] = {
	[CONTAINER_RUNNING] = "running",
	[CONTAINER_PAUSED]  = "paused",
	[CONTAINER_CREATED] = "created",
	[CONTAINER_EXITED]  = "exited",
	[CONTAINER_DEAD]    = "dead",
};

int container_ambiguous_status;

/* How well a container fits a name, worst first.  Another user's never comes
 * before root's or our own: anyone may write such records, of any name. */
enum fit { FIT_NONE, FIT_PREFIX, FIT_ID, FIT_NAME, FIT_OWN = 4 };

enum { FOUND_MAX = 16 };	/* listed in an ambiguity's message */

struct search {
	const char		*name;
	unsigned		 best;
	size_t			 count;
	struct container	*found[FOUND_MAX];
};

static const char *denied;

const char *
container_engine(const struct container *container)
{
	return container->engine->name;
}

void
engine_denied(const char *path)
{
	if (!denied)
		denied = mem_text(path, strlen(path));
}

const char *
container_denied(void)
{
	return denied;
}

static const char *
keep(const char *text)
{
	return mem_text(text, strlen(text));
}

struct container *
container_keep(const struct container *container)
{
	struct container *copy = mem_alloc(sizeof(*copy));

	*copy = *container;
	copy->id = keep(container->id);
	copy->name = keep(container->name);
	copy->image = keep(container->image);
	copy->file = keep(container->file);
	copy->runtime = keep(container->runtime);
	copy->command = keep(container->command);
	copy->spec = keep(container->spec);
	copy->pod = keep(container->pod);
	copy->pod_namespace = keep(container->pod_namespace);
	copy->part = keep(container->part);
	copy->outer = keep(container->outer);
	return copy;
}

static void
consider(const struct container *container, void *arg)
{
	struct search *search = arg;
	unsigned fit;

	if (!strcmp(container->name, search->name))
		fit = FIT_NAME;
	else if (!strcmp(container->id, search->name))
		fit = FIT_ID;
	else
		fit = starts_with(container->id, search->name) ? FIT_PREFIX : FIT_NONE;
	if (fit == FIT_NONE)
		return;
	if (!container->owner || container->owner == geteuid())
		fit += FIT_OWN;
	if (fit < search->best)
		return;
	if (fit > search->best)
		search->count = 0;
	search->best = fit;
	if (search->count++ >= FOUND_MAX)
		return;
	search->found[search->count - 1] = container_keep(container);
}

/* What stands behind "ENGINE:", with only that engine left to ask. */
static const char *
strip_engine(const char *spec, const struct engine **only)
{
	const char *rest;
	size_t i;

	*only = NULL;
	if ((rest = after_prefix(spec, "container:")))
		return rest;
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
	if (denied) {
		if (geteuid())
			hint("an ordinary user sees only its own containers: try as root");
		die("no container '%s' found; %s: Permission denied", name, denied);
	}
	if (name == spec && *text_to(spec, ':'))
		hint("a TARGET is a PID, PID:START, self, host, NAME, ID, container:NAME or ENGINE:NAME");
	die("no container '%s'", name);
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

struct container *
container_find(const char *spec)
{
	const struct engine *only;
	struct search search = { .name = strip_engine(spec, &only) };
	size_t i;

	if (*search.name)
		for (i = 0; engines[i]; i++)
			if (!only || only == engines[i])
				engines[i]->each(engines[i], consider, &search);
	if (!search.count)
		die_not_found(spec, search.name);
	if (search.count > 1)
		die_ambiguous(spec, &search);
	search.found[0]->engine->confirm(search.found[0]);
	return search.found[0];
}

bool
container_config(const struct container *container, struct container_config *config)
{
	return container->engine->config(container, config);
}

const char *
container_label(const struct container *container, const char *key)
{
	(void)container;
	(void)key;
	return NULL;
}

struct checked {
	container_visit	*visit;
	void		*arg;
};

/* The record, with its state as its process has it. */
static void
check(const struct container *container, void *arg)
{
	const struct checked *to = arg;
	struct container now = *container;
	struct proc_stat stat;
	int proc;

	if (now.state <= CONTAINER_PAUSED) {
		now.engine->confirm(&now);
		proc = fd_openf(AT_FDCWD, O_PATH | O_DIRECTORY, "/proc/%d", now.pid);
		if (now.pid <= 0 || proc < 0 || !proc_stat(proc, &stat) || (now.start && now.start != stat.start))
			now.state = CONTAINER_DEAD;
		fd_close(proc);
	}
	to->visit(&now, to->arg);
}

void
container_each(container_visit *visit, void *arg)
{
	struct checked to = { visit, arg };
	size_t i;

	for (i = 0; engines[i]; i++)
		engines[i]->each(engines[i], check, &to);
}
