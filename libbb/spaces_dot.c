/* spaces_dot.c - containers and the namespaces they are in, for graphviz */

#include <string.h>
#include "spaces.h"

/* Text of a container's as a string of dot's. */
static void
quoted(const char *text, size_t len)
{
	size_t i;

	say("\"");
	for (i = 0; i < len; i++)
		say(text[i] == '"' || text[i] == '\\' ? "\\%c" : "%c", text[i] >= ' ' && text[i] <= '~' ? text[i] : '?');
	say("\"");
}

void
spaces_dot(const struct scan *scan, unsigned kinds)
{
	size_t i;

	say("digraph namespaces {\n\trankdir=LR\n\tnode [shape=box, style=filled, fillcolor=lightblue]\n");
	for (i = 0; i < scan->spaces; i++) {
		const struct space *space = scan->space[i];
		const char *at = space->containers, *end;
		bool host = at && starts_with(at, "host") && (!at[4] || at[4] == ',');

		if (!(kinds & NS_BIT(space->kind)))
			continue;
		say("\t%u [shape=ellipse, label=\"%s\\n%u%s\", fillcolor=%s]\n", space->ino, ns_kinds[space->kind].name,
		    space->ino, space->count ? "" : "\\nno process", host ? "orange" : space->count ? "white" : "lightgray");
		for (; at && *at; at = end + (*end == ',')) {
			end = text_to(at, ',');
			say("\t");
			quoted(at, (size_t)(end - at));
			say(" -> %u%s\n", space->ino, host && strncmp(at, "host", 4) ? " [color=red]" :
			    text_to(space->containers, ',')[0] && !host ? " [color=blue, penwidth=2]" : "");
		}
		if (!space->containers && space->count)
			say("\t\"pid %u\" [fillcolor=lightyellow]\n\t\"pid %u\" -> %u\n", space->pid, space->pid, space->ino);
		if (space->parent)
			say("\t%u -> %u [style=dotted]\n", space->ino, space->parent);
	}
	say("}\n");
}
