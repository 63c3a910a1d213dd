/*
 * regex.h - which characters may be at one place of a regular expression
 */
#ifndef REGEX_H
#define REGEX_H

#include "libbb.h"

enum { WIDE_MAX = 8 };

struct chars {
	bool		 not, high;	/* all but these; all above ASCII */
	unsigned char	 set[16], wides;
	uint32_t	 wide[WIDE_MAX][2];
};

/* regex_chars.c */

/* The character at *from, which moves behind it; a byte that is none of UTF-8's
 * is one that only it is. */
uint32_t	chars_next(const char **from, const char *end);
/* Adds those from FROM to TO; false when that is no range, or one too many. */
bool		chars_put(struct chars *chars, uint32_t from, uint32_t to);
/* Adds those of POSIX's class name; "w" and "s" are two more.  False for another. */
bool		chars_class(struct chars *chars, const char *name, size_t len);
bool		chars_have(const struct chars *chars, uint32_t c);

#endif
