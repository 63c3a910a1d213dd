/* table.h - rows of cells, the columns that are wanted of them, and their order: table.c, table_print.c */
#ifndef TABLE_H
#define TABLE_H

#include "libbb.h"

enum { COLUMN_MAX = 40 };
enum { COLUMN_NUMBER = 1, COLUMN_RIGHT = 2, COLUMN_BOOL = 4, COLUMN_CUT = 8, COLUMN_TREE = 16, COLUMN_SPARE = 32,
       COLUMN_WRAP = 64, COLUMN_AS_IS = 128 };
#define COLUMN_LEAST(cells)	((cells) << 8)
struct column {
	const char	*name;		/* the heading; in JSON the key, in lower case if not AS_IS */
	unsigned	 flags;		/* CUT: where a terminal is too narrow; TREE: the row's place is drawn
					 * there; SPARE: unless asked for, not shown when it is empty;
					 * WRAP: its text may have lines; LEAST: so wide, when what is in it
					 * is wider than the heading */
};
/* Text, or number: with both, JSON and sorting take the number. */
struct cell {
	const char	*text;
	uint64_t	 number;
	bool		 is_number;
};
/* tone.c: why a row stands out.  COMMON: in the host's namespace, as is usual. */
enum tone {
	TONE_PLAIN, TONE_HEADING, TONE_COMMON, TONE_SHARED, TONE_HOSTS, TONE_UNUSED, TONE_NEW, TONE_GONE, TONES
};
struct row {
	struct row	*parent;	/* for a tree: another row, or NULL; anyone may set it */
	struct row	*next, *child, *last_child, *sibling;	/* table.c's own */
	struct row	*more;		/* the next line of its WRAP cells */
	bool		 is_more;
	unsigned	 depth;
	enum tone	 tone;		/* anyone may set it */
	struct cell	 cell[];
};
struct table {
	const struct column	*column;	/* all there are; a NULL name ends them */
	const char		*json_name;	/* the key of the array of rows; NULL: none around it */
	const char		*missing;	/* shown in an empty cell; NULL: nothing */
	bool			 as_json, raw, no_headings;
	bool			 whole;		/* never cut */
	bool			 exact;		/* to the byte what lsns prints: table_lines.c */
	bool			 colour, marked;	/* tones are shown: by colours, by + and - before the line */
	/* table.c's own */
	bool			 sorted, reverse, asked, utf8;
	unsigned		 sort, slots, shown_count;
	unsigned char		 shown[COLUMN_MAX], slot[COLUMN_MAX];
	struct row		*first, **last;
};
#define is_exact(table)	(CONFIG_LSNS && (table)->exact)
/* Those of columns, "NAME,PID" or "all"; or of list instead, or of +list too.
 * Before the first row, as is sorting by NAME, or -NAME; both die on others. */
void		table_choose(struct table *table, const char *columns, const char *list);
void		table_sort_by(struct table *table, const char *name);
/* The column that the len bytes at name are the heading of; dies. */
unsigned	table_find(const struct table *table, const char *name, size_t len);
/* A column that is not shown, but of use. */
void		table_need(struct table *table, unsigned column);
/* Whether a column is of use: what is not need not be found out. */
bool		table_has(const struct table *table, unsigned column);
bool		table_shows(const struct table *table, unsigned column);
struct row	*table_row(struct table *table);
/* A copy of text; "" leaves the cell empty. */
void		table_text(struct table *table, struct row *row, unsigned column, const char *text);
void		table_number(struct table *table, struct row *row, unsigned column, uint64_t number);
/* A number, as text makes it for people. */
void		table_show(struct table *table, struct row *row, unsigned column, uint64_t number,
			   void (*text)(char text[WHEN_ROOM], uint64_t number));
struct cell	*table_cell(const struct table *table, struct row *row, unsigned column);
/* A list, no tree. */
void		table_flatten(struct table *table);
/* Sorts; the first row of a walk through the tree, then the next one, and how
 * many levels that is further up. */
struct row	*table_order(struct table *table);
struct row	*table_next(struct row *row, unsigned *left);

/* table_json.c: what table_order() gave */
void		table_json(const struct table *table, struct row *row);
/* table_lines.c: before cells are measured, what lines they have */
void		table_lines(struct table *table, struct row *first);

/* table_print.c */
extern unsigned	table_width;	/* to fit into; 0: a terminal's, or any */
void		table_print(struct table *table);

/* tone.c: whether --color=WHEN, or NULL, means colours here; dies on another word. */
bool		tone_wanted(const char *when);
/* Around the text of a line. */
void		tone_begin(const struct table *table, enum tone tone);
void		tone_end(const struct table *table, enum tone tone);

/* filter.c: whether row fits the expression text; with row NULL its syntax is
 * checked and its columns become needed.  Dies on bad syntax. */
bool		filter_row(struct table *table, struct row *row, const char *text);
/* regex.c: whether text has a part that fits; false when pattern is none. */
bool		regex_match(const char *pattern, size_t len, const char *text, bool *matches);

#endif
