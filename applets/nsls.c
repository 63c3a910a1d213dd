/*
 * nsls - list namespaces and whose they are, or compare two processes
 *
 * Lists all there are, with their owners and containers, also those that are
 * kept by a file, a mount or a child only.  With one TARGET, those of that
 * process or container; with more, what they share.
 *
 * EXAMPLES
 *	nsls
 *	nsls web
 *	nsls web self
 *	nsls -t net web side && echo "one network"
 *	nsls --dot -t net | dot -Tsvg >net.svg
 *	nsls -P -o +HOLDER
 *
 * NOTES
 * HOLDER tells what keeps a namespace that no process is in: the next children
 * of a process or thread, a thread, an fd, a socket, a mount, or a child, which
 * is a namespace below it; unknown is what the kernel alone knows of.
 *
 * EXPR of -Q, which not every build has, compares columns, numbers and "texts"
 * by ==, !=, <, <=, > and >=, or by =~ and !~ with a "regular expression".
 * Comparisons are joined by `and' and `or', from the left, whichever it is;
 * `not' is of what comes next: not (TYPE == "net").  A column alone holds where
 * it is neither empty nor 0.
 *
 *	nsls -Q 'CONTAINER =~ "^web" and NPROCS > 1'
 *	nsls -Q 'TYPE == "net" and (NPROCS == 0 or OTHERS)' -o +OTHERS
 */

#include <string.h>
#include "applets.h"
#include "spaces.h"

enum { PID_LAST = 4 * 1024 * 1024 };	/* numbers above are namespaces' */

static const struct opt_each rows = { spaces_opt_row, (void *)spaces_opts };

static const struct opt opts[] = {
	OPT_EACH(&rows),
	IF(CONFIG_COLOR,
	OPT_MAYBE(0, "color", "WHEN", &spaces_args.color, "auto, always or never"),
	)
	OPT_FLAG(0, "dot", &spaces_args.dot, "a graph of containers and namespaces, for graphviz"),
	IF(CONFIG_WATCH,
	OPT_FLAG(0, "watch", &spaces_args.watch, "again every second, + and - what came and went; until q or ^C"),
	)
	IF(CONFIG_NSLS_HIDDEN,
	OPT_FLAG(0, "threads", &spaces_args.threads, "also those that only a thread keeps"),
	OPT_FLAG(0, "sockets", &spaces_args.sockets, "also networks that only a socket keeps"),
	)
	OPT_HELP('h'),
	OPT_VERSION('V'),
	OPT_NOTE("\n"
		"TARGET is a PID, self, host or a container.  OTHERS are those it shares with.  A\n"
		"number above 4194304 is a namespace's: its processes are listed.  USER is who made\n"
		"the user namespace that owns it; CONTAINER those who are in it.\n"
		"Exits with 0 when two TARGETs or more share all namespaces, or all that -t asks\n"
		"for, 1 when they do not, 2 for any failure then and for a bad option; of a list, 1.\n")
	OPT_END
};

int
nsls_main(char **argv)
{
	uint64_t number;

	spaces_args.ours = true;
	fail_status = STATUS_AMBIGUOUS;		/* 1 says that two TARGETs differ */
	argv = opt_parse(argv, opts, "[OPTIONS] [TARGET]...");
	if (*argv && argv[1])
		return spaces_compare(argv);
	if (*argv && (**argv == '0' || !num_parse(*argv, UINT64_MAX, &number) || number <= PID_LAST))
		spaces_args.target = *argv++;
	return spaces_list(argv);
}
