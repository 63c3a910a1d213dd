/* out.c - a small formatter: what the program prints, and the paths it makes */

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "libbb.h"

static char	std_buf[4096];
struct out	std_out = { .fd = STDOUT_FILENO, .buf = std_buf, .room = sizeof(std_buf) };

bool
out_flush(struct out *out)
{
	if (!out->failed && !write_all(out->fd, out->buf, out->len)) {
		out->failed = true;
		out->error = errno;
	}
	out->len = 0;
	return !out->failed;
}

void
out_finish(void)
{
	if (!out_flush(&std_out)) {
		errno = std_out.error;
		die("write standard output:");
	}
}

void
out_bytes(struct out *out, const char *bytes, size_t len)
{
	while (len) {
		size_t part = out->room - out->len;

		if (part > len)
			part = len;
		memcpy(out->buf + out->len, bytes, part);
		out->len += part;
		bytes += part;
		len -= part;
		if (!len)
			return;
		if (out->fd < 0) {
			out->failed = true;
			return;
		}
		out_flush(out);
	}
}

void
out_pad(struct out *out, size_t from, size_t width)
{
	do
		out_bytes(out, " ", 1);
	while (++from < width);
}

static void
put_number(struct out *out, uint64_t value, unsigned base)
{
	char digits[24], *at = digits + sizeof(digits);

	do
		*--at = "0123456789abcdef"[value % base];
	while (value /= base);
	out_bytes(out, at, (size_t)(digits + sizeof(digits) - at));
}

static void
put_hex_byte(struct out *out, const char *prefix, unsigned char byte)
{
	out_bytes(out, prefix, strlen(prefix));
	out_bytes(out, &"0123456789abcdef"[byte >> 4], 1);
	out_bytes(out, &"0123456789abcdef"[byte & 15], 1);
}

static void
put_escaped(struct out *out, const char *text, size_t len)
{
	while (len) {
		unsigned good = utf8_printable(text, len);

		if (good)
			out_bytes(out, text, good);
		else
			put_hex_byte(out, "\\x", (unsigned char)*text);
		text += good ? good : 1;
		len -= good ? good : 1;
	}
}

void
out_json(struct out *out, const char *text)
{
	static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	size_t len, i;

	if (!text) {
		out_bytes(out, "null", 4);
		return;
	}
	len = strlen(text);
	out_bytes(out, "\"", 1);
	while (len) {
		uint32_t code;
		unsigned used = utf8_decode(text, len, &code);

		for (i = 0; letters[i] && (unsigned char)letters[i] != code; i += 2)
			;
		if (used && letters[i]) {
			out_fmt(out, "\\%c", letters[i + 1]);
		} else if (utf8_printable(text, len)) {
			out_bytes(out, text, used);
		} else {
			if (!used) {	/* no UTF-8: the byte becomes the character of its number */
				code = (unsigned char)*text;
				used = 1;
			}
			put_hex_byte(out, "\\u", (unsigned char)(code >> 8));
			put_hex_byte(out, "", (unsigned char)code);
		}
		text += used;
		len -= used;
	}
	out_bytes(out, "\"", 1);
}

void
out_vfmt(struct out *out, const char *fmt, va_list args)
{
	for (;;) {
		const char *text, *percent = text_to(fmt, '%');
		size_t len, most = SIZE_MAX;
		uint64_t number;
		bool is_long;

		out_bytes(out, fmt, (size_t)(percent - fmt));
		if (!*percent)
			return;
		fmt = percent + 1;
		if (*fmt == '.') {
			most = (size_t)va_arg(args, int);
			fmt += 2;
		}
		if (*fmt == 's') {
			text = va_arg(args, const char *);
			for (len = 0; len < most && text[len]; len++)
				;
			if (out->plain)
				out_bytes(out, text, len);
			else
				put_escaped(out, text, len);
			fmt++;
			continue;
		}
		is_long = starts_with(fmt, "ll");
		fmt += is_long ? 2 : 0;
		if (*fmt == '%')
			number = '%';
		else if (is_long)
			number = va_arg(args, unsigned long long);
		else if (*fmt == 'd')
			number = (uint64_t)(int64_t)va_arg(args, int);
		else
			number = va_arg(args, unsigned);
		if (*fmt == 'd' && (int64_t)number < 0) {
			out_bytes(out, "-", 1);
			number = -number;
		}
		if (*fmt == 'c' || *fmt == '%') {
			char byte = (char)number;

			out_bytes(out, &byte, 1);
		} else {
			put_number(out, number, *fmt == 'x' ? 16 : 10);
		}
		fmt++;
	}
}

void
out_fmt(struct out *out, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	out_vfmt(out, fmt, args);
	va_end(args);
}

void
say(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	out_vfmt(&std_out, fmt, args);
	va_end(args);
}

bool
text_vfmt(char *buf, size_t size, const char *fmt, va_list args)
{
	struct out text = { .fd = -1, .plain = true, .buf = buf, .room = size - 1 };

	out_vfmt(&text, fmt, args);
	buf[text.len] = '\0';
	if (text.failed)
		errno = ENAMETOOLONG;
	return !text.failed;
}

bool
text_fmt(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	bool fits;

	va_start(args, fmt);
	fits = text_vfmt(buf, size, fmt, args);
	va_end(args);
	return fits;
}
