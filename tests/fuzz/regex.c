/*
 * regex_match(): against a matcher of sets of places, where both know what
 * the pattern means; and no pattern is slow.  The first line of the input is
 * the pattern, the rest the text.
 */
#include <time.h>
#include "fuzz.h"
#include "table.h"

enum { NODES = 512, STEPS = 20000, TEXT_MAX = 63 };
enum kind { EMPTY, SET, FIRST, LAST, THEN, OR, REPEAT };

static struct node {
	enum kind	 kind;
	bool		 set[128];
	int		 a, b;
	unsigned	 min, max;
} nodes[NODES];
static int node_count, steps;
static const char *at, *end, *subject;
static bool known, braces, anchors;

static int
node(enum kind kind, int a, int b)
{
	if (node_count == NODES) {
		known = false;
		node_count = 0;
	}
	nodes[node_count] = (struct node){ .kind = kind, .a = a, .b = b };
	return node_count++;
}

static bool
is_plain(char c)
{
	return c && strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _,:;=@%&/\"'<>~#", c);
}

static int
parse_set(void)
{
	int is = node(SET, 0, 0), c;
	bool not = at < end && *at == '^', any = false;

	for (at += not; at < end && *at != ']'; at++, any = true) {
		if (!is_plain(*at) || *at == ':' || *at == '=')
			known = false;
		if (!known)
			return is;
		nodes[is].set[(int)*at] = true;
		if (end - at > 2 && at[1] == '-') {
			known &= is_plain(at[2]) && at[0] <= at[2];
			for (c = at[0]; known && c <= at[2]; c++)
				nodes[is].set[c] = true;
			at += 2;
		}
	}
	known &= any && at < end;
	at += at < end;
	for (c = 0; not && c < 128; c++)
		nodes[is].set[c] = !nodes[is].set[c];
	return is;
}

static unsigned
number(void)
{
	unsigned value = 0, digits = 0;

	for (; at < end && *at >= '0' && *at <= '9' && digits < 3; digits++)
		value = value * 10 + (unsigned)(*at++ - '0');
	known &= digits > 0;
	return value;
}

static int	parse_or(int depth);

static int
parse_atom(int depth)
{
	char c = *at++;
	int is, i;

	if (c == '(') {
		is = parse_or(depth + 1);
		known &= at < end && *at == ')';
		at += at < end;
		return is;
	}
	if (c == '[')
		return parse_set();
	if (c == '^' || c == '$') {
		anchors = true;
		return node(c == '^' ? FIRST : LAST, 0, 0);
	}
	is = node(SET, 0, 0);
	if (c == '.') {
		for (i = 0; i < 128; i++)
			nodes[is].set[i] = true;
		return is;
	}
	if (c == '\\') {
		c = at < end ? *at++ : 'x';
		known &= c && strchr(".*+?()|[]^$\\{}", c);
	} else {
		known &= is_plain(c);
	}
	if (known)
		nodes[is].set[(int)c] = true;
	return is;
}

static int
parse_repeat(int is)
{
	char c = *at++;
	int repeat = node(REPEAT, is, 0);
	struct node *to = &nodes[repeat];

	to->min = c == '+';
	to->max = c == '?' ? 1 : UINT32_MAX;
	if (c != '{')
		return repeat;
	to->min = to->max = number();
	if (at < end && *at == ',') {
		at++;
		to->max = at < end && *at == '}' ? UINT32_MAX : number();
	}
	known &= at < end && *at == '}' && to->max >= to->min;
	at += at < end;
	return repeat;
}

static int
parse_or(int depth)
{
	int is = node(EMPTY, 0, 0), piece;

	known &= depth < 100;
	while (known && at < end && *at != '|' && *at != ')') {
		piece = parse_atom(depth);
		while (known && at < end && *at && strchr(braces ? "*+?{" : "*+?", *at))
			piece = parse_repeat(piece);
		is = node(THEN, is, piece);
	}
	if (known && at < end && *at == '|') {
		at++;
		piece = parse_or(depth + 1);
		is = node(OR, is, piece);
	}
	return is;
}

/* Where what begins at one of the places may end. */
static uint64_t
places(int i, uint64_t from)
{
	const struct node *is = &nodes[i];
	size_t len = strlen(subject), place;
	uint64_t to = 0, more;
	unsigned n;

	if (++steps > STEPS)
		known = false;
	if (!known || !from)
		return 0;
	switch (is->kind) {
	case EMPTY:
		return from;
	case FIRST:
		return from & 1;
	case LAST:
		return from & (uint64_t)1 << len;
	case SET:
		for (place = 0; place < len; place++)
			if (from >> place & 1 && is->set[(int)subject[place]])
				to |= (uint64_t)1 << (place + 1);
		return to;
	case THEN:
		return places(is->b, places(is->a, from));
	case OR:
		return places(is->a, from) | places(is->b, from);
	default:
		for (n = 0; n < is->min && from; n++)
			from = places(is->a, from);
		for (to = from; n < is->max && known; n++) {
			more = places(is->a, to) | to;
			if (more == to)
				break;
			to = more;
		}
		return to;
	}
}

static bool
is_ascii(const char *text)
{
	while (*text > 0)
		text++;
	return !*text;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t len = fuzz_line(data, size);
	bool matches = false, sound, again, found;
	char *pattern, *text;
	clock_t begun;
	int top;

	fuzz_reset();
	/* a brace is one of its own for some */
	MUST(regex_match("^a{2}$", 6, "aa", &braces));
	pattern = fuzz_copy(data, len);
	text = len < size ? fuzz_copy(data + len + 1, size - len - 1) : fuzz_copy("", 0);
	begun = clock();
	sound = regex_match(pattern, len, text, &matches);
	MUST(clock() - begun < CLOCKS_PER_SEC);
	again = !matches;
	MUST(regex_match(pattern, len, text, &again) == sound && (!sound || again == matches));
	if (strlen(text) > TEXT_MAX || !is_ascii(text))
		return 0;
	at = pattern;
	end = pattern + len;
	subject = text;
	node_count = steps = 0;
	known = true;
	anchors = false;
	top = parse_or(0);
	known &= at == end;
	if (known && !sound)
		MUST(len > 24 || anchors || memchr(pattern, '{', len));
	if (!known || !sound)
		return 0;
	found = places(top, ~(uint64_t)0 >> (63 - strlen(text))) != 0;
	if (known && found != matches)
		fprintf(stderr, "'%s' in '%s': %d, not %d\n", pattern, text, matches, found);
	MUST(!known || found == matches);
	return 0;
}
