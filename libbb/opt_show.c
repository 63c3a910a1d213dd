/* opt_show.c - an option table for people and for scripts: --help, --usage-dump */

#include <string.h>
#include "opt.h"

enum { HELP_COLUMN = 30 };

bool
opt_next(struct opt_walk *walk, struct opt *row)
{
	for (;;) {
		*row = *walk->at;
		if (row->type == OPT_T_END)
			return false;
		if (row->type == OPT_T_EACH) {
			const struct opt_each *each = row->dest;

			if (each->row(walk->i, each->base, row)) {
				walk->i++;
				return true;
			}
			walk->i = 0;
		}
		walk->at++;
		if (row->type != OPT_T_EACH)
			return true;
	}
}

/* Of an OPT_TEXT, the one behind that. */
static const char *
next_text(const char *text)
{
	return text + strlen(text) + 1;
}

static void
show_row(struct out *out, const struct opt *row)
{
	size_t from = out->len;
	const char *bare = row->type == OPT_T_MAYBE ? "[" : "", *arg = next_text(row->text);

	if (row->letter)
		out_fmt(out, "  -%c%s", row->letter, *row->text ? ", " : "");
	else
		out_fmt(out, "      ");
	if (*row->text)
		out_fmt(out, "--%s", row->text);
	if (*arg)
		out_fmt(out, "%s%s%s%s", bare, *bare ? "=" : *row->text ? " " : "", arg, *bare ? "]" : "");
	out_pad(out, out->len - from, HELP_COLUMN);
	out_fmt(out, "%s\n", next_text(arg));
}

void
opt_help(const struct opt *opts, const char *usage)
{
	struct opt_walk walk = { opts, 0 };
	struct opt row;

	say("usage: %s %s\n", applet->name, usage);
	if (!CONFIG_HELP)
		return;
	say("%s\n\n", applet->summary);
	while (opt_next(&walk, &row)) {
		char text[256];
		struct out line = { .fd = -1, .buf = text, .room = sizeof(text) };

		if (row.type == OPT_T_REFUSED)
			continue;
		if (row.type != OPT_T_NOTE)
			show_row(&line, &row);
		out_bytes(&std_out, text, line.len);
		if (row.type == OPT_T_NOTE)
			out_bytes(&std_out, row.text, strlen(row.text));
	}
}

/* One line a row: applet, letter, long name, kind of argument, its name, help. */
void
opt_dump(const struct opt *opts)
{
	struct opt_walk walk = { opts, 0 };
	struct opt row;

	while (opt_next(&walk, &row)) {
		char letter[2] = { row.letter, 0 };
		const char *arg = next_text(row.text);

		if (row.type == OPT_T_NOTE || row.type == OPT_T_REFUSED)
			continue;
		say("%s\t%s\t%s\t%s\t%s\t%s\n", applet->name, letter, row.text,
			!*arg ? "none" : row.type == OPT_T_MAYBE ? "optional" : "required", arg, next_text(arg));
	}
}
