/*
 * plan_confine(): what it reads of status, limits, personality and
 * oom_score_adj is in range, and limits are those that the kernel would have
 * written.  The input: two bytes of wishes, then those files, with a byte 30 between.
 */
#include <errno.h>
#include "fuzz.h"

#define target_status	fuzz_target_status
#define target_read	fuzz_target_read
#define scout_file	fuzz_scout_file
#define seccomp_copy	fuzz_seccomp_copy
#define plan_label	fuzz_plan_label
#define plan_label_named	fuzz_plan_label_named
#include "kernel.h"
#include "confine.h"

const struct blob	*fuzz_target_status(struct target *target);
void	fuzz_target_read(struct target *target, const char *file, struct blob *text);
int	fuzz_scout_file(struct target *target, const char *file);
void	fuzz_seccomp_copy(struct plan *plan, struct target *target, bool all);
void	fuzz_plan_label(struct plan *plan, struct target *target);
void	fuzz_plan_label_named(struct plan *plan, const char *label);
#include "../../libbb/plan_confine.c"

static struct blob status, limits, personality, oom;
static struct plan plan;
static struct target target;
static struct confine_wish wish;
static bool filtered;

const struct blob *
fuzz_target_status(struct target *of)
{
	(void)of;
	return &status;
}

void
fuzz_target_read(struct target *of, const char *file, struct blob *text)
{
	(void)of;
	MUST(!strcmp(file, "limits"));
	*text = fuzz_blob(limits.data, limits.len);
}

int
fuzz_scout_file(struct target *of, const char *file)
{
	const struct blob *from = !strcmp(file, "personality") ? &personality : &oom;

	MUST(of == &target && (from == &personality || !strcmp(file, "oom_score_adj")));
	errno = ENOENT;		/* as in a kernel built without it */
	return from->len ? fuzz_open(from) : -1;
}

void
fuzz_seccomp_copy(struct plan *to, struct target *of, bool all)
{
	(void)of;
	(void)all;
	MUST(to == &plan && !wish.unfiltered);
	filtered = true;
}

void
fuzz_plan_label(struct plan *to, struct target *of)
{
	(void)of;
	MUST(to == &plan);
}

void
fuzz_plan_label_named(struct plan *to, const char *label)
{
	MUST(to == &plan && *label);
}

static void
call(void)
{
	plan_confine(&plan, &target, &wish);
}

static bool
run(void)
{
	plan_init(&plan);
	plan.join = NS_BIT(NS_USER);
	filtered = false;
	fuzz_text_len = 0;
	return fuzz_try(call);
}

/* The value of a line of status as the kernel writes it, in that base; none: nothing that could be said. */
static bool
says(const char *name, int base, uint64_t *value)
{
	const char *line = strstr(status.data, name);
	char *end;

	if (!line || (line > status.data && line[-1] != '\n') || line[strlen(name)] != '\t' || strstr(line + 1, name))
		return false;
	line += strlen(name) + 1;
	if (!strchr("0123456789abcdef", *line) || strspn(line, "0123456789abcdefABCDEFxX") > 16)
		return false;
	*value = strtoull(line, &end, base);
	return *end == '\n' && end > line;
}

static void
check_status(void)
{
	uint64_t value;

	MUST(plan.confine.limits <= LIMITS && plan.confine.umask <= 0777);
	MUST(strlen(plan.confine.oom) < sizeof(plan.confine.oom) && !strchr(plan.confine.oom, '\n'));
	MUST(!(plan.cred.ambient & plan.cred.drop) && !(plan.cred.ambient & ~wish.add));
	if (wish.privileged)
		MUST(plan.cred.drop == (wish.drop & ~wish.add));
	else if (says("CapBnd:", 16, &value))
		MUST(plan.cred.drop == ~((value | wish.add) & ~(wish.drop & ~wish.add)));
	else if (!strstr(status.data, "CapBnd:"))	/* none of them is known to be allowed */
		MUST(plan.cred.drop == ~wish.add);
	if (says("Seccomp:", 10, &value))
		MUST(wish.unfiltered || (value != 1 && filtered == (value != 0)));
	if (says("Umask:", 8, &value))
		MUST(plan.confine.umask == (value & 0777));
	if (says("NoNewPrivs:", 10, &value))
		MUST(plan.confine.no_new_privs == (wish.no_new_privs || value));
}

/* As proc_pid_limits() of the kernel writes them, of numbers that are the input's. */
static void
check_limits(void)
{
	static const char *const names[LIMITS] = {
		"Max cpu time", "Max file size", "Max data size", "Max stack size", "Max core file size", "Max resident set",
		"Max processes", "Max open files", "Max locked memory", "Max address space", "Max file locks",
		"Max pending signals", "Max msgqueue size", "Max nice priority", "Max realtime priority", "Max realtime timeout",
	};
	uint64_t want[LIMITS][2] = { 0 };
	char *text = mem_alloc(4096), *at = text, digits[24];
	size_t i, j, len = limits.len < sizeof(want) ? limits.len : sizeof(want);

	memcpy(want, limits.data, len);
	at += sprintf(at, "%-25s %-20s %-20s %-10s\n", "Limit", "Soft Limit", "Hard Limit", "Units");
	for (i = 0; i < LIMITS; i++) {
		at += sprintf(at, "%-25s", names[i]);
		for (j = 0; j < 2; j++) {
			sprintf(digits, "%llu", (unsigned long long)want[i][j]);
			at += sprintf(at, " %-20s", want[i][j] == UINT64_MAX ? "unlimited" : digits);
		}
		at += sprintf(at, " %-10s\n", "bytes");
	}
	limits = (struct blob){ text, (size_t)(at - text), 0 };
	status = fuzz_blob("", 0);
	MUST(run() && plan.confine.limits == LIMITS);
	for (i = 0; i < LIMITS; i++)
		MUST(plan.confine.limit[i].current == want[i][0] && plan.confine.limit[i].max == want[i][1]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint64_t sets[] = { 0, 1, ~(uint64_t)0, 1ull << 63, 0xa80425fb, 1ull << 40 | 1 };
	uint64_t mode = 0;

	if (size < 2)
		return 0;
	fuzz_reset();
	target = (struct target){ .pid = 7, .pidfd = -1, .proc = 5 };
	wish = (struct confine_wish){
		.privileged = data[0] & 1, .no_new_privs = data[0] & 2, .unfiltered = data[0] & 4, .all_filters = data[0] & 8,
		.label = data[0] & 16 ? "a_label" : NULL, .add = sets[data[1] % 6], .drop = sets[data[1] / 6 % 6],
	};
	data += 2, size -= 2;
	status = fuzz_part(&data, &size, 30);
	limits = fuzz_part(&data, &size, 30);
	personality = fuzz_part(&data, &size, 30);
	oom = fuzz_part(&data, &size, 30);
	if (run())
		check_status();
	else
		MUST(fuzz_said_tame() && (strstr(fuzz_text, "/proc/7/limits: ") ||
		     (strstr(fuzz_text, "strict mode") && (!says("Seccomp:", 10, &mode) || mode == 1))));
	check_limits();
	return 0;
}
