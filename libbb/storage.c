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

/* Takes the directory that lines of text set key to.  No other table has these keys. */
static void
take(char *path, const struct engine_walk *walk, const char *text, const char *key)
{
	const char *value, *end, *home;

	for (; *text; text = text_skip(text_to(text, '\n'), '\n')) {
		value = after_prefix(text + strspn(text, " \t"), key);
		if (!value)
			continue;
		value += strspn(value, " \t=");
		if (*value != '"' && *value != '\'')
			continue;
		end = text_to(value + 1, *value);
		home = after_prefix(++value, "$HOME");
		if (home)
			value = home;
		home = home ? walk->home : "";
		if (home && *value == '/' &&
		    !text_fmt(path, PATH_ROOM, "%s%s%.*s", walk->root, home, (int)(end - value), value))
			*path = '\0';
	}
}

/* Where a storage.conf moved the roots of place, if it did.  What root's says of
 * users comes before: root's places are looked at first. */
static void
look_by(const struct place *place, const char *config)
{
	static const char key[] = "rootless_storage_path";
	static struct blob text;
	static const char *users = "";
	const struct engine_walk *walk = place->walk;
	const char *conf = engine_read(&text, config) ? text.data : "";
	struct place moved = *place;

	if (walk->owner) {
		take(moved.data, walk, users, key);
		take(moved.data, walk, conf, key);
	} else if (!*users && text_find(conf, key)) {
		users = mem_text(conf, text.len);
	}
	take(moved.data, walk, conf, "graphroot");
	take(moved.run, walk, conf, "runroot");
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
