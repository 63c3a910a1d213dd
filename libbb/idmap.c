/*
 * idmap.c - the ids of a new user namespace: where from, in what order, and
 * who writes them down
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "create.h"
#include "enter.h"

enum { NUMBER_ROOM = 11 };	/* ten digits and a NUL */

static const char *
kind_name(const struct idmap *map)
{
	return map->group ? "group" : "user";
}

/* The last number is no id. */
static void
check_range(const struct idmap *map, struct id_range range)
{
	if (!range.count || range.inner > ID_MAX || range.outer > ID_MAX || range.count - 1 > ID_MAX - range.inner ||
	    range.count - 1 > ID_MAX - range.outer)
		die("%s map: %u:%u:%u is no range of ids", kind_name(map), range.inner, range.outer, range.count);
}

static void
add(struct idmap *map, struct id_range range)
{
	check_range(map, range);
	if (map->count == ID_RANGES)
		die("%s map: more than %u ranges", kind_name(map), ID_RANGES);
	map->range[map->count++] = range;
}

/*
 * A range without the id that own has inside, and without own: what is above
 * them moves down by one.  Of a range that is fixed the last id is lost for
 * that, as util-linux has it; one of auto goes on.
 */
static void
add_around(struct idmap *map, struct id_range range, const uint32_t *inner, bool fixed)
{
	uint32_t skip_inner = range.count, skip_outer = range.count, low, high, done = 0, end;

	check_range(map, range);
	if (inner && *inner >= range.inner)
		skip_inner = *inner - range.inner;
	if (inner && map->own >= range.outer)
		skip_outer = map->own - range.outer;
	if (skip_outer < range.count || (fixed && skip_inner < range.count))
		range.count--;
	low = skip_inner < skip_outer ? skip_inner : skip_outer;
	high = skip_inner < skip_outer ? skip_outer : skip_inner;
	while (done < range.count) {
		end = done < low ? low : done < high ? high : range.count;
		if (end > range.count)
			end = range.count;
		add(map, (struct id_range){ range.inner + done + (done >= skip_inner),
			range.outer + done + (done >= skip_outer), end - done });
		done = end;
	}
}

/* Three numbers, each but the last with stop behind it; *at moves along. */
static bool
triple(const char **at, char stop, uint32_t number[3])
{
	uint64_t value;
	unsigned i;

	for (i = 0; i < 3; i++) {
		if (i && *(*at)++ != stop)
			return false;
		if (stop == ' ')	/* the kernel's own maps are in columns */
			*at = text_skip(*at, ' ');
		if (!num_scan(at, UINT32_MAX, &value))
			return false;
		number[i] = (uint32_t)value;
	}
	return true;
}

/* What we have ourselves, unchanged. */
static void
add_all(struct idmap *map, const uint32_t *inner)
{
	const char *file = map->group ? "/proc/self/gid_map" : "/proc/self/uid_map", *at;
	struct blob text = { 0 };
	uint32_t number[3];

	if (!blob_take(&text, fd_open(AT_FDCWD, file, O_RDONLY), USER_FILE_MAX))
		die("read %s:", file);
	for (at = text.data; *at; at = text_skip(at, '\n')) {
		at = text_skip(at, ' ');
		if (!triple(&at, ' ', number))
			die("read %s: not a map", file);
		add_around(map, (struct id_range){ number[0], number[0], number[2] }, inner, true);
	}
}

/* Every range of our user's, by name or by number. */
static void
add_subids(struct idmap *map, const uint32_t *inner, bool identity)
{
	const char *file = map->group ? "/etc/subgid" : "/etc/subuid", *at;
	struct blob text = { 0 }, passwd = { 0 };
	struct user user = { .name = NULL };
	uint32_t next = 0;
	bool found = false;

	if (!blob_take(&text, fd_open(AT_FDCWD, file, O_RDONLY), USER_FILE_MAX))
		die("read %s:", file);
	if (!blob_take(&passwd, fd_open(AT_FDCWD, "/etc/passwd", O_RDONLY), USER_FILE_MAX) ||
	    !user_find(&passwd, NULL, map->user, &user))
		user.name = NULL;
	for (at = text.data; *at; at = text_to(at, '\n'), at += *at == '\n') {
		const char *owner = at, *end = at, *numbers;
		uint64_t uid, first, count;

		while (*end && *end != ':' && *end != '\n')
			end++;
		numbers = end + 1;
		if (*end != ':' ||
		    !((user.name && text_is(owner, (size_t)(end - owner), user.name)) ||
		      (num_scan(&owner, ID_MAX, &uid) && owner == end && uid == map->user)))
			continue;
		if (!num_scan(&numbers, ID_MAX, &first) || *numbers++ != ':' ||
		    !num_scan(&numbers, ID_MAX, &count) || (*numbers && *numbers != '\n') || !count)
			die("%s: '%.*s' has no range", file, (int)(text_to(at, '\n') - at), at);
		found = true;
		add_around(map, (struct id_range){ identity ? (uint32_t)first : next, (uint32_t)first, (uint32_t)count },
			inner, identity);
		if (!identity && map->count)
			next = map->range[map->count - 1].inner + map->range[map->count - 1].count;
	}
	if (!found)
		die("no line for %s (%u) in %s", user.name ? user.name : "user", map->user, file);
}

