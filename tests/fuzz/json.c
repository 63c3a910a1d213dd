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
	} else if (fuzz_is_json(data, size)) {
		for (i = 0; i < ARRAY_LEN(own) && strcmp(error, own[i]); i++)
			;
		if (i == ARRAY_LEN(own))
			fprintf(stderr, "sound JSON, yet: %s\n", error);
		MUST(i < ARRAY_LEN(own));
	}
	return 0;
}
