/*
 * regex.c - extended regular expressions: . [] ^ $ * + ? () |, and \ before a character
 *
 * Compiled to a few instructions, of which all that may be next are followed
 * at once: time is linear in the text, whatever the expression.
 */

#include <string.h>
#include "table.h"

enum { CODE_MAX = 256, DEPTH_MAX = 32 };
enum op { OP_SET, OP_FIRST, OP_LAST, OP_SPLIT, OP_DONE };

static struct code {
	enum op		 op;
	int		 x, y;		/* of a SPLIT: two ways on, relative */
	unsigned char	 set[32];
} code[CODE_MAX + 1];
static int used, depth;
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
	code[where] = (struct code){ op, x, y, { 0 } };
	return &code[where];
}

static void
put(struct code *is, unsigned char c)
{
	is->set[c / 8] |= (unsigned char)(1 << c % 8);
}

static void
parse_set(void)
{
	struct code *is = emit(used, OP_SET, 0, 0);
	bool not = at < last && *at == '^', first = true;
	unsigned i;

	at += not;
	for (; at < last && (*at != ']' || first); at++, first = false) {
		unsigned char from = (unsigned char)*at, to = from;

		if (last - at > 2 && at[1] == '-' && at[2] != ']') {
			to = (unsigned char)at[2];
			at += 2;
		}
		bad |= from > to;
		for (i = from; i <= to; i++)
			put(is, (unsigned char)i);
	}
	bad |= at == last;
	at += at < last;
	for (i = 0; not && i < sizeof(is->set); i++)
		is->set[i] = (unsigned char)~is->set[i];
}

static void
parse(void)
{
	int start = used, atom, len, i;
	char c;

	if (++depth > DEPTH_MAX)
		bad = true;
	while (!bad && at < last && *at != '|' && *at != ')') {
		atom = used;
		c = *at++;
		if (c == '(') {
			parse();
			bad |= at == last || *at != ')';
			at += at < last;
		} else if (c == '[') {
			parse_set();
		} else if (c == '^' || c == '$') {
			emit(used, c == '^' ? OP_FIRST : OP_LAST, 0, 0);
		} else if (c == '.') {
			memset(emit(used, OP_SET, 0, 0)->set, 0xff, 32);
		} else if (c == '*' || c == '+' || c == '?' || (c == '\\' && at == last)) {
			bad = true;
		} else {
			put(emit(used, OP_SET, 0, 0), (unsigned char)(c == '\\' ? *at++ : c));
		}
		for (; !bad && at < last && (*at == '*' || *at == '+' || *at == '?'); at++) {
			len = used - atom;
			if (*at == '+') {
				emit(used, OP_SPLIT, -len, 1);
				continue;
			}
			emit(atom, OP_SPLIT, 1, len + (*at == '*' ? 2 : 1));
			if (*at == '*')
				emit(used, OP_SPLIT, -len - 1, -len - 1);
		}
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
	bool now[CODE_MAX + 1], next[CODE_MAX + 1];
	size_t place;
	int i;

	at = pattern;
	last = at + len;
	used = depth = 0;
	bad = false;
	parse();
	if (bad || at < last)
		return false;
	code[used].op = OP_DONE;
	memset(now, 0, sizeof(now));
	for (place = 0;; place++) {
		follow(now, 0, !place, !text[place]);
		*matches = now[used];
		if (*matches || !text[place])
			return true;
		memset(next, 0, sizeof(next));
		for (i = 0; i < used; i++)
			if (now[i] && code[i].op == OP_SET &&
			    (code[i].set[(unsigned char)text[place] / 8] & 1 << (unsigned char)text[place] % 8))
				follow(next, i + 1, false, !text[place + 1]);
		memcpy(now, next, sizeof(now));
	}
}
