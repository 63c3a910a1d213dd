/* SPDX-License-Identifier: 0BSD
 *
 * show [-o FILE] [KEY]...: everything PROG can see of where and what it is.
 *
 * One `key value` line a fact, always in the same order, so that two runs can
 * be compared byte for byte.  With KEYs, only those lines: `ns` means all of
 * ns.*, `ns.net` one.  Needs no /proc where the kernel can do without.
 * `denied`, which tries three system calls that seccomp filters deny, has to be asked
 * for; `stdin` asked for waits two seconds for a byte.
 * With -o FILE the lines go there, so that stdout may be closed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

extern char **environ;
static char **keys;
static FILE *out;

static int
wanted(const char *key)
{
	if (!*keys)
		return 1;
	for (char **k = keys; *k; k++) {
		size_t n = strlen(*k);
		if (!strncmp(key, *k, n) && (key[n] == '\0' || key[n] == '.'))
			return 1;
	}
	return 0;
}

/* One line; bytes that would break it are escaped. */
static void
line(const char *key, const char *format, ...)
{
	static char text[300000];
	va_list args;

	if (!wanted(key))
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fprintf(out, "%s ", key);
	for (unsigned char *p = (unsigned char *)text; *p; p++)
		if (*p < ' ' || *p == 127)
			fprintf(out, "\\x%02x", *p);
		else
			fputc(*p, out);
	fputc('\n', out);
}

static void
namespaces(void)
{
	/* the kind, and its PIDFD_GET_*_NAMESPACE (6.11) */
	static const struct { const char *name; unsigned nr; } kinds[] = {
		{ "cgroup", 1 }, { "ipc", 2 }, { "mnt", 3 }, { "net", 4 }, { "pid", 5 },
		{ "pid_for_children", 6 }, { "time", 7 }, { "time_for_children", 8 },
		{ "user", 9 }, { "uts", 10 },
	};
	int self;

	self = (int)syscall(SYS_pidfd_open, getpid(), 0);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		char key[64], path[64], link[64] = "";
		struct stat st;
		int fd = self < 0 ? -1 : ioctl(self, _IO(0xFF, kinds[i].nr), 0);

		snprintf(key, sizeof(key), "ns.%s", kinds[i].name);
		if (fd >= 0 && fstat(fd, &st) == 0) {
			line(key, "%llu", (unsigned long long)st.st_ino);
		} else {
			char *digits;
			snprintf(path, sizeof(path), "/proc/self/ns/%s", kinds[i].name);
			if (readlink(path, link, sizeof(link) - 1) < 0)
				line(key, "none (%s)", strerror(errno));
			else if ((digits = strchr(link, '[')))
				line(key, "%lu", strtoul(digits + 1, NULL, 10));
		}
		if (fd >= 0)
			close(fd);
	}
	if (self >= 0)
		close(self);
}

static void
credentials(void)
{
	uint32_t header[2] = { 0x20080522, 0 }, sets[6] = { 0 };
	unsigned long long bounding = 0, ambient = 0;
	gid_t groups[1024];
	char text[16384] = "";
	uid_t r, e, s;
	int n;

	getresuid(&r, &e, &s);
	line("uid", "%u %u %u", r, e, s);
	getresgid(&r, &e, &s);
	line("gid", "%u %u %u", r, e, s);
	n = getgroups(1024, groups);
	for (int i = 0; i < n; i++)
		snprintf(text + strlen(text), 16, i ? " %u" : "%u", groups[i]);
	line("groups", "%s", text);

	syscall(SYS_capget, header, sets);
	for (unsigned cap = 0; cap < 64; cap++) {
		if (prctl(PR_CAPBSET_READ, cap, 0, 0, 0) == 1)
			bounding |= 1ULL << cap;
		if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, cap, 0, 0) == 1)
			ambient |= 1ULL << cap;
	}
	line("cap.inh", "%08x%08x", sets[5], sets[2]);
	line("cap.prm", "%08x%08x", sets[4], sets[1]);
	line("cap.eff", "%08x%08x", sets[3], sets[0]);
	line("cap.bnd", "%016llx", bounding);
	line("cap.amb", "%016llx", ambient);
	line("securebits", "%x", prctl(PR_GET_SECUREBITS));
	line("nnp", "%d", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	line("seccomp", "%d", prctl(PR_GET_SECCOMP));
	line("dumpable", "%d", prctl(PR_GET_DUMPABLE));
	line("secure", "%lu", getauxval(AT_SECURE));
}

