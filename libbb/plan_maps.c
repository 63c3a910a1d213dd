/* plan_maps.c - the ids of a new user namespace */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "create.h"
#include "opt.h"
#include "plan.h"

/* A number of ours, or a name of this system's passwd or group file. */
static uint32_t
id_of(const char *name, bool group)
{
	const char *file = group ? "/etc/group" : "/etc/passwd";
	struct blob text = { 0 };
	struct user user;
	uint64_t number;
	gid_t gid;

	if (num_parse(name, ID_MAX, &number))
		return (uint32_t)number;
	if (!blob_take(&text, fd_open(AT_FDCWD, file, O_RDONLY), USER_FILE_MAX))
		die("read %s:", file);
	if (group ? !group_find(&text, name, &gid) : !user_find(&text, name, 0, &user))
		die("'%s': neither an id nor a name in %s", name, file);
	return group ? gid : user.uid;
}

void
plan_map(struct idmap *map, const struct create *create, const char *list, const char *inner)
{
	uint32_t own_inner;

	map->user = create->own ? create->owner_uid : geteuid();
	map->own = !map->group ? map->user : create->own ? create->owner_gid : getegid();
	if (inner)
		own_inner = inner == opt_bare ? map->own : id_of(inner, map->group);
	idmap_plan(map, list, inner ? &own_inner : NULL);
}

void
plan_owner(struct create *create, const char *ids)
{
	const char *at = ids;
	uint64_t uid, gid;

	if (!num_scan(&at, ID_MAX, &uid) || *at++ != ':' || !num_parse(at, ID_MAX, &gid))
		opt_bad("--owner: '%s' is not UID:GID", ids);
	create->own = true;
	create->owner_uid = (uid_t)uid;
	create->owner_gid = (gid_t)gid;
}

void
plan_setgroups(struct create *create, const char *how, const char *own_group)
{
	create->setgroups = !strcmp(how, "allow") ? SETGROUPS_ALLOW : SETGROUPS_DENY;
	if (create->setgroups == SETGROUPS_DENY && strcmp(how, "deny"))
		opt_bad("--setgroups: '%s' is not allow or deny", how);
	if (!(create->kinds & NS_BIT(NS_USER)))
		opt_bad("--setgroups needs a user namespace (-U)");
	if (create->setgroups == SETGROUPS_ALLOW && own_group && create->gids.single)
		opt_bad("options --setgroups=allow and --map-group are mutually exclusive");
}

void
plan_maps(struct create *create, const char *from, const char *uids, const char *gids)
{
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
	if (uids || gids) {
		automatic = false;
		list = uids ? uids : gids;
	}
	plan_map(&create->uids, create, list, automatic ? "0" : NULL);
	plan_map(&create->gids, create, gids ? gids : list, automatic ? "0" : NULL);
}
