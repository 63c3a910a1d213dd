/* volume.c - the words of -v, --mount and --tmpfs, docker's and some of podman's */

#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include "kernel.h"
#include "mount.h"

enum { TMPFS_ATTR = KERNEL_ATTR_NOSUID | KERNEL_ATTR_NODEV | KERNEL_ATTR_NOEXEC };	/* as docker's */

enum kind { SET, UNSET, WHOLE, SPREAD, SINGLE, IDMAP, LABEL, NOTHING };

static const struct word {
	const char	*name;
	enum kind	 kind;
	unsigned	 value;
} words[] = {
	{ "ro", SET, KERNEL_ATTR_RDONLY }, { "readonly", SET, KERNEL_ATTR_RDONLY }, { "rw", UNSET, KERNEL_ATTR_RDONLY },
	{ "rro", WHOLE, KERNEL_ATTR_RDONLY },
	{ "noexec", SET, KERNEL_ATTR_NOEXEC }, { "exec", UNSET, KERNEL_ATTR_NOEXEC },
	{ "nosuid", SET, KERNEL_ATTR_NOSUID }, { "suid", UNSET, KERNEL_ATTR_NOSUID },
	{ "nodev", SET, KERNEL_ATTR_NODEV }, { "dev", UNSET, KERNEL_ATTR_NODEV },
	{ "shared", SPREAD, MS_SHARED }, { "rshared", SPREAD, MS_SHARED | MS_REC },
	{ "slave", SPREAD, MS_SLAVE }, { "rslave", SPREAD, MS_SLAVE | MS_REC },
	{ "private", SPREAD, MS_PRIVATE }, { "rprivate", SPREAD, MS_PRIVATE | MS_REC },
	{ "bind", SINGLE, 1 }, { "bind-nonrecursive", SINGLE, 1 }, { "rbind", SINGLE, 0 }, { "idmap", IDMAP, 1 },
	{ "z", LABEL, 0 }, { "Z", LABEL, 0 },
	/* they speed up what we have not got */
	{ "nocopy", NOTHING, 0 }, { "consistent", NOTHING, 0 }, { "cached", NOTHING, 0 }, { "delegated", NOTHING, 0 },
};

/* What these give docker's containers a right to is PROG's already, with our label; for
 * a container that runs, a label of all below SRC is not changed on the way. */
static void
no_label(void)
{
	if (!access("/sys/fs/selinux/enforce", F_OK))
		warn("z and Z: nothing is given another label; chcon(1) does that");
}

/* One word of the options; false when it is none. */
static bool
take_word(struct volume *volume, const char *word, size_t len)
{
	size_t i = 0;

	while (!text_is(word, len, words[i].name))
		if (++i == ARRAY_LEN(words))
			return false;
	switch (words[i].kind) {
	case WHOLE:
		volume->whole = true;
		/* FALLTHROUGH */
	case SET:
		volume->attr |= words[i].value;
		break;
	case UNSET:
		volume->attr &= ~words[i].value;
		break;
	case SPREAD:
		volume->spread = words[i].value;
		break;
	case SINGLE:
		volume->single = words[i].value;
		break;
	case IDMAP:
		volume->idmap = true;
		break;
	case LABEL:
		no_label();
		break;
	case NOTHING:
		break;
	}
	return true;
}

/* NAME=VALUE is a tmpfs's own affair. */
static void
add_data(struct volume *volume, const char *word, size_t len)
{
	size_t room = strlen(volume->data) + len + 2;
	char *data = mem_alloc(room);

	text_fmt(data, room, "%s%s%.*s", volume->data, *volume->data ? "," : "", (int)len, word);
	volume->data = data;
}

static void
take_words(struct volume *volume, const char *text)
{
	while (*text) {
		const char *end = text_to(text, ',');
		size_t len = (size_t)(end - text);

		if (!volume->source && text_to(text, '=') < end)
			add_data(volume, text, len);
		else if (len && !take_word(volume, text, len))
			opt_bad("'%.*s': no option of a mount", (int)len, text);
		text = end + (*end == ',');
	}
}

static void
start(struct volume *volume, const char *source)
{
	*volume = (struct volume){ .source = source, .name = source ? source : "a tmpfs", .data = "",
				   .spread = MS_PRIVATE | MS_REC, .from = -1, .tree = -1, .place = -1 };
	if (!source)
		volume->attr = TMPFS_ATTR;
}

