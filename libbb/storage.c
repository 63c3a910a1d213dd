/*
 * storage.c - where containers/storage keeps what Podman and CRI-O have in it
 *
 * storage.conf may move both of its roots, a command's options or environment
 * even without it.  Where a container runs, its runtime noted the bundle, which
 * is in there.
 */

#include <string.h>
#include "engine.h"

static bool
visit(const char *name, void *arg)
{
	struct place *place = arg;
	const char *suffix = text_last(name, '-');

	return suffix && !strcmp(suffix, "-containers") && place->walk->engine->visit(name, place);
}

static void
look_at(struct place *place)
{
	dir_each(engine_dir(place->walk, place->data), visit, place);
}

/* The directory that a line of text sets key to.  No other table has these keys. */
static void
take(const struct place *place, const struct blob *text, const char *key, char *path)
{
	const char *at, *value, *end, *home, *below;

	for (at = text->data; *at; at = text_skip(text_to(at, '\n'), '\n')) {
		value = after_prefix(at + strspn(at, " \t"), key);
		if (!value)
			continue;
		value += strspn(value, " \t=");
		if (*value != '"' && *value != '\'')
			continue;
		end = text_to(value + 1, *value);
		below = after_prefix(++value, "$HOME");
		home = below ? place->walk->home : "";
		if (!below)
			below = value;
		if (home && *below == '/' &&
		    !text_fmt(path, PATH_ROOM, "%s%s%.*s", place->walk->root, home, (int)(end - below), below))
			*path = '\0';
	}
}

void
storage_look(struct place *place)
{
	static struct blob text;
	struct place moved = *place;

	if (*place->config && engine_read(&text, place->config)) {
		take(place, &text, "graphroot", moved.data);
		take(place, &text, "runroot", moved.run);
		look_at(&moved);
	}
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
