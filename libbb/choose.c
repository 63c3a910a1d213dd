/* choose.c - which containers are wanted, by nsps' -f KEY=VALUE */

#include <string.h>
#include "list.h"
#include "opt.h"

/* STATUS is docker's word for the state. */
enum key { KEY_ENGINE, KEY_NAME, KEY_ID, KEY_STATE, KEY_POD, KEY_LABEL, KEY_STATUS, KEY_COUNT };
static const char keys[KEY_COUNT][7] = { "engine", "name", "id", "state", "pod", "label", "status" };

enum { CONDITIONS_MAX = 32 };
static struct {
	enum key	 key;
	const char	*value;
} filters[CONDITIONS_MAX];
static size_t filter_count;

bool
choose_read(const char *list)
{
	const char *at = list, *end, *equal, *value;
	bool states = false;
	unsigned key, state;

	for (; at && *at; at = end + (*end == ',')) {
		end = text_to(at, ',');
		equal = text_to(at, '=');
		for (key = 0; key < KEY_COUNT && !text_is(at, (size_t)(equal - at), keys[key]); key++)
			;
		if (key == KEY_STATUS)
			key = KEY_STATE;
		if (equal >= end || key == KEY_COUNT)
			opt_bad("--filter: '%.*s' is not KEY=VALUE, KEY one of engine, name, id, state, pod, label",
				(int)(end - at), at);
		if (filter_count == CONDITIONS_MAX)
			opt_bad("--filter: more than %d", CONDITIONS_MAX);
		filters[filter_count].key = key;
		value = filters[filter_count++].value = mem_text(equal + 1, (size_t)(end - equal - 1));
		for (state = 0; key == KEY_STATE && strcmp(container_states[state], value); state++)
			if (state == CONTAINER_DEAD)
				opt_bad("--filter: no state '%s'", value);
		states |= key == KEY_STATE;
	}
	return states;
}

/* KEY, or KEY=VALUE */
static bool
has_label(const struct container *container, const char *label)
{
	const char *equal = text_to(label, '='), *value;

	value = container_label(container, mem_text(label, (size_t)(equal - label)));
	return value && (!*equal || !strcmp(value, equal + 1));
}

static bool
fits(const struct container *container, enum key key, const char *value)
{
	switch (key) {
	case KEY_ENGINE:
		return !strcmp(container_engine(container), value);
	case KEY_NAME:
		return text_find(container->name, value) || !*value;
	case KEY_ID:
		return starts_with(container->id, value);
	case KEY_STATE:
		return !strcmp(container_states[container->state], value);
	case KEY_POD:
		return !strcmp(container->pod, value);
	default:
		return has_label(container, value);
	}
}

bool
choose_fits(const struct container *container)
{
	unsigned asked = 0, fit = 0;
	size_t i;

	for (i = 0; i < filter_count; i++) {
		asked |= 1u << filters[i].key;
		if (fits(container, filters[i].key, filters[i].value))
			fit |= 1u << filters[i].key;
	}
	return asked == fit;
}
