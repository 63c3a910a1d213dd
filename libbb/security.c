/* security.c - docker's --security-opt, for who enters a container or starts what is like one */

#include <string.h>
#include "confine.h"

/* False when opt is none of ours. */
static bool
take(struct confine_wish *wish, const char *opt)
{
	const char *value = opt;
	size_t len;

	while (*value && *value != '=' && *value != ':')	/* the older sign */
		value++;
	len = (size_t)(value - opt);
	value += *value != '\0';
	if (text_is(opt, len, "seccomp")) {
		wish->unfiltered = !strcmp(value, "unconfined");
		wish->all_filters = !strcmp(value, "all");
		return wish->unfiltered || wish->all_filters;
	}
	if (text_is(opt, len, "no-new-privileges")) {
		wish->no_new_privs = !*value || !strcmp(value, "true");
		return wish->no_new_privs || !strcmp(value, "false");
	}
	wish->label = value;
	if (text_is(opt, len, "label")) {
		if (!strcmp(value, "disable"))
			wish->label = "";
		/* a context is set as a whole */
		return *value && !starts_with(value, "type:") && !starts_with(value, "level:");
	}
	if (!strcmp(value, "unconfined"))
		wish->label = "";
	return *value && text_is(opt, len, "apparmor");
}

void
security_opts(struct confine_wish *wish, const struct opt_many *opts, bool inside)
{
	size_t i;

	for (i = 0; i < opts->count; i++)
		if (!take(wish, opts->text[i]) || (!inside && (wish->all_filters || (wish->label && *wish->label))))
			opt_bad("--security-opt: '%s' is none we know", opts->text[i]);
}
