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
next_line(const char **at, struct line *line)
{
	const char *from = *at;

	if (!*from)
		return false;
	line->count = 0;
	for (;;) {
		const char *end = from;

		while (*end && *end != ':' && *end != '\n')
			end++;
		if (line->count < FIELDS) {
			line->field[line->count] = from;
			line->len[line->count++] = (size_t)(end - from);
		}
		*at = end + (*end != '\0');
		if (*end != ':')
			return true;
		from = end + 1;
	}
}

static bool
field_id(const struct line *line, unsigned i, uint32_t *id)
{
	const char *at;
	uint64_t value;

	if (i >= line->count)
		return false;
	at = line->field[i];
	if (!num_scan(&at, ID_MAX, &value) || at != line->field[i] + line->len[i])
		return false;
	*id = (uint32_t)value;
	return true;
}

/* The line of name; or with name NULL, that whose field 2 is id. */
static bool
find(const struct blob *text, const char *name, uint32_t id, struct line *line)
{
	const char *at = text->data;
	uint32_t its;

	while (next_line(&at, line))
		if (name ? text_is(line->field[0], line->len[0], name) : field_id(line, 2, &its) && its == id)
			return true;
	errno = ENOENT;
	return false;
}

bool
user_find(const struct blob *passwd, const char *name, uid_t uid, struct user *user)
{
	struct line line;
	unsigned i;

	if (!find(passwd, name, uid, &line))
		return false;
	errno = ERANGE;
	if (!field_id(&line, 2, &user->uid) || !field_id(&line, 3, &user->gid))
		return false;
	for (i = line.count; i < FIELDS; i++) {
		line.field[i] = "";
		line.len[i] = 0;
	}
	user->name = mem_text(line.field[0], line.len[0]);
	user->home = mem_text(line.field[5], line.len[5]);
	user->shell = mem_text(line.field[6], line.len[6]);
	return true;
}

bool
group_find(const struct blob *group, const char *name, gid_t *gid)
{
	struct line line;

	if (!find(group, name, 0, &line))
		return false;
	errno = ERANGE;
	return field_id(&line, 2, gid);
}

static bool
lists(const struct line *line, const char *user)
{
	const char *at = line->field[3], *end = at + line->len[3];

	while (at < end) {
		const char *from = at;

		while (at < end && *at != ',')
			at++;
		if (text_is(from, (size_t)(at - from), user))
			return true;
		at++;
	}
	return false;
}

size_t
groups_of(const struct blob *group, const char *user, gid_t *gids, size_t max)
{
	const char *at = group->data;
	struct line line;
	size_t count = 0;

	while (count < max && next_line(&at, &line))
		if (line.count > 3 && lists(&line, user) && field_id(&line, 2, &gids[count]))
			count++;
	return count;
}
