/*
 * json.c - pulls chosen values out of a JSON document, in one pass
 *
 * The document may be written by an enemy: the pass is strict (RFC 8259),
 * its depth is capped, it allocates nothing, and what it does not like ends it.
 */

#include <string.h>
#include "libbb.h"

enum { DEPTH_MAX = 32, WANT_MAX = 32 };

struct scan {
	char			*at;	/* the document ends in a NUL, at end */
	char			*end;
	const struct json_want	*want;
	size_t			 count;
	const char		*error;
};

static bool
fail(struct scan *scan, const char *error)
{
	if (!scan->error)
		scan->error = error;
	return false;
}

static void
space(struct scan *scan)
{
	scan->at += strspn(scan->at, " \t\r\n");
}

static bool
hex4(struct scan *scan, uint32_t *value)
{
	unsigned i;

	*value = 0;
	for (i = 0; i < 4; i++) {
		const char *digit = *scan->at ? strchr("0123456789abcdefABCDEF", *scan->at) : NULL;
		unsigned number;

		if (!digit)
			return fail(scan, "bad \\u escape");
		number = (unsigned)(digit - "0123456789abcdefABCDEF");
		*value = *value << 4 | (number < 16 ? number : number - 6);
		scan->at++;
	}
	return true;
}

static char *
put_utf8(char *to, uint32_t code)
{
	if (code < 0x80) {
		*to++ = (char)code;
	} else if (code < 0x800) {
		*to++ = (char)(0xc0 | code >> 6);
		*to++ = (char)(0x80 | (code & 0x3f));
	} else if (code < 0x10000) {
		*to++ = (char)(0xe0 | code >> 12);
		*to++ = (char)(0x80 | (code >> 6 & 0x3f));
		*to++ = (char)(0x80 | (code & 0x3f));
	} else {
		*to++ = (char)(0xf0 | code >> 18);
		*to++ = (char)(0x80 | (code >> 12 & 0x3f));
		*to++ = (char)(0x80 | (code >> 6 & 0x3f));
		*to++ = (char)(0x80 | (code & 0x3f));
	}
	return to;
}

static bool
unicode(struct scan *scan, char **to)
{
	uint32_t code, low;

	if (!hex4(scan, &code))
		return false;
	if (!code)
		return fail(scan, "NUL in a string");
	if (code >= 0xdc00 && code < 0xe000)
		return fail(scan, "lone surrogate");
	if (code >= 0xd800 && code < 0xdc00) {
		if (scan->at[0] != '\\' || scan->at[1] != 'u')
			return fail(scan, "lone surrogate");
		scan->at += 2;
		if (!hex4(scan, &low))
			return false;
		if (low < 0xdc00 || low >= 0xe000)
			return fail(scan, "lone surrogate");
		code = 0x10000 + ((code - 0xd800) << 10 | (low - 0xdc00));
	}
	*to = put_utf8(*to, code);
	return true;
}

