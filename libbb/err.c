/* err.c - messages on stderr, and the end of a program that cannot go on */

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "libbb.h"

const char	*applet_name = "busyns";
int		 fail_status = STATUS_FAIL;
int		 err_fd = STDERR_FILENO;
int		 die_fd = -1;
static const char *pending_hint;

static void
message(const char *fmt, va_list args)
{
	char buf[4096];
	struct out err = { .fd = err_fd, .buf = buf, .room = sizeof(buf) };
	const char *reason;
	int saved = errno;

	out_fmt(&err, "%s: ", applet_name);
	out_vfmt(&err, fmt, args);
	if (fmt[strlen(fmt) - 1] == ':') {
		reason = CONFIG_ERROR_TEXT ? errno_text(saved) : NULL;
		if (reason)
			out_fmt(&err, " %s", reason);
		else
			out_fmt(&err, " error %d", saved);
	}
	if (pending_hint)
		out_fmt(&err, "\n%s: %s", applet_name, pending_hint);
	out_bytes(&err, "\n", 1);
	(void)out_flush(&err);	/* nowhere is left to complain */
	pending_hint = NULL;
	errno = saved;
}

void
hint(const char *text)
{
	pending_hint = text;
}

void
warn(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	message(fmt, args);
	va_end(args);
}

void
vdie(const char *fmt, va_list args)
{
	message(fmt, args);
	if ((CONFIG_NSEXEC || CONFIG_NSRUN) && die_fd >= 0)
		(void)write_all(die_fd, &(char){ (char)fail_status }, 1);
	_exit(fail_status);
}

void
die(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vdie(fmt, args);
}

void
broken_promise(const char *file, const char *promise)
{
	die("%s: broken promise: %s", file, promise);
}
