/* volume.c: the input as the argument of -v, --mount and --tmpfs. */
#include <sys/mount.h>
#include "fuzz.h"
#include "kernel.h"
#include "mount.h"

static struct volume volume;
static const char *spec;

static void
bind_call(void)
{
	volume_parse(&volume, spec);
}

static void
mount_call(void)
{
	volume_parse_mount(&volume, spec);
}

static void
tmpfs_call(void)
{
	volume_parse_tmpfs(&volume, spec);
}

/* Wherever the place is looked up, it is below the root. */
static void
check_place(const char *path)
{
	const char *end;
	bool any = false;

	MUST(*path == '/');
	for (; *path; path = end) {
		path += strspn(path, "/");
		end = path + strcspn(path, "/");
		MUST(end - path != 2 || memcmp(path, "..", 2));
		any |= end > path;
	}
	MUST(any);
}

static void
check_print(void)
{
	fuzz_text_len = 0;
	volume_print(&volume);
	MUST(out_flush(&std_out));
	MUST(fuzz_text_len > 1 && strchr(fuzz_text, '\n') == fuzz_text + fuzz_text_len - 1 && fuzz_said_tame());
	MUST(starts_with(fuzz_text, "mount     "));
}

static void
check(void (*call)(void), bool has_source)
{
	const unsigned attrs = KERNEL_ATTR_RDONLY | KERNEL_ATTR_NOSUID | KERNEL_ATTR_NODEV | KERNEL_ATTR_NOEXEC;
	unsigned how;

	fuzz_text_len = 0;
	memset(&volume, 0xaa, sizeof(volume));
	if (!fuzz_try(call)) {
		MUST(fuzz_text_len && fuzz_said_tame());
		return;
	}
	MUST(!fuzz_text_len);
	check_place(volume.dest);
	MUST(!has_source || volume.source);
	MUST(!volume.source || *volume.source == '/' || *volume.source == '.');
	MUST(!volume.source || !*volume.data);
	MUST(*volume.name && !(volume.attr & ~attrs));
	how = volume.spread & ~(unsigned)MS_REC;
	MUST(how == MS_PRIVATE || how == MS_SLAVE || how == MS_SHARED);
	MUST(volume.from == -1 && volume.tree == -1 && volume.place == -1);
	check_print();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_reset();
	spec = fuzz_copy(data, size);
	check(bind_call, true);
	check(mount_call, false);
	check(tmpfs_call, false);
	return 0;
}
