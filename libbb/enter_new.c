/* enter_new.c - new namespaces around this process; the only file that makes any */

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "enter.h"
#include "kernel.h"

void
enter_new(const struct plan *plan)
{
	unsigned i;

	for (i = 0; i < NS_COUNT; i++)
		if ((plan->create & ~NS_BIT(NS_USER) & NS_BIT(i)) && syscall(SYS_unshare, ns_kinds[i].flag)) {
			if (errno == EPERM && geteuid())
				hint("an ordinary user needs a user namespace of its own: --userns private");
			die("create a new %s namespace:", ns_kinds[i].name);
		}
	if (plan->create & NS_BIT(NS_NET))
		lo_up();
	if (plan->hostname && sethostname(plan->hostname, strlen(plan->hostname)))
		die("set the host name '%s':", plan->hostname);
}

bool
enter_create(unsigned kinds)
{
	return !syscall(SYS_unshare, ns_flags(kinds));
}
