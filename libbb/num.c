/* num.c - numbers, read strictly */

#include "libbb.h"

bool
num_scan(const char **text, uint64_t max, uint64_t *value)
{
	const char *at = *text;
	uint64_t number = 0;

	for (; *at >= '0' && *at <= '9'; at++) {
		unsigned digit = (unsigned)(*at - '0');

		if (number > (max - digit) / 10 || digit > max)
			return false;
		number = number * 10 + digit;
	}
	if (at == *text)
		return false;
	*text = at;
	*value = number;
	return true;
}

bool
num_parse(const char *text, uint64_t max, uint64_t *value)
{
	return num_scan(&text, max, value) && !*text;
}
