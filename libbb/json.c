/*
 * json.c - pulls chosen values out of a JSON document, in one pass
 *
 * The document may be written by an enemy: its depth is capped, and what the
 * pass, or json_text.c below it, does not like ends it.
 */

#include <string.h>
#include "json.h"

enum { DEPTH_MAX = 32, PATH_MAX_LEN = 128 };

struct scan {
	struct json		 json;
	const struct json_want	*want;
	size_t			 count;
	char			*base;
	uint32_t		 seen;	/* wants that were met */
	bool			 early;	/* stop when all are */
	size_t			 path_len;
	char			 path[PATH_MAX_LEN];	/* the keys down to here, each with a '/' before it */
};

/* The "error" of a scan that has all it wants. */
static const char enough[] = "";

/* The want that path names; NULL when none does. */
static const struct json_want *
wanted(struct scan *scan)
{
	size_t i;

	for (i = 0; i < scan->count; i++)
		if (scan->path_len && *scan->want[i].path == scan->path[1] && !strcmp(scan->want[i].path, scan->path + 1)) {
			if (scan->seen >> i & 1)
				json_fail(&scan->json, "a key stands twice");
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

	if (json_peek(&scan->json) != '"')
		return json_fail(&scan->json, "a key was expected");
	if (!json_string(&scan->json, &key))
		return false;
	push(scan, key);
	if (json_peek(&scan->json) != ':')
		return json_fail(&scan->json, "':' was expected");
	scan->json.at++;
	done = value(scan, depth, each, key);
	pop(scan, used);
	return done;
}

/* Members or elements, up to close. */
static bool
many(struct scan *scan, char close, unsigned depth, const struct json_each *each)
{
	if (depth > DEPTH_MAX)
		return json_fail(&scan->json, "nested too deep");
	scan->json.at++;
	if (json_peek(&scan->json) != close)
		for (;;) {
			if (!(close == '}' ? member(scan, depth, each) : value(scan, depth, each, NULL)))
				return false;
			if (json_peek(&scan->json) == close)
				break;
			if (*scan->json.at != ',')
				return json_fail(&scan->json, "',' or an end was expected");
			scan->json.at++;
		}
	scan->json.at++;
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
	switch (json_peek(&scan->json)) {
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
		done = json_string(&scan->json, &text);
		if (done && each)
			each->visit(key, text, each->arg);
		break;
	case 't':
		type = JSON_BOOL;
		integer = true;
		done = json_word(&scan->json, "true");
		break;
	case 'f':
		type = JSON_BOOL;
		done = json_word(&scan->json, "false");
		break;
	case 'n':
		want = NULL;
		done = json_word(&scan->json, "null");
		break;
	default:
		type = JSON_NUMBER;
		done = json_number(&scan->json, &integer, &whole);
	}
	if (!done || !want)
		return done;
	if (want->type != type || !whole)
		return json_fail(&scan->json, "a value of another type than expected");
	to = scan->base + want->offset;
	if (type == JSON_TEXT)
		*(const char **)to = text;
	else if (type == JSON_BOOL && *(bool *)to && !integer)
		return *(bool *)to = false, json_fail(&scan->json, enough);
	else if (type == JSON_BOOL)
		*(bool *)to = integer;
	else if (type == JSON_NUMBER)
		*(int64_t *)to = integer;
	/* a number at the very end may be the start of a longer one */
	if (scan->early && scan->json.at < scan->json.end && scan->seen == ((uint32_t)1 << scan->count) - 1)
		return json_fail(&scan->json, enough);
	return true;
}

/* What is wrong, after the outermost value. */
static const char *
verdict(struct scan *scan, bool done)
{
	if (scan->json.error == enough)
		return NULL;
	if (!done)
		return scan->json.at < scan->json.end ? scan->json.error : "cut short";
	json_peek(&scan->json);
	if (scan->json.at < scan->json.end)
		json_fail(&scan->json, "text after its end");
	return scan->json.error;
}

static const char *
scan_value(struct blob *doc, const struct json_want *want, size_t count, void *base, bool early)
{
	struct scan scan = { .json = { doc->data, doc->data + doc->len, NULL }, .want = want, .count = count, .base = base,
			     .early = early };

	return verdict(&scan, value(&scan, 0, NULL, NULL));
}

const char *
json_scan(struct blob *doc, const struct json_want *want, size_t count, void *base)
{
	return scan_value(doc, want, count, base, false);
}

const char *
json_first(struct blob *doc, const struct json_want *want, size_t count, void *base)
{
	return scan_value(doc, want, count, base, true);
}

const char *
json_items(struct blob *doc, const struct json_want *want, size_t count, void *base,
	void (*begin)(void *base), void (*end)(void *base))
{
	struct scan scan = { .json = { doc->data, doc->data + doc->len, NULL }, .want = want, .count = count, .base = base };
	bool done = true;

	if (json_peek(&scan.json) != '[')
		return "not an array";
	scan.json.at++;
	if (json_peek(&scan.json) != ']')
		do {
			scan.seen = 0;
			begin(base);
			done = value(&scan, 1, NULL, NULL);
			if (done && !scan.json.error)
				end(base);
			else
				done = false;
		} while (done && (json_peek(&scan.json) == ',' ? scan.json.at++, true : false));
	if (done && *scan.json.at != ']')
		done = json_fail(&scan.json, "',' or an end was expected");
	scan.json.at += done;
	return verdict(&scan, done);
}
