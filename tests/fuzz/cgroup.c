/*
 * The reader of /proc/PID/cgroup and /proc/self/mountinfo in plan_cgroup.c.
 * The input: the one, an empty line, the other.
 */
#include <sys/mman.h>
#include <unistd.h>
#include "fuzz.h"

#define target_read	fuzz_target_read
#define file_open	fuzz_file_open
#define plan_dir	fuzz_plan_dir
#define fd_open		fuzz_fd_open
#include "ns.h"

void	fuzz_target_read(struct target *target, const char *file, struct blob *text);
int	fuzz_file_open(int dirfd, const char *path);
int	fuzz_plan_dir(const char *dir);
int	fuzz_fd_open(int dirfd, const char *path, int flags);
#include "../../libbb/plan_cgroup.c"

static const uint8_t *cgroup_text, *mounts_text;
static size_t cgroup_len, mounts_len;

/* All that was opened in a run, closed at its end if not before. */
static int opened[256];
static size_t opened_count;
static int last_dir;

static int
record(int fd)
{
	MUST(fd >= 0 && opened_count < ARRAY_LEN(opened));
	return opened[opened_count++] = fd;
}

static int
memory(const void *bytes, size_t len)
{
	int fd = record(memfd_create("fuzz", 0));

	MUST(write(fd, bytes, len) == (ssize_t)len && lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}

void
fuzz_target_read(struct target *target, const char *file, struct blob *text)
{
	MUST(target && !strcmp(file, "cgroup"));
	*text = fuzz_blob(cgroup_text, cgroup_len);
}

int
fuzz_file_open(int dirfd, const char *path)
{
	(void)dirfd;
	MUST(!strcmp(path, "/proc/self/mountinfo"));
	return memory(mounts_text, mounts_len);
}

/* What is entered is a mount point of the input, which the kernel wrote, and more. */
int
fuzz_plan_dir(const char *dir)
{
	MUST(strlen(dir) < PATH_ROOM);
	return last_dir = record(dup(0));
}

int
fuzz_fd_open(int dirfd, const char *path, int flags)
{
	if (flags & O_PATH) {	/* what is a short cut only is not there */
		MUST(dirfd == AT_FDCWD && !strcmp(path, "/sys/fs/cgroup"));
		return -1;
	}
	if (!strcmp(path, "/proc/self/cgroup"))		/* another's cgroups are none of ours */
		return -1;
	MUST(dirfd == last_dir);
	if (flags == O_WRONLY) {
		MUST(!strcmp(path, "cgroup.procs") || !strcmp(path, "tasks"));
		return record(dup(0));
	}
	MUST(!strcmp(path, "cgroup.events") || !strcmp(path, "freezer.state"));
	return -1;
}

static struct plan plan;
static struct target target;

static void
call(void)
{
	plan_cgroup(&plan, &target);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *gap = size ? memmem(data, size, "\n\n", 2) : NULL;

	fuzz_reset();
	mounts = (struct blob){ 0 };
	plan_init(&plan);
	plan.target = &target;
	target.pid = 1;
	cgroup_text = data;
	cgroup_len = gap ? (size_t)(gap - data) + 1 : size;
	mounts_text = gap ? gap + 2 : data + size;
	mounts_len = gap ? size - cgroup_len - 1 : 0;
	if (fuzz_try(call)) {
		MUST(plan.cgroup.count > 0 || plan.cgroup.unified >= 0);
		MUST(plan.cgroup.count <= CGROUP_MAX);
		MUST(plan.cgroup.path);
	}
	while (opened_count)
		close(opened[--opened_count]);
	return 0;
}
