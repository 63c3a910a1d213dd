/* plan_label.c - the security label of a process, for what we exec: proc_pid_attr(5) */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "plan.h"

/* AppArmor shows "PROFILE (MODE)", or "unconfined", where SELinux shows a context. */
static bool
is_apparmor(void)
{
	static struct blob ours;

	return blob_take(&ours, fd_open(AT_FDCWD, "/proc/self/attr/current", O_RDONLY), PROC_FILE_MAX) &&
	       (starts_with(ours.data, "unconfined") || text_find(ours.data, " ("));
}

void
plan_label_named(struct plan *plan, const char *label)
{
	size_t room = strlen(label) + sizeof("exec ");
	char *taken = mem_alloc(room);

	text_fmt(taken, room, is_apparmor() ? "exec %s" : "%s", label);
	plan->label = taken;
	plan->label_fd = fd_open(AT_FDCWD, "/proc/self/attr/exec", O_WRONLY);
	if (plan->label_fd < 0)
		die("open /proc/self/attr/exec:");
}

void
plan_label(struct plan *plan, struct target *target)
{
	static struct blob text;
	char *mode;

	/* no security module with labels: there is nothing to follow */
	if (!proc_read(target_proc(target), "attr/current", &text)) {
		if (errno == EINVAL || errno == ENOENT || errno == EOPNOTSUPP)
			return;
		die("read /proc/%d/attr/current:", target->pid);
	}
	*text_to(text.data, '\n') = '\0';
	if (!strcmp(text.data, "unconfined"))
		return;
	mode = text_last(text.data, '(');
	if (mode && mode > text.data && mode[-1] == ' ')
		mode[-1] = '\0';
	plan_label_named(plan, text.data);
}
