/*
 * json_text.c - the words of a JSON document: strings, numbers, literals
 *
 * The document may be written by an enemy: this is strict (RFC 8259), and
 * nothing is allocated.
 */

#include <string.h>
#include "json.h"

bool
json_fail(struct json *json, const char *error)
{
	if (!json->error)
		json->error = error;
	return false;
}

char
json_peek(struct json *json)
{
	while (*json->at == ' ' || *json->at == '\t' || *json->at == '\r' || *json->at == '\n')
		json->at++;
	return *json->at;
}

static bool
hex4(struct json *json, uint32_t *value)
{
	unsigned i;

	*value = 0;
	for (i = 0; i < 4; i++) {
		unsigned char byte = (unsigned char)*json->at++, letter = byte | 0x20;

		if (byte >= '0' && byte <= '9')
			byte -= '0';
		else if (letter >= 'a' && letter <= 'f')
			byte = (unsigned char)(letter - 'a' + 10);
		else
			return json_fail(json, "bad \\u escape");
		*value = *value << 4 | byte;
	}
	return true;
}

/* The character of an escape whose "\u" is read, with its second half. */
static bool
unicode(struct json *json, uint32_t *code)
{
	uint32_t low;

	if (!hex4(json, code))
		return false;
	if (!*code)
		return json_fail(json, "NUL in a string");
	if (*code >> 11 != 0xd800 >> 11)
		return true;
	if (*code >= 0xdc00 || !starts_with(json->at, "\\u"))
		return json_fail(json, "lone surrogate");
	json->at += 2;
	if (!hex4(json, &low))
		return false;
	if (low >> 10 != 0xdc00 >> 10)
		return json_fail(json, "lone surrogate");
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

bool
json_string(struct json *json, char **text)
{
	static const char plain[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	char *to = ++json->at;

	*text = to;
	while (*json->at != '"') {
		uint32_t code;
		unsigned len;

		if (*json->at >= ' ' && *json->at != '\\') {	/* most of all bytes */
			*to++ = *json->at++;
			continue;
		}
		len = utf8_decode(json->at, (size_t)(json->end - json->at), &code);

		if (!len)
			return json_fail(json, "not UTF-8");
		json->at += len;
		if (code < 0x20)
			return json_fail(json, "control character in a string");
		if (code == '\\') {
			code = (unsigned char)*json->at++;
			len = (unsigned)(text_to(plain, (char)code) - plain);
			if (len < sizeof(plain) - 1)
				code = (unsigned char)meant[len];
			else if (code != 'u')
				return json_fail(json, "bad escape");
			else if (!unicode(json, &code))
				return false;
		}
		to = put_utf8(to, code);
	}
	json->at++;
	*to = '\0';
	return true;
}

static bool
digits(struct json *json)
{
	const char *from = json->at;

	while (*json->at >= '0' && *json->at <= '9')
		json->at++;
	return json->at > from || json_fail(json, "bad value");
}

bool
json_number(struct json *json, int64_t *integer, bool *whole)
{
	bool minus = *json->at == '-';
	const char *from = json->at += minus;
	uint64_t magnitude;

	if (!digits(json))
		return false;
	if (*from == '0' && json->at > from + 1)
		return json_fail(json, "bad number");
	*whole = num_scan(&from, INT64_MAX, &magnitude);
	if (*whole)
		*integer = minus ? -(int64_t)magnitude : (int64_t)magnitude;
	if (*json->at == '.') {
		*whole = false;
		json->at++;
		if (!digits(json))
			return false;
	}
	if ((*json->at | 0x20) == 'e') {
		*whole = false;
		json->at++;
		json->at += *json->at == '+' || *json->at == '-';
		return digits(json);
	}
	return true;
}

bool
json_word(struct json *json, const char *text)
{
	if (!starts_with(json->at, text))
		return json_fail(json, "bad value");
	json->at += strlen(text);
	return true;
}
