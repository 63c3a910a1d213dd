/*
 * opt.h - an applet's options, one row each; they end at the first operand
 *
 * From the same rows come the parser (opt.c), --help and --usage-dump
 * (opt_show.c), and from that the man pages and completions.
 */
#ifndef OPT_H
#define OPT_H

#include "libbb.h"

enum opt_type {
	OPT_T_END, OPT_T_FLAG, OPT_T_CALL, OPT_T_EACH, OPT_T_HELP, OPT_T_VERSION, OPT_T_NOTE, OPT_T_REFUSED,
	OPT_T_STR, OPT_T_LIST, OPT_T_MANY, OPT_T_MAYBE,		/* they take an argument */
};

struct opt {
	const char	*text;		/* OPT_TEXT */
	void		*dest;
	char		 letter;	/* short form, or 0 */
	unsigned char	 type;
	bool		 once;		/* of a STR: given twice is an error */
	bool		 bare_letter;	/* of a MAYBE: the short form takes no argument */
};

/* Three texts in one: the long form, what its argument is called, and help. */
#define OPT_TEXT(name, arg, help)	name "\0" HELP(arg "\0" help)

/* A row that stands for one row for each entry of another table. */
struct opt_each {
	/* Makes row i from base; false past the last. */
	bool	(*row)(unsigned i, void *base, struct opt *row);
	void	*base;
};

/* The arguments of an option that may be given again and again, in order. */
struct opt_many {
	const char	**text;
	size_t		 count;
};

/* A flag that stands for other options: what is given later counts. */
struct opt_call {
	void	(*call)(void);
};

/* The value of an OPT_MAYBE option that was given without its argument. */
extern const char opt_bare[];

#define OPT_END			{ .type = OPT_T_END }
#define OPT_FLAG(l, n, d, h) \
	{ .letter = l, .type = OPT_T_FLAG, .dest = 1 ? (d) : (bool *)0, .text = OPT_TEXT(n, "", h) }
#define OPT_STR(l, n, a, d, h) \
	{ .letter = l, .type = OPT_T_STR, .dest = 1 ? (d) : (const char **)0, .text = OPT_TEXT(n, a, h) }
/* Given again, it adds to what is there, with a comma between. */
#define OPT_LIST(l, n, a, d, h) \
	{ .letter = l, .type = OPT_T_LIST, .dest = 1 ? (d) : (const char **)0, .text = OPT_TEXT(n, a, h) }
#define OPT_MANY(l, n, a, d, h) \
	{ .letter = l, .type = OPT_T_MANY, .dest = 1 ? (d) : (struct opt_many *)0, .text = OPT_TEXT(n, a, h) }
#define OPT_ONCE(l, n, a, d, h) \
	{ .letter = l, .type = OPT_T_STR, .dest = 1 ? (d) : (const char **)0, .text = OPT_TEXT(n, a, h), .once = true }
#define OPT_MAYBE(l, n, a, d, h) \
	{ .letter = l, .type = OPT_T_MAYBE, .dest = 1 ? (d) : (const char **)0, .text = OPT_TEXT(n, a, h) }
#define OPT_CALL(l, n, c, h) \
	{ .letter = l, .type = OPT_T_CALL, .dest = (void *)(1 ? (c) : (struct opt_call *)0), .text = OPT_TEXT(n, "", h) }
#define OPT_EACH(e)		{ .type = OPT_T_EACH, .dest = (void *)(1 ? (e) : (struct opt_each *)0) }
#define OPT_HELP(l)		{ .letter = l, .type = OPT_T_HELP, .text = OPT_TEXT("help", "", "show this and stop") }
#define OPT_VERSION(l)		{ .letter = l, .type = OPT_T_VERSION, .text = OPT_TEXT("version", "", "show the version and stop") }
/* Options that others have and we refuse: letters, and what names start with, a
 * space after each. */
#define OPT_REFUSED(names, why)	{ .type = OPT_T_REFUSED, .text = why, .dest = (void *)(1 ? (names) : (const char *)0) }
/* Lines below the options in --help. */
#define OPT_NOTE(note)		IF(CONFIG_HELP_NOTES, { .type = OPT_T_NOTE, .text = note },)

/* With docker's spellings as well: -u=USER, --tty=false. */
extern bool	opt_docker;

/* Fills what the rows point at; returns argv at the first operand.  Dies on
 * what is no option of this table; --help and --version end the program. */
char	**opt_parse(char **argv, const struct opt *opts, const char *usage);
/* die() with a hint at --help: for what is wrong on the command line. */
_Noreturn void	opt_bad(const char *fmt, ...) FORMAT(1, 2);

/* opt_show.c */

/* One option row as it comes out of the table, EACH rows spread out. */
struct opt_walk {
	const struct opt	*at;
	unsigned		 i;
};
bool	opt_next(struct opt_walk *walk, struct opt *row);
void	opt_help(const struct opt *opts, const char *usage);
void	opt_dump(const struct opt *opts);

#endif
