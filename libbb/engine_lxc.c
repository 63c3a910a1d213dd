/* engine_lxc.c - LXC's containers, which liblxc runs */

#include "engine.h"

static const struct engine_place places[] = {
	{ "/var/lib/lxc", NULL, "/var/lib/lxc" },
	{ "$D/lxc", NULL, "$D/lxc" },
};

static void
lxc_each(const struct engine_walk *walk)
{
	engine_places(walk, places, ARRAY_LEN(places), monitor_look);
}

const struct engine engine_lxc = {
	.name = "lxc", .each = lxc_each, .confirm = monitor_confirm, .program = MONITOR_TITLE, .process = monitor_process,
};
