/* table.c - rows of cells, the columns that are wanted of them, and their order */

#include <string.h>
#include "libbb.h"
#include "table.h"

unsigned
table_find(const struct table *table, const char *name, size_t len)
{
	char all[1024];
	struct out out = { .fd = -1, .buf = all, .room = sizeof(all) - 1 };
	unsigned i;
	size_t at;

	for (i = 0; table->column[i].name; i++) {
		const char *is = table->column[i].name;

		for (at = 0; at < len && is[at] && text_lower(name[at]) == text_lower(is[at]); at++)
			;
		if (at == len && !is[at])
			return i;
		out_fmt(&out, " %s", is);
	}
	all[out.len] = '\0';
	die("no column '%.*s'; there are%s", (int)len, name, all);
}

void
table_need(struct table *table, unsigned column)
{
	if (!table->slot[column])
		table->slot[column] = (unsigned char)++table->slots;
}

bool
table_shows(const struct table *table, unsigned column)
{
	unsigned i;

	for (i = 0; i < table->shown_count; i++)
		if (table->shown[i] == column)
			return true;
	return false;
}

static void
show_one(struct table *table, unsigned column)
{
	if (is_exact(table) || !table_shows(table, column)) {
		if (table->shown_count == COLUMN_MAX)
			die("more than %d columns", COLUMN_MAX);
		table->shown[table->shown_count++] = (unsigned char)column;
	}
	table_need(table, column);
}

static void
show(struct table *table, const char *list)
{
	bool all = !strcmp(list, "all");
	const char *end;
	unsigned i;

	table->asked |= all;
	for (i = 0; all && table->column[i].name; i++)
		show_one(table, i);
	for (; !all; list = end + 1) {
		end = text_to(list, ',');
		show_one(table, table_find(table, list, (size_t)(end - list)));
		all = !*end;
	}
}

void
table_choose(struct table *table, const char *columns, const char *list)
{
	table->asked = list;
	if (!list || *list == '+')
		show(table, columns);
	if (list)
		show(table, list + (*list == '+'));
}

void
table_sort_by(struct table *table, const char *name)
{
	table->reverse = *name == '-';
	name += table->reverse;
	table->sort = table_find(table, name, strlen(name));
	table_need(table, table->sort);
	table->sorted = true;
}

bool
table_has(const struct table *table, unsigned column)
{
	return table->slot[column] != 0;
}

struct row *
table_row(struct table *table)
{
	struct row *row = mem_alloc(sizeof(*row) + table->slots * sizeof(struct cell));

	if (!table->first)
		table->last = &table->first;
	*table->last = row;
	table->last = &row->next;
	return row;
}

struct cell *
table_cell(const struct table *table, struct row *row, unsigned column)
{
	static struct cell nowhere;
	struct cell *is = &nowhere;

	if (table->slot[column])
		is = &row->cell[table->slot[column] - 1];
	return is;
}

void
table_text(struct table *table, struct row *row, unsigned column, const char *text)
{
	if (table_has(table, column) && *text)
		table_cell(table, row, column)->text = mem_text(text, strlen(text));
}

void
table_number(struct table *table, struct row *row, unsigned column, uint64_t number)
{
	struct cell *is = table_cell(table, row, column);

	is->number = number;
	is->is_number = true;
}

void
table_show(struct table *table, struct row *row, unsigned column, uint64_t number,
	   void (*text)(char text[WHEN_ROOM], uint64_t number))
{
	char shown[WHEN_ROOM];

	if (!table_has(table, column))
		return;
	text(shown, number);
	table_text(table, row, column, shown);
	table_number(table, row, column, number);
}

/* True when b goes before a. */
static bool
is_after(const struct table *table, struct row *a, struct row *b)
{
	const struct cell *x = table_cell(table, table->reverse ? b : a, table->sort);
	const struct cell *y = table_cell(table, table->reverse ? a : b, table->sort);

	if (x->is_number && y->is_number)
		return x->number > y->number;
	if (x->is_number || y->is_number)
		return y->is_number;	/* what has none goes last */
	return strcmp(x->text ? x->text : "", y->text ? y->text : "") > 0;
}

/* Merges runs of 1, 2, 4... rows; equal ones keep their order. */
static void
sort(struct table *table)
{
	size_t width, merges = 2, i;

	for (width = 1; merges > 1; width *= 2) {
		struct row *a = table->first, **end = &table->first;

		for (merges = 0; a; merges++) {
			struct row *b = a;
			size_t as, bs = width;

			for (as = 0; as < width && b; as++)
				b = b->next;
			i = as;
			while (i || (bs && b)) {
				if (!i || (bs && b && is_after(table, a, b))) {
					*end = b;
					b = b->next;
					bs--;
				} else {
					*end = a;
					a = a->next;
					i--;
				}
				end = &(*end)->next;
			}
			a = b;
		}
		*end = NULL;
	}
}

/* Makes the rows a tree: a row's children in the order they have in the list. */
static struct row *
link_tree(struct table *table)
{
	struct row root = { 0 }, *row, *up;

	for (row = table->first; row; row = row->next) {
		up = row->parent ? row->parent : &root;
		*(up->last_child ? &up->last_child->sibling : &up->child) = row;
		up->last_child = row;
	}
	return root.child;
}

void
table_flatten(struct table *table)
{
	struct row *row;

	for (row = table->first; row; row = row->next)
		row->parent = NULL;
}

struct row *
table_next(struct row *row, unsigned *left)
{
	*left = 0;
	if (row->child) {
		row->child->depth = row->depth + 1;
		return row->child;
	}
	for (; !row->sibling && row->parent; row = row->parent)
		++*left;
	if (row->sibling)
		row->sibling->depth = row->depth;
	return row->sibling;
}

struct row *
table_order(struct table *table)
{
	if (table->sorted)
		sort(table);
	return link_tree(table);
}
