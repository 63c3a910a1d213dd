/* num_parse(), num_scan() against strtoull(3), caps_parse() against itself: the first line is num's maximum. */
#include <errno.h>
#include "fuzz.h"

static void
check_num(const char *text, uint64_t max)
{
	size_t digits = strspn(text, "0123456789");
	const char *at = text;
	uint64_t value = 42, whole = 42;
	bool scanned;

	errno = 0;
	uint64_t want = strtoull(text, NULL, 10);
	bool fits = digits && !errno && want <= max;

	scanned = num_scan(&at, max, &value);
	MUST(scanned == fits);
	MUST(!scanned || (value == want && at == text + digits));
	MUST(num_parse(text, max, &whole) == (fits && !text[digits]));
	MUST(whole == 42 || whole == want);
}

static void
check_caps(char *list)
{
	uint64_t mask = 0, part, sum = 0;
	const char *word = NULL;
	char *comma;
	bool good = caps_parse(list, &mask, &word);

	MUST(good || (word && strstr(list, word) && !strchr(word, ',')));
	if (!good)
		return;
	/* what the words give alone */
	do {
		comma = strchr(list, ',');
		if (comma)
			*comma = '\0';
		part = 0;
		MUST(caps_parse(list, &part, &word));
		MUST(part);
		sum |= part;
		list += strlen(list) + 1;
	} while (comma);
	MUST(sum == mask);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t len = fuzz_line(data, size);
	char *first, *rest;
	uint64_t max;

	fuzz_reset();
	first = fuzz_copy(data, len);
	rest = len < size ? fuzz_copy(data + len + 1, size - len - 1) : fuzz_copy("", 0);
	max = strtoull(first, NULL, 10);
	check_num(first, max);
	check_num(first, UINT64_MAX);
	check_num(rest, max);
	check_num(rest, UINT64_MAX);
	check_num(rest, INT32_MAX);
	check_num(rest, 0);
	check_num(rest, 1);
	check_caps(rest);
	return 0;
}
