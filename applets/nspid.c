/*
 * nspid - print the PID of a container's init process
 *
 * One line for each TARGET: what `docker inspect -f '{{.State.Pid}}'` prints,
 * asked of the files the engine leaves on disk, and checked against the
 * process.  Exits with 1 when a TARGET is not found or does not run, with 2
 * when it is ambiguous.
 *
 * EXAMPLES
 *	nspid web
 *	nspid -J docker:web
 */

#include <fcntl.h>
#include <unistd.h>
#include "applets.h"
#include "engine.h"
#include "opt.h"

static struct {
	bool	json;
} args;

static const struct opt opts[] = {
	IF(CONFIG_NSPID_JSON,
	OPT_FLAG('J', "json", &args.json, "print all that is known, as JSON"),
	)
	OPT_HELP('h'),
	OPT_VERSION('V'),
	OPT_NOTE("\n"
		"TARGET is NAME, ID, the start of an ID, ENGINE:NAME or a PID.\n"
		"Exits with 1 when it is not found or not running, 2 when it is ambiguous.\n")
	OPT_END
};

static void
say_text(const char *key, const char *text)
{
	say("\"%s\": ", key);
	out_json(&std_out, text && *text ? text : NULL);
	say(", ");
}

/* Not every record knows of a pause; the process' cgroup does. */
static const char *
state_of(struct target *target)
{
	struct blob text = { 0 };
	enum container_state state = target->container->state;

	if (state == CONTAINER_RUNNING && proc_read(target_proc(target), "cgroup", &text) && cgroup_frozen(text.data))
		state = CONTAINER_PAUSED;
	return container_states[state];
}

/* What is shown as the record has it. */
static const struct {
	const char	*key;
	size_t		 offset;
} texts[] = {
	{ "id", offsetof(struct container, id) },
	{ "name", offsetof(struct container, name) },
	{ "image", offsetof(struct container, image) },
	{ "command", offsetof(struct container, command) },
	{ "pod", offsetof(struct container, pod) },
	{ "namespace", offsetof(struct container, pod_namespace) },
	{ "part", offsetof(struct container, part) },
	{ "outer", offsetof(struct container, outer) },
	{ "file", offsetof(struct container, file) },
	{ "spec", offsetof(struct container, spec) },
};

static void
print_json(struct target *target)
{
	const struct container *container = target->container ? target->container : &container_empty;
	struct proc_stat stat;
	const char *gap = "";
	size_t i;

	if (!proc_stat(target_proc(target), &stat))
		die("read /proc/%d/stat:", target->pid);
	say("{");
	say_text("target", target->spec);
	say_text("engine", target->container ? container_engine(container) : "");
	say_text("state", target->container ? state_of(target) : "");
	for (i = 0; i < ARRAY_LEN(texts); i++)
		say_text(texts[i].key, *(const char *const *)((const char *)container + texts[i].offset));
	say_text("cgroup", proc_cgroup(target_proc(target)));
	if (target->container)
		say("\"owner\": %u, ", container->owner);
	say("\"unverified\": %s, \"pid\": %d, \"start\": %llu, \"token\": \"%d:%llu\", \"started\": %llu, \"namespaces\": {",
	    container->unverified ? "true" : "false", target->pid, (unsigned long long)stat.start,
	    target->pid, (unsigned long long)stat.start, (unsigned long long)ticks_date(stat.start));
	for (i = 0; i < NS_COUNT; i++) {
		uint64_t ino;

		if (!proc_ns(target_proc(target), (enum ns)i, &ino))
			continue;
		say("%s\"%s\": %llu", gap, ns_kinds[i].name, (unsigned long long)ino);
		gap = ", ";
	}
	say("}}");
}

int
nspid_main(char **argv)
{
	bool first = true;

	container_ambiguous_status = STATUS_AMBIGUOUS;
	argv = opt_parse(argv, opts, "[-J] TARGET...");
	if (!*argv)
		opt_bad("no TARGET");
	for (; *argv; argv++) {
		struct target target;

		target_open(&target, *argv);
		if (CONFIG_NSPID_JSON && args.json) {
			say(first ? "[" : ",\n");
			print_json(&target);
			first = false;
		} else {
			say("%d\n", target.pid);
			(void)out_flush(&std_out);	/* should the next one end us; out_finish() tells */
		}
		target_close(&target);
	}
	if (CONFIG_NSPID_JSON && args.json)
		say("]\n");
	out_finish();
	return 0;
}
