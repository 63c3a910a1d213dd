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
	size_t len = strlen(text);

	out_bytes(out, "\"", 1);
	while (len) {
		unsigned good = utf8_printable(text, len);

		/* A byte that is no UTF-8 becomes the character of its number. */
		if (!good || *text == '"' || *text == '\\')
			put_hex_byte(out, "\\u00", (unsigned char)*text);
		else
			out_bytes(out, text, good);
		text += good ? good : 1;
		len -= good ? good : 1;
	}
	out_bytes(out, "\"", 1);
}

static uint64_t
take_number(va_list *args, char size, bool is_signed)
{
	switch (size) {
	case 'q':
		return va_arg(*args, unsigned long long);
	case 'l':
		return is_signed ? (uint64_t)va_arg(*args, long) : va_arg(*args, unsigned long);
	case 'z':
		return va_arg(*args, size_t);
	default:
		return is_signed ? (uint64_t)va_arg(*args, int) : va_arg(*args, unsigned);
	}
}

void
out_vfmt(struct out *out, const char *fmt, va_list list)
{
	va_list args;
	uint64_t number;

	va_copy(args, list);	/* so that take_number may have its address */
	for (;;) {
		const char *text, *percent = strchr(fmt, '%');
		size_t len = SIZE_MAX;
		char size = 0, byte;

		out_bytes(out, fmt, percent ? (size_t)(percent - fmt) : strlen(fmt));
		if (!percent)
			break;
		fmt = percent + 1;
		if (fmt[0] == '.' && fmt[1] == '*') {
			len = (size_t)va_arg(args, int);
			fmt += 2;
		}
		for (; *fmt == 'l' || *fmt == 'z'; fmt++)
			size = size == 'l' ? 'q' : *fmt;
		switch (*fmt++) {
		case 's':
			text = va_arg(args, const char *);
			if (len == SIZE_MAX)
				len = strlen(text);
			if (out->plain)
				out_bytes(out, text, len);
			else
				put_escaped(out, text, len);
			break;
		case 'd':
			number = take_number(&args, size, true);
			if ((int64_t)number < 0) {
				out_bytes(out, "-", 1);
				number = -number;
			}
			put_number(out, number, 10);
			break;
		case 'u':
			put_number(out, take_number(&args, size, false), 10);
			break;
		case 'x':
			put_number(out, take_number(&args, size, false), 16);
			break;
		case 'c':
			byte = (char)va_arg(args, int);
			out_bytes(out, &byte, 1);
			break;
		default:
			out_bytes(out, "%", 1);
		}
	}
	va_end(args);
}

void
out_fmt(struct out *out, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	out_vfmt(out, fmt, args);
	va_end(args);
}

bool
text_fmt(char *buf, size_t size, const char *fmt, ...)
{
	struct out text = { .fd = -1, .plain = true, .buf = buf, .room = size - 1 };
	va_list args;

	va_start(args, fmt);
	out_vfmt(&text, fmt, args);
	va_end(args);
	buf[text.len] = '\0';
	return !text.failed;
}
