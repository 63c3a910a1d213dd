/* regex_chars.c - the characters that may be at one place of a regular expression */

#include "regex.h"

enum { NO_CHAR = 0x110000 };

/* Of ASCII, pairs of first and last. */
static const struct {
	char		 name[7], pairs[9];
	bool		 high;
} classes[] = {
	{ "alpha", "azAZ", true }, { "digit", "09", false }, { "alnum", "azAZ09", true }, { "upper", "AZ", false },
	{ "lower", "az", false }, { "space", "\t\r  ", false }, { "blank", "\t\t  ", false }, { "punct", "!/:@[`{~", false },
	{ "print", " ~", true }, { "graph", "!~", true }, { "cntrl", "\1\37\177\177", false }, { "xdigit", "09afAF", false },
	{ "w", "azAZ09__", true }, { "s", "\t\r  ", false },
};

uint32_t
chars_next(const char **from, const char *end)
{
	uint32_t c;
	unsigned bytes = utf8_decode(*from, (size_t)(end - *from), &c);

	if (!bytes)
		c = NO_CHAR + (unsigned char)**from;
	*from += bytes ? bytes : 1;
	return c;
}

bool
chars_put(struct chars *is, uint32_t from, uint32_t to)
{
	if (from > to || is->wides == WIDE_MAX)
		return false;
	for (; from <= to && from < 128; from++)
		is->set[from / 8] |= (unsigned char)(1 << from % 8);
	if (from <= to) {
		is->wide[is->wides][0] = from;
		is->wide[is->wides++][1] = to;
	}
	return true;
}

bool
chars_class(struct chars *is, const char *name, size_t len)
{
	const char *pair;
	size_t i;

	for (i = 0; i < ARRAY_LEN(classes) && !text_is(name, len, classes[i].name); i++)
		;
	if (i == ARRAY_LEN(classes))
		return false;
	for (pair = classes[i].pairs; *pair; pair += 2)
		if (!chars_put(is, (unsigned char)pair[0], (unsigned char)pair[1]))
			return false;
	is->high |= classes[i].high;
	return true;
}

bool
chars_have(const struct chars *is, uint32_t c)
{
	bool in = c < 128 ? is->set[c / 8] & 1 << c % 8 : is->high && c < NO_CHAR;
	unsigned i;

	for (i = 0; i < is->wides; i++)
		in |= c >= is->wide[i][0] && c <= is->wide[i][1];
	return is->not ? !in && c < NO_CHAR : in;
}
