/* plan_env.c - the environment of a program in a container */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "confine.h"

#define PATH_OF_DOCKER "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

enum { FILE_MAX = 1024 * 1024 };

struct list {
	char	**env;
	size_t	  count, room;
};

/* The place of the variable that name[0..len) is; count when it is not there. */
static size_t
place(const struct list *list, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (text_to(list->env[i], '=') == list->env[i] + len && !memcmp(list->env[i], name, len))
			break;
	return i;
}

static void
unset(struct list *list, const char *name, size_t len)
{
	size_t i = place(list, name, len);

	if (i == list->count)
		return;
	for (list->count--; i < list->count; i++)
		list->env[i] = list->env[i + 1];
	list->env[i] = NULL;
}

/* "K=V" in place of what K was. */
static void
put(struct list *list, const char *text)
{
	size_t i = place(list, text, (size_t)(text_to(text, '=') - text));

	if (list->count + 1 >= list->room) {
		char **env = mem_alloc((list->room * 2 + 32) * sizeof(*env));

		if (list->count)
			memcpy(env, list->env, list->count * sizeof(*env));
		list->room = list->room * 2 + 32;
		list->env = env;
	}
	list->env[i] = (char *)text;
	list->count += i == list->count;
}

static void
put_new(struct list *list, const char *name, const char *value)
{
	size_t room = strlen(name) + strlen(value) + sizeof("=");
	char *text;

	if (place(list, name, strlen(name)) < list->count)
		return;
	text = mem_alloc(room);
	text_fmt(text, room, "%s=%s", name, value);
	put(list, text);
}

/* Those of ours whose names start with prefix[0..len); or the one of that name. */
static bool
put_ours(struct list *list, const char *prefix, size_t len, bool exact)
{
	char **ours;
	bool any = false;

	for (ours = environ; *ours; ours++) {
		const char *end = text_to(*ours, '=');
		size_t own = (size_t)(end - *ours);

		if (*end && (exact ? own == len : own >= len) && !memcmp(*ours, prefix, len)) {
			put(list, *ours);
			any = true;
		}
	}
	return any;
}

static void
set(struct list *list, const char *text)
{
	const char *end = text_to(text, '=');
	size_t len = (size_t)(end - text);

	if (!len)
		die("'%s': not a variable", text);
	if (*end)
		put(list, text);
	else if (text[len - 1] == '*')
		put_ours(list, text, len - 1, false);
	else if (!put_ours(list, text, len, true))
		unset(list, text, len);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Lines of "K=V" or "K", blank ones, and "#" comments. */
static void
set_file(struct list *list, const char *path)
{
	struct blob text = { 0 };
	char *at, *end;

	if (!blob_take(&text, fd_open(AT_FDCWD, path, O_RDONLY), FILE_MAX))
		die("read %s:", path);
	if (strlen(text.data) != text.len)
		die("read %s: it has a NUL in it", path);
	at = after_prefix(text.data, "\357\273\277");	/* an editor's mark of UTF-8 */
	for (at = at ? at : text.data; *at; at = end) {
		const char *name;

		while (is_blank(*at))
			at++;
		end = text_to(at, '\n');
		if (end > at && end[-1] == '\r')
			end[-1] = '\0';
		if (*end)
			*end++ = '\0';
		if (!*at || *at == '#')
			continue;
		for (name = at; *name && *name != '=' && !is_blank(*name); name++)
			;
		if (name == at || is_blank(*name))
			die("read %s: '%s': not a variable", path, at);
		if (*name)
			put(list, at);
		else
			put_ours(list, at, (size_t)(name - at), true);
	}
}

void
plan_env(struct plan *plan, struct target *target, const struct env_wish *wish)
{
	struct list list = { 0 };
	const char *host;
	char **env;
	size_t i;

	plan_env_of(plan, target);
	list.env = plan->env;
	if (wish->record) {
		host = env_get(plan->env, "HOSTNAME");
		plan->env_of = NULL;
		list.env = NULL;
		put_new(&list, "PATH", PATH_OF_DOCKER);
		if (host)
			put_new(&list, "HOSTNAME", host);
		for (env = wish->record; *env; env++)
			if (*text_to(*env, '='))
				put(&list, *env);
			else	/* docker run -e K, where its client had no K */
				unset(&list, *env, strlen(*env));
	} else {
		while (list.env[list.count])
			list.count++;
		list.room = list.count;
	}
	if (wish->other_user)
		unset(&list, "HOME", 4);
	for (i = 0; (CONFIG_NSEXEC_RARE || CONFIG_NSRUN) && i < wish->files.count; i++)
		set_file(&list, wish->files.text[i]);
	for (i = 0; i < wish->set.count; i++)
		set(&list, wish->set.text[i]);
	put_new(&list, "PATH", PATH_OF_DOCKER);
	put_new(&list, "HOME", wish->home);
	if (wish->tty) {
		host = env_get(environ, "TERM");
		put_new(&list, "TERM", host && *host ? host : "xterm");
	}
	put(&list, list.env[0]);	/* room for the end */
	list.env[list.count] = NULL;
	plan->env = list.env;
}
