/*
 * opt.c - the command line, parsed by an applet's table of options
 *
 * Grammar: getopt_long's with a leading '+'.  "--" or the first operand ends
 * the options; short ones cluster; a long one may be cut to a prefix that fits
 * only one row; an optional argument is attached, as --name=ARG, -lARG or
 * -l=ARG.
 */

#include <string.h>
#include <unistd.h>
#include "opt.h"

const char opt_bare[] = "";
bool opt_docker;

static const struct opt *table;
static const char *usage_text;

void
opt_bad(const char *fmt, ...)
{
	char text[80];
	va_list args;

	if (CONFIG_HELP) {
		TEXT(text, "Try '%s --help' for more information.", applet_name);
		hint(text);
	}
	va_start(args, fmt);
	vdie(fmt, args);
}

static const char *
joined(const char *list, const char *more)
{
	size_t room = strlen(list) + strlen(more) + sizeof(",");
	char *text = mem_alloc(room);

	text_fmt(text, room, "%s,%s", list, more);
	return text;
}

static void
append(struct opt_many *many, const char *arg)
{
	const char **more = mem_alloc((many->count + 1) * sizeof(*more));

	memcpy(more, many->text, many->count * sizeof(*more));
	more[many->count++] = arg;
	many->text = more;
}

static bool
as_docker(void)
{
	return (CONFIG_NSEXEC_RARE || CONFIG_NSRUN) && opt_docker;
}

/* Docker's --tty=false. */
static bool
take_word(const struct opt *row, const char *arg)
{
	bool no = !strcmp(arg, "false");

	if (!as_docker() || row->type != OPT_T_FLAG || (!no && strcmp(arg, "true")))
		return false;
	*(bool *)row->dest = !no;
	return true;
}

static void
take(const struct opt *row, const char *arg)
{
	const char **text = row->dest;

	if (row->once && *text)
		opt_bad("option --%s may be given only once", row->text);
	switch (row->type) {
	case OPT_T_FLAG:
		*(bool *)row->dest = true;
		break;
	case OPT_T_MANY:
		append(row->dest, arg);
		break;
	case OPT_T_CALL:
		if (CONFIG_UNSHARE)
			((const struct opt_call *)row->dest)->call();
		break;
	case OPT_T_LIST:
		if (*text)
			arg = joined(*text, arg);
		/* FALLTHROUGH */
	case OPT_T_STR:
	case OPT_T_MAYBE:
		*text = arg ? arg : opt_bare;
		break;
	case OPT_T_HELP:
		opt_help(table, usage_text);
		out_finish();
		_exit(0);
	case OPT_T_VERSION:
		say("%s from busyns %s\n", applet_name, VERSION);
		out_finish();
		_exit(0);
	}
}

/* Dies with the reason, when name[0..len) is an option that others have. */
static void
check_refused(const char *dashes, const char *name, size_t len)
{
	struct opt_walk walk = { table, 0 };
	struct opt row;

	while (opt_next(&walk, &row)) {
		const char *at = row.type == OPT_T_REFUSED ? row.dest : "", *end;

		for (; *at; at = end + 1) {
			end = text_to(at, ' ');
			if ((size_t)(end - at) <= len && (end - at == 1) == !dashes[1])
				if (!memcmp(at, name, (size_t)(end - at)))
					opt_bad("option %s%.*s: %s", dashes, (int)len, name, row.text);
		}
	}
}

/* Finds the row whose long name is name[0..len), or which alone starts so. */
static void
find_long(const char *name, size_t len, struct opt *found)
{
	struct opt_walk walk = { table, 0 };
	struct opt row;
	const char *other = NULL;

	found->text = NULL;
	while (opt_next(&walk, &row)) {
		size_t i = 0;

		while (i < len && row.text[i] == name[i])
			i++;
		if (i < len || row.type == OPT_T_NOTE || row.type == OPT_T_REFUSED || !*row.text)
			continue;
		if (!row.text[len]) {
			*found = row;
			return;
		}
		if (found->text)
			other = row.text;
		else
			*found = row;
	}
	if (CONFIG_NSRUN_REFUSED)
		check_refused("--", name, len);	/* also when it is the start of one of ours */
	if (!found->text)
		opt_bad("unrecognized option '--%.*s'", (int)len, name);
	if (other)
		opt_bad("option '--%.*s' is ambiguous: --%s, --%s", (int)len, name, found->text, other);
}

static char **
take_long(char **argv)
{
	const char *name = *argv + 2, *equals = text_to(name, '=');
	size_t len = (size_t)(equals - name);
	struct opt row;

	if (CONFIG_USAGE_DUMP && !strcmp(name, "usage-dump")) {
		opt_dump(table);
		out_finish();
		_exit(0);
	}
	find_long(name, len, &row);
	if (row.type >= OPT_T_STR && row.type != OPT_T_MAYBE && !*equals) {
		if (!argv[1])
			opt_bad("option '--%s' requires an argument", row.text);
		take(&row, *++argv);
	} else if (*equals && row.type < OPT_T_STR) {
		if (!take_word(&row, equals + 1))
			opt_bad("option '--%s' doesn't allow an argument", row.text);
	} else {
		take(&row, *equals ? equals + 1 : NULL);
	}
	return argv + 1;
}

static char **
take_cluster(char **argv)
{
	const char *letter;

	for (letter = *argv + 1; *letter; letter++) {
		struct opt_walk walk = { table, 0 };
		struct opt row;

		do
			if (!opt_next(&walk, &row)) {
				if (CONFIG_NSRUN_REFUSED)
					check_refused("-", letter, 1);
				opt_bad("invalid option -- '%.*s'", 1, letter);
			}
		while (row.letter != *letter);
		if (row.type < OPT_T_STR || (CONFIG_UNSHARE && row.bare_letter)) {
			if (as_docker() && letter[1] == '=' && take_word(&row, letter + 2))
				break;
			take(&row, NULL);
			continue;
		}
		letter++;
		if (as_docker() && *letter == '=' && letter[1])
			letter++;
		if (row.type == OPT_T_MAYBE) {
			take(&row, *letter ? letter + (*letter == '=') : NULL);
		} else if (*letter) {
			take(&row, letter);
		} else {
			if (!argv[1])
				opt_bad("option requires an argument -- '%c'", row.letter);
			take(&row, *++argv);
		}
		break;
	}
	return argv + 1;
}

char **
opt_parse(char **argv, const struct opt *opts, const char *usage)
{
	table = opts;
	usage_text = usage;
	argv++;
	while (*argv && (*argv)[0] == '-' && (*argv)[1]) {
		if ((*argv)[1] != '-')
			argv = take_cluster(argv);
		else if ((*argv)[2])
			argv = take_long(argv);
		else
			return argv + 1;
	}
	return argv;
}
