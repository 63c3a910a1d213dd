/*
 * plan_user.c - docker's --user: whom PROG becomes in a container
 *
 * A user's groups are those of the container's files; with a group named, that
 * one only; and those that Docker gives all of the container.  Digits are an id, whatever the files say, and an id needs no line
 * in them.
 */

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "confine.h"

/* One of init's, as the user namespace that is entered sees it. */
static uint32_t
inside(const struct plan *plan, const char *map, uint64_t id)
{
	uint32_t result;

	if (!(plan->join & NS_BIT(NS_USER)))
		return (uint32_t)id;
	if (!proc_map_id(target_proc(plan->target), map, (uint32_t)id, &result))
		die("find %u, an id of process %d, in its %s:", (unsigned)id, plan->target->pid, map);
	return result;
}

/* The numbers of a line of status, at most max. */
static size_t
numbers(const struct blob *status, const char *name, uint64_t *number, size_t max)
{
	const char *at = proc_field(status, name);
	size_t count = 0;

	while (at && count < max) {
		while (*at == ' ' || *at == '\t')
			at++;
		if (!num_scan(&at, UINT32_MAX, &number[count]))
			break;
		count++;
	}
	return count;
}

/* The real ids of target and its groups. */
static void
as_target(struct plan *plan)
{
	struct plan_cred *cred = &plan->cred;
	const struct blob *status = target_status(plan->target);
	uint64_t id, *group = mem_alloc(GROUPS_MAX * sizeof(*group));
	size_t i;

	if (!numbers(status, "Uid", &id, 1))
		die("read /proc/%d/status: no Uid line in it", plan->target->pid);
	cred->uid = inside(plan, "uid_map", id);
	if (!numbers(status, "Gid", &id, 1))
		die("read /proc/%d/status: no Gid line in it", plan->target->pid);
	cred->gid = inside(plan, "gid_map", id);
	cred->group_count = numbers(status, "Groups", group, GROUPS_MAX);
	cred->groups = mem_alloc((cred->group_count + 1) * sizeof(*cred->groups));
	for (i = 0; i < cred->group_count; i++)
		cred->groups[i] = inside(plan, "gid_map", group[i]);
}

/* One of the container's files; empty when it cannot be had and is not needed. */
static bool
users_file(const struct plan *plan, const char *path, bool needed, struct blob *text)
{
	size_t i;

	if (!CONFIG_USER_NAMES)
		return false;
	if (!blob_take(text, file_open_in(plan_inside(plan), path), USER_FILE_MAX)) {
		/* what the container has made of it; all else is our own trouble */
		static const int its_doing[] = {
			ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG, EACCES, EBADFD, EFBIG, EAGAIN /* leased */
		};

		for (i = 0; i < ARRAY_LEN(its_doing) && errno != its_doing[i]; i++)
			;
		if (needed || i == ARRAY_LEN(its_doing))
			die("read /%s inside:", path);
		return false;
	}
	/* a NUL is a byte like others here: it must not end the text */
	for (i = 0; i < text->len; i++)
		if (!text->data[i])
			text->data[i] = '?';
	return true;
}

static gid_t
named_group(const struct plan *plan, const char *name)
{
	struct blob text = { 0 };
	gid_t gid;

	if (ids_number(name, &gid))
		return gid;
	if (!users_file(plan, "etc/group", true, &text))
		die("'%s': not a group id", name);
	if (!group_find(&text, name, &gid)) {
		if (errno == ENOENT)
			die("no group '%s' in /etc/group inside", name);
		die("group '%s' in /etc/group inside: its number is no valid id", name);
	}
	return gid;
}

/* USER, "" for root, and the groups of that user when none is named. */
static void
named_user(struct plan *plan, const char *name, bool with_groups, struct user *user)
{
	struct plan_cred *cred = &plan->cred;
	struct blob passwd = { 0 }, group = { 0 };
	bool number = ids_number(*name ? name : "0", &cred->uid), found;

	cred->gid = 0;
	found = users_file(plan, "etc/passwd", !number, &passwd);
	if (!found && !number)
		die("'%s': not a user id", name);
	if (!found || !user_find(&passwd, number ? NULL : name, cred->uid, user)) {
		if (number)
			return;
		if (errno == ENOENT)
			die("no user '%s' in /etc/passwd inside", name);
		die("user '%s' in /etc/passwd inside: its number is no valid id", name);
	}
	cred->uid = user->uid;
	cred->gid = user->gid;
	if (with_groups && users_file(plan, "etc/group", false, &group)) {
		cred->group_count = 1 + groups_of(&group, user->name, cred->groups + 1, GROUPS_MAX - 1);
		if (cred->group_count == GROUPS_MAX)
			die("user %s is in too many groups", user->name);
	}
}

static void
named(struct plan *plan, const char *spec, struct user *user)
{
	struct plan_cred *cred = &plan->cred;
	const char *colon = text_to(spec, ':');

	cred->groups = mem_alloc(GROUPS_MAX * sizeof(*cred->groups));
	cred->group_count = 1;
	named_user(plan, mem_text(spec, (size_t)(colon - spec)), !colon[0] || !colon[1], user);
	if (colon[0] && colon[1])
		cred->gid = named_group(plan, colon + 1);
	cred->groups[0] = cred->gid;
}

/* docker run --group-add's: as Docker does, for whom else it starts something as. */
static void
more_groups(struct plan *plan)
{
	const struct container *container = plan->target ? plan->target->container : NULL;
	char **name = CONFIG_CONTAINERS && container ? container_groups(container) : NULL;
	struct plan_cred *cred = &plan->cred;
	size_t i;

	for (; name && *name && cred->group_count < GROUPS_MAX; name++) {
		gid_t gid = named_group(plan, *name);

		for (i = 0; i < cred->group_count && cred->groups[i] != gid; i++)
			;
		cred->groups[i] = gid;
		cred->group_count += i == cred->group_count;
	}
}

void
plan_user(struct plan *plan, const char *spec, const char *recorded, struct home *home)
{
	struct plan_cred *cred = &plan->cred, asked;
	struct user user = { .name = NULL };
	struct blob passwd = { 0 }, setgroups = { 0 };
	bool other = spec;

	cred->set_uid = cred->set_gid = cred->set_groups = true;
	if (spec || recorded) {
		named(plan, spec ? spec : recorded, &user);
		asked = *cred;
	}
	if (!spec) {
		/* Of the same user, its groups are what the engine gave it, --group-add and all. */
		as_target(plan);
		other = recorded && (cred->uid != asked.uid || cred->gid != asked.gid);
		if (other)
			*cred = asked;
	}
	if (other)
		more_groups(plan);
	/* Who may not set groups there goes in with none. */
	if ((plan->join & NS_BIT(NS_USER)) && proc_read(target_proc(plan->target), "setgroups", &setgroups) &&
	    starts_with(setgroups.data, "deny")) {
		cred->group_count = 0;
		cred->groups_twice = true;
	}
	if (!user.name && users_file(plan, "etc/passwd", false, &passwd))
		(void)user_find(&passwd, NULL, cred->uid, &user);
	*home = (struct home){ user.name && *user.home ? user.home : "/", user.name ? user.shell : "" };
}
