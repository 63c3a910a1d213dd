/* text.c - what may be shown, and prefixes */

#include <string.h>
#include "libbb.h"

unsigned
utf8_decode(const char *s, size_t len, uint32_t *code)
{
	const unsigned char *c = (const unsigned char *)s;
	unsigned more, i;

	*code = c[0];
	if (c[0] < 0x80)
		return 1;
	if (c[0] >= 0xc2 && c[0] < 0xe0)
		more = 1;
	else if (c[0] >= 0xe0 && c[0] < 0xf0)
		more = 2;
	else if (c[0] >= 0xf0 && c[0] < 0xf5)
		more = 3;
	else
		return 0;
	if (len <= more)
		return 0;
	*code = c[0] & (0x3fu >> more);
	for (i = 1; i <= more; i++) {
		if ((c[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (c[i] & 0x3f);
	}
	/* overlong forms, surrogates, past the last character */
	if ((more == 2 && *code < 0x800) || (more == 3 && *code < 0x10000))
		return 0;
	if ((*code >= 0xd800 && *code < 0xe000) || *code > 0x10ffff)
		return 0;
	return more + 1;
}

unsigned
utf8_printable(const char *s, size_t len)
{
	uint32_t code;
	unsigned used = utf8_decode(s, len, &code);

	/* C0, DEL and C1; then what is invisible or turns the line around it. */
	if (code < 0x20 || (code >= 0x7f && code < 0xa0))
		return 0;
	if ((code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e))
		return 0;
	if ((code >= 0x2066 && code <= 0x2069) || code == 0xfeff)
		return 0;
	return used;
}

const char *
after_prefix(const char *text, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(text, prefix, len) ? NULL : text + len;
}

bool
starts_with(const char *text, const char *prefix)
{
	return after_prefix(text, prefix) != NULL;
}
