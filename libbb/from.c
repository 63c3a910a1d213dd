/* from.c - FROM of nsrun's options: where PROG's namespace of a kind is from */

#include <string.h>
#include "opt.h"
#include "plan.h"

/* The target of FROM, the same one for two options that name the same. */
static struct target *
target_of(const char *from)
{
	static struct target targets[NS_COUNT];
	static size_t count;
	size_t i;

	for (i = 0; i < count; i++)
		if (!strcmp(targets[i].spec, from))
			return &targets[i];
	target_open(&targets[count], from);
	return &targets[count++];
}

/* A new user namespace, with ids of its own. */
static bool
is_for_users(const char *from)
{
	return !strcmp(from, "keep-id") || !strcmp(from, "auto");
}

bool
from_is_new(const char *from)
{
	return !strcmp(from, "none") || !strcmp(from, "private") || is_for_users(from);
}

bool
from_is_self(const char *from)
{
	return !strcmp(from, "self");
}

void
plan_from(struct plan *plan, enum ns kind, const char *from)
{
	if (kind != NS_USER && is_for_users(from))
		opt_bad("--%s: %s is for --userns", ns_kinds[kind].run, from);
	if (from_is_new(from))
		plan->create |= NS_BIT(kind);
	else if (target_is_file(from))
		plan_join_file(plan, kind, from);
	else if (!from_is_self(from))
		plan_join_differing(plan, NS_BIT(kind), target_of(from));
}
