/* create_print.c - what goes with new namespaces, in lines a person can read */

#include <sys/mount.h>
#include "create.h"

static void
say_map(const struct idmap *map)
{
	size_t i;

	if (!map->count)
		return;
	say("map       %s ids", map->group ? "group" : "user");
	for (i = 0; i < map->count; i++)
		say("  %u:%u:%u", map->range[i].inner, map->range[i].outer, map->range[i].count);
	say("%s\n", map->single ? "" : "  (written from outside)");
}

void
create_print(const struct create *create)
{
	unsigned i;

	if (create->own)
		say("owner     uid %u, gid %u\n", create->owner_uid, create->owner_gid);
	say_map(&create->uids);
	say_map(&create->gids);
	for (i = 0; i < NS_COUNT; i++)
		if (create->keep[i])
			say("keep      %s at %s\n", ns_kinds[i].name, create->keep[i]);
	if (create->hostname)
		say("hostname  %s\n", create->hostname);
	if (create->monotonic || create->boottime)
		say("clocks    monotonic %s s, boottime %s s\n", create->monotonic ? create->monotonic : "0",
			create->boottime ? create->boottime : "0");
	if (create->kinds & NS_BIT(NS_MNT))
		say("mounts    %s\n", create->propagation & MS_PRIVATE ? "private" : create->propagation & MS_SLAVE ? "slave" :
			create->propagation ? "shared" : "propagation unchanged");
}
