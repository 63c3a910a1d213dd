/*
 * regex.c - extended regular expressions of POSIX, and \w \W \s \S; no back references
 *
 * Compiled to a few instructions, of which all that may be next are followed
 * at once: time is linear in the text, whatever the expression.  A character
 * is one of UTF-8's; a byte that is none matches itself only.
 */

#include <string.h>
#include "table.h"
#include "regex.h"

enum { CODE_MAX = 256, DEPTH_MAX = 32 };
enum op { OP_SET, OP_FIRST, OP_LAST, OP_SPLIT, OP_DONE };

static struct code {
	enum op		 op;
	int		 x, y;		/* of a SPLIT: two ways on, relative */
	struct chars	 chars;		/* of a SET */
} code[CODE_MAX + 1];
static int used, depth, parens;
static const char *at, *last;
static bool bad;

static struct code *
emit(int where, enum op op, int x, int y)
{
	bad |= used >= CODE_MAX;
	if (bad)	/* where may be gone */
		used = where = 0;
	memmove(&code[where + 1], &code[where], (size_t)(used - where) * sizeof(*code));
	used++;
	code[where] = (struct code){ .op = op, .x = x, .y = y };
	return &code[where];
}

static void
put(struct chars *is, uint32_t from, uint32_t to)
{
	bad |= !chars_put(is, from, to);
}

/* [:class:], [=c=] or [.c.] */
static void
parse_named(struct chars *is)
{
	char kind = at[1];
	const char *from = at + 2, *end = from;
	uint32_t c;

	while (last - end > 1 && (end[0] != kind || end[1] != ']'))
		end++;
	bad |= last - end < 2;
	at = bad ? last : end + 2;
	if (!bad && kind == ':') {
		bad = !chars_class(is, from, (size_t)(end - from));
	} else if (!bad) {
		c = chars_next(&from, end);
		bad |= from != end;
		put(is, c, c);
	}
}

static void
parse_set(void)
{
	struct chars *is = &emit(used, OP_SET, 0, 0)->chars;
	bool first = true;

	is->not = at < last && *at == '^';
	at += is->not;
	for (; !bad && at < last && (*at != ']' || first); first = false) {
		uint32_t from, to;

		if (last - at > 1 && *at == '[' && (at[1] == ':' || at[1] == '=' || at[1] == '.')) {
			parse_named(is);
			continue;
		}
		from = to = chars_next(&at, last);
		if (last - at > 1 && *at == '-' && at[1] != ']') {
			at++;
			to = chars_next(&at, last);
			/* a-c-e */
			bad |= last - at > 1 && *at == '-' && at[1] != ']';
		}
		put(is, from, to);
	}
	bad |= at >= last;
	at += !bad;
}

/* The code from atom on, min times to max; max -1: without end. */
static void
repeat(int atom, int min, int max)
{
	int len = used - atom, copies = max >= 0 ? max : min ? min : 1, i, from;

	if (!copies)
		used = atom;
	for (i = 1; i < copies && !bad; i++) {
		if (i >= min)
			emit(used, OP_SPLIT, 1, len + 1);
		for (from = atom; from < atom + len && !bad; from++)
			*emit(used, OP_SET, 0, 0) = code[from];
	}
	if (max < 0)
		emit(used, OP_SPLIT, -len, 1);
	if (!min && copies)
		emit(atom, OP_SPLIT, 1, len + (max < 0 ? 2 : 1));
}

/* A number below 1000; -1: none. */
static int
parse_count(void)
{
	int value = -1;

	for (; at < last && *at >= '0' && *at <= '9'; at++) {
		value = (value < 0 ? 0 : value) * 10 + *at - '0';
		if (value >= 1000)
			bad = true;
		if (bad)
			break;
	}
	return value;
}

