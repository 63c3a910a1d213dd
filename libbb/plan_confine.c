/* plan_confine.c - what holds a process in its bounds, read for another that is to be held by the same */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "kernel.h"
#include "confine.h"

enum { LIMIT_COLUMN = 26, UMASK_MAX = 0777 };

static uint64_t
digits(const char *text, unsigned base)
{
	uint64_t value = 0;

	for (;; text++) {
		unsigned digit = *text <= '9' ? (unsigned)(*text - '0') : (unsigned)((*text | 32) - 'a' + 10);

		if (digit >= base)
			return value;
		value = value * base + digit;
	}
}

/* The number in a field of status, in that base; otherwise where there is no such field. */
static uint64_t
field(const struct blob *status, const char *name, unsigned base, uint64_t otherwise)
{
	const char *at = proc_field(status, name);

	return at ? digits(at, base) : otherwise;
}

/* What our own bounding set has of set. */
static uint64_t
bounding(uint64_t set)
{
	unsigned cap;

	for (cap = 0; cap < 64 && set >> cap; cap++) {
		long in_set = set >> cap & 1 ? syscall(SYS_prctl, PR_CAPBSET_READ, cap, 0, 0, 0) : 0;

		if (in_set < 0 && errno != EINVAL)	/* that is one past the last of this kernel's */
			die("read our bounding set:");
		if (in_set <= 0)
			set &= ~((uint64_t)1 << cap);
	}
	return set;
}

static const char *
limit(const char *at, uint64_t *value)
{
	at = text_skip(at, ' ');
	*value = UINT64_MAX;	/* "unlimited" */
	if (*at != 'u' && !num_scan(&at, UINT64_MAX, value))
		return NULL;
	return text_to(at, ' ');
}

/* proc_pid_limits(5): its lines are in the order of the numbers. */
static void
read_limits(struct plan_confine *confine, struct target *target)
{
	struct blob text = { 0 };
	const char *at;
	unsigned i = 0;

	confine->limit = mem_alloc(LIMITS * sizeof(*confine->limit));
	target_read(target, "limits", &text);
	for (at = text_to(text.data, '\n'); *at && at[1] && i < LIMITS; at = text_to(at, '\n'), i++) {
		struct kernel_rlimit *its = &confine->limit[i];

		if (text_to(at + 1, '\n') - at < LIMIT_COLUMN || !(at = limit(at + LIMIT_COLUMN, &its->current)) ||
		    !(at = limit(at, &its->max)))
			die("read /proc/%d/limits: not as expected", target->pid);
	}
	confine->limits = i;
}

static void
read_one(struct target *target, const char *file, char *text, size_t room)
{
	struct blob blob = { 0 };

	if (blob_once(&blob, scout_file(target, file), PROC_FILE_MAX))
		text_fmt(text, room, "%.*s", (int)(text_to(blob.data, '\n') - blob.data), blob.data);
	else if (errno != ENOENT)
		die("read /proc/%d/%s:", target->pid, file);
}

void
plan_confine(struct plan *plan, struct target *target, const struct confine_wish *wish)
{
	struct plan_confine *confine = &plan->confine;
	const struct blob *status = target_status(target);
	uint64_t allowed, mode;
	char text[16] = "0";

	confine->wanted = true;
	allowed = wish->privileged ? ~(uint64_t)0 : field(status, "CapBnd", 16, 0);
	allowed = (allowed | wish->add) & ~(wish->drop & ~wish->add);
	/* A user namespace that is entered gives all of them anew. */
	if (!(plan->join & NS_BIT(NS_USER)))
		allowed = bounding(allowed);
	plan->cred.drop = ~allowed;
	plan->cred.ambient = wish->add & allowed;
	confine->no_new_privs = wish->no_new_privs || field(status, "NoNewPrivs", 10, 0);
	confine->umask = (unsigned)field(status, "Umask", 8, 022) & UMASK_MAX;
	read_limits(confine, target);
	read_one(target, "oom_score_adj", confine->oom, sizeof(confine->oom));
	read_one(target, "personality", text, sizeof(text));
	confine->personality = (unsigned)digits(text, 16);
	mode = field(status, "Seccomp", 10, 0);
	if (mode && !wish->unfiltered) {
		if (mode == 1) {
			if (CONFIG_NSEXEC_RARE)
				hint("--security-opt seccomp=unconfined goes without");
			die("process %d is in seccomp's strict mode, where nothing could be run", target->pid);
		}
		seccomp_copy(plan, target, wish->all_filters);
	}
	if (wish->label) {
		if (*wish->label)
			plan_label_named(plan, wish->label);
	} else {
		plan_label(plan, target);
	}
}
