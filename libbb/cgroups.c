/*
 * cgroups.c - what the paths in /proc/PID/cgroup tell of containers
 *
 * They are names that whoever may make cgroups can choose: good to refuse a
 * process that is not where its record says, no proof of anything else.
 */

#include <fcntl.h>
#include <string.h>
#include "engine.h"

enum { ID_LEN = 64 };

static size_t
component(const char *at)
{
	size_t len = 0;

	while (at[len] && at[len] != '/' && at[len] != '\n')
		len++;
	return len;
}

/* What is left of a name without the suffix of a systemd unit. */
static size_t
stem(const char *at, size_t len)
{
	static const char scope[] = ".scope";
	size_t end = sizeof(scope) - 1;

	return len > end && starts_with(at + len - end, scope) ? len - end : len;
}

bool
cgroup_names(const char *text, const char *what)
{
	size_t want = strlen(what), len;

	for (; *text; text += len + (text[len] != '\0')) {
		size_t used;

		len = component(text);
		used = stem(text, len);
		if (text_is(text, len, what))
			return true;
		/* docker-ID, slice:cri-containerd:ID, lxc.payload.NAME, ::/ID */
		if (used > want && starts_with(text + used - want, what) && text_find("-:.", (char[]){ text[used - want - 1], '\0' }))
			return true;
	}
	return false;
}

static const struct {
	const char	*start, *engine;
} words[] = {
	{ "docker", "docker" }, { "libpod", "podman" }, { "cri-containerd", "containerd" }, { "crio", "crio" },
	{ "nerdctl", "nerdctl" }, { "kubepods", "containerd" }, { "pod", "containerd" }, { "k8s.io", "containerd" },
	{ "lxc.payload.", "lxc" }, { "machine-", "machine" }, { "systemd-nspawn@", "machine" },
};

/* The row of words that name starts with; of those that are followed by a name of any kind when named. */
static const char *
engine_of(const char *name, const char **rest)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(words); i++)
		if ((*rest = after_prefix(name, words[i].start)))
			return words[i].engine;
	return "";
}

static bool
is_hex(const char *at, size_t len)
{
	while (len && ((*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'f')))
		at++, len--;
	return !len;
}

bool
cgroup_id(const char **at, char *id, size_t size, const char **engine)
{
	const char *before = "", *name, *rest;
	size_t len, used;

	for (name = *at; *name && *name != '\n'; name += len + (name[len] == '/')) {
		len = component(name);
		used = stem(name, len);
		*engine = engine_of(name, &rest);
		if (used >= ID_LEN && is_hex(name + used - ID_LEN, ID_LEN) && !starts_with(name, "crio-conmon") &&
		    !starts_with(name, "libpod-conmon")) {
			rest = name + used - ID_LEN;
			if (rest > name && rest[-1] != '-' && rest[-1] != ':')
				continue;
			if (rest == name)
				*engine = engine_of(before, &rest), rest = name;
		} else {
			before = name;
			/* a name of any kind follows these */
			if (!**engine || (strcmp(*engine, "lxc") && strcmp(*engine, "machine")) || rest >= name + used)
				continue;
		}
		*at = name + len + (name[len] == '/');
		return text_fmt(id, size, "%.*s", (int)(name + used - rest), rest);
	}
	return false;
}

static bool
says(const char *path, const char *text)
{
	static struct blob blob;

	return blob_once(&blob, fd_open(AT_FDCWD, path, O_RDONLY), PATH_ROOM) && text_find(blob.data, text);
}

bool
cgroup_frozen(const char *text)
{
	static const struct {
		const char	*line, *name, *file, *says;
	} places[] = {
		{ "::/", "", "cgroup.events", "frozen 1" },
		{ ":freezer:/", "freezer", "freezer.state", "FR" },	/* FROZEN, FREEZING */
	};
	char path[PATH_ROOM];
	size_t i;

	for (i = 0; i < ARRAY_LEN(places); i++) {
		const char *at = text_find(text, places[i].line);

		if (!at)
			continue;
		at += strlen(places[i].line);
		if (*at && *at != '\n' &&	/* the root is never frozen */
		    TEXT(path, CGROUPS "/%s/%.*s/%s", cgroup_mount(places[i].name), (int)(text_to(at, '\n') - at), at, places[i].file) &&
		    says(path, places[i].says))
			return true;
	}
	return false;
}
