/* plan_label.c - the security label of a process, for what we exec: proc_pid_attr(5) */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "ns.h"

void
plan_label(struct plan *plan, struct target *target)
{
	static char text[4096 + sizeof("exec ")];
	char *label = text + strlen("exec "), *end;
	int fd = fd_open(target_proc(target), "attr/current", O_RDONLY);
	ssize_t len = fd < 0 ? -1 : read(fd, label, 4096 - 1);

	/* no security module with labels: there is nothing to follow */
	if (len < 0 && (errno == EINVAL || errno == ENOENT || errno == EOPNOTSUPP))
		return;
	if (len < 0)
		die("read /proc/%d/attr/current:", target->pid);
	close(fd);
	label[len] = '\0';
	label[strcspn(label, "\n")] = '\0';
	if (!*label || !strcmp(label, "unconfined"))
		return;
	plan->label = label;
	/* AppArmor shows "PROFILE (MODE)" and takes "exec PROFILE" */
	end = strrchr(label, '(');
	if (end && end > label && end[-1] == ' ' && end[strlen(end) - 1] == ')') {
		end[-1] = '\0';
		plan->label = text;
	}
	plan->label_fd = fd_open(AT_FDCWD, "/proc/thread-self/attr/exec", O_WRONLY);
	if (plan->label_fd < 0)
		plan->label_fd = fd_open(AT_FDCWD, "/proc/self/attr/exec", O_WRONLY);
	if (plan->label_fd < 0)
		die("open /proc/self/attr/exec:");
}