static void
place(void)
{
	char path[PATH_MAX];
	struct utsname names;
	struct stat st;
	mode_t mask = umask(0);

	umask(mask);
	if (syscall(SYS_getcwd, path, sizeof(path)) < 0)
		snprintf(path, sizeof(path), "none (%s)", strerror(errno));
	if (stat(".", &st) == 0)
		line("cwd", "%s %lx:%lu", path, (unsigned long)st.st_dev, (unsigned long)st.st_ino);
	if (stat("/", &st) == 0)
		line("root", "%lx:%lu", (unsigned long)st.st_dev, (unsigned long)st.st_ino);
	line("umask", "%03o", mask);
	uname(&names);
	line("host", "%s", names.nodename);
}

static void
signals(void)
{
	unsigned long long blocked = 0, ignored = 0, pending = 0;
	int death = 0;

	syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &blocked, 8);
	syscall(SYS_rt_sigpending, &pending, 8);
	for (int nr = 1; nr <= 64; nr++) {
		void *action[4];	/* the kernel's: handler first */
		if (syscall(SYS_rt_sigaction, nr, NULL, action, 8) == 0 && action[0] == (void *)SIG_IGN)
			ignored |= 1ULL << (nr - 1);
	}
	ignored &= ~(3ULL << 31);	/* 32 and 33 are a libc's own: Go's engines pass on what they found */
	prctl(PR_GET_PDEATHSIG, &death);
	line("sig.blocked", "%016llx", blocked);
	line("sig.ignored", "%016llx", ignored);
	line("sig.pending", "%016llx", pending);
	line("sig.pdeath", "%d", death);
}

static void
limits(void)
{
	line("nice", "%d", getpriority(PRIO_PROCESS, 0));
	for (int i = 0; i < RLIMIT_NLIMITS; i++) {
		struct rlimit limit;
		char key[32];
		snprintf(key, sizeof(key), "rlimit.%d", i);
		if (getrlimit(i, &limit) == 0)
			line(key, "%lld %lld", (long long)limit.rlim_cur, (long long)limit.rlim_max);
	}
}

static void
descriptors(void)
{
	for (int fd = 0; fd < 3; fd++) {
		char key[8];
		struct stat st;
		snprintf(key, sizeof(key), "std.%d", fd);
		if (fstat(fd, &st) < 0)
			line(key, "closed");
		else
			line(key, "%s", S_ISREG(st.st_mode) ? "file" : S_ISFIFO(st.st_mode) ? "pipe"
			              : isatty(fd) ? "terminal" : S_ISCHR(st.st_mode) ? "device"
			              : S_ISDIR(st.st_mode) ? "directory" : S_ISSOCK(st.st_mode) ? "socket" : "other");
	}
	for (int fd = 3; fd < 4096; fd++) {
		char key[16], path[64], link[PATH_MAX];
		struct stat st;
		ssize_t n;

		if (fstat(fd, &st) < 0)
			continue;
		snprintf(key, sizeof(key), "fd.%d", fd);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		n = readlink(path, link, sizeof(link) - 1);
		link[n < 0 ? 0 : n] = '\0';
		line(key, "%s %lx:%lu", link, (unsigned long)st.st_dev, (unsigned long)st.st_ino);
	}
}

static void
input(void)
{
	struct pollfd fd = { 0, POLLIN, 0 };
	char bytes[65] = "";

	if (!wanted("stdin"))
		return;
	if (fcntl(0, F_GETFL) < 0)
		line("stdin", "closed");
	else if (poll(&fd, 1, *keys ? 2000 : 0) <= 0 || !(fd.revents & POLLIN))
		line("stdin", "nothing to read");
	else if (read(0, bytes, 64) < 0)
		line("stdin", "unreadable (%s)", strerror(errno));
	else
		line("stdin", "'%s'", bytes);
}

