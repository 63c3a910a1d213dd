/* opt_parse() against getopt_long(3); the arguments are the input's lines. */
#include <getopt.h>
#include "fuzz.h"
#include "opt.h"

enum { ARGS_MAX = 12, EACH = 3 };

static struct values {
	bool		 flag, other, long_only;
	const char	*text, *list, *once, *maybe, *each[EACH];
} got, want;

static bool
each_row(unsigned i, void *base, struct opt *row)
{
	const char **at = base;
	struct opt rows[EACH] = {
		OPT_MAYBE('n', "net", "FILE", at, "one of many"),
		OPT_MAYBE('p', "netmap", "FILE", at + 1, "one of many"),
		OPT_MAYBE('P', "pid", "FILE", at + 2, "one of many"),
	};

	if (i >= EACH)
		return false;
	*row = rows[i];
	return true;
}

static const struct opt_each each = { each_row, got.each };

static const struct opt opts[] = {
	OPT_FLAG('a', "all", &got.flag, "a flag"),
	OPT_FLAG('b', "", &got.other, "no long name"),
	OPT_FLAG(0, "all-of-it", &got.long_only, "no letter"),
	OPT_STR('t', "target", "TARGET", &got.text, "a text"),
	OPT_LIST('l', "list", "LIST", &got.list, "a list"),
	OPT_ONCE('o', "once", "X", &got.once, "one time"),
	OPT_MAYBE('m', "maybe", "DIR", &got.maybe, "with or without"),
	OPT_EACH(&each),
	OPT_HELP('h'),
	OPT_VERSION('V'),
	OPT_NOTE("a note\n")
	OPT_END
};

static const struct option longs[] = {
	{ "all", no_argument, NULL, 'a' }, { "all-of-it", no_argument, NULL, 1 }, { "target", required_argument, NULL, 't' },
	{ "list", required_argument, NULL, 'l' }, { "once", required_argument, NULL, 'o' },
	{ "maybe", optional_argument, NULL, 'm' }, { "net", optional_argument, NULL, 'n' },
	{ "netmap", optional_argument, NULL, 'p' }, { "pid", optional_argument, NULL, 'P' },
	{ "help", no_argument, NULL, 'h' }, { "version", no_argument, NULL, 'V' }, { NULL, 0, NULL, 0 },
};

static char **args, **rest;

static void
ours(void)
{
	rest = opt_parse(args, opts, "[OPTIONS] [ARG]...");
}

/* The value of an optional argument; a letter's may have a '=' before it. */
static const char *
optional(void)
{
	if (!optarg)
		return opt_bare;
	return optarg[-1] == '=' || *optarg != '=' ? optarg : optarg + 1;
}

/* False when getopt_long, or what we do with an option, ends the program. */
static bool
theirs(int argc)
{
	const char *more;
	char *joined;
	int letter;

	optind = 0;	/* glibc: afresh */
	opterr = 0;
	while ((letter = getopt_long(argc, args, "+abt:l:o:m::n::p::P::hV", longs, NULL)) != -1)
		switch (letter) {
		case 'a': want.flag = true; break;
		case 'b': want.other = true; break;
		case 1: want.long_only = true; break;
		case 't': want.text = optarg; break;
		case 'o':
			if (want.once)
				return false;
			want.once = optarg;
			break;
		case 'l':
			more = optarg;
			if (want.list) {
				joined = mem_alloc(strlen(want.list) + strlen(more) + 2);
				sprintf(joined, "%s,%s", want.list, more);
				more = joined;
			}
			want.list = more;
			break;
		case 'm': want.maybe = optional(); break;
		case 'n': want.each[0] = optional(); break;
		case 'p': want.each[1] = optional(); break;
		case 'P': want.each[2] = optional(); break;
		default: return false;	/* help, version, an error */
		}
	return true;
}

static bool
same(const char *a, const char *b)
{
	return !a == !b && (!a || (!strcmp(a, b) && (a == opt_bare) == (b == opt_bare)));
}

static bool
has_dump(void)
{
	char **arg;

	for (arg = args; *arg; arg++)
		if (!strcmp(*arg, "--usage-dump"))
			return true;
	return false;
}

/* One letter after a dash, or its argument: what getopt reads as its own syntax. */
static int
split(const uint8_t *data, size_t size)
{
	int argc = 1;

	args = mem_alloc((ARGS_MAX + 2) * sizeof(*args));
	args[0] = fuzz_copy("fuzz", 4);
	while (size && argc <= ARGS_MAX) {
		size_t len = fuzz_line(data, size);

		args[argc++] = fuzz_copy(data, len);
		data += len + (len < size);
		size -= len + (len < size);
	}
	args[argc] = NULL;
	return argc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool parsed, expected;
	size_t i, len;
	int argc;

	fuzz_reset();
	memset(&got, 0, sizeof(got));
	memset(&want, 0, sizeof(want));
	argc = split(data, size);
	parsed = fuzz_try(ours);
	if (!parsed) {
		(void)out_flush(&std_out);
		for (i = 0; i < fuzz_text_len; i += len + 1) {
			len = strcspn(fuzz_text + i, "\t\n");
			MUST(fuzz_is_tame(fuzz_text + i, len));
		}
	}
	if (has_dump())
		return 0;
	expected = theirs(argc);
	MUST(parsed == expected);
	if (!parsed)
		return 0;
	MUST(rest == args + optind);
	MUST(got.flag == want.flag && got.other == want.other && got.long_only == want.long_only);
	MUST(same(got.text, want.text) && same(got.list, want.list) && same(got.once, want.once));
	MUST(same(got.maybe, want.maybe));
	for (i = 0; i < EACH; i++)
		MUST(same(got.each[i], want.each[i]));
	return 0;
}
