/*
 * null.c - the container's own /dev/null as PROG's input and output
 *
 * Of ours, a root inside could change the mode and the owner, for all of this
 * host.  What else may lie there is not even opened: a held fd is looked at first.
 */

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "confine.h"
#include "session.h"

enum { NULL_MAJOR = 1, NULL_MINOR = 3 };

static int
open_null(int root)
{
	int held = path_open_in(root, "dev/null"), fd = -1;
	struct stat st;

	if (held < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP || errno == ENAMETOOLONG))
		return -1;
	if (held < 0 || fstat(held, &st))
		die("open /dev/null inside:");
	if (S_ISCHR(st.st_mode) && st.st_rdev == makedev(NULL_MAJOR, NULL_MINOR)) {
		fd = fd_openf(AT_FDCWD, O_RDWR | O_NOCTTY, "/proc/self/fd/%d", held);
		if (fd < 0 && errno != EACCES)	/* that is a mount without devices */
			die("open /dev/null inside:");
	}
	fd_close(held);
	return fd;
}

void
plan_null(struct plan *plan, bool output)
{
	int end[2];

	plan->input = open_null(plan_inside(plan));
	if (output && plan->input < 0)
		die("-d: there is no /dev/null in %s to write to", plan->target->spec);
	if (output)
		plan->output = plan->input;
	if (plan->input >= 0)
		return;
	session_pipe(end);
	plan->input = end[0];
	fd_close(end[1]);
}
