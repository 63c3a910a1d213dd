/*
 * text.c - searching short texts, and what of them may be shown
 *
 * libc's searches are built for long texts: the five used here would be 2 KB.
 */

#include <string.h>
#include "libbb.h"

char *
text_to(const char *text, char stop)
{
	while (*text && *text != stop)
		text++;
	return (char *)text;
}

char *
text_skip(const char *text, char skip)
{
	while (*text == skip)
		text++;
	return (char *)text;
}

char *
text_last(const char *text, char wanted)
{
	const char *last = NULL;

	for (; *text; text++)
		if (*text == wanted)
			last = text;
	return (char *)last;
}

char *
text_find(const char *text, const char *part)
{
	for (; *text; text++)
		if (starts_with(text, part))
			return (char *)text;
	return NULL;
}

bool
text_is(const char *bytes, size_t len, const char *text)
{
	return strlen(text) == len && starts_with(bytes, text);
}

char *
after_prefix(const char *text, const char *prefix)
{
	while (*prefix)
		if (*text++ != *prefix++)
			return NULL;
	return (char *)text;
}

bool
starts_with(const char *text, const char *prefix)
{
	return after_prefix(text, prefix) != NULL;
}

char
text_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
}

const char *
env_get(char **env, const char *name)
{
	const char *rest;

	for (; *env; env++)
		if ((rest = after_prefix(*env, name)) && *rest == '=')
			return rest + 1;
	return NULL;
}

unsigned
utf8_decode(const char *s, size_t len, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	const unsigned char *c = (const unsigned char *)s;
	unsigned more, i;

	*code = c[0];
	if (c[0] < 0x80)
		return 1;
	more = (c[0] >= 0xc0) + (c[0] >= 0xe0) + (c[0] >= 0xf0);
	if (!more || c[0] >= 0xf8 || len <= more)
		return 0;
	*code &= 0x3fu >> more;
	for (i = 1; i <= more; i++) {
		if ((c[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (c[i] & 0x3f);
	}
	/* overlong forms, past the last character, surrogates */
	if (*code < least[more] || *code > 0x10ffff || *code >> 11 == 0xd800 >> 11)
		return 0;
	return more + 1;
}

unsigned
utf8_printable(const char *s, size_t len)
{
	/* C0, DEL and C1; then what is invisible or turns the line around it */
	static const uint16_t hidden[][2] = {
		{ 0, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad }, { 0x61c, 0x61c }, { 0x200b, 0x200f },
		{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0xfeff, 0xfeff },
	};
	uint32_t code;
	unsigned used = utf8_decode(s, len, &code), i;

	for (i = 0; i < ARRAY_LEN(hidden); i++)
		if (code >= hidden[i][0] && code <= hidden[i][1])
			return 0;
	return used;
}

/* How wide a terminal shows it, of what is common: UAX 11 */
static unsigned
cells_of(uint32_t code)
{
	static const struct { uint32_t from, to; } wide[] = {
		{ 0x1100, 0x115f }, { 0x2e80, 0x303e }, { 0x3041, 0xa4cf }, { 0xac00, 0xd7a3 }, { 0xf900, 0xfaff },
		{ 0xfe30, 0xfe6f }, { 0xff00, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x1f300, 0x1f64f }, { 0x1f680, 0x1f9ff },
		{ 0x20000, 0x3fffd },
	};
	unsigned i;

	if (code >= 0x300 && code <= 0x36f)	/* on top of the one before */
		return 0;
	for (i = 0; i < ARRAY_LEN(wide); i++)
		if (code >= wide[i].from && code <= wide[i].to)
			return 2;
	return 1;
}

size_t
text_fit(const char *text, size_t room, size_t *cells)
{
	size_t left = strlen(text), at = 0;

	for (*cells = 0; left; ) {
		unsigned good = 1, takes = 1;
		uint32_t code;

		if (text[at] < ' ' || text[at] > '~') {		/* but few are */
			good = utf8_printable(text + at, left);
			takes = 4;	/* \xNN */
			if (good) {
				utf8_decode(text + at, left, &code);
				takes = cells_of(code);
			} else {
				good = 1;
			}
		}
		if (*cells + takes > room)
			break;
		*cells += takes;
		at += good;
		left -= good;
	}
	return at;
}