static void
add_item(struct idmap *map, const char **at, const uint32_t *inner)
{
	const char *from = *at, *end = text_to(from, ',');
	size_t len = (size_t)(end - from);
	uint32_t number[3];

	*at = end;
	if (text_is(from, len, "auto") || text_is(from, len, "subids")) {
		add_subids(map, inner, *from == 's');
	} else if (text_is(from, len, "all")) {
		add_all(map, inner);
	} else if (text_is(from, len, "root") || text_is(from, len, "current")) {
		add(map, (struct id_range){ *from == 'r' ? 0 : map->own, map->own, 1 });
	} else {
		bool legacy = text_to(from, ':') >= end;

		*at = from;
		if (!triple(at, legacy ? ',' : ':', number) || (**at && **at != ','))
			die("%s map '%s': not inner:outer:count, auto, subids, all, root or current", kind_name(map), from);
		add_around(map, (struct id_range){ number[legacy], number[!legacy], number[2] }, inner, true);
	}
}

static bool
overlap(uint32_t a, uint32_t a_count, uint32_t b, uint32_t b_count)
{
	return a < b ? b - a < a_count : a - b < b_count;
}

static void
check(const struct idmap *map)
{
	char text[IDMAP_TEXT];
	size_t i, j;

	for (i = 0; i < map->count; i++)
		for (j = 0; j < i; j++) {
			const struct id_range *a = &map->range[j], *b = &map->range[i];
			bool inside = overlap(a->inner, a->count, b->inner, b->count);

			if (inside || overlap(a->outer, a->count, b->outer, b->count))
				die("%s map: two ranges have the same ids %sside: %u:%u:%u and %u:%u:%u", kind_name(map),
					inside ? "in" : "out", a->inner, a->outer, a->count, b->inner, b->outer, b->count);
		}
	if (!idmap_text(map, text))
		die("%s map: %u ranges are more text than the kernel takes", kind_name(map), (unsigned)map->count);
}

void
idmap_plan(struct idmap *map, const char *list, const uint32_t *inner)
{
	if (inner)
		add(map, (struct id_range){ *inner, map->own, 1 });
	while (list && *list) {
		add_item(map, &list, inner);
		list += *list == ',';
	}
	map->single = map->count == 1 && map->range[0].count == 1 && map->range[0].outer == map->own;
	check(map);
}

bool
idmap_text(const struct idmap *map, char text[IDMAP_TEXT])
{
	struct out out = { .fd = -1, .buf = text, .room = IDMAP_TEXT };
	size_t i;

	for (i = 0; i < map->count; i++)
		out_fmt(&out, "%u %u %u\n", map->range[i].inner, map->range[i].outer, map->range[i].count);
	if (out.failed || out.len >= IDMAP_TEXT)
		return false;
	text[out.len] = '\0';
	return true;
}

/* A set-user-ID program that knows what subuid(5) allows us. */
static _Noreturn void
run_tool(const struct idmap *map, pid_t pid)
{
	char *argv[3 + 3 * ID_RANGES] = { (char *)(map->group ? "newgidmap" : "newuidmap") };
	char *number = mem_alloc((1 + 3 * map->count) * NUMBER_ROOM);
	struct plan plan;
	size_t i, used = 1;

	for (i = 0; i < 1 + 3 * map->count; i++, number += NUMBER_ROOM) {
		const struct id_range *range = &map->range[i ? (i - 1) / 3 : 0];

		text_fmt(number, NUMBER_ROOM, "%u", !i ? (uint32_t)pid : i % 3 == 1 ? range->inner :
			i % 3 == 2 ? range->outer : range->count);
		argv[used++] = number;
	}
	plan_init(&plan);
	plan.env = environ;
	plan_argv(&plan, argv);
	hint("it comes with the package uidmap, or shadow");
	plan_finish(&plan);
}

void
idmap_write(const struct idmap *map, int proc, pid_t pid)
{
	const char *file = map->group ? "gid_map" : "uid_map";
	char text[IDMAP_TEXT];
	int fd, status;
	pid_t tool;

	if (!map->count || !idmap_text(map, text))
		return;
	fd = fd_open(proc, file, O_WRONLY);
	if (fd >= 0 && write_all(fd, text, strlen(text))) {
		close(fd);
		return;
	}
	fd_close(fd);
	if (errno != EPERM || map->single || !geteuid())
		die("write /proc/%d/%s:", pid, file);
	tool = child_new(0);
	if (!tool)
		run_tool(map, pid);
	if (tool < 0 || waitpid(tool, &status, 0) != tool)
		die("run new%cidmap:", map->group ? 'g' : 'u');
	if (status)	/* it has said why */
		_exit(fail_status);
}
