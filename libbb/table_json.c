/* table_json.c - a table as JSON: a row a line, an exact one laid out as lsns does */

#include "libbb.h"
#include "table.h"

static unsigned indent;

/* What stands between two parts: a new line that is DEEPER, or in a line only BETWEEN. */
static void
gap(const struct table *table, int deeper, const char *between)
{
	indent += (unsigned)deeper;
	say("%s", is_exact(table) ? "" : between);
	if (is_exact(table)) {
		say("\n");
		if (indent)
			out_pad(&std_out, 0, indent);
	}
}

static void
put_cells(const struct table *table, struct row *row)
{
	unsigned i;

	for (i = 0; i < table->shown_count; i++) {
		const struct column *column = &table->column[table->shown[i]];
		const struct cell *is = table_cell(table, row, table->shown[i]);
		const char *c;

		say(i ? "," : "{");
		gap(table, i ? 0 : 3, i ? " " : "");
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

void
table_json(const struct table *table, struct row *row)
{
	bool first = true;
	unsigned left;

	indent = 3;
	if (table->json_name) {
		say("{");
		gap(table, 0, "");
		say("\"%s\": ", table->json_name);
	}
	say(row || !is_exact(table) ? "[" : "[\n");
	if (!row)
		indent += 3;
	while (row) {
		if (first)
			gap(table, 3, "");
		else
			say(is_exact(table) ? "," : ",\n");
		put_cells(table, row);
		first = row->child;
		if (first) {
			say(",");
			gap(table, 0, " ");
			say("\"children\": [");
		} else {
			gap(table, -3, "");
			say("}");
		}
		for (row = table_next(row, &left); left; left--) {
			gap(table, -3, "");
			say("]");
			gap(table, -3, "");
			say("}");
		}
	}
	gap(table, -3, "");
	say("]");
	if (table->json_name) {
		gap(table, -3, "");
		say("}");
	}
	say("\n");
}
