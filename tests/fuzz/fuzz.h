/* fuzz.h - what the fuzz targets share: fuzz.c */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "libbb.h"

/* A promise that must hold whatever the input is. */
#define MUST(promise) \
	((promise) ? (void)0 : (fprintf(stderr, "%s:%d: MUST(%s)\n", __FILE__, __LINE__, #promise), abort()))

/* Runs call; false when it ended the program: by die(), or by _exit(0). */
bool	fuzz_try(void (*call)(void));

/* All that was written by write_all() since the run began, a NUL behind it. */
extern char	*fuzz_text;
extern size_t	 fuzz_text_len;
/* Forgets that, and what mem_alloc() gave. */
void	fuzz_reset(void);

/* A NUL-terminated copy, with nothing readable behind it; lasts for the run. */
char	*fuzz_copy(const void *bytes, size_t len);
/* The same as a file's text. */
struct blob fuzz_blob(const void *bytes, size_t len);
/* Splits the input at its first line feed: returns the length of what is before. */
size_t	fuzz_line(const uint8_t *data, size_t size);
/* Takes what is before the next byte stop, and that one; lasts for the run. */
struct blob fuzz_part(const uint8_t **data, size_t *size, uint8_t stop);
/* Opens such a thing as a file. */
int	fuzz_open(const struct blob *blob);
/* Every line that was written is tame and has an end. */
bool	fuzz_said_tame(void);

/* By other means than the program's own: RFC 3629 without surrogates, RFC 8259. */
bool	fuzz_is_utf8(const void *bytes, size_t len);
bool	fuzz_is_json(const void *bytes, size_t len);
/* Nothing in it moves a cursor, hides or turns the text. */
bool	fuzz_is_tame(const char *text, size_t len);

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
