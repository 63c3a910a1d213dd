/*
 * table_print.c - a table as text or as JSON
 *
 * Cells go through %s and out_json(), so they need no care where they are
 * made.  On a terminal the lines fit its width; elsewhere they are whole.
 */

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "libbb.h"
#include "table.h"

enum { TREE_DEPTH = 60, CUT_LEAST = 8 };

unsigned table_width;

static void
json_row(const struct table *table, struct row *row)
{
	unsigned i;

	for (i = 0; i < table->shown_count; i++) {
		const struct column *column = &table->column[table->shown[i]];
		const struct cell *is = table_cell(table, row, table->shown[i]);
		const char *c;

		say(i ? ", " : "");
		if (column->flags & COLUMN_AS_IS) {
			out_json(&std_out, column->name);
		} else {
			say("\"");
			for (c = column->name; *c; c++)
				say("%c", text_lower(*c));
			say("\"");
		}
		say(": ");
		if (is->is_number && (column->flags & COLUMN_BOOL))
			say(is->number ? "true" : "false");
		else if (is->is_number)
			say("%llu", (unsigned long long)is->number);
		else
			out_json(&std_out, is->text);
	}
}

static void
print_json(const struct table *table, struct row *row)
{
	bool first = true;
	unsigned left;

	if (table->json_name)
		say("{\"%s\": ", table->json_name);
	say("[");
	while (row) {
		say(first ? "{" : ",\n{");
		json_row(table, row);
		first = row->child;
		say(first ? ", \"children\": [" : "}");
		for (row = table_next(row, &left); left; left--)
			say("]}");
	}
	say(table->json_name ? "]}\n" : "]\n");
}

/* What stands in a cell; row NULL is the headings. */
static const char *
cell_text(const struct table *table, struct row *row, unsigned column, char digits[24])
{
	const struct cell *is;

	if (!row)
		return table->column[column].name;
	is = table_cell(table, row, column);
	if (is->text)
		return is->text;
	if (!is->is_number)
		return table->missing ? table->missing : "";
	if (table->column[column].flags & COLUMN_BOOL)
		return is->number ? "yes" : "no";
	text_fmt(digits, 24, "%llu", (unsigned long long)is->number);
	return digits;
}

static unsigned
tree_width(const struct table *table, const struct row *row, unsigned column)
{
	if (!row || !(table->column[column].flags & COLUMN_TREE))
		return 0;
	return 2 * (row->depth < TREE_DEPTH ? row->depth : TREE_DEPTH);
}

static void
draw_tree(const struct row *row, unsigned width, char art[2 * TREE_DEPTH + 1])
{
	unsigned at;

	art[width] = '\0';

	for (at = width; at; row = row->parent) {
		at -= 2;
		art[at] = row->sibling ? '|' : ' ';
		art[at + 1] = ' ';
		if (at + 2 == width) {
			art[at] = row->sibling ? '|' : '`';
			art[at + 1] = '-';
		}
	}
}

/* Prints a cell behind pad blanks; returns how many go before the next one. */
static unsigned
print_cell(const struct table *table, struct row *row, unsigned column, unsigned width, unsigned pad)
{
	bool right = table->column[column].flags & (COLUMN_NUMBER | COLUMN_RIGHT);
	unsigned tree = tree_width(table, row, column), left;
	char digits[24], art[2 * TREE_DEPTH + 1];
	const char *text = cell_text(table, row, column, digits);
	size_t cells, bytes = text_fit(text, SIZE_MAX, &cells);
	bool cut = tree + cells > width;

	if (cut && tree > width / 2)
		tree = width / 2 & ~1u;
	if (cut && (cut = cells > width - tree)) {
		bytes = text_fit(text, width - tree - 1, &cells);
		cells++;
	}
	left = width - tree - (unsigned)cells;
	pad += right ? left : 0;
	if (pad)
		out_pad(&std_out, 0, pad);
	draw_tree(row, tree, art);
	say("%s%.*s%s", art, (int)bytes, text, cut ? "+" : "");
	return 1 + (right ? 0 : left);
}

