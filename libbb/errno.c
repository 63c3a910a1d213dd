/*
 * errno.c - the reasons that the calls this program makes can have, in words
 *
 * libc's list has 130 (2.2 KB); a number stands for any other.
 */

#include <errno.h>
#include <string.h>
#include "libbb.h"

static const unsigned char numbers[] = {
	EPERM, ENOENT, ESRCH, EINTR, EIO, ENXIO, E2BIG, ENOEXEC, EBADF, ECHILD, EAGAIN, ENOMEM, EACCES, EBUSY,
	EEXIST, EXDEV, ENODEV, ENOTDIR, EISDIR, EINVAL, ENFILE, EMFILE, ENOTTY, ETXTBSY, EFBIG, ENOSPC, EROFS,
	EPIPE, ENAMETOOLONG, ENOSYS, ELOOP, EPROTO, EUSERS, EOPNOTSUPP, ESTALE, EDQUOT, EBADFD, ETIMEDOUT, ERANGE,
};

/* in the same order */
static const char texts[] =
	"Operation not permitted\0"
	"No such file or directory\0"
	"No such process\0"
	"Interrupted system call\0"
	"I/O error\0"
	"No such device or address\0"
	"Argument list too long\0"
	"Exec format error\0"
	"Bad file descriptor\0"
	"No child process\0"
	"Resource temporarily unavailable\0"
	"Out of memory\0"
	"Permission denied\0"
	"Resource busy\0"
	"File exists\0"
	"Cross-device link\0"
	"No such device\0"
	"Not a directory\0"
	"Is a directory\0"
	"Invalid argument\0"
	"Too many open files in system\0"
	"Too many open files\0"
	"Not a tty\0"
	"Text file busy\0"
	"File too large\0"
	"No space left on device\0"
	"Read-only file system\0"
	"Broken pipe\0"
	"Filename too long\0"
	"Function not implemented\0"
	"Too many symbolic links\0"
	"Protocol error\0"
	"Too many users or namespaces\0"
	"Not supported\0"
	"Stale file handle\0"
	"Quota exceeded\0"
	"Not a regular file\0"	/* see file_open() */
	"Timed out\0"
	"Out of range\0";

const char *
errno_text(int error)
{
	const char *text = texts;
	size_t i;

	for (i = 0; i < ARRAY_LEN(numbers); i++, text += strlen(text) + 1)
		if (numbers[i] == error)
			return text;
	return NULL;
}
