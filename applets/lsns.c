/*
 * lsns - list namespaces, as util-linux does
 *
 * Its options and what they mean are util-linux's; nsls lists more.
 *
 * EXAMPLES
 *	lsns
 *	lsns -t net
 *	lsns -T -o +ONS
 *	lsns -p 1234 -J
 *
 * NOTES
 * What EXPR of -Q may be stands in nsls(8).
 */

#include "applets.h"
#include "spaces.h"

static const struct opt_each rows = { spaces_opt_row, (void *)spaces_opts };

static const struct opt opts[] = {
	OPT_EACH(&rows),
	OPT_HELP('h'),
	OPT_VERSION('V'),
	OPT_NOTE("\n"
		"With NSID, a namespace's number, lists the processes in it.\n"
		"Exits with 1 for any failure, 2 when owners or parents are asked for that the\n"
		"kernel does not know.\n")
	OPT_END
};

static const char usage[] = "[OPTIONS] [NSID]";

int
lsns_main(char **argv)
{
	char *operands[2] = { NULL, NULL };

	argv = opt_parse(argv, opts, usage);
	if (*argv) {
		operands[0] = *argv;
		argv = opt_parse(argv, opts, usage);	/* options may follow it */
	}
	if (*argv)
		opt_bad("one namespace at a time, not '%s' too", *argv);
	return spaces_list(operands);
}
