/*
 * btf.c: the input is what the kernel tells of its types, which comes in pieces
 * of any length, and is looked through by other means as well.
 */
#include <sys/mman.h>
#include <unistd.h>
#include "fuzz.h"

#define read	fuzz_read
#include "btf.h"

ssize_t	fuzz_read(int fd, void *data, size_t room);
#include "../../libbb/btf.c"
#undef read

static const char words[] = BTF_STRUCT "ab\0" "c\0" "d\0" BTF_STRUCT "e\0" "c\0" BTF_FUNC "f\0";
enum { W_AB, W_AB_C, W_AB_D, W_E, W_E_C, W_F, W_COUNT };
static const struct { const char *text; char sign; unsigned of; } wants[W_COUNT] = {
	{ "ab", '{', 0 }, { "c", 0, W_AB }, { "d", 0, W_AB }, { "e", '{', 0 }, { "c", 0, W_E }, { "f", '(', 0 },
};

static const uint8_t *input;
static size_t input_len, step;
static int file = -1;

/* Never more than the step, which the input's length tells. */
ssize_t
fuzz_read(int fd, void *data, size_t room)
{
	return read(fd, data, room < step ? room : step);
}

int __wrap_fd_open(int dirfd, const char *path, int flags);

int
__wrap_fd_open(int dirfd, const char *path, int flags)
{
	(void)dirfd;
	(void)flags;
	MUST(!strcmp(path, "/sys/kernel/btf/vmlinux"));
	return dup(file);
}

static uint32_t
number(size_t at)
{
	uint32_t value;

	MUST(at + 4 <= input_len);
	memcpy(&value, input + at, sizeof(value));
	return value;
}

/* Is there a name of that text, by itself, that ends within the input? */
static bool
is_name(size_t at, const char *text)
{
	size_t len = strlen(text) + 1;

	return at <= input_len && input_len - at >= len && !memcmp(input + at, text, len);
}

/* What was found is there: each member in one structure of the name, each type by its number. */
static void
check(const uint32_t *value)
{
	size_t len = number(4), types = len + number(8), names = len + number(16), at = types;
	uint32_t id, left = W_COUNT, seen[W_COUNT] = { 0 }, i;

	for (id = 1; left && at + 12 <= input_len; id++) {
		uint32_t name = number(at), info = number(at + 4), kind = info >> 24 & 0x1f, parts = info & 0xffff, part;
		static const uint8_t fixed[] = { 0, 4, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 4, 0, 0 };
		static const uint8_t each[] = { 0, 0, 0, 0, 12, 12, 8, 0, 0, 0, 0, 0, 0, 8, 0, 12, 0, 0, 0, 12 };

		MUST(kind < sizeof(fixed));
		for (i = 0; i < W_COUNT; i++) {
			if (wants[i].sign && value[i] == id) {
				MUST(kind == (wants[i].sign == '{' ? 4 : 12) && is_name(names + name, wants[i].text));
				seen[i] = 1;
				left--;
			}
			if (!wants[i].sign && value[wants[i].of] == id)
				for (part = 0; part < parts; part++) {
					size_t member = at + 12 + 12 * part;

					/* of several with the name that one which has it from the first place it is at */
					if (!seen[i] && is_name(names + number(member), wants[i].text) &&
					    value[i] == (number(member + 8) & 0xffffff) / 8) {
						seen[i] = 1;
						left--;
					}
				}
		}
		at += 12 + fixed[kind] + (size_t)parts * each[kind];
	}
	MUST(!left);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t steps[] = { 1, 3, 13, 8192 };
	uint32_t value[W_COUNT];

	fuzz_reset();
	if (file < 0)
		file = memfd_create("fuzz", 0);
	MUST(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == (ssize_t)size);
	input = data;
	input_len = size;
	step = steps[size % ARRAY_LEN(steps)];
	if (btf_find(words, value))
		check(value);
	return 0;
}
