/* spaces_dot.c - containers and the namespaces they are in, for graphviz */

#include <string.h>
#include "spaces.h"

/* What a container usually has of its own: one of the host's there stands out. */
enum { USUALLY_OWN = NS_BIT(NS_IPC) | NS_BIT(NS_UTS) | NS_BIT(NS_NET) | NS_BIT(NS_PID) | NS_BIT(NS_MNT) };

/* Once; a container is called by its PID, since names may be there twice. */
static void
put_node(struct member *member)
{
	const struct container *is = member->container;
	const char *at;

	if (member->drawn)
		return;
	member->drawn = true;
	if (!is->engine) {
		say("\thost [fillcolor=orange]\n");
		return;
	}
	say("\tp%d [label=\"", is->pid);
	for (at = is->name; *at; at++)
		say(*at == '"' || *at == '\\' ? "\\%c" : "%c", *at >= ' ' && *at <= '~' ? *at : '?');
	say("\\n%s, pid %d\"]\n", container_engine(is), is->pid);
}

static void
put_edges(const struct space *space)
{
	const struct whose *whose = space->whose;
	bool hosts = whose && !whose->member->container->engine, several = whose && whose->next;

	for (; whose; whose = whose->next) {
		const struct container *is = whose->member->container;

		put_node(whose->member);
		say(is->engine ? "\tp%d" : "\thost", is->pid);
		say(" -> %u%s\n", space->ino, !several || !is->engine ? "" :
		    !hosts ? " [color=blue, penwidth=2]" : USUALLY_OWN & NS_BIT(space->kind) ? " [color=red, penwidth=2]" :
		    " [color=gray]");
	}
	if (!space->whose && space->count)
		say("\t\"pid %u\" [fillcolor=lightyellow]\n\t\"pid %u\" -> %u\n", space->pid, space->pid, space->ino);
}

void
spaces_dot(const struct scan *scan, unsigned kinds, const struct scan_proc *only)
{
	size_t i;

	say("digraph namespaces {\n\trankdir=LR\n\tnode [shape=box, style=filled, fillcolor=lightblue]\n");
	for (i = 0; i < scan->spaces; i++) {
		const struct space *space = scan->space[i];
		bool hosts = space->whose && !space->whose->member->container->engine;

		if (!(kinds & NS_BIT(space->kind)) || (only && only->ino[space->kind] != space->ino))
			continue;
		say("\t%u [shape=ellipse, label=\"%s\\n%u%s\", fillcolor=%s]\n", space->ino, ns_kinds[space->kind].name,
		    space->ino, space->count ? "" : "\\nno process", hosts ? "orange" : space->count ? "white" : "lightgray");
		put_edges(space);
		if (space->parent && !only)
			say("\t%u -> %u [style=dotted, constraint=false]\n", space->ino, space->parent);
	}
	say("}\n");
}
