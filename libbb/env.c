/* env.c - part of our environment */

#include <string.h>
#include <unistd.h>
#include "plan.h"

char **
plan_env_keep(const char *list)
{
	size_t count = 0, used = 0;
	char **env, **at;

	while (environ[count])
		count++;
	env = mem_alloc((count + 1) * sizeof(*env));
	for (at = environ; list && *at; at++) {
		size_t len = (size_t)(text_to(*at, '=') - *at);
		const char *word = list, *end;

		for (; *word; word = end + (*end == ',')) {
			end = text_to(word, ',');
			if ((size_t)(end - word) == len && !memcmp(word, *at, len)) {
				env[used++] = *at;
				break;
			}
		}
	}
	return env;
}
