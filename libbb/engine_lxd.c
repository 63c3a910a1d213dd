/* engine_lxd.c - LXD's containers, which liblxc runs */

#include "engine.h"

static const struct engine_place places[] = {
	{ "/var/snap/lxd/common/lxd/containers", NULL, NULL },
	{ "/var/lib/lxd/containers", NULL, NULL },
};

static void
lxd_each(const struct engine_walk *walk)
{
	engine_places(walk, places, ARRAY_LEN(places), monitor_look);
}

const struct engine engine_lxd = {
	.name = "lxd", .each = lxd_each, .confirm = monitor_confirm, .program = MONITOR_TITLE, .process = monitor_process,
};