/* Dies unless it is one that can only mean a place below the other root. */
static void
check(const struct volume *volume, const char *spec)
{
	const char *at = volume->dest;

	if (!at || *at != '/')
		opt_bad("'%s': the destination is no absolute path", spec);
	if (!*text_skip(at, '/'))
		opt_bad("'%s': the destination is the root itself", spec);
	for (; *at; at = text_to(at, '/')) {
		at = text_skip(at, '/');
		if (text_is(at, (size_t)(text_to(at, '/') - at), ".."))
			opt_bad("'%s': a destination with '..' in it", spec);
	}
	at = volume->source;
	if (at && *at != '/' && *at != '.')
		opt_bad("'%s': '%s' is no path; a named volume is an engine's", spec, at);
}

void
volume_parse(struct volume *volume, const char *spec)
{
	const char *colon = text_to(spec, ':'), *end;

	if (!*colon)
		opt_bad("'%s': not SRC:DST; an anonymous volume is an engine's", spec);
	start(volume, mem_text(spec, (size_t)(colon - spec)));
	end = text_to(colon + 1, ':');
	volume->dest = mem_text(colon + 1, (size_t)(end - colon - 1));
	check(volume, spec);
	take_words(volume, end + (*end == ':'));
}

void
volume_parse_tmpfs(struct volume *volume, const char *spec)
{
	const char *end = text_to(spec, ':');

	start(volume, NULL);
	volume->dest = mem_text(spec, (size_t)(end - spec));
	check(volume, spec);
	take_words(volume, end + (*end == ':'));
}

/* One NAME=VALUE, or NAME, of --mount; false when it is none. */
static bool
take_pair(struct volume *volume, const char **type, const char *pair)
{
	const char *value = text_to(pair, '='), *rest;
	size_t len = (size_t)(value - pair);

	value += *value == '=';
	if (text_is(pair, len, "type"))
		*type = value;
	else if (text_is(pair, len, "source") || text_is(pair, len, "src"))
		volume->source = value;
	else if (text_is(pair, len, "target") || text_is(pair, len, "dst") || text_is(pair, len, "destination"))
		volume->dest = value;
	else if (text_is(pair, len, "bind-propagation"))
		return take_word(volume, value, strlen(value));
	else if (text_is(pair, len, "bind-recursive") && !strcmp(value, "disabled"))
		volume->single = true;
	else if (text_is(pair, len, "bind-recursive") && !strcmp(value, "readonly"))
		volume->whole = true;
	else if ((rest = after_prefix(pair, "tmpfs-")))
		add_data(volume, rest, strlen(rest));
	else if (*value && (!strcmp(value, "false") || !strcmp(value, "0")))
		return true;
	else if (*value && strcmp(value, "true") && strcmp(value, "1"))
		/* what is so without being said */
		return starts_with(pair, "consistency=") || starts_with(pair, "bind-recursive=");
	else
		return take_word(volume, pair, len);
	return true;
}

void
volume_parse_mount(struct volume *volume, const char *spec)
{
	const char *type = "", *at, *end;
	bool bind;

	start(volume, NULL);
	volume->attr = 0;
	for (at = spec; *at; at = end + (*end == ',')) {
		const char *pair;

		end = text_to(at, ',');
		pair = mem_text(at, (size_t)(end - at));
		if (!take_pair(volume, &type, pair))
			opt_bad("'%s': no option of a mount", pair);
	}
	bind = !strcmp(type, "bind");
	if (!bind && strcmp(type, "tmpfs"))
		opt_bad("'%s': its type is neither bind nor tmpfs; others are an engine's", spec);
	if (bind != (volume->source != NULL))
		opt_bad("'%s': a bind has a source, a tmpfs has none", spec);
	if (bind)
		volume->name = volume->source;
	else
		volume->attr |= TMPFS_ATTR;
	check(volume, spec);
}

void
volume_print(const struct volume *volume)
{
	static const struct { unsigned bit; const char *text; } attrs[] = {
		{ KERNEL_ATTR_RDONLY, ", read-only" }, { KERNEL_ATTR_NOSUID, ", nosuid" },
		{ KERNEL_ATTR_NODEV, ", nodev" }, { KERNEL_ATTR_NOEXEC, ", noexec" },
	};
	size_t i;

	say("mount     %s on %s", volume->name, volume->dest);
	if (volume->place < 0)
		say(", to be made");
	for (i = 0; i < ARRAY_LEN(attrs); i++)
		if (volume->attr & attrs[i].bit)
			say("%s", attrs[i].text);
	if (volume->single)
		say(", not what is mounted below it");
	if (!(volume->spread & MS_PRIVATE))
		say(", %s", volume->spread & MS_SHARED ? "shared" : "slave");
	if (volume->idmap)
		say(", idmapped");
	if (*volume->data)
		say(", %s", volume->data);
	say("\n");
}
