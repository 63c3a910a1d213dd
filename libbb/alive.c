/* alive.c - whether a record is true: its process lives, and is the one that the record means */

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "engine.h"

/* True when that text of /proc/PID/cgroup does not speak against the record. */
static bool
is_there(const struct container *container, const char *text)
{
	char id[PATH_ROOM];
	const char *engine;

	if (cgroup_names(text, container->cgroup))
		return true;
	if (!container->start)
		return false;
	/* The start time has told already; but it is not another's. */
	for (; *text; text = text_skip(text_to(text, '\n'), '\n'))
		if (cgroup_id(&text, id, sizeof(id), &engine))
			return false;
	return true;
}

static struct blob cgroups;	/* of the process last looked at */

bool
container_is(const struct container *container, int proc)
{
	struct proc_stat stat;
	struct stat st;
	uid_t owner;
	int user;
	bool is;

	if (!proc_stat(proc, &stat) || stat.state == 'Z' || stat.state == 'X' ||
	    (container->start && container->start != stat.start) || (container->keeper && container->keeper != stat.ppid))
		return false;
	if (*container->cgroup ? !proc_read(proc, "cgroup", &cgroups) || !is_there(container, cgroups.data) :
	    !container->start && !container->keeper)
		return false;
	if (!container->owner)
		return true;
	/* A user's own record may name any PID; what that user started is that
	 * user's, or lives in a user namespace of that user's. */
	if (container->keeper && !fstat(proc, &st) && st.st_uid == container->owner)
		return true;
	user = fd_open(proc, ns_kinds[NS_USER].file, O_RDONLY);
	is = user >= 0 && nsfile_owner_uid(user, &owner) && owner == container->owner;
	fd_close(user);
	return is;
}

bool
container_lives(const struct container *container)
{
	int proc = proc_open(container->pid);
	bool lives = proc >= 0 && container_is(container, proc);

	fd_close(proc);
	return lives;
}

struct each {
	container_visit	*visit;
	void		*arg;
};

/* The record, with its state as its process has it. */
static void
settle(const struct container *container, void *arg)
{
	const struct each *each = arg;
	struct container now = *container;
	struct proc_stat stat;
	bool told = false;
	int proc = -1;

	if (now.state <= CONTAINER_CREATED && now.engine->confirm && !now.engine->confirm(&now))
		now.state = CONTAINER_DEAD;
	if (now.pid && now.state <= CONTAINER_CREATED)
		proc = proc_open(now.pid);
	if (proc >= 0 && container_is(&now, proc)) {
		if (!now.start && proc_stat(proc, &stat))
			now.start = stat.start;
		now.proc = proc;
		if (*now.cgroup || proc_read(proc, "cgroup", &cgroups))
			now.cgroups = cgroups.data;
		if (now.state == CONTAINER_RUNNING && now.cgroups && cgroup_frozen(now.cgroups))
			now.state = CONTAINER_PAUSED;
		told = engine_told(now.pid, now.owner);
	} else if (now.state <= CONTAINER_PAUSED || (now.state == CONTAINER_CREATED && now.pid)) {
		now.state = CONTAINER_DEAD;
	}
	if (*now.spec && !*now.command && (now.state <= CONTAINER_PAUSED || !container_running_only))
		oci_spec(&now);
	if (!told)
		each->visit(&now, each->arg);
	fd_close(proc);
}

void
container_each(container_visit *visit, void *arg)
{
	struct each each = { visit, arg };

	engine_ask(NULL, settle, &each);
	engine_ask_keepers(NULL);
	/* what may not be read, or an ordinary user */
	if (engine_denied_path || geteuid())
		engine_ask_cgroups();
}
