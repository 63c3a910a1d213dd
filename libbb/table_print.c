/*
 * table_print.c - a table as text
 *
 * Cells go through %s, so they need no care where they are made.  On a
 * terminal the lines fit its width; elsewhere they are whole.
 */

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "libbb.h"
#include "table.h"

enum { TREE_DEPTH = 60, CUT_LEAST = 8 };

unsigned table_width;

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
	unsigned depth;

	if (!row || !(table->column[column].flags & COLUMN_TREE))
		return 0;
	/* beside a further line, one that leads to its children, as there is in lsns */
	depth = row->depth + (row->is_more && row->child && column != table->shown[table->shown_count - 1]);
	return 2 * (depth < TREE_DEPTH ? depth : TREE_DEPTH);
}

static void
put_raw(const char *at)
{
	for (; *at; at++) {
		unsigned char byte = (unsigned char)*at;

		if (byte > ' ' && byte < 0x7f && byte != '\\')
			say("%c", byte);
		else
			say("\\x%x%x", byte >> 4, byte & 15u);
	}
}

/* The lines that lead to a row; MORE: beside a further line of it. */
static void
draw_tree(const struct table *table, const struct row *row, unsigned width, bool more)
{
	static const char *const signs[][4] = {
		{ "  ", "| ", "`-", "|-" },
		{ "  ", "\xe2\x94\x82 ", "\xe2\x94\x94\xe2\x94\x80", "\xe2\x94\x9c\xe2\x94\x80" },
	};
	unsigned char sign[TREE_DEPTH];
	unsigned levels = width / 2, i = levels;

	if (i && i > row->depth)
		sign[--i] = 1;
	for (; i--; row = row->parent)
		sign[i] = (unsigned char)((row->sibling != NULL) + (i + 1 == levels && !more ? 2 : 0));
	for (i = 0; i < levels; i++)
		if (table->raw)
			put_raw(signs[table->utf8][sign[i]]);
		else
			say("%s", signs[table->utf8][sign[i]]);
}

/* Prints a cell behind pad blanks; returns how many go before the next one. */
static unsigned
print_cell(const struct table *table, struct row *row, unsigned column, unsigned width, unsigned pad)
{
	unsigned tree = tree_width(table, row, column), left;
	char digits[24];
	const char *text = cell_text(table, row, column, digits);
	size_t cells, bytes = text_fit(text, SIZE_MAX, &cells);
	bool right = *text && table->column[column].flags & (COLUMN_NUMBER | COLUMN_RIGHT);
	bool cut = tree + cells > width, sign = !is_exact(table);

	if (cut && tree > width / 2 && sign)
		tree = width / 2 & ~1u;
	if (cut && (cut = cells > width - tree)) {
		bytes = text_fit(text, width - tree - sign, &cells);
		cells += sign;
	}
	left = width - tree - (unsigned)cells;
	pad += right ? left : 0;
	if (pad)
		out_pad(&std_out, 0, pad);
	draw_tree(table, row, tree, row && row->is_more);
	say("%.*s%s", (int)bytes, text, cut && sign ? "+" : "");
	return 1 + (right ? 0 : left);
}

/* Cells with one blank between, and none within. */
static void
print_raw(const struct table *table, struct row *row)
{
	char digits[24];
	unsigned i;

	for (i = 0; i < table->shown_count; i++) {
		say(i ? " " : "");
		draw_tree(table, row, tree_width(table, row, table->shown[i]), false);
		put_raw(cell_text(table, row, table->shown[i], digits));
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
fit(const struct table *table, unsigned *width, const unsigned *least, unsigned room)
{
	unsigned total = 0, widest, i;

	for (i = 0; i < table->shown_count; i++)
		total += width[i] + 1;
	for (; total > room + 1; total--) {
		widest = table->shown_count;
		for (i = 0; i < table->shown_count; i++)
			if ((table->column[table->shown[i]].flags & COLUMN_CUT) && width[i] > least[i] &&
			    (widest == table->shown_count || width[i] > width[widest]))
				widest = i;
		if (widest == table->shown_count)
			return;
		width[widest]--;
	}
}

/* The columns of the terminal that standard output is; 0 when it is none. */
static unsigned
screen(const struct table *table)
{
	const char *columns = env_get(environ, "COLUMNS");
	struct winsize size;
	uint64_t width;

	if (table_width || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		return table_width;
	if (!(is_exact(table) && size.ws_col) && columns && num_parse(columns, UINT16_MAX, &width) && width)
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

/* How wide the columns are, and the cut ones at least. */
static void
measure(const struct table *table, struct row *first, unsigned *width, unsigned *least)
{
	unsigned left, tree, hint, i;
	struct row *row, *line;
	char digits[24];
	size_t cells;

	for (i = 0; i < table->shown_count; i++) {
		const struct column *column = &table->column[table->shown[i]];
		unsigned heading = (unsigned)strlen(column->name);

		width[i] = 0;
		least[i] = is_exact(table) ? heading : CUT_LEAST;
		for (row = first; row; row = table_next(row, &left)) {
			tree = tree_width(table, row, table->shown[i]);
			if (is_exact(table) && least[i] < tree)
				least[i] = tree;
			for (line = row; line; line = line->more) {
				(void)text_fit(cell_text(table, line, table->shown[i], digits), SIZE_MAX, &cells);
				if (width[i] < tree + cells)
					width[i] = tree + (unsigned)cells;
			}
		}
		hint = column->flags / COLUMN_LEAST(1);
		if (width[i] < heading)
			width[i] = table->no_headings && !is_exact(table) ? width[i] : heading;
		else if (is_exact(table) && heading < hint && width[i] < hint)
			width[i] = hint;
	}
}

static void
print_text(const struct table *table, struct row *first)
{
	unsigned width[COLUMN_MAX], least[COLUMN_MAX], room = table->whole ? 0 : screen(table), left;
	struct row *row, *line;

	measure(table, first, width, least);
	if (room)
		fit(table, width, least, table->marked && room > 2 ? room - 2 : room);
	if (!table->no_headings)
		print_line(table, NULL, width);
	for (row = first; row; row = table_next(row, &left))
		for (line = row; line; line = line->more)
			print_line(table, line, width);
}

void
table_print(struct table *table)
{
	struct row *first = table_order(table);

	if (CONFIG_LIST_JSON && table->as_json) {
		table_json(table, first);
	} else if (first || !is_exact(table)) {
		drop_spare(table, first);
		if (CONFIG_LSNS)
			table_lines(table, first);
		print_text(table, first);
	}
}
