/*
 * filter.h - the values of a filter: what a literal, a cell or a comparison is
 */
#ifndef FILTER_H
#define FILTER_H

#include "libbb.h"

/* How values are compared: as what a literal is, or the left one; results as true or false. */
enum value_type { AS_TEXT, AS_NUMBER, AS_DECIMAL, AS_BOOL };

struct value {
	enum value_type	 type;
	enum { LITERAL, CELL, RESULT } from;
	bool		 empty;
	uint64_t	 number, places;	/* 10^-18ths */
	const char	*text;
	size_t		 len;
};

static inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
static inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

/* filter_value.c */

/* The text without the blanks around it. */
void	value_text(struct value *value, const char *text, size_t len);
/* 12 or 12.5 at *text, which moves behind it; a number too large becomes the
 * largest one.  False when there is none. */
bool	value_number(const char **text, struct value *value);
bool	value_truth(const struct value *value);
/* As a value of that type; false when a text is none of it.  An empty text stays
 * empty, an empty number is 0 as anything else. */
bool	value_cast(struct value *value, enum value_type type);
/* Of two of one type: below 0, 0 or above, as a is less than b, the same or more. */
int	value_order(const struct value *a, const struct value *b);

#endif
