/*
 * What tells of containers without a record that is JSON: /proc/PID/cgroup by
 * cgroups.c, /proc/PID/cmdline by procs.c, /run/systemd/machines/NAME by
 * engine_machine.c.  The input is each of them; what is before its first line
 * feed is a word to look for.
 */
#include "fuzz.h"

#define engine_read	fuzz_engine_read
#define engine_found	fuzz_engine_found
#define engine_sound	fuzz_engine_sound
#include "engine.h"

bool	fuzz_engine_read(struct blob *text, const char *path);
void	fuzz_engine_found(const struct engine_walk *walk, struct container *container);
bool	fuzz_engine_sound(const char *path, const char *error);
#include "../../libbb/engine_machine.c"

static struct blob given;
static bool found, refused;

bool
fuzz_engine_read(struct blob *text, const char *path)
{
	MUST(!strcmp(path, "/run/systemd/machines/x"));
	*text = fuzz_blob(given.data, given.len);
	return true;
}

bool
fuzz_engine_sound(const char *path, const char *error)
{
	MUST(!strcmp(path, "/run/systemd/machines/x"));
	refused = error;
	return !error;
}

static bool
has_line(const char *start, const char *rest)
{
	char *line = mem_alloc(strlen(start) + strlen(rest) + 1);
	const char *at = given.data;

	sprintf(line, "%s%s", start, rest);
	for (; (at = strstr(at, line)); at++)
		if ((at == given.data || at[-1] == '\n') && (at[strlen(line)] == '\n' || !at[strlen(line)]))
			return true;
	return false;
}

void
fuzz_engine_found(const struct engine_walk *walk, struct container *container)
{
	MUST(!walk->owner && container->pid >= 0 && !found);
	found = true;
	MUST(has_line("CLASS=", "container"));
	MUST(!*container->image || has_line("ROOT=", container->image));
	MUST(!*container->cgroup || has_line("UNIT=", container->cgroup) || has_line("SCOPE=", container->cgroup) ||
	     has_line("SERVICE=", container->cgroup));
}

static void
check_machine(void)
{
	static const struct engine_walk walk = { .engine = &engine_machine, .root = "" };
	struct place *place = mem_alloc(sizeof(*place));
	unsigned long long pid;

	place->walk = &walk;
	strcpy(place->run, "/run/systemd/machines");
	found = refused = false;
	MUST(!visit("x", place) && !(found && refused));
	if (sscanf(given.data, "LEADER=%9llu\nCLASS=container\n", &pid) == 1 && has_line("CLASS=", "container") &&
	    !strstr(given.data + 1, "LEADER=") && !memcmp(given.data + 7, "1\nCLASS=container\n", 18))
		MUST(found);
}

static void
check_cgroup(const char *text, const char *word)
{
	static const char *const names[] = { "", "docker", "podman", "containerd", "crio", "nerdctl", "lxc", "machine" };
	const char *at = text, *before = text, *engine;
	char id[80];
	size_t i, rounds = 0;

	while (cgroup_id(&at, id, sizeof(id), &engine)) {
		MUST(at > before && at <= text + strlen(text) && rounds++ <= strlen(text));
		MUST(*id && !strpbrk(id, "/\n") && strstr(before, id) && strlen(id) < sizeof(id));
		for (i = 0; i < ARRAY_LEN(names) && strcmp(engine, names[i]); i++)
			;
		MUST(i < ARRAY_LEN(names));
		if (engine_is_id(id))
			MUST(cgroup_names(text, id));
		before = at;
	}
	if (*word && cgroup_names(text, word))
		MUST(strstr(text, word) && !strchr(word, '/'));
}

static void
check_cmdline(const char *word)
{
	struct process *process = mem_alloc(sizeof(*process));
	const char *at, *value;
	unsigned n;

	process->len = given.len;
	process->args = fuzz_copy(given.data, given.len);
	for (n = 0; (at = process_word(process, n)); n++)
		MUST(at >= process->args && at < process->args + process->len && n < given.len);
	MUST(!process_word(process, n + 1));
	value = process_option(process, word);
	if (value)
		MUST(value > process->args && value <= process->args + process->len &&
		     memmem(given.data, given.len, word, strlen(word)));
	if (*word && process_has(process, word))
		MUST(memmem(given.data, given.len, word, strlen(word)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct blob word;

	fuzz_reset();
	word = fuzz_part(&data, &size, '\n');
	given = fuzz_blob(data, size);
	check_machine();
	check_cgroup(given.data, word.data);
	check_cmdline(word.data);
	return 0;
}
