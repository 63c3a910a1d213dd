/*
 * filter_row(): an expression that was found sound has a value for every
 * row, the same every time, and that of what is around it by the rules of
 * logic.  The first line of the input is the expression, each other one the
 * cells of a row: text, or after '#' a number.
 */
#include <time.h>
#include "fuzz.h"
#include "table.h"

enum { ROWS = 16 };

static const struct column columns[] = {
	{ "NS", COLUMN_NUMBER }, { "TYPE", 0 }, { "PID", COLUMN_NUMBER | COLUMN_RIGHT }, { "USER", 0 }, { NULL, 0 },
};

static struct table table;
static struct row *row;
static const char *expression;
static bool fits;

static void
apply(void)
{
	fits = filter_row(&table, row, expression);
}

/* False when it died, of what it may die of. */
static bool
value(struct row *of, const char *text)
{
	clock_t begun = clock();

	row = of;
	expression = text;
	fuzz_text_len = 0;
	if (fuzz_try(apply)) {
		MUST(clock() - begun < CLOCKS_PER_SEC);
		return true;
	}
	MUST(clock() - begun < CLOCKS_PER_SEC);
	MUST(fuzz_text_len && fuzz_text[fuzz_text_len - 1] == '\n' && fuzz_is_tame(fuzz_text, fuzz_text_len - 1));
	MUST(strstr(fuzz_text, " filter: '") || strstr(fuzz_text, "no column '"));
	return false;
}

static void
check_row(struct row *of, const char *text, size_t room)
{
	/* what "%s" around the expression is to it: the same, or not */
	static const struct { const char *fmt; bool same; } around[] = {
		{ "(%s)", true }, { " ( %s ) and true", true }, { "false or (%s)", true }, { "!(%s)", false },
		{ "NOT (%s)", false }, { "(%s) || (NS == 1 and NS == 2)", true },
	};
	char *longer = mem_alloc(room);
	bool was;
	size_t i;

	if (!value(of, text)) {
		MUST(strstr(fuzz_text, "failed to apply filter"));
		return;
	}
	was = fits;
	MUST(value(of, text) && fits == was);
	for (i = 0; i < ARRAY_LEN(around); i++) {
		snprintf(longer, room, around[i].fmt, text);
		if (value(of, longer))
			MUST(fits == (around[i].same ? was : !was));
		else	/* too deep now */
			MUST(strstr(fuzz_text, "failed to initialize filter") && strlen(text) > 40);
	}
	/* what is false decides, what is true does */
	snprintf(longer, room, "false and (%s)", text);
	MUST(!value(of, longer) || !fits);
	snprintf(longer, room, "true or (%s)", text);
	MUST(!value(of, longer) || fits);
}

static void
fill(struct row *to, char *cells)
{
	unsigned i;
	uint64_t number;

	for (i = 0; columns[i].name; i++) {
		char *end = cells + strcspn(cells, "\t");
		bool more = *end;

		*end = '\0';
		if (*cells == '#' && num_parse(cells + 1, UINT64_MAX, &number)) {
			table_number(&table, to, i, number);
			if (number % 3 == 0)	/* as it looks to people */
				table_text(&table, to, i, cells);
		} else if (!(columns[i].flags & COLUMN_NUMBER)) {
			table_text(&table, to, i, cells);
		}
		cells = end + more;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t len = fuzz_line(data, size), rows;
	char *text, *copy;

	fuzz_reset();
	text = fuzz_copy(data, len);
	copy = fuzz_copy(data, len);
	data += len + (len < size);
	size -= len + (len < size);
	table = (struct table){ .column = columns };
	if (!value(NULL, text)) {
		/* nor is it when there is a row */
		table_choose(&table, "NS,TYPE,PID,USER", NULL);
		MUST(!value(table_row(&table), text));
		return 0;
	}
	table_choose(&table, "NS,TYPE,PID,USER", NULL);
	check_row(table_row(&table), text, len + 64);
	for (rows = 0; size && rows < ROWS; rows++) {
		struct row *is = table_row(&table);

		len = fuzz_line(data, size);
		fill(is, fuzz_copy(data, len));
		check_row(is, text, strlen(text) + 64);
		data += len + (len < size);
		size -= len + (len < size);
	}
	MUST(!strcmp(text, copy));
	return 0;
}
