/* spaces_watch.c - what appeared and what went, from one frame of --watch to the next
 *
 * Each frame is a process of its own (watch.c): what it saw stays in shared memory.
 */

#include <string.h>
#include <sys/mman.h>
#include "spaces.h"

enum { KEPT = 4096, ROW_ROOM = 500, SHOWN = 5 };

static struct {
	uint32_t	 frame;
	struct seen {
		uint32_t	 ino;		/* 0: free */
		uint32_t	 last;		/* frame that had it */
		uint32_t	 changed;	/* the one in which it appeared or went; 0: was there from the start */
		char		 cells[ROW_ROOM];	/* those shown, a NUL behind each; the last byte is one */
	} seen[KEPT];
} *watched;

void
spaces_watch(void)
{
	watched = mmap(NULL, sizeof(*watched), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (watched == MAP_FAILED)
		die("out of memory");
	watch_frames();
}

/* What was seen of ino, or room for it; NULL: there is none. */
static struct seen *
find(uint32_t ino)
{
	struct seen *room = NULL;
	size_t i;

	for (i = 0; i < KEPT; i++) {
		if (watched->seen[i].ino == ino)
			return &watched->seen[i];
		if (!room && !watched->seen[i].ino)
			room = &watched->seen[i];
	}
	return room;
}

static void
keep(const struct table *table, struct row *row, struct seen *seen)
{
	struct out out = { .fd = -1, .buf = seen->cells, .room = ROW_ROOM - 1 };
	unsigned i;

	for (i = 0; i < table->shown_count; i++) {
		const struct cell *is = table_cell(table, row, table->shown[i]);

		if (is->text)
			out_bytes(&out, is->text, strlen(is->text));
		else if (is->is_number)
			out_fmt(&out, "%llu", (unsigned long long)is->number);
		out_bytes(&out, "", 1);
	}
}

static void
put_gone(struct table *table, const struct seen *seen)
{
	struct row *row = table_row(table);
	const char *text = seen->cells;
	unsigned i;

	row->tone = TONE_GONE;
	for (i = 0; i < table->shown_count && text < seen->cells + ROW_ROOM; i++, text += strlen(text) + 1)
		table_text(table, row, table->shown[i], text);
	table_number(table, row, NS, seen->ino);
}

void
spaces_mark(struct table *table)
{
	struct row *top = NULL, **end = &top, **at = &table->first, *row;
	uint32_t now = ++watched->frame;
	size_t i;

	for (row = table->first; row; row = row->next) {
		uint32_t ino = (uint32_t)table_cell(table, row, NS)->number;
		struct seen *seen = find(ino);

		if (!seen)
			continue;
		if (!seen->ino || seen->last + 1 != now)
			seen->changed = now > 1 ? now : 0;
		seen->ino = ino;
		seen->last = now;
		keep(table, row, seen);
		if (seen->changed && now - seen->changed < SHOWN)
			row->tone = TONE_NEW;
	}
	for (i = 0; i < KEPT; i++) {
		struct seen *seen = &watched->seen[i];

		if (!seen->ino || seen->last == now)
			continue;
		if (seen->last + 1 == now)
			seen->changed = now;
		if (now - seen->changed < SHOWN)
			put_gone(table, seen);
		else
			seen->ino = 0;
	}
	/* the list may be longer than the screen */
	while ((row = *at)) {
		if (row->tone < TONE_NEW) {
			at = &row->next;
			continue;
		}
		*at = row->next;
		*end = row;
		end = &row->next;
	}
	*end = table->first;
	table->first = top;
	table->marked = true;
}
