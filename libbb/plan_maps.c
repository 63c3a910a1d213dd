/* plan_maps.c - the ids of nsrun's new user namespace */

#include <string.h>
#include <unistd.h>
#include "create.h"

void
plan_maps(struct create *create, const char *from, const char *uids, const char *gids)
{
	static const uint32_t root = 0;
	const char *list = "root";
	bool automatic = from && !strcmp(from, "auto");

	if (automatic)
		list = "auto";
	else if (from && !strcmp(from, "keep-id"))
		list = "current";
	create->kinds = NS_BIT(NS_USER);
	create->pid = getpid();
	create->proc = plan_dir("/proc/self");
	create->gids.group = true;
	create->uids.user = create->gids.user = create->uids.own = geteuid();
	create->gids.own = getegid();
	if (uids || gids) {
		automatic = false;
		list = uids ? uids : gids;
	}
	idmap_plan(&create->uids, list, automatic ? &root : NULL);
	idmap_plan(&create->gids, gids ? gids : list, automatic ? &root : NULL);
}
