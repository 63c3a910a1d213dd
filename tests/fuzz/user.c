/* user_find(), group_find(), groups_of(): the first line of the input is a name, the rest the file. */
#include <errno.h>
#include "fuzz.h"

/* A line of text begins with name and a colon, or is name alone. */
static bool
has_line(const char *text, const char *name)
{
	size_t len = strlen(name);

	for (; *text; text += *text == '\n') {
		if (!strncmp(text, name, len) && (text[len] == ':' || text[len] == '\n' || !text[len]))
			return true;
		text += strcspn(text, "\n");
	}
	return false;
}

static void
check_field(const char *field)
{
	MUST(!field[strcspn(field, ":\n")]);
}

static void
check_user(const struct blob *text, const struct user *user)
{
	MUST(user->uid <= ID_MAX && user->gid <= ID_MAX);
	check_field(user->name);
	check_field(user->home);
	check_field(user->shell);
	MUST(has_line(text->data, user->name));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t len = fuzz_line(data, size), max, count, i;
	struct user user, same;
	struct blob text;
	gid_t gid, *gids;
	uint64_t uid;
	char *name;

	fuzz_reset();
	name = fuzz_copy(data, len);
	text = len < size ? fuzz_blob(data + len + 1, size - len - 1) : fuzz_blob("", 0);
	errno = 0;
	if (user_find(&text, name, 0, &user)) {
		check_user(&text, &user);
		MUST(!strcmp(user.name, name));
		MUST(user_find(&text, NULL, user.uid, &same) ? same.uid == user.uid : errno == ERANGE);
	} else {
		MUST(errno == ENOENT || errno == ERANGE);
		MUST(errno != ERANGE || has_line(text.data, name));
	}
	if (num_parse(name, ID_MAX, &uid) && user_find(&text, NULL, (uid_t)uid, &user)) {
		check_user(&text, &user);
		MUST(user.uid == uid);
	}
	if (group_find(&text, name, &gid))
		MUST(gid <= ID_MAX && has_line(text.data, name));
	for (max = 0; max < 4; max++) {
		gids = mem_alloc(max * sizeof(*gids));
		count = groups_of(&text, name, gids, max);
		MUST(count <= max);
		for (i = 0; i < count; i++)
			MUST(gids[i] <= ID_MAX);
	}
	return 0;
}
