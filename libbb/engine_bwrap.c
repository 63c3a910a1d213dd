/* engine_bwrap.c - sandboxes that a bubblewrap process keeps: no name, no record */

#include <string.h>
#include "engine.h"

static void
bwrap_process(const struct engine_walk *walk, const struct process *process)
{
	struct container container = CONTAINER_EMPTY;
	struct words words = { 0 };
	const struct process *other;
	char id[24];
	const char *word;
	unsigned n;

	container.pid = process_child(process->pid, NULL);
	/* its first process inside is called the same */
	for (other = process_list(); other; other = other->next)
		if (other->engine == process->engine && other != process && process_child(other->pid, NULL) == process->pid)
			return;
	for (n = 1; (word = process_word(process, n)); n++)
		words_add(NULL, word, &words);
	TEXT(id, "%d", container.pid);
	container.id = container.name = id;
	container.command = words.text;
	engine_kept(walk, process, &container);
}

const struct engine engine_bwrap = { .name = "bwrap", .program = "bwrap", .process = bwrap_process };
