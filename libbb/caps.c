/* caps.c - capabilities by name: capabilities(7), in the kernel's order */

#include <string.h>
#include <strings.h>
#include "libbb.h"

/* One string, so that 41 names do not cost 41 pointers. */
static const char names[] =
	"chown\0dac_override\0dac_read_search\0fowner\0fsetid\0kill\0setgid\0setuid\0setpcap\0linux_immutable\0"
	"net_bind_service\0net_broadcast\0net_admin\0net_raw\0ipc_lock\0ipc_owner\0sys_module\0sys_rawio\0"
	"sys_chroot\0sys_ptrace\0sys_pacct\0sys_admin\0sys_boot\0sys_nice\0sys_resource\0sys_time\0"
	"sys_tty_config\0mknod\0lease\0audit_write\0audit_control\0setfcap\0mac_override\0mac_admin\0syslog\0"
	"wake_alarm\0block_suspend\0audit_read\0perfmon\0bpf\0checkpoint_restore\0";

static bool
one(const char *word, uint64_t *mask)
{
	const char *name = names;
	uint64_t number;

	if (!strcasecmp(word, "all")) {
		*mask = ~(uint64_t)0;
		return true;
	}
	if (num_parse(word, 63, &number)) {
		*mask |= (uint64_t)1 << number;
		return true;
	}
	if (!strncasecmp(word, "cap_", 4))
		word += 4;
	for (number = 0; *name; number++, name += strlen(name) + 1)
		if (!strcasecmp(word, name)) {
			*mask |= (uint64_t)1 << number;
			return true;
		}
	return false;
}

bool
caps_parse(const char *list, uint64_t *mask, const char **word)
{
	for (;;) {
		size_t len = strcspn(list, ",");

		*word = mem_text(list, len);
		if (!one(*word, mask))
			return false;
		if (!list[len])
			return true;
		list += len + 1;
	}
}
