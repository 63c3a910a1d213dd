/*
 * storage.c - where containers/storage keeps what Podman and CRI-O have in it
 *
 * storage.conf may move both of its roots, a command's options or environment
 * even without it.  Where a container runs, its runtime noted the bundle, which
 * is in there.
 */

#include <string.h>
#include <unistd.h>
#include "engine.h"

static bool
visit(const char *name, void *arg)
{
	struct place *place = arg;
	const char *suffix = text_last(name, '-');

	return suffix && !strcmp(suffix, "-containers") && place->walk->engine->visit(name, place);
}

/* Both roots; place has the run root twice then.  With transient_store the lists
 * are there, too. */
static void
look_at(struct place *place)
{
	dir_each(engine_dir(place->walk, place->data), visit, place);
	if (*place->run && TEXT(place->data, "%s", place->run))
		dir_each(engine_dir(place->walk, place->data), visit, place);
}

static const char *
behind_blanks(const char *text)
{
	while (*text == ' ' || *text == '\t')
		text++;
	return text;
}

static const struct {
	char	name[22];
	size_t	path;
} keys[] = {
	{ "rootless_storage_path", offsetof(struct place, data) },
	{ "graphroot", offsetof(struct place, data) },
	{ "runroot", offsetof(struct place, run) },
};

/* Takes the directories that lines of text set: count of those keys, the first of them a
 * user's.  No other table has these keys. */
static void
take(struct place *place, const char *text, size_t count)
{
	const char *line, *value, *end, *home;
	size_t i;
	char *path;

	for (i = !place->walk->owner; i < count; i++)
		for (line = text; *line; line = text_skip(text_to(line, '\n'), '\n')) {
			value = after_prefix(behind_blanks(line), keys[i].name);
			if (!value)
				continue;
			value = behind_blanks(text_skip(behind_blanks(value), '='));
			if (*value != '"' && *value != '\'')
				continue;
			end = text_to(value + 1, *value);
			home = after_prefix(++value, "$HOME");
			if (home)
				value = home;
			home = home ? place->walk->home : "";
			path = (char *)place + keys[i].path;
			if (home && *value == '/' &&
			    !text_fmt(path, PATH_ROOM, "%s%s%.*s", place->walk->root, home, (int)(end - value), value))
				*path = '\0';
		}
}

/* Where a storage.conf moved the roots of place, if it did.  What root's says of
 * users comes before: root's places are looked at first. */
static void
look_by(const struct place *place, const char *config)
{
	static struct blob text;
	static const char *users = "";
	const char *conf = engine_read(&text, config) ? text.data : "";
	struct place moved = *place;

	if (!*conf && !*users)
		return;
	if (!place->walk->owner && text_find(conf, keys->name))
		users = mem_text(conf, text.len);
	take(&moved, users, 1);
	take(&moved, conf, ARRAY_LEN(keys));
	look_at(&moved);
}

void
storage_look(struct place *place)
{
	const struct engine_walk *walk = place->walk;
	const char *ours = walk->owner == geteuid() && !*walk->root ? env_get(environ, "CONTAINERS_STORAGE_CONF") : NULL;

	if (ours)
		look_by(place, ours);
	if (*place->config)
		look_by(place, place->config);
	look_at(place);
}

void
storage_bundle(const struct engine_walk *walk, const char *bundle, const char *id)
{
	struct engine_walk its = *walk;
	struct place place = { .walk = &its };
	const char *at = text_find(bundle, id);

	if (!at || at == bundle || strcmp(at + strlen(id), "/userdata") ||
	    !TEXT(place.data, "%s%.*s", walk->root, (int)(at - bundle - 1), bundle) ||
	    !(at = text_last(place.data, '/')))
		return;
	place.data[at - place.data] = '\0';
	its.engine = &engine_podman;
	look_at(&place);
}
