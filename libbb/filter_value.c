/* filter_value.c - the values of a filter: numbers, texts and truth, one as another, and which is more */

#include <string.h>
#include "filter.h"

enum { PLACES = 18 };

void
value_text(struct value *value, const char *text, size_t len)
{
	while (len && is_blank(*text)) {
		text++;
		len--;
	}
	while (len && is_blank(text[len - 1]))
		len--;
	value->text = text;
	value->len = len;
}

bool
value_number(const char **text, struct value *value)
{
	const char *at = *text;
	uint64_t number = 0;
	unsigned place;

	if (!is_digit(*at))
		return false;
	for (; is_digit(*at); at++)
		number = number > (UINT64_MAX - 9) / 10 ? UINT64_MAX : number * 10 + (unsigned)(*at - '0');
	value->type = AS_NUMBER;
	if (at[0] == '.' && is_digit(at[1])) {
		value->type = AS_DECIMAL;
		at++;
		for (place = 0; is_digit(*at) || place < PLACES; place++) {
			unsigned digit = is_digit(*at) ? (unsigned)(*at++ - '0') : 0;

			if (place < PLACES)
				value->places = value->places * 10 + digit;
		}
	}
	value->number = number;
	*text = at;
	return true;
}

bool
value_truth(const struct value *value)
{
	return value->number || value->places || value->len;
}

static bool
is_yes(const struct value *value)
{
	static const char yes[][5] = { "true", "yes", "1" };
	size_t i, at;

	for (i = 0; i < ARRAY_LEN(yes); i++) {
		for (at = 0; at < value->len && text_lower(value->text[at]) == yes[i][at]; at++)
			;
		if (at == value->len && !yes[i][at])
			return true;
	}
	return false;
}

bool
value_cast(struct value *value, enum value_type type)
{
	char digits[24];
	const char *at = value->text;

	if (value->type == type)
		return true;
	if (value->type == AS_TEXT) {
		if (type == AS_BOOL)
			value->number = is_yes(value);
		else if (!value->empty && (!value->len || !value_number(&at, value) || at != value->text + value->len ||
					   value->type > type))
			return false;
		value->len = 0;
	} else {
		value->empty = false;
		if (type == AS_BOOL) {
			value->number = value_truth(value);
			value->places = 0;
		} else if (type == AS_TEXT) {
			if (value->type == AS_BOOL)
				TEXT(digits, "%s", value->number ? "true" : "false");
			else
				TEXT(digits, "%llu", (unsigned long long)value->number);
			value->len = strlen(digits);
			value->text = mem_text(digits, value->len);
			value->number = 0;
		}
	}
	value->type = type;
	return true;
}

int
value_order(const struct value *a, const struct value *b)
{
	int order = 0;

	if (a->empty || b->empty)
		return b->empty - a->empty;
	if (a->type == AS_TEXT)
		order = memcmp(a->text, b->text, a->len < b->len ? a->len : b->len);
	if (!order)
		order = (a->number > b->number) - (a->number < b->number);
	if (!order)
		order = (a->places > b->places) - (a->places < b->places);
	if (!order)
		order = (a->len > b->len) - (a->len < b->len);
	return order;
}