/* The string at the opening quote, decoded in place. */
static bool
string(struct scan *scan, char **text)
{
	static const char plain[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	char *to = ++scan->at;

	*text = to;
	for (;;) {
		unsigned char byte = (unsigned char)*scan->at;
		const char *escape;
		uint32_t code;
		unsigned len;

		if (byte == '"')
			break;
		if (byte == '\\') {
			scan->at++;
			escape = *scan->at ? strchr(plain, *scan->at) : NULL;
			if (escape) {
				*to++ = meant[escape - plain];
				scan->at++;
			} else if (*scan->at != 'u') {
				return fail(scan, "bad escape");
			} else {
				scan->at++;
				if (!unicode(scan, &to))
					return false;
			}
			continue;
		}
		if (byte < 0x20)
			return fail(scan, scan->at == scan->end ? "cut short" : "control character in a string");
		/* Any well-formed character may stand here, shown or not. */
		len = utf8_decode(scan->at, (size_t)(scan->end - scan->at), &code);
		if (!len)
			return fail(scan, "not UTF-8");
		memmove(to, scan->at, len);
		to += len;
		scan->at += len;
	}
	scan->at++;
	*to = '\0';
	return true;
}

static bool
digits(struct scan *scan)
{
	size_t len = strspn(scan->at, "0123456789");

	scan->at += len;
	return len || fail(scan, "bad number");
}

/* *integer is its value when it is whole and fits, *whole says so. */
static bool
number(struct scan *scan, int64_t *integer, bool *whole)
{
	bool minus = *scan->at == '-';
	const char *from;
	uint64_t value;

	scan->at += minus;
	from = scan->at;
	if (!digits(scan))
		return false;
	if (*from == '0' && scan->at > from + 1)
		return fail(scan, "bad number");
	*whole = *scan->at != '.' && *scan->at != 'e' && *scan->at != 'E' && num_scan(&from, INT64_MAX, &value);
	if (*whole)
		*integer = minus ? -(int64_t)value : (int64_t)value;
	if (*scan->at == '.') {
		scan->at++;
		if (!digits(scan))
			return false;
	}
	if (*scan->at == 'e' || *scan->at == 'E') {
		scan->at++;
		scan->at += *scan->at == '+' || *scan->at == '-';
		if (!digits(scan))
			return false;
	}
	return true;
}

/* Of the wants in mask, those whose component at depth is key. */
static uint32_t
matching(const struct scan *scan, uint32_t mask, unsigned depth, const char *key)
{
	uint32_t result = 0;
	size_t i;

	for (i = 0; i < scan->count; i++) {
		const char *part = scan->want[i].path;
		unsigned skip = depth;
		size_t len;

		if (!(mask >> i & 1))
			continue;
		while (part && skip--) {
			part = strchr(part, '.');
			part += part != NULL;
		}
		len = part ? strcspn(part, ".") : 0;
		if (part && len == strlen(key) && !memcmp(part, key, len))
			result |= (uint32_t)1 << i;
	}
	return result;
}

/* The one want in mask whose path ends at depth; NULL when none does. */
static const struct json_want *
leaf(const struct scan *scan, uint32_t mask, unsigned depth)
{
	size_t i;

	for (i = 0; i < scan->count; i++) {
		const char *part = scan->want[i].path;
		unsigned parts = 1;

		while ((part = strchr(part, '.'))) {
			part++;
			parts++;
		}
		if ((mask >> i & 1) && parts == depth)
			return &scan->want[i];
	}
	return NULL;
}

static bool
word(struct scan *scan, const char *text)
{
	if (!starts_with(scan->at, text))
		return fail(scan, "bad value");
	scan->at += strlen(text);
	return true;
}

static bool value(struct scan *scan, uint32_t mask, unsigned depth);

static bool
object(struct scan *scan, uint32_t mask, unsigned depth)
{
	uint32_t seen = 0, found;
	char *key;

	scan->at++;
	space(scan);
	if (*scan->at == '}') {
		scan->at++;
		return true;
	}
	for (;;) {
		space(scan);
		if (*scan->at != '"')
			return fail(scan, "a key was expected");
		if (!string(scan, &key))
			return false;
		found = mask ? matching(scan, mask, depth, key) : 0;
		if (found & seen)
			return fail(scan, "a key stands twice");
		seen |= found;
		space(scan);
		if (*scan->at++ != ':')
			return fail(scan, "':' was expected");
		if (!value(scan, found, depth + 1))
			return false;
		space(scan);
		if (*scan->at == '}') {
			scan->at++;
			return true;
		}
		if (*scan->at++ != ',')
			return fail(scan, "',' or '}' was expected");
	}
}

static bool
array(struct scan *scan, unsigned depth)
{
	scan->at++;
	space(scan);
	if (*scan->at == ']') {
		scan->at++;
		return true;
	}
	for (;;) {
		if (!value(scan, 0, depth + 1))
			return false;
		space(scan);
		if (*scan->at == ']') {
			scan->at++;
			return true;
		}
		if (*scan->at++ != ',')
			return fail(scan, "',' or ']' was expected");
	}
}

static bool
value(struct scan *scan, uint32_t mask, unsigned depth)
{
	const struct json_want *want = mask ? leaf(scan, mask, depth) : NULL;
	int64_t integer = 0;
	bool whole = false;
	char *text;

	if (depth > DEPTH_MAX)
		return fail(scan, "nested too deep");
	space(scan);
	switch (*scan->at) {
	case '{':
		return want ? fail(scan, "an object where a value was expected") : object(scan, mask, depth);
	case '[':
		return want ? fail(scan, "an array where a value was expected") : array(scan, depth);
	case '"':
		if (!string(scan, &text))
			return false;
		if (want && want->type != JSON_TEXT)
			return fail(scan, "a string where none was expected");
		if (want)
			*(const char **)want->value = text;
		return true;
	case 't':
	case 'f':
		whole = *scan->at == 't';
		if (!word(scan, whole ? "true" : "false"))
			return false;
		if (want && want->type != JSON_BOOL)
			return fail(scan, "a truth value where none was expected");
		if (want)
			*(bool *)want->value = whole;
		return true;
	case 'n':
		return word(scan, "null");
	default:
		if (!number(scan, &integer, &whole))
			return false;
		if (want && (want->type != JSON_NUMBER || !whole))
			return fail(scan, "a number where none was expected, or out of range");
		if (want)
			*(int64_t *)want->value = integer;
		return true;
	}
}

const char *
json_scan(struct blob *doc, const struct json_want *want, size_t count)
{
	struct scan scan = { .at = doc->data, .end = doc->data + doc->len, .want = want, .count = count };

	ASSERT(count <= WANT_MAX);
	if (value(&scan, (uint32_t)(((uint64_t)1 << count) - 1), 0)) {
		space(&scan);
		if (scan.at != scan.end)
			fail(&scan, "text after its end");
	} else if (scan.at >= scan.end) {
		return "cut short";
	}
	return scan.error;
}
