/* engine_incus.c - Incus' containers, which liblxc runs */

#include "engine.h"

static const struct engine_place places[] = {
	{ "/var/lib/incus/containers", NULL, NULL },
};

static void
incus_each(const struct engine_walk *walk)
{
	engine_places(walk, places, ARRAY_LEN(places), monitor_look);
}

const struct engine engine_incus = {
	.name = "incus", .each = incus_each, .confirm = monitor_confirm, .program = MONITOR_TITLE, .process = monitor_process,
};
