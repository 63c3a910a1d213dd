/*
 * plan_env(): what PROG's environment is made of, /proc/PID/environ first.
 * The input: a byte of wishes, then environ, an --env-file, the arguments of
 * -e and the record of an engine, one on each line, with a byte 30 between.
 */
#include "fuzz.h"

#define scout_file	fuzz_scout_file
#define fd_open		fuzz_fd_open
#define environ		fuzz_environ
#include "confine.h"

int	fuzz_scout_file(struct target *target, const char *file);
int	fuzz_fd_open(int dirfd, const char *path, int flags);
extern char **fuzz_environ;
#include "../../libbb/plan.c"
#define is_blank	fuzz_is_blank
#define put		fuzz_put
#include "../../libbb/plan_env.c"

static char *ours[] = { "A=ours", "LANG=C", "LC_ALL=C", "LC_X=", "PATH=/ours", "TERM=xterm-ours", "odd", NULL };
char **fuzz_environ = ours;

static struct blob from, file;
static struct plan plan;
static struct target target;
static struct env_wish wish;

int
fuzz_scout_file(struct target *of, const char *name)
{
	MUST(of == &target && !strcmp(name, "environ"));
	return fuzz_open(&from);
}

int
fuzz_fd_open(int dirfd, const char *path, int flags)
{
	MUST(dirfd == AT_FDCWD && flags == O_RDONLY && !strcmp(path, "file"));
	return fuzz_open(&file);
}

static void
call(void)
{
	plan_env(&plan, &target, &wish);
}

static size_t
lines(struct blob *text, const char ***to)
{
	const char **all = mem_alloc((text->len + 2) * sizeof(*all));
	size_t count = 0;
	char *at = text->data;

	while (*at) {
		all[count++] = at;
		at += strcspn(at, "\n");
		if (*at)
			*at++ = '\0';
	}
	*to = all;
	return count;
}

/* The last of that name; getenv(3) finds the first. */
static const char *
last_of(const char *name, size_t len)
{
	const char *at = from.data, *end = at + from.len, *last = NULL;

	for (; at < end; at += strlen(at) + 1)
		if (!strncmp(at, name, len) && at[len] == '=')
			last = at;
	return last;
}

static void
check_env(bool own)
{
	char **env, **other;
	const char *value;
	size_t i;

	for (env = plan.env; *env; env++) {
		size_t len = strcspn(*env, "=");

		MUST((len || wish.record) && (*env)[len] == '=');
		for (other = plan.env; other < env; other++)
			MUST(strncmp(*other, *env, len) || (*other)[len] != '=');
		if (own && last_of(*env, len) && !(wish.other_user && starts_with(*env, "HOME=")))
			MUST(!strcmp(*env, last_of(*env, len)));
	}
	MUST(env_get(plan.env, "PATH") && env_get(plan.env, "HOME"));
	MUST(!wish.tty || env_get(plan.env, "TERM"));
	/* the last word is -e's */
	if (wish.set.count && (value = strchr(wish.set.text[wish.set.count - 1], '='))) {
		const char *name = wish.set.text[wish.set.count - 1];

		for (i = 0; plan.env[i] && strcmp(plan.env[i], name); i++)
			;
		MUST(plan.env[i]);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct blob set, record;
	uint8_t how;
	const char **all, *path = "file";
	size_t count;

	if (!size)
		return 0;
	fuzz_reset();
	how = *data++, size--;
	from = fuzz_part(&data, &size, 30);
	file = fuzz_part(&data, &size, 30);
	set = fuzz_part(&data, &size, 30);
	record = fuzz_part(&data, &size, 30);
	plan_init(&plan);
	target = (struct target){ .pid = 7, .pidfd = -1, .proc = 5 };
	wish = (struct env_wish){ .home = "/home/x", .other_user = how & 1, .tty = how & 2 };
	if (how & 4)
		wish.files = (struct opt_many){ &path, 1 };
	if (how & 8)
		wish.set.count = lines(&set, &wish.set.text);
	count = lines(&record, &all);
	if (how & 16)
		wish.record = (char **)all;
	MUST(!all[count]);
	if (fuzz_try(call))
		check_env(!wish.files.count && !wish.set.count && !wish.record);
	else
		MUST(fuzz_said_tame() && (wish.files.count || wish.set.count));
	return 0;
}
