/* SPDX-License-Identifier: 0BSD
 *
 * nosys CALL[=ERROR][,...] -- PROG [ARG]...
 *
 * Run PROG where each CALL answers ERROR (ENOSYS unless given): a kernel that
 * lacks it, for a millisecond.  A CALL is a name of calls.h or a number;
 * `ioctl:REQUEST` refuses one request only (ENOTTY unless given).  x86-64.
 */
#include "calls.h"
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

struct filter { uint16_t code; uint8_t yes, no; uint32_t k; };
struct program { unsigned short count; struct filter *filter; };

enum { LOAD = 0x20, JEQ = 0x15, RET = 0x06, NR = 0, ARG1 = 24, ALLOW = 0x7fff0000, ERRNO = 0x00050000 };

static struct filter code[4000];
static unsigned short count;

static void
add(uint16_t op, uint8_t yes, uint8_t no, uint32_t k)
{
	if (count < sizeof(code) / sizeof(*code))
		code[count++] = (struct filter){ op, yes, no, k };
}

int
main(int argc, char **argv)
{
	if (argc < 4 || strcmp(argv[2], "--"))
		return fprintf(stderr, "usage: nosys CALL[=ERROR][,...] -- PROG [ARG]...\n"), 125;
	for (char *name = strtok(argv[1], ","); name; name = strtok(NULL, ",")) {
		char *equals = strchr(name, '='), *request = strchr(name, ':');
		int nr, error = request ? ENOTTY : ENOSYS;

		if (equals)
			*equals = '\0', error = error_number(equals + 1);
		if (request)
			*request = '\0';
		nr = call_number(name);
		if (nr < 0 || error < 0)
			return fprintf(stderr, "nosys: unknown: %s\n", name), 125;
		add(LOAD, 0, 0, NR);
		add(JEQ, 0, request ? 3 : 1, (uint32_t)nr);
		if (request) {
			add(LOAD, 0, 0, ARG1);
			add(JEQ, 0, 1, (uint32_t)strtoul(request + 1, NULL, 0));
		}
		add(RET, 0, 0, ERRNO | (uint32_t)error);
	}
	add(RET, 0, 0, ALLOW);

	struct program program = { count, code };
	/* without no_new_privs where we may, so that nothing but the calls changes */
	if (prctl(PR_SET_SECCOMP, 2, &program) < 0
	 && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_SECCOMP, 2, &program) < 0))
		return perror("nosys: seccomp"), 125;
	execvp(argv[3], argv + 3);
	perror(argv[3]);
	return 127;
}
