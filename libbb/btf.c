/* btf.c - finds members and functions by name in the types that the kernel tells of itself */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "btf.h"

enum { MAGIC = 0xeb9f, KINDS = 20, STRUCT = 4, FUNC = 12, FIRST = 128 };

struct header {
	uint16_t	magic;
	uint8_t		version, flags;
	uint32_t	len, types, types_len, names, names_len;
};

struct type {
	uint32_t	name, info, size;
};

struct member {
	uint32_t	name, type, bits;
};

/* What follows a type of each kind: so much, and so much for each of its parts. */
static const struct {
	uint8_t	fixed, part;
} behind[KINDS] = {
	[1] = { 4, 0 }, [3] = { 12, 0 }, [STRUCT] = { 0, 12 }, [5] = { 0, 12 }, [6] = { 0, 8 },
	[13] = { 0, 8 }, [14] = { 4, 0 }, [15] = { 0, 12 }, [17] = { 4, 0 }, [19] = { 0, 12 }
};

/* Millions of bytes, of which no more is kept than this. */
static struct {
	int	fd;
	size_t	at, end;
	uint8_t	bytes[8192];
} in;

static struct {
	const char	*text[BTF_WORDS];	/* without the sign before it */
	char		 sign[BTF_WORDS];
	uint32_t	 name[BTF_WORDS];	/* where the kernel has that name; 0: not yet seen */
	size_t		 count;
} want;

/* True when so many bytes are there from in.at on. */
static bool
fill(size_t len)
{
	while (in.end - in.at < len) {
		ssize_t got;

		memmove(in.bytes, in.bytes + in.at, in.end - in.at);
		in.end -= in.at;
		in.at = 0;
		got = read(in.fd, in.bytes + in.end, sizeof(in.bytes) - in.end);
		if (got <= 0)
			return false;
		in.end += (size_t)got;
	}
	return true;
}

static bool
take(void *data, size_t len)
{
	if (!fill(len))
		return false;
	memcpy(data, in.bytes + in.at, len);
	in.at += len;
	return true;
}

static bool
skip(size_t len)
{
	while (len > in.end - in.at) {
		len -= in.end - in.at;
		in.at = in.end;
		if (!fill(1))
			return false;
	}
	in.at += len;
	return true;
}

static bool
go_to(size_t where)
{
	in.at = in.end = 0;
	return lseek(in.fd, (off_t)where, SEEK_SET) >= 0;
}

static bool
find_names(size_t len)
{
	uint32_t lengths[FIRST] = { 0 };	/* by the first letter, which names are wanted at all */
	size_t from, size, left = want.count, i;

	for (i = 0; i < want.count; i++)
		lengths[(uint8_t)*want.text[i] % FIRST] |= 1u << strlen(want.text[i]) % 32;
	for (from = 0; left && from < len; from += size, in.at += size) {
		for (size = 1; ; size++) {
			if (in.end - in.at < size && !fill(size))
				return false;
			if (!in.bytes[in.at + size - 1])
				break;
		}
		if (!(lengths[in.bytes[in.at] % FIRST] >> (size - 1) % 32 & 1))
			continue;
		for (i = 0; i < want.count; i++)
			if (!want.name[i] && !strcmp(want.text[i], (char *)in.bytes + in.at)) {
				want.name[i] = (uint32_t)from;
				left--;
			}
	}
	return !left;
}

/* Which word is a type of that name. */
static size_t
wanted(uint32_t name, char sign)
{
	size_t i;

	for (i = 0; i < want.count && (want.sign[i] != sign || want.name[i] != name); i++)
		;
	return i;
}

static bool
find_types(uint32_t *value)
{
	size_t left = want.count, i, part, parts;
	struct member member;
	struct type type;
	uint32_t id, kind;

	memset(value, 0xff, want.count * sizeof(*value));
	for (id = 1; left; id++) {
		if (!take(&type, sizeof(type)))
			return false;
		kind = type.info >> 24 & 0x1f;
		if (kind >= KINDS)
			return false;	/* how long that is is not known */
		parts = type.info & 0xffff;
		i = kind == STRUCT && parts ? wanted(type.name, *BTF_STRUCT) : kind == FUNC ? wanted(type.name, *BTF_FUNC) : want.count;
		if (i < want.count && value[i] == UINT32_MAX) {
			value[i++] = id;
			left--;
			for (part = 0; kind == STRUCT && part < parts; part++) {
				size_t at;

				if (!take(&member, sizeof(member)))
					return false;
				for (at = i; at < want.count && !want.sign[at]; at++)
					if (want.name[at] == member.name && value[at] == UINT32_MAX) {
						value[at] = (member.bits & 0xffffff) / 8;
						left--;
					}
			}
			parts = 0;
		}
		if (!skip(behind[kind].fixed + parts * behind[kind].part))
			return false;
	}
	return true;
}

bool
btf_find(const char *words, uint32_t *value)
{
	struct header header;
	bool found;

	for (want.count = 0; *words; words += strlen(words) + 1, want.count++) {
		ASSERT(want.count < BTF_WORDS);
		want.sign[want.count] = *words == *BTF_STRUCT || *words == *BTF_FUNC ? *words++ : 0;
		want.text[want.count] = words;
		want.name[want.count] = 0;
	}
	in.fd = fd_open(AT_FDCWD, "/sys/kernel/btf/vmlinux", O_RDONLY);
	found = go_to(0) && take(&header, sizeof(header)) && header.magic == MAGIC &&
		go_to((size_t)header.len + header.names) && find_names(header.names_len) &&
		go_to((size_t)header.len + header.types) && find_types(value);
	fd_close(in.fd);
	return found;
}
