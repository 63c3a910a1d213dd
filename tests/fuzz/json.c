/* json_scan(): what it takes is JSON, what it gives lies in the document, what it refuses it should. */
#include "fuzz.h"

struct found {
	const char	*name, *deep, *top;
	int64_t		 pid, other;
	bool		 on, off;
};

static const struct json_want wants[] = {
	{ "Name", JSON_TEXT, offsetof(struct found, name) },
	{ "a/b/c", JSON_TEXT, offsetof(struct found, deep) },
	{ "a", JSON_TEXT, offsetof(struct found, top) },
	{ "State/Pid", JSON_NUMBER, offsetof(struct found, pid) },
	{ "a/b/d", JSON_NUMBER, offsetof(struct found, other) },
	{ "State/On", JSON_BOOL, offsetof(struct found, on) },
	{ "x", JSON_BOOL, offsetof(struct found, off) },
};

static void
check_text(const struct blob *doc, const char *text)
{
	if (!text)
		return;
	MUST(text >= doc->data && text < doc->data + doc->len);
	MUST(strlen(text) < (size_t)(doc->data + doc->len - text));
	MUST(fuzz_is_utf8(text, strlen(text)));
}

static unsigned begun, ended;

static void
begin(void *base)
{
	*(struct found *)base = (struct found){ .pid = -7, .other = -8 };
	begun++;
}

static void
end(void *base)
{
	(void)base;
	ended++;
}

/* The document as the only item of an array, and as an array itself. */
static void
check_items(const uint8_t *data, size_t size, const char *error, const struct found *whole)
{
	char *text = fuzz_blob(data, size).data;
	struct blob doc = { 0 };
	struct found found;

	begun = ended = 0;
	doc = fuzz_blob(data, size);
	if (!json_items(&doc, wants, ARRAY_LEN(wants), &found, begin, end)) {
		MUST(fuzz_is_json(data, size));
		MUST(begun == ended);
	} else {
		MUST(begun == ended || begun == ended + 1);
	}
	if (error || strlen(text) != size)
		return;
	char *array = malloc(size + 3);

	array[0] = '[';
	memcpy(array + 1, data, size);
	memcpy(array + 1 + size, "]", 2);
	doc = fuzz_blob((uint8_t *)array, size + 2);
	free(array);
	error = json_items(&doc, wants, ARRAY_LEN(wants), &found, begin, end);
	MUST(!error || !strcmp(error, "nested too deep"));
	MUST(error || (found.pid == whole->pid && found.on == whole->on && !found.name == !whole->name));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const own[] = {	/* refusals of sound JSON */
		"a key stands twice", "a value of another type than expected", "NUL in a string", "lone surrogate",
		"nested too deep",
	};
	struct blob doc, again;
	struct found found = { .pid = -7, .other = -8 }, second = found;
	const char *error;
	size_t i;

	fuzz_reset();
	doc = fuzz_blob(data, size);
	again = fuzz_blob(data, size);
	error = json_scan(&doc, wants, ARRAY_LEN(wants), &found);
	if (!error) {
		MUST(fuzz_is_json(data, size));
		check_text(&doc, found.name);
		check_text(&doc, found.deep);
		check_text(&doc, found.top);
		MUST(!found.top || !found.deep);
		MUST(*(unsigned char *)&found.on <= 1 && *(unsigned char *)&found.off <= 1);
		/* one want of many means the same */
		MUST(!json_scan(&again, wants + 3, 1, &second));
		MUST(second.pid == found.pid);
		/* and so does stopping early */
		again = fuzz_blob(data, size);
		second = (struct found){ .pid = -7 };
		MUST(!json_first(&again, wants + 2, 2, &second));
		MUST(second.pid == found.pid && !second.top == !found.top);
	} else if (fuzz_is_json(data, size)) {
		for (i = 0; i < ARRAY_LEN(own) && strcmp(error, own[i]); i++)
			;
		if (i == ARRAY_LEN(own))
			fprintf(stderr, "sound JSON, yet: %s\n", error);
		MUST(i < ARRAY_LEN(own));
	}
	check_items(data, size, error, &found);
	return 0;
}
