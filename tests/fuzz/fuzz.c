/*
 * fuzz.c - the ground the fuzz targets stand on
 *
 * It stands in for mem.c, with malloc, so that the sanitizer sees the end of
 * each piece; and for what would end the process or write to a file.
 */
#include <errno.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <unistd.h>
#include "fuzz.h"

const struct applet *applet = &(const struct applet){ "fuzz", NULL, "a target" };
char **sealed_argv;

enum { PIECES = 1 << 16 };
static void *pieces[PIECES];
static size_t piece_count;

static jmp_buf over;
static bool trying;

char *fuzz_text;
size_t fuzz_text_len;
static size_t text_room;

/* mem.c */

void *
mem_alloc(size_t size)
{
	MUST(piece_count < PIECES);
	return pieces[piece_count++] = calloc(1, size ? size : 1);
}

char *
mem_text(const char *text, size_t len)
{
	char *copy = mem_alloc(len + 1);

	memcpy(copy, text, len);
	return copy;
}

bool
blob_take(struct blob *blob, int fd, size_t max)
{
	size_t room = 4096, len = 0;
	char *bytes = malloc(room);
	ssize_t got;

	while (fd >= 0 && (got = read(fd, bytes + len, room - len)) > 0) {
		len += (size_t)got;
		if (len == room)
			bytes = realloc(bytes, room *= 2);
	}
	*blob = fuzz_blob(bytes, len);
	free(bytes);
	if (len > max)
		errno = EFBIG;
	fd_close(fd);
	return fd >= 0 && len <= max;
}

bool
blob_once(struct blob *blob, int fd, size_t max)
{
	return blob_take(blob, fd, max);
}

/* -Wl,--wrap */

_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);
bool __wrap_write_all(int fd, const void *bytes, size_t len);

_Noreturn void
__wrap__exit(int status)
{
	if (trying)
		longjmp(over, 1);
	__real__exit(status);
}

bool
__wrap_write_all(int fd, const void *bytes, size_t len)
{
	(void)fd;
	if (fuzz_text_len + len >= text_room) {
		text_room = (fuzz_text_len + len + 1) * 2;
		fuzz_text = realloc(fuzz_text, text_room);
	}
	memcpy(fuzz_text + fuzz_text_len, bytes, len);
	fuzz_text_len += len;
	fuzz_text[fuzz_text_len] = '\0';
	return true;
}

bool
fuzz_try(void (*call)(void))
{
	volatile bool returned = false;

	trying = true;
	if (!setjmp(over)) {
		call();
		returned = true;
	}
	trying = false;
	return returned;
}

void
fuzz_reset(void)
{
	while (piece_count)
		free(pieces[--piece_count]);
	if (!text_room)
		fuzz_text = malloc(text_room = 1);
	fuzz_text_len = 0;
	*fuzz_text = '\0';
	std_out.len = 0;
	std_out.failed = false;
	errno = 0;
}

char *
fuzz_copy(const void *bytes, size_t len)
{
	char *copy = mem_alloc(len + 1);

	if (len)
		memcpy(copy, bytes, len);
	return copy;
}

struct blob
fuzz_blob(const void *bytes, size_t len)
{
	return (struct blob){ fuzz_copy(bytes, len), len, len + 1 };
}

size_t
fuzz_line(const uint8_t *data, size_t size)
{
	const uint8_t *end = size ? memchr(data, '\n', size) : NULL;

	return end ? (size_t)(end - data) : size;
}

struct blob
fuzz_part(const uint8_t **data, size_t *size, uint8_t stop)
{
	const uint8_t *end = *size ? memchr(*data, stop, *size) : NULL;
	size_t len = end ? (size_t)(end - *data) : *size;
	struct blob blob = fuzz_blob(*data, len);

	*data += len + (end != NULL);
	*size -= len + (end != NULL);
	return blob;
}

int
fuzz_open(const struct blob *blob)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	MUST(fd >= 0 && write(fd, blob->data, blob->len) == (ssize_t)blob->len && lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}

