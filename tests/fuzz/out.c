/*
 * The formatter: what %s lets through does nothing to a terminal, JSON is
 * JSON and says what it was given, numbers are printf's, and no buffer is
 * too small to be safe.  The input: a byte for the buffer's size, a number, text.
 */
#include "fuzz.h"

/* Text that came out of out_fmt(), decoded: \xNN only. */
static size_t
unescape(const char *text, size_t len, char *to)
{
	size_t at = 0, used = 0;

	while (at < len) {
		unsigned byte;

		if (len - at >= 4 && text[at] == '\\' && text[at + 1] == 'x' && sscanf(text + at + 2, "%2x", &byte) == 1) {
			to[used++] = (char)byte;
			at += 4;
		} else {
			to[used++] = text[at++];
		}
	}
	return used;
}

static void
check_fmt(const char *text, size_t room)
{
	char *buf = mem_alloc(room), *plain = mem_alloc(strlen(text) + 1);
	struct out out = { .fd = 1, .buf = buf, .room = room };

	out_fmt(&out, "%s", text);
	MUST(out_flush(&out));
	MUST(fuzz_is_tame(fuzz_text, fuzz_text_len));
	if (!strstr(text, "\\x"))
		MUST(unescape(fuzz_text, fuzz_text_len, plain) == strlen(text) && !memcmp(plain, text, strlen(text)));
}

static void
check_json(const char *text, size_t room)
{
	struct found { const char *x; } found = { NULL };
	static const struct json_want want = { "x", JSON_TEXT, offsetof(struct found, x) };
	struct out out = { .fd = 1, .buf = mem_alloc(room), .room = room };
	struct blob doc;

	fuzz_text_len = 0;
	out_json(&out, text);
	MUST(out_flush(&out));
	MUST(fuzz_is_tame(fuzz_text, fuzz_text_len));
	MUST(fuzz_is_json(fuzz_text, fuzz_text_len));
	doc = (struct blob){ mem_alloc(fuzz_text_len + 8), fuzz_text_len + 6, fuzz_text_len + 8 };
	sprintf(doc.data, "{\"x\":%s}", fuzz_text);
	MUST(!json_scan(&doc, &want, 1, &found));
	if (fuzz_is_utf8(text, strlen(text)))
		MUST(!strcmp(found.x, text));
}

static void
check_room(const char *text, size_t size)
{
	char *buf = mem_alloc(size);
	bool fits = text_fmt(buf, size, "<%s>", text);
	size_t len = strlen(buf);

	MUST(len < size);
	MUST(fits == (strlen(text) + 2 < size));
	if (fits)
		MUST(buf[0] == '<' && buf[len - 1] == '>' && !memcmp(buf + 1, text, len - 2));
}

static void
check_numbers(uint64_t number, const char *text, int cut)
{
	char want[512], got[512];

	snprintf(want, sizeof(want), "%d %u %x %llu %llx %c %% %.*s", (int)number, (unsigned)number, (unsigned)number,
		 (unsigned long long)number, (unsigned long long)number, 'c', cut, text);
	MUST(TEXT(got, "%d %u %x %llu %llx %c %% %.*s", (int)number, (unsigned)number, (unsigned)number,
		  (unsigned long long)number, (unsigned long long)number, 'c', cut, text));
	if (strcmp(got, want))
		fprintf(stderr, "%s\n%s\n", got, want);
	MUST(!strcmp(got, want));
}

/* Each decoder's own contract, at every place of the text. */
static void
check_utf8(const char *text, size_t len)
{
	uint32_t code = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		unsigned used = utf8_decode(text + i, len - i, &code), shown = utf8_printable(text + i, len - i);

		MUST(used <= len - i && used <= 4 && (!shown || shown == used));
		if (used)
			MUST(fuzz_is_utf8(text + i, used) && code <= 0x10ffff);
		MUST(!shown || fuzz_is_tame(text + i, shown));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t number;
	size_t room;
	char *text;

	if (size < 1 + sizeof(number))
		return 0;
	fuzz_reset();
	room = data[0] % 64 + 1;
	memcpy(&number, data + 1, sizeof(number));
	text = fuzz_copy(data + 1 + sizeof(number), size - 1 - sizeof(number));
	check_utf8(text, size - 1 - sizeof(number));
	check_fmt(text, room);
	check_json(text, room);
	check_room(text, room);
	/* printf gives the width of what is there, ours reads that many bytes */
	check_numbers(number, text, (int)(strlen(text) < room ? strlen(text) : room));
	return 0;
}
