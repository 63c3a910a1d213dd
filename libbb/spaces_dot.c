/* spaces_dot.c - containers and the namespaces they are in, for graphviz */

#include <string.h>
#include "spaces.h"

static const char *const edges[TONES] = {
	[TONE_COMMON] = " [color=gray]",
	[TONE_SHARED] = " [color=blue, penwidth=2]",
	[TONE_HOSTS]  = " [color=red, penwidth=2]",
};

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
	const char *edge = edges[spaces_tone(space)];
	const struct whose *whose;

	for (whose = space->whose; whose; whose = whose->next) {
		const struct container *is = whose->member->container;

		put_node(whose->member);
		say(is->engine ? "\tp%d" : "\thost", is->pid);
		say(" -> %u%s\n", space->ino, edge && is->engine ? edge : "");
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
