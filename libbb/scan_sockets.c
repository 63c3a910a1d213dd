/* scan_sockets.c - networks that a socket keeps: its process has left them */

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "kernel.h"
#include "spaces.h"

struct fds {
	struct scan	*scan;
	uint32_t	 pid;
	int		 dir;
};

/* The kernel counts as an attempt to trace what gives us a copy of a file: it
 * is done for sockets alone, and only on request. */
static bool
visit_fd(const char *name, void *arg)
{
	const struct fds *fds = arg;
	char link[16] = { 0 };
	struct stat st;
	uint64_t fd;
	int net;

	if (readlinkat(fds->dir, name, link, sizeof(link) - 1) <= 0 || !starts_with(link, "socket:[") ||
	    !num_parse(name, INT32_MAX, &fd))
		return false;
	net = nsfile_of_fd((pid_t)fds->pid, (int)fd);
	if (net >= 0 && !fstat(net, &st))
		scan_held(fds->scan, (uint32_t)st.st_ino, NS_NET, HOLD_SOCKET, fds->pid, (int)fd);
	fd_close(net);
	return false;
}

void
scan_sockets(struct scan *scan)
{
	struct fds fds = { .scan = scan };
	size_t i;

	for (i = 0; i < scan->procs; i++) {
		fds.pid = scan->proc[i].pid;
		fds.dir = fd_openf(AT_FDCWD, O_RDONLY | O_DIRECTORY, "/proc/%u/fd", fds.pid);
		dir_each(fds.dir, visit_fd, &fds);
	}
}
