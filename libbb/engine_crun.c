/* engine_crun.c - what was started with crun itself */

#include "engine.h"

static void
look(struct place *place)
{
	oci_each(place->walk, OCI_CRUN, place->run);
}

static const struct engine_place places[] = {
	{ NULL, "/run/crun", NULL },
	{ NULL, "$R/crun", NULL },
};

static void
crun_each(const struct engine_walk *walk)
{
	engine_places(walk, places, ARRAY_LEN(places), look);
}

static void
crun_process(const struct engine_walk *walk, const struct process *process)
{
	oci_process(walk, OCI_CRUN, process);
}

const struct engine engine_crun = {
	.name = "crun", .each = crun_each, .confirm = oci_confirm, .program = "crun", .process = crun_process,
};
