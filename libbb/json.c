/*
 * json.c - pulls chosen values out of a JSON document, in one pass
 *
 * The document may be written by an enemy: the pass is strict (RFC 8259),
 * its depth is capped, it allocates nothing, and what it does not like ends it.
 */

#include <string.h>
#include "libbb.h"

enum { DEPTH_MAX = 32, PATH_MAX_LEN = 128 };

struct scan {
	char			*at;	/* the document ends in a NUL, at end */
	char			*end;
	const struct json_want	*want;
	size_t			 count;
	char			*base;
	uint32_t		 seen;	/* wants that were met */
	bool			 early;	/* stop when all are */
	const char		*error;
	size_t			 path_len;
	char			 path[PATH_MAX_LEN];	/* the keys down to here, each with a '/' before it */
};

/* The "error" of a scan that has all it wants. */
static const char enough[] = "";

static bool
fail(struct scan *scan, const char *error)
{
	if (!scan->error)
		scan->error = error;
	return false;
}

/* The next byte that is no space. */
static char
peek(struct scan *scan)
{
	while (*scan->at == ' ' || *scan->at == '\t' || *scan->at == '\r' || *scan->at == '\n')
		scan->at++;
	return *scan->at;
}

static bool
hex4(struct scan *scan, uint32_t *value)
{
	unsigned i;

	*value = 0;
	for (i = 0; i < 4; i++) {
		unsigned char byte = (unsigned char)*scan->at++, letter = byte | 0x20;

		if (byte >= '0' && byte <= '9')
			byte -= '0';
		else if (letter >= 'a' && letter <= 'f')
			byte = (unsigned char)(letter - 'a' + 10);
		else
			return fail(scan, "bad \\u escape");
		*value = *value << 4 | byte;
	}
	return true;
}

/* The character of an escape whose "\u" is read, with its second half. */
static bool
unicode(struct scan *scan, uint32_t *code)
{
	uint32_t low;

	if (!hex4(scan, code))
		return false;
	if (!*code)
		return fail(scan, "NUL in a string");
	if (*code >> 11 != 0xd800 >> 11)
		return true;
	if (*code >= 0xdc00 || !starts_with(scan->at, "\\u"))
		return fail(scan, "lone surrogate");
	scan->at += 2;
	if (!hex4(scan, &low))
		return false;
	if (low >> 10 != 0xdc00 >> 10)
		return fail(scan, "lone surrogate");
	*code = 0x10000 + ((*code & 0x3ff) << 10 | (low & 0x3ff));
	return true;
}

static char *
put_utf8(char *to, uint32_t code)
{
	unsigned more = (code >= 0x80) + (code >= 0x800) + (code >= 0x10000);

	*to++ = (char)(more ? 0xff00 >> (more + 1) | code >> 6 * more : code);
	while (more--)
		*to++ = (char)(0x80 | (code >> 6 * more & 0x3f));
	return to;
}

