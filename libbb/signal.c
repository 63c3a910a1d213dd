/* signal.c - signals by name: signal(7) */

#include <signal.h>
#include <string.h>
#include "libbb.h"

int
signal_parse(const char *name)
{
	static const struct { char name[5]; unsigned char sig; } names[] = {
		{ "KILL", SIGKILL }, { "TERM", SIGTERM }, { "INT", SIGINT }, { "HUP", SIGHUP }, { "QUIT", SIGQUIT },
		{ "USR1", SIGUSR1 }, { "USR2", SIGUSR2 }, { "ALRM", SIGALRM }, { "ABRT", SIGABRT }, { "PIPE", SIGPIPE },
		{ "CONT", SIGCONT }, { "STOP", SIGSTOP }, { "CHLD", SIGCHLD },
	};
	const char *bare = after_prefix(name, "SIG");
	uint64_t number;
	size_t i;

	if (num_parse(name, 64, &number) && number)
		return (int)number;
	for (i = 0; i < ARRAY_LEN(names); i++)
		if (!strcmp(bare ? bare : name, names[i].name))
			return names[i].sig;
	return -1;
}
