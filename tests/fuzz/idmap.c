/*
 * idmap.c: what it plans, the kernel takes; nothing of it is there twice, and
 * it says the same when it is given again.  The input: three bytes for whose
 * map it is, then LIST, our own map, subuid and passwd, with a byte 30 between.
 */
#include "fuzz.h"

#define fd_open		fuzz_fd_open
#include "create.h"

int	fuzz_fd_open(int dirfd, const char *path, int flags);
#include "../../libbb/idmap.c"

static struct blob list, own_map, subids, passwd;
static struct idmap map;
static const uint32_t *root_id;

int
fuzz_fd_open(int dirfd, const char *path, int flags)
{
	MUST(dirfd == AT_FDCWD && flags == O_RDONLY);
	if (!strcmp(path, "/etc/passwd"))
		return fuzz_open(&passwd);
	MUST(!strcmp(path + strlen(path) - 6, map.group ? "subgid" : "subuid") ||
	     !strcmp(path, map.group ? "/proc/self/gid_map" : "/proc/self/uid_map"));
	return fuzz_open(*path == '/' && path[1] == 'e' ? &subids : &own_map);
}

static void
call(void)
{
	idmap_plan(&map, list.data, root_id);
}

static bool
apart(uint32_t a, uint32_t a_count, uint32_t b, uint32_t b_count)
{
	return (uint64_t)a + a_count <= b || (uint64_t)b + b_count <= a;
}

static void
check_map(void)
{
	char text[IDMAP_TEXT], *at = text;
	bool found = false;
	size_t i, j;

	MUST(map.count <= ID_RANGES && idmap_text(&map, text) && strlen(text) < IDMAP_TEXT);
	for (i = 0; i < map.count; i++) {
		const struct id_range *a = &map.range[i];
		unsigned inner, outer, count;
		int used = 0;

		MUST(a->count && (uint64_t)a->inner + a->count - 1 <= ID_MAX && (uint64_t)a->outer + a->count - 1 <= ID_MAX);
		for (j = 0; j < i; j++)
			MUST(apart(a->inner, a->count, map.range[j].inner, map.range[j].count) &&
			     apart(a->outer, a->count, map.range[j].outer, map.range[j].count));
		MUST(sscanf(at, "%u %u %u\n%n", &inner, &outer, &count, &used) == 3 && used);
		MUST(inner == a->inner && outer == a->outer && count == a->count);
		at += used;
		if (root_id && *root_id >= a->inner && *root_id - a->inner < a->count)
			found = a->outer + (*root_id - a->inner) == map.own;
	}
	MUST(!*at && (!root_id || found));
	MUST(!map.single || (map.count == 1 && map.range[0].outer == map.own));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint32_t ids[] = { 0, 1, 1000, 65534, 100000, 100005, ID_MAX, 2147483648u };
	struct idmap first;
	uint32_t inner;
	char *at;
	size_t i;

	if (size < 3)
		return 0;
	fuzz_reset();
	map = (struct idmap){ .group = data[0] & 1, .user = ids[data[1] % 8], .own = ids[data[1] / 8 % 8] };
	inner = ids[data[2] % 8];
	root_id = data[0] & 2 ? &inner : NULL;
	data += 3, size -= 3;
	list = fuzz_part(&data, &size, 30);
	own_map = fuzz_part(&data, &size, 30);
	subids = fuzz_part(&data, &size, 30);
	passwd = fuzz_part(&data, &size, 30);
	if (!fuzz_try(call)) {
		MUST(fuzz_text_len && fuzz_said_tame());
		return 0;
	}
	check_map();
	/* the result, as LIST */
	first = map;
	list.data = at = mem_alloc(map.count * 36 + 1);
	for (i = 0; i < map.count; i++)
		at += sprintf(at, "%s%u:%u:%u", i ? "," : "", map.range[i].inner, map.range[i].outer, map.range[i].count);
	map.count = 0;
	root_id = NULL;
	MUST(fuzz_try(call));
	MUST(map.count == first.count && !memcmp(map.range, first.range, map.count * sizeof(map.range[0])));
	return 0;
}
