/* engine_bwrap.c - sandboxes that a bubblewrap process keeps: no name, no record */

#include <fcntl.h>
#include "engine.h"

static void
bwrap_process(const struct engine_walk *walk, const struct process *process)
{
	struct container container = CONTAINER_EMPTY;
	struct words words = { 0 };
	const struct process *other;
	int proc = fd_openf(AT_FDCWD, O_PATH | O_DIRECTORY, "/proc/%d", process->pid);
	struct proc_stat stat;
	bool inside = false;
	char id[24];
	const char *word;
	unsigned n;

	/* its first process inside is called the same */
	if (proc >= 0 && proc_stat(proc, &stat))
		for (other = process_list(); other && !inside; other = other->next)
			inside = other->engine == process->engine && other->pid == stat.ppid;
	fd_close(proc);
	if (inside)
		return;
	container.pid = process_child(process->pid, NULL);
	for (n = 1; (word = process_word(process, n)); n++)
		words_add(NULL, word, &words);
	TEXT(id, "%d", container.pid);
	container.id = container.name = id;
	container.command = words.text;
	engine_kept(walk, process, &container);
}

const struct engine engine_bwrap = { .name = "bwrap", .program = "bwrap", .process = bwrap_process };
