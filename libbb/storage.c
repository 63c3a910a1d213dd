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

static const char *
behind_blanks(const char *text)
{
	while (*text == ' ' || *text == '\t')
		text++;
	return text;
}

/* Takes the directories that lines of text set.  No other table has these keys. */
static void
take(struct place *place, const char *text)
{
	const char *at, *value, *end, *home;
	char *path;

	for (; *text; text = text_skip(text_to(text, '\n'), '\n')) {
		at = behind_blanks(text);
		path = place->data;
		value = after_prefix(at, "graphroot");
		if (!value) {
			path = place->run;
			value = after_prefix(at, "runroot");
		}
		if (!value)
			continue;
		value = behind_blanks(text_skip(behind_blanks(value), '='));
		if (*value != '"' && *value != '\'')
			continue;
		end = text_to(value + 1, *value);
		home = "";
		at = after_prefix(++value, "$HOME");
		if (at) {
			home = place->walk->home;
			value = at;
		}
		if (home && *value == '/' &&
		    !text_fmt(path, PATH_ROOM, "%s%s%.*s", place->walk->root, home, (int)(end - value), value))
			*path = '\0';
	}
}

void
storage_look(struct place *place)
{
	static struct blob text;
	struct place moved = *place;

	if (*place->config && engine_read(&text, place->config)) {
		take(&moved, text.data);
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
