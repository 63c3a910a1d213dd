/* filter.c - `USER != "root" and NPROCS > 1' of a table's row, as util-linux's -Q has it */

#include <string.h>
#include "libbb.h"
#include "table.h"

enum { DEPTH_MAX = 64 };
enum compare { EQ, NE, LE, GE, LT, GT, LIKE, UNLIKE, COMPARES };

static const struct {
	const char	*sign, *word;
} compares[COMPARES] = {
	{ "==", "EQ" }, { "!=", "NE" }, { "<=", "LE" }, { ">=", "GE" }, { "<", "LT" }, { ">", "GT" }, { "=~", NULL }, { "!~", NULL },
};

struct value {
	bool		 is_number, is_text;	/* neither: an empty cell */
	uint64_t	 number;
	const char	*text;
	size_t		 len;
};

static struct {
	struct table	*table;
	struct row	*row;		/* NULL: only to check it */
	const char	*whole, *at;
	unsigned	 depth;
} filter;

static _Noreturn void
fail(void)
{
	die("failed to initialize filter: '%s' at '%s'", filter.whole, filter.at);
}

static bool
is_letter(char c)
{
	return (text_lower(c) >= 'a' && text_lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* Takes sign, or word in either case, when it is next. */
static bool
take(const char *sign, const char *word)
{
	const char *rest;
	size_t i = 0;

	filter.at = text_skip(filter.at, ' ');
	if ((rest = after_prefix(filter.at, sign))) {
		filter.at = rest;
		return true;
	}
	while (word && word[i] && text_lower(filter.at[i]) == text_lower(word[i]))
		i++;
	if (!word || word[i] || is_letter(filter.at[i]))
		return false;
	filter.at += i;
	return true;
}

static struct value
column_value(const char *name, size_t len)
{
	struct value value = { 0 };
	const struct cell *is;
	unsigned column = table_find(filter.table, name, len);

	if (!filter.row) {
		table_need(filter.table, column);
		return value;
	}
	is = table_cell(filter.table, filter.row, column);
	value.is_number = is->is_number;
	value.number = is->number;
	value.is_text = is->text && !is->is_number;
	value.text = is->text;
	value.len = is->text ? strlen(is->text) : 0;
	return value;
}

static struct value
param(void)
{
	struct value value = { 0 };
	const char *from = filter.at;
	char quote = *from;

	if (quote == '"' || quote == '\'') {
		value.is_text = true;
		value.text = ++from;
		filter.at = text_to(from, quote);
		if (!*filter.at)
			fail();
		value.len = (size_t)(filter.at++ - from);
	} else if (num_scan(&filter.at, UINT64_MAX, &value.number)) {
		value.is_number = true;
	} else if (take("true", "TRUE") || take("false", "FALSE")) {
		value.is_number = true;
		value.number = text_lower(*from) == 't';
	} else {
		while (is_letter(*filter.at))
			filter.at++;
		if (filter.at == from)
			fail();
		value = column_value(from, (size_t)(filter.at - from));
	}
	return value;
}

static bool
holds(enum compare how, const struct value *a, const struct value *b)
{
	size_t less = a->len < b->len ? a->len : b->len;
	bool matches;
	int order;

	if (how >= LIKE) {
		char digits[24] = "";

		if (a->is_number)
			TEXT(digits, "%llu", (unsigned long long)a->number);
		if (!b->is_text || !regex_match(b->text, b->len, a->is_text ? mem_text(a->text, a->len) : digits, &matches))
			fail();
		return matches == (how == LIKE);
	}
	if (a->is_number && b->is_number)
		order = (a->number > b->number) - (a->number < b->number);
	else if (a->is_text && b->is_text)
		order = (order = memcmp(a->text, b->text, less)) ? order : (a->len > b->len) - (a->len < b->len);
	else
		return how == NE;
	switch (how) {
	case EQ:
		return !order;
	case NE:
		return order;
	case LE:
		return order <= 0;
	case GE:
		return order >= 0;
	case LT:
		return order < 0;
	default:
		return order > 0;
	}
}

/* LEVEL 0 is or, 1 and, 2 not, comparison and what is in parentheses. */
static bool
expression(unsigned level)
{
	struct value a, b;
	unsigned how;
	bool is, other;

	if (++filter.depth > DEPTH_MAX)
		fail();
	if (level < 2) {
		is = expression(level + 1);
		while (level ? take("&&", "AND") : take("||", "OR")) {
			other = expression(level + 1);
			is = level ? is && other : is || other;
		}
	} else if (take("(", NULL)) {
		is = expression(0);
		if (!take(")", NULL))
			fail();
	} else if (take("!", "NOT")) {
		is = !expression(2);
	} else {
		a = param();
		for (how = 0; how < COMPARES && !take(compares[how].sign, compares[how].word); how++)
			;
		if (how < COMPARES) {
			filter.at = text_skip(filter.at, ' ');
			b = param();
			is = (filter.row || how >= LIKE) && holds(how, &a, &b);
		} else {
			is = a.number || a.len;
		}
	}
	filter.depth--;
	return is;
}

bool
filter_row(struct table *table, struct row *row, const char *text)
{
	bool is;

	filter.table = table;
	filter.row = row;
	filter.whole = filter.at = text;
	filter.depth = 0;
	is = expression(0);
	if (*text_skip(filter.at, ' '))
		fail();
	return is;
}
