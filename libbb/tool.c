/*
 * tool.c - a program of this host's, for a container that does not have it
 *
 * It is run by its fd, from a sealed copy: nothing is written inside, and
 * nothing there can write to our file through /proc/PID/exe (CVE-2019-5736).
 * What needs a loader or a shell to start would look for those inside.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "confine.h"
#include "enter.h"

enum { EI_CLASS = 4, CLASS_64 = 2, PT_INTERP = 3, HEADERS_MAX = 64 };

/* Where the parts of an ELF file's header are, for 32 and 64 bits: elf(5). */
static const struct {
	unsigned char	phoff, phentsize, phnum;
} layout[] = { { 28, 42, 44 }, { 32, 54, 56 } };

/* The number of that size in the byte order of this machine, which is the file's too. */
static uint64_t
number(const char *at, size_t size)
{
	uint64_t wide = 0;
	uint32_t word = 0;
	uint16_t half = 0;

	switch (size) {
	case 2:
		memcpy(&half, at, size);
		return half;
	case 4:
		memcpy(&word, at, size);
		return word;
	}
	memcpy(&wide, at, size);
	return wide;
}

/* NULL when it would run wherever it is; or why not. */
static const char *
refusal(int fd)
{
	char head[64], entry[64];
	uint64_t offset, size, count, i;
	bool wide;

	if (pread(fd, head, sizeof(head), 0) < 52)
		return "it is no program";
	if (head[0] == '#' && head[1] == '!')
		return "it is a script, whose interpreter would be looked for inside";
	if (memcmp(head, "\177ELF", 4))
		return "it is no program";
	wide = head[EI_CLASS] == CLASS_64;
	offset = number(head + layout[wide].phoff, wide ? 8 : 4);
	size = number(head + layout[wide].phentsize, 2);
	count = number(head + layout[wide].phnum, 2);
	if (size > sizeof(entry) || count > HEADERS_MAX)
		return "it is no program";
	for (i = 0; i < count; i++) {
		if (pread(fd, entry, size, (off_t)(offset + i * size)) < 4)
			return "it is no program";
		if (number(entry, 4) == PT_INTERP)
			return "it is not static: its loader and libraries would be looked for inside";
	}
	return NULL;
}

/* A name without a slash is looked for in our PATH. */
static int
find(const char *name)
{
	const char *path = env_get(environ, "PATH"), *end;
	int fd = -1;

	if (*text_to(name, '/') || !path)
		return file_open(AT_FDCWD, name);
	for (; fd < 0; path = end + 1) {
		char file[PATH_ROOM];

		end = text_to(path, ':');
		if (TEXT(file, "%.*s/%s", (int)(end - path), path, name))
			fd = file_open(AT_FDCWD, file);
		if (!*end)
			break;
	}
	return fd;
}

#define VARIABLE	"BUSYNS_TOOL"
static const char *const boxes[] = { "busybox-static", "busybox" };

static const char *
variable(void)
{
	const char *file = env_get(environ, VARIABLE);

	return file && *file ? file : NULL;
}

static void
set_variable(char *setting)
{
	size_t count = 0;
	char **env;

	while (environ[count])
		count++;
	env = mem_alloc((count + 2) * sizeof(*env));
	memcpy(env + 1, environ, count * sizeof(*env));
	env[0] = setting;
	environ = env;
}

void
tool_look(void)
{
	static char setting[PATH_ROOM];
	char exe[PATH_ROOM];
	ssize_t len = variable() ? 0 : readlinkat(AT_FDCWD, "/proc/self/exe", exe, sizeof(exe) - 1);
	const char *end;
	size_t i;
	int fd;

	if (len <= 0)
		return;
	exe[len] = '\0';
	end = text_last(exe, '/');
	for (i = 0; end && i < ARRAY_LEN(boxes); i++) {
		fd = TEXT(setting, VARIABLE "=%.*s/%s", (int)(end - exe), exe, boxes[i]) ?
		     file_open(AT_FDCWD, setting + sizeof(VARIABLE)) : -1;
		fd_close(fd);
		if (fd >= 0) {
			set_variable(setting);
			return;
		}
	}
}

/* What "auto" stands for, opened. */
static int
find_auto(const char **file)
{
	size_t i = 0;
	int fd = -1;

	*file = variable();
	if (*file)
		return find(*file);
	for (; fd < 0 && i < ARRAY_LEN(boxes); i++)
		fd = find(*file = boxes[i]);
	if (fd < 0)
		hint("it is looked for beside this program and in PATH; " VARIABLE " may name it");
	return fd;
}

void
tool_open(struct plan *plan, const char *file, char **argv)
{
	int fd = strcmp(file, "auto") ? find(file) : find_auto(&file);
	const char *name = text_last(file, '/'), *why;
	size_t count = 0;
	char **all;

	fail_status = STATUS_NOT_FOUND;
	if (fd < 0)
		die("open the tool %s:", file);
	fail_status = STATUS_CANNOT_RUN;
	why = refusal(fd);
	if (why)
		die("run the tool %s: %s", file, why);
	name = name ? name + 1 : file;
	while (argv[count])
		count++;
	all = mem_alloc((count + 3) * sizeof(*all));
	all[0] = (char *)name;
	memcpy(all + 1, argv, count * sizeof(*all));
	/* A box of many tools is a shell, from where the others are reached. */
	if (!count && starts_with(name, "busybox"))
		all[1] = (char *)"sh";
	plan->tool = sealed_copy(fd, name);
	if (plan->tool < 0)
		die("copy the tool %s into memory:", file);
	fd_close(fd);
	fail_status = STATUS_OWN_FAILURE;
	plan_argv(plan, all);
}
