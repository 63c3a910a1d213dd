/* json.h - a JSON document, as its words and its values say it to each other: json_text.c, json.c */
#ifndef JSON_H
#define JSON_H

#include "libbb.h"

struct json {
	char		*at;	/* the document ends in a NUL, at end */
	char		*end;
	const char	*error;	/* the first */
};

/* All that can fail return false, and have said why by this. */
bool	json_fail(struct json *json, const char *error);
/* The next byte that is no space. */
char	json_peek(struct json *json);
/* The string at the opening quote, decoded in place. */
bool	json_string(struct json *json, char **text);
/* *integer is its value when it is whole and fits; *whole says so. */
bool	json_number(struct json *json, int64_t *integer, bool *whole);
/* That literal. */
bool	json_word(struct json *json, const char *text);

#endif
