/* engine_runc.c - what was started with runc itself */

#include "engine.h"

static void
look(struct place *place)
{
	oci_each(place->walk, OCI_RUNC, place->run);
}

static const struct engine_place places[] = {
	{ NULL, "/run/runc", NULL },
	{ NULL, "$R/runc", NULL },
};

static void
runc_each(const struct engine_walk *walk)
{
	engine_places(walk, places, ARRAY_LEN(places), look);
}

static void
runc_process(const struct engine_walk *walk, const struct process *process)
{
	oci_process(walk, OCI_RUNC, process);
}

const struct engine engine_runc = {
	.name = "runc", .each = runc_each, .confirm = oci_confirm, .program = "runc", .process = runc_process,
};
