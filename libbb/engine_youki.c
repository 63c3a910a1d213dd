/* engine_youki.c - what was started with youki itself */

#include "engine.h"

static void
look(struct place *place)
{
	oci_each(place->walk, OCI_YOUKI, place->run);
}

static const struct engine_place places[] = {
	{ NULL, "/run/youki", NULL },
	{ NULL, "$R/youki", NULL },
};

static void
youki_each(const struct engine_walk *walk)
{
	engine_places(walk, places, ARRAY_LEN(places), look);
}

static void
youki_process(const struct engine_walk *walk, const struct process *process)
{
	oci_process(walk, OCI_YOUKI, process);
}

const struct engine engine_youki = {
	.name = "youki", .each = youki_each, .confirm = oci_confirm_youki, .program = "youki", .process = youki_process,
};
