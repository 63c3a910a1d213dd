/* plan_label.c - the security label of a process, for what we exec: proc_pid_attr(5) */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "ns.h"

void
plan_label_named(struct plan *plan, const char *label)
{
	plan->label = label;
	plan->label_fd = fd_open(AT_FDCWD, "/proc/self/attr/exec", O_WRONLY);
	if (plan->label_fd < 0)
		die("open /proc/self/attr/exec:");
}

void
plan_label(struct plan *plan, struct target *target)
{
	static struct blob text;
	char *end, *label;
	size_t room;

	/* no security module with labels: there is nothing to follow */
	if (!proc_read(target_proc(target), "attr/current", &text)) {
		if (errno == EINVAL || errno == ENOENT || errno == EOPNOTSUPP)
			return;
		die("read /proc/%d/attr/current:", target->pid);
	}
	*text_to(text.data, '\n') = '\0';
	if (!strcmp(text.data, "unconfined"))
		return;
	label = text.data;
	/* AppArmor shows "PROFILE (MODE)" and takes "exec PROFILE" */
	end = text_last(text.data, '(');
	if (end && end > text.data && end[-1] == ' ' && *text_to(end, ')')) {
		room = (size_t)(end - text.data) + sizeof("exec ");
		label = mem_alloc(room);
		text_fmt(label, room, "exec %.*s", (int)(end - 1 - text.data), text.data);
	}
	plan_label_named(plan, label);
}
