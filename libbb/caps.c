/* caps.c - capabilities by name: capabilities(7), in the kernel's order */

#include <string.h>
#include "libbb.h"
#include "opt.h"

/* One string, so that 41 names do not cost 41 pointers. */
static const char names[] =
	"chown\0dac_override\0dac_read_search\0fowner\0fsetid\0kill\0setgid\0setuid\0setpcap\0linux_immutable\0"
	"net_bind_service\0net_broadcast\0net_admin\0net_raw\0ipc_lock\0ipc_owner\0sys_module\0sys_rawio\0"
	"sys_chroot\0sys_ptrace\0sys_pacct\0sys_admin\0sys_boot\0sys_nice\0sys_resource\0sys_time\0"
	"sys_tty_config\0mknod\0lease\0audit_write\0audit_control\0setfcap\0mac_override\0mac_admin\0syslog\0"
	"wake_alarm\0block_suspend\0audit_read\0perfmon\0bpf\0checkpoint_restore\0";

/* word[0..len) in small letters is name. */
static bool
is_name(const char *word, size_t len, const char *name)
{
	size_t i;

	for (i = 0; i < len && name[i]; i++)
		if ((word[i] >= 'A' && word[i] <= 'Z' ? word[i] + ('a' - 'A') : word[i]) != name[i])
			return false;
	return i == len && !name[i];
}

static bool
one(const char *word, size_t len, uint64_t *mask)
{
	const char *name = names, *end = word;
	uint64_t number;

	if (is_name(word, len, "all")) {
		*mask = ~(uint64_t)0;
		return true;
	}
	if (num_scan(&end, 63, &number) && end == word + len) {
		*mask |= (uint64_t)1 << number;
		return true;
	}
	if (len > 4 && is_name(word, 4, "cap_")) {
		word += 4;
		len -= 4;
	}
	for (number = 0; *name; number++, name += strlen(name) + 1)
		if (is_name(word, len, name)) {
			*mask |= (uint64_t)1 << number;
			return true;
		}
	return false;
}

bool
caps_parse(const char *list, uint64_t *mask, const char **word)
{
	for (;;) {
		const char *end = text_to(list, ',');

		if (!one(list, (size_t)(end - list), mask)) {
			*word = mem_text(list, (size_t)(end - list));
			return false;
		}
		if (!*end)
			return true;
		list = end + 1;
	}
}

void
caps_option(const char *option, const char *list, uint64_t *mask)
{
	const char *word;

	if (CONFIG_CAPS && list && !caps_parse(list, mask, &word))
		opt_bad("--%s: '%s' is no capability", option, word);
}
