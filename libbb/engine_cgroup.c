/*
 * engine_cgroup.c - what only the names of cgroups tell of
 *
 * Of each ID the process that started first, with the ID of the outermost
 * container around it.  Whoever may make cgroups can name them so.
 */

#include <fcntl.h>
#include <string.h>
#include "engine.h"

enum { ID_ROOM = 256 };

struct group {
	struct group		*next;
	const struct engine	*engine;
	pid_t			 pid;
	uint64_t		 start;
	const char		*outer;
	char			 id[];
};

struct scan {
	int		 proc;
	struct group	*groups[64];
};

static const struct engine *
engine_named(const char *name)
{
	size_t i;

	for (i = 0; engines[i]; i++)
		if (!strcmp(engines[i]->name, name))
			return engines[i];
	return &engine_cgroup;
}

static void
add(struct scan *scan, const char *id, const char *outer, const char *engine, pid_t pid, uint64_t start)
{
	size_t size = strlen(id) + 1;
	struct group **at = &scan->groups[((unsigned char)id[0] * 7 + (unsigned char)id[size / 2]) % ARRAY_LEN(scan->groups)];
	struct group *group;

	for (group = *at; group && strcmp(group->id, id); group = group->next)
		;
	if (!group) {
		group = mem_alloc(sizeof(*group) + size);
		memcpy(group->id, id, size);
		group->next = *at;
		*at = group;
	} else if (!*group->outer && *outer) {
		return;		/* who is in another may have named itself so */
	} else if (start >= group->start && (*outer || !*group->outer)) {
		return;
	}
	group->outer = mem_text(outer, strlen(outer));
	group->engine = engine_named(engine);
	group->pid = pid;
	group->start = start;
}

static bool
visit(const char *name, void *arg)
{
	static struct blob text;
	struct scan *scan = arg;
	char outer[ID_ROOM], id[ID_ROOM];
	const char *engine, *at, *line;
	struct proc_stat stat;
	uint64_t pid;
	int proc;

	if (!num_parse(name, INT32_MAX, &pid))
		return false;
	proc = fd_open(scan->proc, name, O_PATH | O_DIRECTORY);
	if (proc >= 0 && proc_read(proc, "cgroup", &text))
		for (line = text.data; *line; line = text_skip(text_to(line, '\n'), '\n')) {
			at = text_to(text_to(line, ':'), '/');
			if (!cgroup_id(&at, outer, sizeof(outer), &engine) || !proc_stat(proc, &stat))
				continue;
			add(scan, outer, "", engine, (pid_t)pid, stat.start);
			while (cgroup_id(&at, id, sizeof(id), &engine))
				if (strcmp(id, outer))
					add(scan, id, outer, engine, (pid_t)pid, stat.start);
			break;
		}
	fd_close(proc);
	return false;
}

static void
look(struct place *place)
{
	struct scan scan = { .proc = fd_open(AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY) };
	const struct group *group;
	size_t i;

	dir_each(fd_open(scan.proc, ".", O_RDONLY | O_DIRECTORY), visit, &scan);
	fd_close(scan.proc);
	for (i = 0; i < ARRAY_LEN(scan.groups); i++)
		for (group = scan.groups[i]; group; group = group->next) {
			struct container container = CONTAINER_EMPTY;
			char file[32];

			TEXT(file, "/proc/%d/cgroup", group->pid);
			container.engine = group->engine;
			container.id = container.name = container.cgroup = group->id;
			container.outer = group->outer;
			container.pid = group->pid;
			container.start = group->start;
			container.file = file;
			container.unverified = true;
			engine_found(place->walk, &container);
		}
}

const struct engine engine_cgroup = { .name = "cgroup", .look = look };