/* Takes one of * + ? {} when it is next. */
static bool
parse_repeat(int atom)
{
	char c = at < last && !bad ? *at : '\0';
	int min, max;

	if (c != '*' && c != '+' && c != '?' && c != '{')
		return false;
	at++;
	min = c == '+';
	max = c == '?' ? 1 : -1;
	if (c == '{') {
		max = min = parse_count();
		if (at < last && *at == ',') {
			at++;
			max = parse_count();
			min = min < 0 ? 0 : min;
		}
		bad |= at >= last || *at != '}' || min < 0 || (max >= 0 && max < min);
		at += !bad;
	}
	if (!bad)
		repeat(atom, min, max);
	return true;
}

static void
parse_escape(void)
{
	struct chars *is = &emit(used, OP_SET, 0, 0)->chars;
	char c = at < last ? text_lower(*at) : '\0';
	uint32_t literal;

	/* <>`' and b are places, digits what matched before */
	if (!c || c == 'b' || (c >= '1' && c <= '9') || *text_to("<>`'", c)) {
		bad = true;
	} else if (c == 'w' || c == 's') {
		is->not = c != *at++;
		chars_class(is, &c, 1);
	} else {
		literal = chars_next(&at, last);
		put(is, literal, literal);
	}
}

static void
parse(void)
{
	int start = used, atom, len, i;
	uint32_t c;

	if (++depth > DEPTH_MAX)
		bad = true;
	while (!bad && at < last && *at != '|' && (*at != ')' || !parens)) {
		atom = used;
		c = chars_next(&at, last);
		if (c == '(') {
			parens++;
			parse();
			parens--;
			bad |= at == last || *at != ')';
			at += at < last;
		} else if (c == '[') {
			parse_set();
		} else if (c == '^' || c == '$') {
			emit(used, c == '^' ? OP_FIRST : OP_LAST, 0, 0);
		} else if (c == '.') {
			emit(used, OP_SET, 0, 0)->chars.not = true;
		} else if (c == '*' || c == '+' || c == '?' || c == '{') {
			bad = true;
		} else if (c == '\\') {
			parse_escape();
		} else {
			put(&emit(used, OP_SET, 0, 0)->chars, c, c);
		}
		while (parse_repeat(atom))
			bad |= c == '^' || c == '$';	/* places cannot be repeated */
	}
	if (!bad && at < last && *at == '|') {
		at++;
		len = used - start;
		emit(start, OP_SPLIT, 1, len + 2);
		i = used;
		emit(used, OP_SPLIT, 0, 0);
		parse();
		if (!bad)
			code[i].x = code[i].y = used - i;
	}
	depth--;
}

/* Makes instruction i one of those that are next, or what it leads to. */
static void
follow(bool *next, int i, bool first, bool end)
{
	if (next[i])
		return;
	next[i] = true;
	if (code[i].op == OP_SPLIT) {
		follow(next, i + code[i].x, first, end);
		follow(next, i + code[i].y, first, end);
	} else if ((code[i].op == OP_FIRST && first) || (code[i].op == OP_LAST && end)) {
		follow(next, i + 1, first, end);
	}
}

bool
regex_match(const char *pattern, size_t len, const char *text, bool *matches)
{
	bool now[CODE_MAX + 1], next[CODE_MAX + 1], first = true;
	const char *end = text + strlen(text);
	uint32_t c;
	int i;

	at = pattern;
	last = at + len;
	used = depth = parens = 0;
	bad = false;
	parse();
	if (bad || at < last)
		return false;
	code[used].op = OP_DONE;
	memset(now, 0, sizeof(now));
	for (;; first = false) {
		follow(now, 0, first, text == end);
		*matches = now[used];
		if (*matches || text == end)
			return true;
		memset(next, 0, sizeof(next));
		c = chars_next(&text, end);
		for (i = 0; i < used; i++)
			if (now[i] && code[i].op == OP_SET && chars_have(&code[i].chars, c))
				follow(next, i + 1, false, text == end);
		memcpy(now, next, sizeof(now));
	}
}
