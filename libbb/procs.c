/*
 * procs.c - the process table, read once, of the programs that keep containers
 *
 * A keeper's command line tells of a container without any file.  Anyone may
 * write such a line, so what it says is believed only of a process that is
 * its user's by the kernel's word, and no container's own.
 */

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "engine.h"

void (*process_each)(bool (*visit)(const char *name, void *arg), void *arg);

enum { ARGS_MAX = 128 * 1024 };

struct snapshot {
	struct process			*first, **last;
	int				 proc;
	uint64_t			 pids, files;	/* our namespaces */
};

/* The effective user: the owner of the directory is root's for whoever hides. */
static bool
user_of(int proc, uid_t *uid)
{
	static struct blob text;
	const char *at;
	uint64_t real, value;

	if (!proc_read(proc, "status", &text) || !(at = proc_field(&text, "Uid")) ||
	    !num_scan(&at, UINT32_MAX, &real) || *at++ != '\t' || !num_scan(&at, UINT32_MAX, &value))
		return false;
	*uid = (uid_t)value;
	return real == value;
}

static void
add(struct snapshot *table, const struct engine *engine, const char *name, const struct blob *args)
{
	struct process *process = mem_alloc(sizeof(*process));
	int proc = fd_openf(table->proc, O_PATH | O_DIRECTORY, "%s", name);
	uint64_t value;

	num_parse(name, INT32_MAX, &value);
	process->pid = (pid_t)value;
	process->engine = engine;
	process->len = args->len;
	process->args = mem_text(args->data, args->len);
	process->uid = ID_MAX;
	process->trusted = user_of(proc, &process->uid) && proc_ns(proc, NS_PID, &value) && value == table->pids;
	process->ours = process->trusted && (!process->uid || process->uid == geteuid()) &&
			proc_ns(proc, NS_MNT, &value) && value == table->files;
	fd_close(proc);
	*table->last = process;
	table->last = &process->next;
}

/* What the kernel calls the process: cheaper to read than its command line,
 * and the name of a keeper's program, which a wrapper may put a dot before. */
static bool
looks_like_one(const struct snapshot *table, const char *name)
{
	char comm[64];		/* more than the kernel's longest */
	int fd = fd_openf(table->proc, O_RDONLY, "%s/comm", name);
	ssize_t len = fd < 0 ? -1 : read(fd, comm, sizeof(comm) - 1);
	const char *at;
	size_t i;

	fd_close(fd);
	if (len < 0)
		return false;
	comm[len] = '\0';
	at = comm + (*comm == '.');
	for (i = 0; engines[i]; i++) {
		const char *program = engines[i]->program;

		/* a title is no program's name: liblxc's is its engine's */
		if (program && starts_with(at, *program == '[' ? engines[i]->name : program))
			return true;
	}
	return false;
}

static void
look(struct snapshot *table, const char *name)
{
	static struct blob args;
	const char *base;
	size_t i;

	if (!blob_take(&args, fd_openf(table->proc, O_RDONLY, "%s/cmdline", name), ARGS_MAX) || !args.len)
		return;
	base = text_last(args.data, '/');
	base = base ? base + 1 : args.data;
	for (i = 0; engines[i]; i++) {
		const char *program = engines[i]->program;

		if (program && engines[i]->process && (starts_with(base, program) || starts_with(args.data, program)))
			add(table, engines[i], name, &args);
	}
}

/* Keepers whose program has another name are PID 1's children, as what turns
 * itself into a daemon is; where the kernel does not list those, all count. */
static struct pids daemons;
static bool any;

static bool
visit(const char *name, void *arg)
{
	uint64_t pid;

	if (num_parse(name, PID_LIMIT, &pid) && (any || pids_have(&daemons, pid) || looks_like_one(arg, name)))
		look(arg, name);
	return false;
}

const struct process *
process_list(void)
{
	static struct snapshot table;
	static struct pids some;
	struct stat st;
	char name[24];
	uint64_t pid;
	int self;

	if (table.last)
		return table.first;
	table.last = &table.first;
	table.proc = fd_open(AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY);
	self = fd_open(table.proc, "self", O_PATH | O_DIRECTORY);
	if (self >= 0 && !fstat(table.proc, &st) && proc_ns(self, NS_PID, &table.pids) && proc_ns(self, NS_MNT, &table.files)) {
		any = !pids_take(&daemons, fd_open(table.proc, "1/task/1/children", O_RDONLY), &pid);
		if (process_each)
			process_each(visit, &table);
		/* the directory has a link for each process of the machine */
		else if (!uncontained(self, st.st_nlink, &some))
			dir_each(fd_open(table.proc, ".", O_RDONLY | O_DIRECTORY), visit, &table);
		else
			for (pid = 1; pid <= some.last || pid <= daemons.last; pid++)
				if ((pids_have(&some, pid) || pids_have(&daemons, pid)) && TEXT(name, "%llu", (unsigned long long)pid))
					visit(name, &table);
	}
	fd_close(self);
	return table.first;
}

/* The word behind that one, the first behind NULL; NULL behind the last. */
static const char *
next_word(const struct process *process, const char *word)
{
	const char *next = word ? word + strlen(word) + 1 : process->args;

	return next < process->args + process->len ? next : NULL;
}

const char *
process_word(const struct process *process, unsigned n)
{
	const char *word = next_word(process, NULL);

	while (n-- && word)
		word = next_word(process, word);
	return word;
}

const char *
process_option(const struct process *process, const char *option)
{
	const char *word = process_word(process, 0), *value;

	while (word && (word = next_word(process, word)))
		if ((value = after_prefix(word, option))) {
			if (!*value)
				return next_word(process, word);
			if (*value == '=')
				return value + 1;
		}
	return NULL;
}

bool
process_has(const struct process *process, const char *text)
{
	const char *word = NULL;

	while ((word = next_word(process, word)))
		if (text_find(word, text))
			return true;
	return false;
}

struct child {
	const char	*id;
	pid_t		 parent, pid;
	uint64_t	 start;
};

static void
consider(struct child *child, pid_t pid)
{
	static struct blob text;
	struct proc_stat stat;
	int proc = fd_openf(AT_FDCWD, O_PATH | O_DIRECTORY, "/proc/%d", pid);

	if (proc >= 0 && proc_stat(proc, &stat) && stat.ppid == child->parent && stat.state != 'Z' &&
	    (!child->pid || stat.start < child->start) &&
	    (!child->id || (proc_read(proc, "cgroup", &text) && cgroup_names(text.data, child->id)))) {
		child->pid = pid;
		child->start = stat.start;
	}
	fd_close(proc);
}

static bool
visit_task(const char *name, void *arg)
{
	static struct blob text;
	struct child *child = arg;
	const char *at;
	uint64_t pid;

	if (blob_take(&text, fd_openf(AT_FDCWD, O_RDONLY, "/proc/%d/task/%s/children", child->parent, name), PROC_FILE_MAX))
		for (at = text.data; num_scan(&at, INT32_MAX, &pid); at = text_skip(at, ' '))
			consider(child, (pid_t)pid);
	return false;
}

pid_t
process_child(pid_t pid, const char *id)
{
	struct child child = { .id = id, .parent = pid };

	dir_each(fd_openf(AT_FDCWD, O_RDONLY | O_DIRECTORY, "/proc/%d/task", pid), visit_task, &child);
	return child.pid;
}