static void
print_blanked(const char *at)
{
	const char *end;

	for (; *(end = text_to(at, ' ')); at = end + 1)
		say("%.*s\\x20", (int)(end - at), at);
	say("%s", at);
}

/* Cells with one blank between, and none within. */
static void
print_raw(const struct table *table, struct row *row)
{
	char digits[24], art[2 * TREE_DEPTH + 1];
	unsigned i;

	for (i = 0; i < table->shown_count; i++) {
		say(i ? " " : "");
		draw_tree(row, tree_width(table, row, table->shown[i]), art);
		print_blanked(art);
		print_blanked(cell_text(table, row, table->shown[i], digits));
	}
	say("\n");
}

static void
print_line(const struct table *table, struct row *row, const unsigned *width)
{
	enum tone tone = row ? row->tone : TONE_HEADING;
	unsigned pad = 0, i;

	if (table->raw) {
		print_raw(table, row);
		return;
	}
	tone_begin(table, tone);
	for (i = 0; i < table->shown_count; i++)
		pad = print_cell(table, row, table->shown[i], width[i], pad);
	tone_end(table, tone);
	say("\n");
}

/* Makes the widest columns that may be cut narrower until a line fits. */
static void
fit(const struct table *table, unsigned *width, unsigned room)
{
	unsigned total = 0, widest, i;

	for (i = 0; i < table->shown_count; i++)
		total += width[i] + 1;
	for (; total > room + 1; total--) {
		widest = table->shown_count;
		for (i = 0; i < table->shown_count; i++)
			if ((table->column[table->shown[i]].flags & COLUMN_CUT) && width[i] > CUT_LEAST &&
			    (widest == table->shown_count || width[i] > width[widest]))
				widest = i;
		if (widest == table->shown_count)
			return;
		width[widest]--;
	}
}

/* The columns of the terminal that standard output is; 0 when it is none. */
static unsigned
screen(void)
{
	const char *columns = env_get(environ, "COLUMNS");
	struct winsize size;
	uint64_t width;

	if (table_width || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		return table_width;
	if (columns && num_parse(columns, UINT16_MAX, &width) && width)
		return (unsigned)width;
	return size.ws_col ? size.ws_col : 80;
}

/* Does without the SPARE columns that are empty. */
static void
drop_spare(struct table *table, struct row *first)
{
	unsigned from, to = 0, left;

	for (from = 0; from < table->shown_count; from++) {
		unsigned column = table->shown[from];
		bool needed = table->asked || !(table->column[column].flags & COLUMN_SPARE);
		struct row *row;

		for (row = first; row && !needed; row = table_next(row, &left))
			needed = table_cell(table, row, column)->text || table_cell(table, row, column)->is_number;
		table->shown[to] = (unsigned char)column;
		to += needed;
	}
	table->shown_count = to;
}

static void
print_text(const struct table *table, struct row *first)
{
	unsigned width[COLUMN_MAX], room = table->whole ? 0 : screen(), left, i;
	struct row *row;
	char digits[24];
	size_t cells;

	for (i = 0; i < table->shown_count; i++)
		width[i] = table->no_headings && !table->steady ? 0 : (unsigned)strlen(table->column[table->shown[i]].name);
	for (row = first; row; row = table_next(row, &left))
		for (i = 0; i < table->shown_count; i++) {
			(void)text_fit(cell_text(table, row, table->shown[i], digits), SIZE_MAX, &cells);
			cells += tree_width(table, row, table->shown[i]);
			if (width[i] < cells)
				width[i] = (unsigned)cells;
		}
	if (room)
		fit(table, width, table->marked && room > 2 ? room - 2 : room);
	if (!table->no_headings)
		print_line(table, NULL, width);
	for (row = first; row; row = table_next(row, &left))
		print_line(table, row, width);
}

void
table_print(struct table *table)
{
	struct row *first = table_order(table);

	if (CONFIG_LIST_JSON && table->as_json) {
		print_json(table, first);
	} else {
		drop_spare(table, first);
		print_text(table, first);
	}
}