/* The table of Unicode 15, 3.9 D92: the first byte, the least and the greatest second one. */
static size_t
utf8_length(const uint8_t *at, size_t left)
{
	static const struct { uint8_t first, last, least, most; size_t length; } forms[] = {
		{ 0x00, 0x7f, 0x00, 0x00, 1 }, { 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 }, { 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	size_t i, j;

	for (i = 0; i < ARRAY_LEN(forms); i++) {
		if (*at < forms[i].first || *at > forms[i].last)
			continue;
		if (left < forms[i].length || (forms[i].length > 1 && (at[1] < forms[i].least || at[1] > forms[i].most)))
			return 0;
		for (j = 2; j < forms[i].length; j++)
			if (at[j] < 0x80 || at[j] > 0xbf)
				return 0;
		return forms[i].length;
	}
	return 0;
}

bool
fuzz_is_utf8(const void *bytes, size_t len)
{
	const uint8_t *at = bytes, *end = at + len;
	size_t used;

	for (; at < end; at += used)
		if (!(used = utf8_length(at, (size_t)(end - at))))
			return false;
	return true;
}

bool
fuzz_is_tame(const char *text, size_t len)
{
	static const char *const wild[] = {
		"\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202b", "\u202c", "\u202d",
		"\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\ufeff",
	};
	size_t i, j;

	if (!fuzz_is_utf8(text, len))
		return false;
	for (i = 0; i < len; i++) {
		uint8_t byte = (uint8_t)text[i];

		if (byte < 0x20 || byte == 0x7f || (byte == 0xc2 && (uint8_t)text[i + 1] < 0xa0))
			return false;
		for (j = 0; byte > 0xc2 && j < ARRAY_LEN(wild); j++)
			if (len - i >= strlen(wild[j]) && !memcmp(text + i, wild[j], strlen(wild[j])))
				return false;
	}
	return true;
}

bool
fuzz_said_tame(void)
{
	const char *at = fuzz_text, *end;

	for (; (end = strchr(at, '\n')); at = end + 1)
		if (!fuzz_is_tame(at, (size_t)(end - at)))
			return false;
	return at == fuzz_text + fuzz_text_len;
}

/* RFC 8259, as its grammar reads; strings must be UTF-8. */

struct doc {
	const uint8_t *at, *end;
};

static int
next(struct doc *doc)
{
	return doc->at < doc->end ? *doc->at : -1;
}

static void
ws(struct doc *doc)
{
	while (doc->at < doc->end && memchr(" \t\r\n", *doc->at, 4))
		doc->at++;
}

static bool
literal(struct doc *doc, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(doc->end - doc->at) < len || memcmp(doc->at, text, len))
		return false;
	doc->at += len;
	return true;
}

static bool
json_string(struct doc *doc)
{
	if (!literal(doc, "\""))
		return false;
	while (next(doc) != '"') {
		size_t used = doc->at < doc->end ? utf8_length(doc->at, (size_t)(doc->end - doc->at)) : 0;
		int i;

		if (!used || *doc->at < 0x20)
			return false;
		if (*doc->at != '\\') {
			doc->at += used;
			continue;
		}
		doc->at++;
		if (next(doc) < 0 || !next(doc) || !strchr("\"\\/bfnrtu", next(doc)))
			return false;
		if (*doc->at++ == 'u')
			for (i = 0; i < 4; i++, doc->at++)
				if (next(doc) < 0 || !next(doc) || !strchr("0123456789abcdefABCDEF", next(doc)))
					return false;
	}
	doc->at++;
	return true;
}

static bool
json_digits(struct doc *doc)
{
	const uint8_t *from = doc->at;

	while (next(doc) >= '0' && next(doc) <= '9')
		doc->at++;
	return doc->at > from;
}

static bool
json_number(struct doc *doc)
{
	literal(doc, "-");
	if (!literal(doc, "0") && !json_digits(doc))
		return false;
	if (literal(doc, ".") && !json_digits(doc))
		return false;
	if (literal(doc, "e") || literal(doc, "E")) {
		if (!literal(doc, "+"))
			literal(doc, "-");
		return json_digits(doc);
	}
	return true;
}

static bool
json_value(struct doc *doc, int depth)
{
	bool object = next(doc) == '{';

	if (depth > 500)
		return false;
	if (next(doc) == '"')
		return json_string(doc);
	if (!object && next(doc) != '[')
		return literal(doc, "true") || literal(doc, "false") || literal(doc, "null") || json_number(doc);
	doc->at++;
	ws(doc);
	if (literal(doc, object ? "}" : "]"))
		return true;
	for (;;) {
		if (object) {
			ws(doc);
			if (!json_string(doc))
				return false;
			ws(doc);
			if (!literal(doc, ":"))
				return false;
		}
		ws(doc);
		if (!json_value(doc, depth + 1))
			return false;
		ws(doc);
		if (literal(doc, object ? "}" : "]"))
			return true;
		if (!literal(doc, ","))
			return false;
	}
}

bool
fuzz_is_json(const void *bytes, size_t len)
{
	struct doc doc = { bytes, (const uint8_t *)bytes + len };

	ws(&doc);
	if (!json_value(&doc, 0))
		return false;
	ws(&doc);
	return doc.at == doc.end;
}
