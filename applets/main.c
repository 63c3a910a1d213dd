/* main.c - which applet is meant: by the name we were called, or the first argument */

#include <string.h>
#include "applets.h"
#include "enter.h"
#include "opt.h"

const struct applet *applet;

static int
start(const struct applet *which, char **argv)
{
	applet = which;
	applet_name = which->name;
	return which->main(argv);
}

#ifdef SINGLE	/* one applet alone, whatever the configuration says of it */

# define PASTE(a, b)		PASTE_NOW(a, b)
# define PASTE_NOW(a, b)	a##b
# define STRING(a)		STRING_NOW(a)
# define STRING_NOW(a)		#a

int
main(int argc, char **argv)
{
	if (argc < 1)
		die("called without a name");
	sealed_argv = argv;
	/* the compiler compares, and keeps the one row */
# define APPLET(name, on, text) \
	if (!strcmp(#name, STRING(SINGLE))) { \
		static const struct applet row = { #name, PASTE(SINGLE, _main), HELP(text) }; \
\
		return start(&row, argv); \
	}
# include "applets.h"
	return STATUS_NOT_FOUND;
}

#else

# define APPLET(name, on, text)	IF(on, { #name, name##_main, HELP(text) },)
static const struct applet applets[] = {
# include "applets.h"
	{ NULL, NULL, NULL }
};

static const struct applet *
find(const char *name)
{
	const struct applet *row;

	for (row = applets; row->name; row++)
		if (!strcmp(row->name, name))
			return row;
	return NULL;
}

static void
list(struct out *out, const char *before, bool summaries)
{
	const struct applet *row;

	for (row = applets; row->name; row++) {
		out_fmt(out, "%s%s", before, row->name);
		if (summaries && *row->summary) {
			out_pad(out, strlen(row->name), 10);
			out_fmt(out, "%s", row->summary);
		}
		out_fmt(out, "\n");
	}
}

static int
unknown(const char *name)
{
	char text[1024];
	struct out err = { .fd = 2, .buf = text, .room = sizeof(text) };

	warn("no applet '%s'; the box has", name);
	list(&err, "  ", false);
	(void)out_flush(&err);
	return STATUS_NOT_FOUND;
}

static void
help(void)
{
	say("busyns %s: namespace tools in one binary\n"
		"usage: busyns APPLET [ARG]...\n"
		"       busyns --list | --list-full | --version%s\n"
		"       or call it by a link named after an applet\n\n",
		VERSION, CONFIG_INSTALL ? " | --install [-s] [-f] [DIR]" : "");
	list(&std_out, "  ", true);
}

static bool link_symbolic, link_force;
static const struct opt install_opts[] = {
	OPT_FLAG('s', "symbolic", &link_symbolic, "make symbolic links, not hard ones"),
	OPT_FLAG('f', "force", &link_force, "replace files that are not ours"),
	OPT_HELP(0),
	OPT_END
};

static int
install(char **argv)
{
	static const struct applet self = { "busyns --install", NULL, HELP("make links to the applets in DIR") };
	const struct applet *row;
	const char *dir;

	applet = &self;
	argv = opt_parse(argv, install_opts, "[-s] [-f] [DIR]");
	if (argv[0] && argv[1])
		opt_bad("one DIR, please");
	dir = install_begin(argv[0]);
	/* all of them first: a refusal changes nothing */
	for (row = applets; row->name && !link_force; row++)
		install_check(dir, row->name);
	for (row = applets; row->name; row++)
		install_link(dir, row->name, link_symbolic);
	return 0;
}

static int
box(char **argv)
{
	const char *word = argv[1];
	const struct applet *row;

	if (!word || !strcmp(word, "--help"))
		help();
	else if (!strcmp(word, "--list"))
		list(&std_out, "", false);
	else if (!strcmp(word, "--list-full"))
		list(&std_out, "usr/bin/", false);
	else if (!strcmp(word, "--version"))
		say("busyns %s\n", VERSION);
	else if (CONFIG_INSTALL && !strcmp(word, "--install"))
		return install(argv + 1);
	else if ((row = find(word)))
		return start(row, argv + 1);
	else
		return unknown(word);
	out_finish();
	return 0;
}

int
main(int argc, char **argv)
{
	const char *slash, *name;
	const struct applet *row;

	if (argc < 1)
		die("called without a name");
	sealed_argv = argv;
	slash = text_last(argv[0], '/');
	name = slash ? slash + 1 : argv[0];
	row = find(name);
	if (row)
		return start(row, argv);
	return starts_with(name, "busyns") ? box(argv) : unknown(name);
}

#endif
