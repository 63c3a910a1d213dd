/* plan_ids.c - whom PROG becomes: numbers, names of the root it will see, or as target */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "plan.h"

/* etc/passwd or etc/group of the root that PROG will see. */
static const struct blob *
users_file(const struct plan *plan, const char *path, struct blob *text)
{
	size_t i;

	if (text->data)
		return text;
	if (!blob_take(text, file_open_in(plan_inside(plan), path), USER_FILE_MAX))
		die("read /%s inside:", path);
	/* a NUL is a byte like others here: it must not end the text */
	for (i = 0; i < text->len; i++)
		if (!text->data[i])
			text->data[i] = '?';
	return text;
}

static const struct blob *
passwd(const struct plan *plan)
{
	static struct blob text;

	return users_file(plan, "etc/passwd", &text);
}

static const struct blob *
group(const struct plan *plan)
{
	static struct blob text;

	return users_file(plan, "etc/group", &text);
}

static _Noreturn void
die_lookup(const char *path, const char *what, const char *name)
{
	if (errno == ENOENT)
		die("no %s '%s' in /%s inside", what, name, path);
	die("%s '%s' in /%s inside: its number is no valid id", what, name, path);
}

/* The effective id that target has, as the user namespace we enter sees it. */
static uint32_t
follow(const struct plan *plan, const char *field, const char *map)
{
	const char *at;
	uint64_t id;
	uint32_t inside;

	if (!plan->target)
		die("follow the ids of which process? no target PID specified");
	at = proc_field(target_status(plan->target), field);
	/* real, effective, ... */
	if (!at || !num_scan(&at, UINT32_MAX, &id) || *at++ != '\t' || !num_scan(&at, UINT32_MAX, &id))
		die("read /proc/%d/status: no %s line in it", plan->target->pid, field);
	if (!(plan->join & NS_BIT(NS_USER)))
		return (uint32_t)id;
	/* its map speaks of its own user namespace only */
	if (plan->from[NS_USER].target != plan->target)
		die("follow the ids of process %d: another user namespace than its own is joined", plan->target->pid);
	if (!proc_map_id(target_proc(plan->target), map, (uint32_t)id, &inside))
		die("find %u, the id of process %d, in its %s:", (unsigned)id, plan->target->pid, map);
	return inside;
}

bool
ids_number(const char *text, uint32_t *id)
{
	const char *end = text;
	uint64_t value;

	/* digits are never a name, whatever the file says */

	while (*end >= '0' && *end <= '9')
		end++;
	if (*end)
		return false;
	if (!num_parse(text, ID_MAX, &value))
		die("'%s': not a user or group id", text);
	*id = (uint32_t)value;
	return true;
}

static void
ids_user(struct plan *plan, const char *name)
{
	struct user user;

	plan->cred.set_uid = true;
	if (ids_number(name, &plan->cred.uid))
		return;
	if (!CONFIG_USER_NAMES)
		die("'%s': not a user id", name);
	if (!strcmp(name, "follow")) {
		plan->cred.uid = follow(plan, "Uid", "uid_map");
		return;
	}
	if (!user_find(passwd(plan), name, 0, &user))
		die_lookup("etc/passwd", "user", name);
	plan->cred.uid = user.uid;
}

static void
ids_group(struct plan *plan, const char *name)
{
	plan->cred.set_gid = plan->cred.set_groups = true;
	if (ids_number(name, &plan->cred.gid))
		return;
	if (!CONFIG_USER_NAMES)
		die("'%s': not a group id", name);
	if (!strcmp(name, "follow"))
		plan->cred.gid = follow(plan, "Gid", "gid_map");
	else if (!group_find(group(plan), name, &plan->cred.gid))
		die_lookup("etc/group", "group", name);
}

/* initgroups(3) of the user PROG becomes. */
static void
plan_init_groups(struct plan *plan)
{
	struct plan_cred *cred = &plan->cred;
	struct user user;
	uid_t uid = cred->set_uid ? cred->uid : getuid();

	if (!user_find(passwd(plan), NULL, uid, &user))
		die("--init-groups: no user of id %u in /etc/passwd inside", uid);
	if (!cred->set_gid)
		cred->gid = user.gid;
	cred->set_gid = cred->set_groups = true;
	cred->groups = mem_alloc(GROUPS_MAX * sizeof(*cred->groups));
	cred->groups[0] = user.gid;
	cred->group_count = 1 + groups_of(group(plan), user.name, cred->groups + 1, GROUPS_MAX - 1);
	if (cred->group_count == GROUPS_MAX)
		die("--init-groups: user %s is in too many groups", user.name);
}

void
plan_ids(struct plan *plan, const char *user, const char *grp, bool init_groups, bool default_root)
{
	if (default_root) {
		plan->cred.set_uid = plan->cred.set_gid = plan->cred.set_groups = true;
		plan->cred.groups_twice = true;
	}
	if (user)
		ids_user(plan, user);
	if (grp)
		ids_group(plan, grp);
	if (CONFIG_USER_NAMES && init_groups)
		plan_init_groups(plan);
}