static void
cgroups(void)
{
	char text[65536], *save;
	ssize_t n;
	int fd = open("/proc/self/cgroup", O_RDONLY);

	if (fd < 0)
		return;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[n < 0 ? 0 : n] = '\0';
	for (char *l = strtok_r(text, "\n", &save); l; l = strtok_r(NULL, "\n", &save))
		line("cgroup", "%s", l);
}

/* What a small file of /proc says. */
static char *
slurp(const char *path)
{
	static char text[16384];
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (n < 0)
		snprintf(text, sizeof(text), "none (%s)", strerror(errno));
	else
		text[n && text[n - 1] == '\n' ? n - 1 : n] = '\0';
	if (fd >= 0)
		close(fd);
	return text;
}

/* What is of the process, and neither a credential nor a namespace. */
static void
manner(void)
{
	char *at;

	line("oom", "%s", slurp("/proc/self/oom_score_adj"));
	line("label", "%s", slurp("/proc/self/attr/current"));
	line("personality", "%x", personality(0xffffffff));
	at = strstr(slurp("/proc/self/status"), "Seccomp_filters:");
	line("filters", "%d", at ? atoi(at + 16) : -1);
	line("leader", "session %s, group %s", getsid(0) == getpid() ? "yes" : "no", getpgrp() == getpid() ? "yes" : "no");
}

static void
terminal(void)
{
	struct winsize size = { 0 };
	const char *name = ttyname(0);
	struct stat st;

	if (!isatty(0)) {
		line("tty", "none");
		return;
	}
	if (fstat(0, &st) == 0)
		line("tty", "%s %u:%u %03o", name ? name : "nameless", st.st_uid, st.st_gid, st.st_mode & 0777);
	ioctl(0, TIOCGWINSZ, &size);
	line("tty.size", "%ux%u", size.ws_col, size.ws_row);
	line("tty.ours", "session %s, foreground %s", tcgetsid(0) == getsid(0) ? "yes" : "no",
	     tcgetpgrp(0) == getpgrp() ? "yes" : "no");
}

/* Each in a child: one that is not denied must not change us. */
static void
denied(void)
{
	static const struct { const char *name; long nr, a, b; } calls[] = {
		{ "unshare", SYS_unshare, 0x10000000 /* CLONE_NEWUSER */, 0 },
		{ "keyctl", SYS_keyctl, 0, -3 },
		{ "bpf", SYS_bpf, -1, 0 },
	};

	if (!*keys || !wanted("denied"))
		return;
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		char key[32];
		int status = 0;
		pid_t child = fork();

		if (child == 0)
			_exit(syscall(calls[i].nr, calls[i].a, calls[i].b, 0, 0, 0) < 0 ? errno : 0);
		waitpid(child, &status, 0);
		snprintf(key, sizeof(key), "denied.%s", calls[i].name);
		if (WIFSIGNALED(status))
			line(key, "signal %d", WTERMSIG(status));
		else
			line(key, "%s", WEXITSTATUS(status) ? strerror(WEXITSTATUS(status)) : "allowed");
	}
}

int
main(int argc, char **argv)
{
	char *text = NULL, *to = NULL;
	size_t size = 0;
	int fd = 1;

	keys = argv + !!*argv;
	if (argc > 2 && !strcmp(argv[1], "-o")) {
		to = argv[2];
		keys = argv + 3;
	}
	out = open_memstream(&text, &size);
	descriptors();		/* first: what follows opens some */
	namespaces();
	credentials();
	place();
	signals();
	limits();
	cgroups();
	manner();
	terminal();
	denied();
	input();
	line("pid", "%d", (int)getpid());
	line("ppid", "%d", (int)getppid());
	line("session", "%d %d", (int)getsid(0), (int)getpgrp());
	for (char **a = argv; *a; a++)
		line("argv", "'%s'", *a);
	for (char **e = environ; *e; e++)
		line("env", "%s", *e);
	fclose(out);
	if (to)
		fd = open(to, O_WRONLY | O_CREAT | O_APPEND, 0666);
	while (size) {
		ssize_t n = write(fd, text, size);
		if (n <= 0)
			return 1;
		text += n;
		size -= (size_t)n;
	}
	return 0;
}
