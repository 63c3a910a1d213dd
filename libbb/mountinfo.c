/* mountinfo.c - what is mounted, as proc(5)'s mountinfo has it */

#include <fcntl.h>
#include <string.h>
#include "mount.h"

static bool
is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* The field at *at, ended by a space, which *at moves behind; \ooo decoded. */
static const char *
field(char **at)
{
	char *start = *at, *to = start, *from;

	for (from = start; *from && *from != ' ' && *from != '\n'; from++) {
		*to++ = *from;
		if (*from == '\\' && is_octal(from[1]) && from[1] <= '3' && is_octal(from[2]) && is_octal(from[3])) {
			to[-1] = (char)((from[1] - '0') << 6 | (from[2] - '0') << 3 | (from[3] - '0'));
			from += 3;
		}
	}
	*at = from + (*from == ' ');
	if (*from == ' ')
		*from = '\0';
	*to = '\0';
	return start;
}

static void
take_line(char *at, struct mountinfo *line)
{
	const char *tag, *rest;

	tag = field(&at);
	(void)num_scan(&tag, UINT64_MAX, &line->id);
	tag = field(&at);
	(void)num_scan(&tag, UINT64_MAX, &line->parent);
	line->device = field(&at);
	line->root = field(&at);
	line->dest = field(&at);
	line->options = field(&at);
	do {
		tag = field(&at);
		if ((rest = after_prefix(tag, "shared:")))
			(void)num_scan(&rest, UINT64_MAX, &line->shared);
	} while (*tag && strcmp(tag, "-"));
	line->type = field(&at);
	line->source = field(&at);
}

struct mountinfo *
mountinfo_read(struct target *target)
{
	struct blob text = { 0 };
	struct mountinfo *lines;
	size_t count = 1, i = 0;
	char *at, *end;

	target_read(target, "mountinfo", &text);
	for (at = text.data; *at; at++)
		count += *at == '\n';
	lines = mem_alloc(count * sizeof(*lines));
	for (at = text.data; *at && i < count - 1; at = end) {
		end = text_to(at, '\n');
		if (*end)
			*end++ = '\0';
		take_line(at, &lines[i++]);
	}
	return lines;
}

/* What of path is left after the directory dir; NULL when it is not below. */
static const char *
below(const char *path, const char *dir)
{
	const char *rest = after_prefix(path, strcmp(dir, "/") ? dir : "");

	return rest && (!*rest || *rest == '/') ? rest : NULL;
}

const char *
mountinfo_from(const struct mountinfo *line, const struct mountinfo *ours)
{
	const struct mountinfo *best = NULL;
	const char *rest;
	size_t room;
	char *path;

	for (; ours->id; ours++)
		if (!strcmp(ours->device, line->device) && below(line->root, ours->root) &&
		    (!best || strlen(ours->root) > strlen(best->root)))
			best = ours;
	if (!best)
		return line->source;
	rest = below(line->root, best->root);
	if (!strcmp(rest, "/"))
		rest = "";
	room = strlen(best->dest) + strlen(rest) + 1;
	path = mem_alloc(room);
	text_fmt(path, room, "%s%s", *rest && !best->dest[1] ? "" : best->dest, rest);
	return path;
}

const struct mountinfo *
mountinfo_find(const struct mountinfo *lines, uint64_t id)
{
	while (lines->id && lines->id != id)
		lines++;
	return lines->id ? lines : NULL;
}

uint64_t
mountinfo_id(int fd)
{
	struct blob text = { 0 };
	const char *at;
	uint64_t id = 0;

	if (!blob_take(&text, fd_openf(AT_FDCWD, O_RDONLY, "/proc/self/fdinfo/%d", fd), PROC_FILE_MAX))
		return 0;
	at = proc_field(&text, "mnt_id");
	return at && num_scan(&at, UINT64_MAX, &id) ? id : 0;
}

bool
mountinfo_shared(const struct mountinfo *theirs, const struct mountinfo *ours, int place, bool unmounted)
{
	const struct mountinfo *line = mountinfo_find(theirs, mountinfo_id(place)), *our;

	if (line && unmounted)
		line = mountinfo_find(theirs, line->parent);
	for (our = ours; line && line->shared && our->id; our++)
		if (our->shared == line->shared)
			return true;
	return false;
}
