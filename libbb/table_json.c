/* table_json.c - a table as JSON, laid out as util-linux's tools do */

#include "libbb.h"
#include "table.h"

static void
line(unsigned indent)
{
	say("\n");
	if (indent)
		out_pad(&std_out, 0, indent);
}

static void
put_cells(const struct table *table, struct row *row, unsigned indent)
{
	unsigned i;

	for (i = 0; i < table->shown_count; i++) {
		const struct column *column = &table->column[table->shown[i]];
		const struct cell *is = table_cell(table, row, table->shown[i]);
		const char *c;

		say(i ? "," : "");
		line(indent);
		say("\"");
		for (c = column->name; *c; c++)
			say("%c", text_lower(*c));
		say("\": ");
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
	unsigned indent = table->json_name ? 6 : 3, left;
	bool first = true;

	if (table->json_name)
		say("{\n   \"%s\": ", table->json_name);
	say(row || !table->exact ? "[" : "[\n");
	while (row) {
		if (first)
			line(indent);
		say(first ? "{" : ",{");
		put_cells(table, row, indent + 3);
		first = row->child;
		if (first) {
			say(",");
			line(indent += 3);
			say("\"children\": [");
			indent += 3;
		} else {
			line(indent);
			say("}");
		}
		for (row = table_next(row, &left); left; left--) {
			line(indent -= 3);
			say("]");
			line(indent -= 3);
			say("}");
		}
	}
	line(indent - 3);
	say(table->json_name ? "]\n}\n" : "]\n");
}
