/*
 * table_lines.c - what cells become before they are measured
 *
 * Of a row whose WRAP cells have several lines there are further rows, one a
 * line.  In an exact table cells have their escapes from here on: those of
 * libsmartcols, which may be cut in two.
 */

#include <string.h>
#include <unistd.h>
#include "libbb.h"
#include "table.h"

/* Whether the locale that setlocale(3) would take has UTF-8. */
static bool
locale_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *at = NULL, *want = "utf8";
	size_t i;

	for (i = 0; i < ARRAY_LEN(names) && !(at && *at); i++)
		at = env_get(environ, names[i]);
	if (!at)
		return false;
	for (at = text_to(at, '.'); *at && *want; at++)
		if (text_lower(*at) == *want)
			want++;
		else if (*at != '-' && *at != '.')
			return false;
	return !*want && (!*at || *at == '@');
}

static const char *
escape(const struct table *table, const char *text, bool has_lines)
{
	size_t left = strlen(text), room = left * 4 + 1;
	struct out out = { .fd = -1, .buf = mem_alloc(room), .room = room };

	while (left) {
		unsigned good = utf8_printable(text, left), byte = (unsigned char)*text;

		if (good > 1 && !table->utf8)
			good = 0;
		if (has_lines && byte == '\n')
			good = 1;
		if (byte == '\\' && text[1] == 'x')	/* or it would look like an escape */
			good = 0;
		if (good)
			out_bytes(&out, text, good);
		else
			out_fmt(&out, "\\x%x%x", byte >> 4, byte & 15);
		text += good ? good : 1;
		left -= good ? good : 1;
	}
	return out.buf;
}

static void
split(const struct table *table, struct row *row, unsigned column)
{
	struct cell *is = table_cell(table, row, column);
	char *end;

	for (; is->text && *(end = text_to(is->text, '\n')); is = table_cell(table, row, column)) {
		*end = '\0';
		row->more = mem_alloc(sizeof(*row) + table->slots * sizeof(struct cell));
		row->more->is_more = true;
		row->more->parent = row->parent;
		row->more->child = row->child;
		row->more->sibling = row->sibling;
		row->more->depth = row->depth;
		row = row->more;
		table_cell(table, row, column)->text = end + 1;
	}
}

void
table_lines(struct table *table, struct row *first)
{
	struct row *row;
	unsigned left, i;

	table->utf8 = locale_utf8();
	for (row = first; row && !table->raw; row = table_next(row, &left))
		for (i = 0; table->column[i].name; i++) {
			struct cell *is = table_cell(table, row, i);
			bool wraps = table->column[i].flags & COLUMN_WRAP;

			if (is->text && is_exact(table))
				is->text = escape(table, is->text, wraps);
			if (wraps)
				split(table, row, i);
		}
}
