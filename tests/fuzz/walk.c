/*
 * walk() of file.c, the resolution for kernels without openat2(2): among
 * symlinks of the input's making it finds what openat2(RESOLVE_IN_ROOT)
 * finds, and never anything outside.
 *
 * Each half byte of the input is one name of a path: four for each symlink,
 * the rest for the path that is resolved.
 */
#include <ftw.h>
#include <sys/syscall.h>
#include "fuzz.h"
#include "../../libbb/file.c"

/* An empty name makes a path absolute, or two slashes, or one at its end. */
static const char *const names[16] = {
	"a", "b", "c", "f", "x", "y", "z", "..", "", ".", "../..", "x", "y", "outside", "etc/passwd", "proc/self/root",
};
static const char *const links[] = { "x", "y", "a/x", "a/z", "a/b/y", "b/x", "c" };

enum { LINK_NAMES = 4, SEEN_MAX = 64 };

static char top[200], root_path[220];
static int root_fd = -1;

static struct { dev_t dev; ino_t ino; } seen[SEEN_MAX];
static size_t seen_count;

static int
note(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)path;
	(void)type;
	(void)ftw;
	MUST(seen_count < SEEN_MAX);
	seen[seen_count].dev = st->st_dev;
	seen[seen_count++].ino = st->st_ino;
	return 0;
}

static int
delete(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	if (ftw->level > 0)
		remove(path);
	return 0;
}

static void
leave(void)
{
	nftw(top, delete, 16, FTW_DEPTH | FTW_PHYS);
	rmdir(top);
}

static void
place(const char *name, int type)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/%s", top, name);
	if (type == 'd')
		mkdir(path, 0755);
	else
		close(open(path, O_CREAT | O_WRONLY, 0644));
}

/* The tree, and around it one with the same names, for whoever gets out. */
static void
begin(void)
{
	static const char *const dirs[] = { "root", "root/a", "root/a/b", "root/b", "root/etc", "a", "a/b", "b", "etc" };
	static const char *const files[] = { "f", "b/f", "a/b/f", "etc/passwd" };
	const char *tmp = getenv("TMPDIR");
	char path[64];
	size_t i;

	/* all of it is made before there is a symlink that could lead the making astray */
	snprintf(top, sizeof(top), "%s/busyns-walk-XXXXXX", tmp ? tmp : "/tmp");
	MUST(mkdtemp(top));
	atexit(leave);
	for (i = 0; i < ARRAY_LEN(dirs); i++)
		place(dirs[i], 'd');
	for (i = 0; i < ARRAY_LEN(files); i++) {
		place(files[i], 'f');
		snprintf(path, sizeof(path), "root/%s", files[i]);
		place(path, 'f');
	}
	place("outside", 'f');
	place("x", 'f');
	place("c", 'f');
	snprintf(root_path, sizeof(root_path), "%s/root", top);
	root_fd = open(root_path, O_PATH | O_DIRECTORY);
	MUST(root_fd >= 0);
	nftw(root_path, note, 16, FTW_PHYS);
	MUST(seen_count > 8);
}

/* A path of that many names. */
static char *
take_path(const uint8_t *data, size_t size, size_t count)
{
	char *path = mem_alloc(count * 16 + 1), *at = path;
	size_t i;

	for (i = 0; i < count && i / 2 < size; i++)
		at += sprintf(at, "%s%s", i ? "/" : "", names[data[i / 2] >> (i & 1) * 4 & 15]);
	return path;
}

static bool
inside(const struct stat *st)
{
	size_t i;

	for (i = 0; i < seen_count; i++)
		if (seen[i].dev == st->st_dev && seen[i].ino == st->st_ino)
			return true;
	return false;
}

static void
compare(const char *path)
{
	struct kernel_open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = KERNEL_RESOLVE_IN_ROOT | KERNEL_RESOLVE_NO_MAGICLINKS,
	};
	struct stat ours, theirs, root;
	int our_errno, their_errno, a, b;

	errno = 0;
	a = walk(root_fd, path);
	our_errno = errno;
	b = (int)syscall(SYS_openat2, root_fd, path, &how, sizeof(how));
	their_errno = errno;
	if (a >= 0) {
		MUST(fstat(a, &ours) == 0);
		MUST(inside(&ours));
	}
	if (b < 0 && (their_errno == ENOSYS || their_errno == EPERM)) {
		;	/* a kernel before 5.6 */
	} else if (a >= 0 && b >= 0) {
		MUST(fstat(b, &theirs) == 0);
		MUST(ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino);
	} else if (a >= 0) {
		fprintf(stderr, "found \"%s\", openat2: %s\n", path, strerror(their_errno));
		MUST(!"found what openat2 does not");
	} else if (b >= 0) {
		MUST(fstat(b, &theirs) == 0 && fstat(root_fd, &root) == 0);
		if (our_errno == EISDIR)	/* the root itself, which is never wanted */
			MUST(theirs.st_ino == root.st_ino);
		else if (our_errno != ELOOP)
			fprintf(stderr, "not found \"%s\": %s\n", path, strerror(our_errno));
		MUST(our_errno == EISDIR || our_errno == ELOOP);
	}
	fd_close(a);
	fd_close(b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t used = ARRAY_LEN(links) * LINK_NAMES / 2;
	const char *to;
	size_t i;

	if (size <= used)
		return 0;
	fuzz_reset();
	if (root_fd < 0)
		begin();
	for (i = 0; i < ARRAY_LEN(links); i++) {
		to = take_path(data + i * LINK_NAMES / 2, size, LINK_NAMES);
		unlinkat(root_fd, links[i], 0);
		MUST(symlinkat(*to ? to : "/", root_fd, links[i]) == 0);
	}
	compare(take_path(data + used, size - used, (size - used) * 2));
	return 0;
}
