/*
 * filter.c - `USER != "root" and NPROCS > 1' of a table's row, as util-linux's -Q has it
 *
 * and, or bind alike, from the left; so do comparisons, closer, and not closest.
 */

#include <string.h>
#include "libbb.h"
#include "table.h"
#include "filter.h"

enum { DEPTH_MAX = 64 };
enum { LESS = 1, SAME = 2, MORE = 4, LIKE = 8, UNLIKE = 16 };

static const struct compare {
	char		 sign[3], word[3];
	unsigned char	 fits;
} compares[] = {
	{ "==", "eq", SAME }, { "!=", "ne", LESS | MORE }, { "<=", "le", LESS | SAME }, { ">=", "ge", SAME | MORE },
	{ "<", "lt", LESS }, { ">", "gt", MORE }, { "=~", "", LIKE }, { "!~", "", UNLIKE },
};

static struct {
	struct table	*table;
	struct row	*row;
	const char	*whole, *at;
	unsigned	 depth;
	bool		 idle;		/* only its syntax matters */
} filter;

static _Noreturn void
fail(const char *what)
{
	die("failed to %s filter: '%s' at '%s'", what, filter.whole, filter.at);
}

static _Noreturn void
bad_syntax(void)
{
	fail("initialize");
}

static bool
is_name(char c)
{
	return (text_lower(c) >= 'a' && text_lower(c) <= 'z') || is_digit(c) || (c && *text_to("_.%:/-", c));
}

/* Takes sign, or word, all in lower or in upper case, when it is next. */
static bool
take(const char *sign, const char *word)
{
	const char *rest;
	unsigned up;

	while (is_blank(*filter.at))
		filter.at++;
	if (*sign && (rest = after_prefix(filter.at, sign))) {
		filter.at = rest;
		return true;
	}
	for (up = 0; *word && up <= 'a' - 'A'; up += 'a' - 'A') {
		size_t i = 0;

		while (word[i] && filter.at[i] == word[i] - (int)up)
			i++;
		if (!word[i] && !is_name(filter.at[i])) {
			filter.at += i;
			return true;
		}
	}
	return false;
}

static void
set_result(struct value *value, bool is)
{
	*value = (struct value){ .type = AS_BOOL, .from = RESULT, .number = is };
}

static void
set_cell(struct value *value, const char *name, size_t len)
{
	const struct cell *is;
	unsigned i = table_find(filter.table, name, len);

	table_need(filter.table, i);
	value->from = CELL;
	if (!filter.row)
		return;
	is = table_cell(filter.table, filter.row, i);
	if (filter.table->column[i].flags & COLUMN_NUMBER || is->is_number) {
		value->type = AS_NUMBER;
		value->number = is->number;
		value->empty = !is->is_number;
	} else {
		value->type = AS_TEXT;
		value->empty = !is->text;
		if (is->text)
			value_text(value, is->text, strlen(is->text));
	}
}

static void
param(struct value *value)
{
	static const char units[] = "KMGTPEZY";
	const char *from = filter.at, *unit, *end;

	*value = (struct value){ .type = AS_BOOL };
	if (*from == '"' || *from == '\'') {
		end = text_to(from + 1, *from);
		if (!*end)
			bad_syntax();
		value->type = AS_TEXT;
		value_text(value, from + 1, (size_t)(end - from - 1));
		filter.at = end + 1;
	} else if (value_number(&filter.at, value)) {
		unit = *filter.at ? text_to(units, *filter.at) : "";
		if (*unit && value->type == AS_NUMBER) {
			for (; unit >= units; unit--) {
				if (value->number >> 54)
					bad_syntax();
				value->number <<= 10;
			}
			filter.at += starts_with(filter.at + 1, "iB") ? 3 : 1;
		}
		if (is_name(*filter.at))
			bad_syntax();
	} else if (take("", "true")) {
		value->number = 1;
	} else if (!take("", "false")) {
		while (is_name(*filter.at))
			filter.at++;
		if (filter.at == from || is_digit(*from))
			bad_syntax();
		set_cell(value, from, (size_t)(filter.at - from));
	}
}

static void
cast(struct value *value, enum value_type type)
{
	if (!value_cast(value, type))
		fail("apply");
}

static bool
is_like(struct value *a, const struct value *b, bool like)
{
	bool matches;

	if (b->from != LITERAL || b->type != AS_TEXT || !regex_match(b->text, b->len, "", &matches))
		bad_syntax();
	if (filter.idle)
		return false;
	if (a->from == CELL)
		cast(a, AS_TEXT);
	if (a->type != AS_TEXT)
		fail("apply");
	(void)regex_match(b->text, b->len, a->len ? mem_text(a->text, a->len) : "", &matches);
	return matches == like;
}

static bool
holds(const struct compare *how, struct value *a, struct value *b)
{
	enum value_type type = a->type;
	int order;

	if (how->fits >= LIKE)
		return is_like(a, b, how->fits == LIKE);
	if (filter.idle)
		return false;
	if (a->from == RESULT || b->from == RESULT)
		type = AS_BOOL;
	else if ((a->from == CELL && b->from == LITERAL) || (a->type < b->type && b->type == AS_DECIMAL))
		type = b->type;
	cast(a, type);
	cast(b, type);
	if ((a->empty || b->empty) && type != AS_TEXT)
		return false;
	order = value_order(a, b);
	return how->fits & (order < 0 ? LESS : order ? MORE : SAME);
}

/* LEVEL 0 is and, or; 1 comparisons; 2 not and what is in parentheses. */
static void
expression(struct value *a, unsigned level)
{
	bool idle = filter.idle, is, and;
	struct value b;
	size_t how;

	if (++filter.depth > DEPTH_MAX)
		bad_syntax();
	if (!level) {
		expression(a, 1);
		while ((and = take("&&", "and")) || take("||", "or")) {
			is = value_truth(a);
			filter.idle |= is != and;	/* it is decided */
			expression(&b, 1);
			filter.idle = idle;
			set_result(a, is == and ? value_truth(&b) : is);
		}
	} else if (level == 1) {
		expression(a, 2);
		for (how = 0; how < ARRAY_LEN(compares); how++) {
			if (!take(compares[how].sign, compares[how].word))
				continue;
			expression(&b, 2);
			set_result(a, holds(&compares[how], a, &b));
			how = SIZE_MAX;
		}
	} else if (take("(", "")) {
		expression(a, 0);
		if (!take(")", ""))
			bad_syntax();
	} else if (take("!", "not")) {
		expression(a, 2);
		set_result(a, !value_truth(a));
	} else {
		param(a);
	}
	filter.depth--;
}

bool
filter_row(struct table *table, struct row *row, const char *text)
{
	struct value value;

	filter.table = table;
	filter.row = row;
	filter.idle = !row;
	filter.whole = filter.at = text;
	filter.depth = 0;
	expression(&value, 0);
	if (take("", "") || *filter.at)
		bad_syntax();
	return value_truth(&value);
}