/* The string at the opening quote, decoded in place. */
static bool
string(struct scan *scan, char **text)
{
	static const char plain[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	char *to = ++scan->at;

	*text = to;
	while (*scan->at != '"') {
		uint32_t code;
		unsigned len;

		if (*scan->at >= ' ' && *scan->at != '\\') {	/* most of all bytes */
			*to++ = *scan->at++;
			continue;
		}
		len = utf8_decode(scan->at, (size_t)(scan->end - scan->at), &code);

		if (!len)
			return fail(scan, "not UTF-8");
		scan->at += len;
		if (code < 0x20)
			return fail(scan, "control character in a string");
		if (code == '\\') {
			code = (unsigned char)*scan->at++;
			len = (unsigned)(text_to(plain, (char)code) - plain);
			if (len < sizeof(plain) - 1)
				code = (unsigned char)meant[len];
			else if (code != 'u')
				return fail(scan, "bad escape");
			else if (!unicode(scan, &code))
				return false;
		}
		to = put_utf8(to, code);
	}
	scan->at++;
	*to = '\0';
	return true;
}

static bool
digits(struct scan *scan)
{
	const char *from = scan->at;

	while (*scan->at >= '0' && *scan->at <= '9')
		scan->at++;
	return scan->at > from || fail(scan, "bad value");
}

/* *integer is its value when it is whole and fits; *whole says so. */
static bool
number(struct scan *scan, int64_t *integer, bool *whole)
{
	bool minus = *scan->at == '-';
	const char *from = scan->at += minus;
	uint64_t magnitude;

	if (!digits(scan))
		return false;
	if (*from == '0' && scan->at > from + 1)
		return fail(scan, "bad number");
	*whole = num_scan(&from, INT64_MAX, &magnitude);
	if (*whole)
		*integer = minus ? -(int64_t)magnitude : (int64_t)magnitude;
	if (*scan->at == '.') {
		*whole = false;
		scan->at++;
		if (!digits(scan))
			return false;
	}
	if ((*scan->at | 0x20) == 'e') {
		*whole = false;
		scan->at++;
		scan->at += *scan->at == '+' || *scan->at == '-';
		return digits(scan);
	}
	return true;
}

static bool
word(struct scan *scan, const char *text)
{
	if (!starts_with(scan->at, text))
		return fail(scan, "bad value");
	scan->at += strlen(text);
	return true;
}

/* The want that path names; NULL when none does. */
static const struct json_want *
wanted(struct scan *scan)
{
	size_t i;

	for (i = 0; i < scan->count; i++)
		if (scan->path_len && *scan->want[i].path == scan->path[1] && !strcmp(scan->want[i].path, scan->path + 1)) {
			if (scan->seen >> i & 1)
				fail(scan, "a key stands twice");
			scan->seen |= (uint32_t)1 << i;
			return &scan->want[i];
		}
	return NULL;
}

static bool value(struct scan *scan, unsigned depth, const struct json_each *each, const char *key);

/* Adds key to path, or what nobody wants: for a key with a '/' in it, which
 * could be taken for two, and one that is longer than any that is wanted. */
static void
push(struct scan *scan, const char *key)
{
	size_t len = strlen(key);

	if (*text_to(key, '/') || scan->path_len + len + 2 > sizeof(scan->path)) {
		key = "/";
		len = 1;
		/* what is cut off here nobody wants either */
		if (scan->path_len + 3 > sizeof(scan->path))
			return;
	}
	scan->path[scan->path_len++] = '/';
	memcpy(scan->path + scan->path_len, key, len + 1);
	scan->path_len += len;
}

static void
pop(struct scan *scan, size_t used)
{
	scan->path_len = used;
	scan->path[used] = '\0';
}

static bool
member(struct scan *scan, unsigned depth, const struct json_each *each)
{
	size_t used = scan->path_len;
	char *key;
	bool done;

	if (peek(scan) != '"')
		return fail(scan, "a key was expected");
	if (!string(scan, &key))
		return false;
	push(scan, key);
	if (peek(scan) != ':')
		return fail(scan, "':' was expected");
	scan->at++;
	done = value(scan, depth, each, key);
	pop(scan, used);
	return done;
}

/* Members or elements, up to close. */
static bool
many(struct scan *scan, char close, unsigned depth, const struct json_each *each)
{
	if (depth > DEPTH_MAX)
		return fail(scan, "nested too deep");
	scan->at++;
	if (peek(scan) != close)
		for (;;) {
			if (!(close == '}' ? member(scan, depth, each) : value(scan, depth, each, NULL)))
				return false;
			if (peek(scan) == close)
				break;
			if (*scan->at != ',')
				return fail(scan, "',' or an end was expected");
			scan->at++;
		}
	scan->at++;
	return true;
}

/* The value at hand; each wants to know the texts among its like. */
static bool
value(struct scan *scan, unsigned depth, const struct json_each *each, const char *key)
{
	const struct json_want *want = wanted(scan);
	const struct json_each *inside = NULL;
	enum json_type type = JSON_NONE;
	int64_t integer = 0;
	bool whole = true, done;
	char *text = NULL;
	void *to;
	size_t used;

	if (want && want->type == JSON_EACH)
		inside = (const void *)(scan->base + want->offset);
	switch (peek(scan)) {
	case '{':
		type = JSON_EACH;
		done = many(scan, '}', depth + 1, inside);
		break;
	case '[':
		used = scan->path_len;
		push(scan, "/");
		type = JSON_EACH;
		done = many(scan, ']', depth + 1, inside);
		pop(scan, used);
		break;
	case '"':
		type = JSON_TEXT;
		done = string(scan, &text);
		if (done && each)
			each->visit(key, text, each->arg);
		break;
	case 't':
		type = JSON_BOOL;
		integer = true;
		done = word(scan, "true");
		break;
	case 'f':
		type = JSON_BOOL;
		done = word(scan, "false");
		break;
	case 'n':
		want = NULL;
		done = word(scan, "null");
		break;
	default:
		type = JSON_NUMBER;
		done = number(scan, &integer, &whole);
	}
	if (!done || !want)
		return done;
	if (want->type != type || !whole)
		return fail(scan, "a value of another type than expected");
	to = scan->base + want->offset;
	if (type == JSON_TEXT)
		*(const char **)to = text;
	else if (type == JSON_BOOL && *(bool *)to && !integer)
		return *(bool *)to = false, fail(scan, enough);
	else if (type == JSON_BOOL)
		*(bool *)to = integer;
	else if (type == JSON_NUMBER)
		*(int64_t *)to = integer;
	/* a number at the very end may be the start of a longer one */
	if (scan->early && scan->at < scan->end && scan->seen == ((uint32_t)1 << scan->count) - 1)
		return fail(scan, enough);
	return true;
}

/* What is wrong, after the outermost value. */
static const char *
verdict(struct scan *scan, bool done)
{
	if (scan->error == enough)
		return NULL;
	if (!done)
		return scan->at < scan->end ? scan->error : "cut short";
	peek(scan);
	if (scan->at < scan->end)
		fail(scan, "text after its end");
	return scan->error;
}

const char *
json_scan(struct blob *doc, const struct json_want *want, size_t count, void *base)
{
	struct scan scan = { .at = doc->data, .end = doc->data + doc->len, .want = want, .count = count, .base = base };

	return verdict(&scan, value(&scan, 0, NULL, NULL));
}

const char *
json_first(struct blob *doc, const struct json_want *want, size_t count, void *base)
{
	struct scan scan = { .at = doc->data, .end = doc->data + doc->len, .want = want, .count = count, .base = base,
			     .early = true };

	return verdict(&scan, value(&scan, 0, NULL, NULL));
}

const char *
json_items(struct blob *doc, const struct json_want *want, size_t count, void *base,
	void (*begin)(void *base), void (*end)(void *base))
{
	struct scan scan = { .at = doc->data, .end = doc->data + doc->len, .want = want, .count = count, .base = base };
	bool done = true;

	if (peek(&scan) != '[')
		return "not an array";
	scan.at++;
	if (peek(&scan) != ']')
		do {
			scan.seen = 0;
			begin(base);
			done = value(&scan, 1, NULL, NULL);
			if (done && !scan.error)
				end(base);
			else
				done = false;
		} while (done && (peek(&scan) == ',' ? scan.at++, true : false));
	if (done && *scan.at != ']')
		done = fail(&scan, "',' or an end was expected");
	scan.at += done;
	return verdict(&scan, done);
}
