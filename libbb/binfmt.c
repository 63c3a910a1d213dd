/* binfmt.c - interpreters of PROG's own: binfmt_misc of a user namespace, Linux 6.7 */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "mount.h"

void
mount_binfmt(const char *dir, const char *interp)
{
	int fd;

	mount_at("binfmt_misc", dir);
	if (!interp)
		return;
	fd = fd_openf(AT_FDCWD, O_WRONLY, "%s/register", dir);
	if (fd < 0 || !write_all(fd, interp, strlen(interp)))
		die("register the interpreter '%s':", interp);
	close(fd);
}
