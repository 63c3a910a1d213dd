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
	if (text)
		out_json(&std_out, text);
	else
		say("null");
	say(", ");
}

/* The path of the hierarchy that says most: the longest. */
static const char *
cgroup_of(struct target *target, struct blob *text)
{
	const char *path = NULL;
	size_t best = 0;
	char *at, *end;

	target_read(target, "cgroup", text);
	for (at = text->data; *at; at = end) {
		unsigned colons = 0;

		for (end = at; *end && *end != '\n'; end++)
			if (*end == ':' && ++colons == 2)
				at = end + 1;
		if (colons >= 2 && (size_t)(end - at) > best) {
			best = (size_t)(end - at);
			path = at;
		}
		end += *end == '\n';
	}
	return path ? mem_text(path, best) : NULL;
}

static void
print_json(struct target *target)
{
	const struct container *container = target->container;
	struct blob text = { 0 };
	const char *cgroup = cgroup_of(target, &text);
	enum container_state state = container ? container->state : CONTAINER_RUNNING;
	struct proc_stat stat;
	const char *gap = "";
	unsigned i;

	if (!proc_stat(target_proc(target), &stat))
		die("read /proc/%d/stat:", target->pid);
	if (state == CONTAINER_RUNNING && cgroup_frozen(text.data))	/* not every record knows */
		state = CONTAINER_PAUSED;
	say("{");
	say_text("target", target->spec);
	say_text("engine", container ? container_engine(container) : NULL);
	say_text("id", container ? container->id : NULL);
	say_text("name", container ? container->name : NULL);
	say_text("image", container ? container->image : NULL);
	say_text("state", container ? container_states[state] : NULL);
	say("\"pid\": %d, \"start\": %llu, ", target->pid, (unsigned long long)stat.start);
	say_text("cgroup", cgroup);
	say("\"namespaces\": {");
	for (i = 0; i < NS_COUNT; i++) {
		uint64_t ino;

		if (!proc_ns(target_proc(target), i, &ino))
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
