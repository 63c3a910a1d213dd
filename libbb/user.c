/*
 * user.c - passwd(5) and group(5) lines, from text anyone may have written
 *
 * No libc lookup is used: those load modules, ask daemons, or believe a uid
 * of 4294967296.
 */

#include <errno.h>
#include <string.h>
#include "libbb.h"

enum { FIELDS = 7 };

struct line {
	const char	*field[FIELDS];
	size_t		 len[FIELDS];
	unsigned	 count;
};

/* Splits the line at *at, which moves to the next; false at the end. */
static bool
next_line(const char **at, const char *end, struct line *line)
{
	const char *stop, *from = *at;

	if (from == end)
		return false;
	stop = memchr(from, '\n', (size_t)(end - from));
	if (!stop)
		stop = end;
	for (line->count = 0; line->count < FIELDS; line->count++) {
		const char *colon = memchr(from, ':', (size_t)(stop - from));

		line->field[line->count] = from;
		line->len[line->count] = (size_t)((colon ? colon : stop) - from);
		if (!colon) {
			line->count++;
			break;
		}
		from = colon + 1;
	}
	*at = stop == end ? end : stop + 1;
	return true;
}

static bool
field_is(const struct line *line, unsigned i, const char *text)
{
	return line->len[i] == strlen(text) && !memcmp(line->field[i], text, line->len[i]);
}

static bool
field_id(const struct line *line, unsigned i, uint32_t *id)
{
	const char *at = line->field[i];
	uint64_t value;

	if (!num_scan(&at, ID_MAX, &value) || at != line->field[i] + line->len[i])
		return false;
	*id = (uint32_t)value;
	return true;
}

bool
user_find(const struct blob *passwd, const char *name, uid_t uid, struct user *user)
{
	const char *at = passwd->data;
	struct line line;
	uint32_t id;

	while (next_line(&at, passwd->data + passwd->len, &line)) {
		bool good = line.count >= 4 && field_id(&line, 2, &id) && field_id(&line, 3, &user->gid);

		if (name ? !field_is(&line, 0, name) : !good || id != uid)
			continue;
		if (!good) {
			errno = ERANGE;
			return false;
		}
		user->uid = id;
		user->name = line.field[0];
		user->name_len = line.len[0];
		user->home = line.count > 5 ? line.field[5] : "";
		user->home_len = line.count > 5 ? line.len[5] : 0;
		user->shell = line.count > 6 ? line.field[6] : "";
		user->shell_len = line.count > 6 ? line.len[6] : 0;
		return true;
	}
	errno = ENOENT;
	return false;
}

bool
group_find(const struct blob *group, const char *name, gid_t *gid)
{
	const char *at = group->data;
	struct line line;

	while (next_line(&at, group->data + group->len, &line)) {
		if (!field_is(&line, 0, name))
			continue;
		if (line.count >= 3 && field_id(&line, 2, gid))
			return true;
		errno = ERANGE;
		return false;
	}
	errno = ENOENT;
	return false;
}

static bool
lists(const struct line *line, const char *user)
{
	size_t len = strlen(user), left = line->len[3];
	const char *at = line->field[3];

	for (;;) {
		const char *comma = memchr(at, ',', left);
		size_t part = comma ? (size_t)(comma - at) : left;

		if (part == len && !memcmp(at, user, len))
			return true;
		if (!comma)
			return false;
		at += part + 1;
		left -= part + 1;
	}
}

size_t
groups_of(const struct blob *group, const char *user, gid_t *gids, size_t max)
{
	const char *at = group->data;
	struct line line;
	size_t count = 0;
	gid_t gid;

	while (count < max && next_line(&at, group->data + group->len, &line))
		if (line.count >= 4 && field_id(&line, 2, &gid) && lists(&line, user))
			gids[count++] = gid;
	return count;
}
