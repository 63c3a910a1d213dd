/* spaces_whose.c - which containers share a namespace, and the host, which is one of them here */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "kernel.h"
#include "spaces.h"

const struct scan_proc *
spaces_process(const struct scan *scan, uint64_t pid)
{
	size_t at = scan_pid(scan, pid);

	return at < scan->procs ? &scan->proc[at] : NULL;
}

/* Pods of one name may be in several of Kubernetes' namespaces. */
static char *
whole_pod(const struct container *container)
{
	char text[PATH_ROOM] = "";

	if (*container->pod)
		TEXT(text, *container->pod_namespace ? "%s/%s" : "%s%s", container->pod_namespace, container->pod);
	return mem_text(text, strlen(text));
}

static void
add(const struct scan *scan, const struct container *container, const struct scan_proc *proc)
{
	struct member *member = mem_alloc(sizeof(*member));
	struct container *kept = container_keep(container);
	struct whose *whose;
	unsigned kind;

	kept->pod = whole_pod(container);
	if (!spaces_args.json && !spaces_args.no_truncate && !strcmp(kept->name, kept->id) && strlen(kept->id) > 4 * SHORT_ID)
		kept->name = mem_text(kept->name, SHORT_ID);
	member->container = kept;
	for (kind = 0; proc && kind < NS_COUNT; kind++) {
		struct space *space = proc->ino[kind] ? scan_find(scan, proc->ino[kind]) : NULL;

		if (!space)
			continue;
		whose = mem_alloc(sizeof(*whose));
		whose->member = member;
		*(space->whose ? space->whose_end : &space->whose) = whose;
		space->whose_end = &whose->next;
	}
}

static void
visit(const struct container *container, void *arg)
{
	if (container->state <= CONTAINER_PAUSED)
		add(arg, container, spaces_process(arg, (uint64_t)container->pid));
}

/* PID 1's are the host's.  It may be hidden: then kthreadd's, where it is PID 2, or ours as a rule. */
static void
visit_host(struct scan *scan)
{
	struct container host = CONTAINER_EMPTY;
	const struct scan_proc *proc = spaces_process(scan, 1);
	pid_t pid = 0;

	host.name = "host";
	host.pid = 1;
	if (!proc || !proc->ino[NS_MNT]) {
		if (scan_link(AT_FDCWD, "/proc/2/ns/pid") == KERNEL_INIT_PIDNS)
			pid = 2;
		/* who made another one may have made any; one that sees the host's PIDs alone is a container */
		else if (scan_link(AT_FDCWD, "/proc/self/ns/user") == KERNEL_INIT_USERNS &&
			 (scan_link(AT_FDCWD, "/proc/self/ns/pid") != KERNEL_INIT_PIDNS ||
			  scan_link(AT_FDCWD, "/proc/self/ns/uts") == KERNEL_INIT_UTSNS))
			pid = getpid();
		proc = spaces_process(scan, (uint64_t)pid);
		if (pid == 2)
			host.pid = 2;
	}
	add(scan, &host, proc);
}

void
spaces_whose(struct scan *scan)
{
	visit_host(scan);
	container_running_only = true;
	if (CONFIG_CONTAINERS) {
		spaces_keepers(scan);
		container_each(visit, scan);
	}
}

void
spaces_unseen(const struct scan *scan, bool all)
{
	const char *records = CONFIG_CONTAINERS ? container_denied() : NULL;
	unsigned count = (unsigned)scan->denied;
	char counted[32] = "";

	if (!spaces_process(scan, 1))	/* there always is one */
		warn("other users' processes are not seen: /proc is mounted with hidepid");
	if (count)
		TEXT(counted, "%u process%s%s", count, count == 1 ? "" : "es", records ? ", " : "");
	if (count || records)
		warn("%s%s not looked into: Permission denied", counted, records ? records : "");
	if (!all && !geteuid())
		warn("namespaces that only a message in a socket, or a mount where no process is, keeps: not seen before Linux 6.19");
}

enum tone
spaces_tone(const struct space *space)
{
	/* a container usually has its own of these */
	const unsigned own = NS_BIT(NS_IPC) | NS_BIT(NS_UTS) | NS_BIT(NS_NET) | NS_BIT(NS_PID) | NS_BIT(NS_MNT);

	if (!space->count)
		return TONE_UNUSED;
	if (!space->whose || !space->whose->next)
		return TONE_PLAIN;
	if (space->whose->member->container->engine)
		return TONE_SHARED;
	return own & NS_BIT(space->kind) ? TONE_HOSTS : TONE_COMMON;
}

static const char *
text_of(const struct container *container, unsigned column)
{
	switch (column) {
	case ENGINE:
		return container->engine ? container_engine(container) : "";
	case POD:
		return container->pod;
	default:
		return container->name;
	}
}

/* An engine or a pod is told once; of containers each, two of one name are two. */
static void
put(struct table *table, struct row *row, unsigned column, const struct whose *first, uint64_t except)
{
	const struct whose *whose, *before;
	size_t room = 1;
	struct out out = { .fd = -1, .plain = true };

	for (whose = first; whose; whose = whose->next)
		room += strlen(text_of(whose->member->container, column)) + 1;
	out.buf = mem_alloc(room);
	out.room = room - 1;
	for (whose = first; whose; whose = whose->next) {
		const char *text = text_of(whose->member->container, column);

		if (!*text || (uint64_t)whose->member->container->pid == except)
			continue;
		for (before = first; before != whose && (column == CONTAINER || column == OTHERS ||
		     strcmp(text_of(before->member->container, column), text)); before = before->next)
			;
		if (before == whose)
			out_fmt(&out, out.len ? ",%s" : "%s", text);
	}
	if (out.len)
		table_cell(table, row, column)->text = out.buf;
}

void
spaces_put_whose(struct table *table, struct row *row, const struct space *space, uint64_t except)
{
	unsigned column;

	for (column = CONTAINER; space->whose && column <= POD; column++)
		if (table_has(table, column))
			put(table, row, column, column == OTHERS && !except ? space->whose->next : space->whose,
			    column == OTHERS ? except : 0);
}
