/*
 * libc.c - system calls of which musl makes more than this program needs
 *
 * They take the place of musl's.  Some of those are for kernels older than our
 * 3.8, where an O_PATH fd is none to fstat(2), fchown(2) and fchdir(2) (before
 * 3.6) and no fd is born close-on-exec (before 2.6.27), and for machines where
 * the kernel has other structures or numbers than libc has; all are functions
 * of their own, and some can be cancelled.  These are seen by the compiler, and
 * are part of what calls them: 5 KB less.
 */

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CALL(type, name, params, ...) \
	type \
	name params \
	{ \
		return (type)syscall(__VA_ARGS__); \
	}

CALL(int, fchown, (int fd, uid_t uid, gid_t gid), SYS_fchownat, fd, "", uid, gid, AT_EMPTY_PATH)
CALL(int, fchdir, (int fd), SYS_fchdir, fd)
CALL(int, pipe2, (int ends[2], int flags), SYS_pipe2, ends, flags)
CALL(int, signalfd, (int fd, const sigset_t *set, int flags), SYS_signalfd4, fd, set, _NSIG / 8, flags)

/* Here the kernel's structures, types and numbers are libc's. */
#if defined(__LP64__) && (defined(__x86_64__) || defined(__aarch64__) || defined(__riscv))
#define R restrict

CALL(off_t, lseek, (int fd, off_t off, int whence), SYS_lseek, fd, off, whence)
CALL(int, fstatat, (int dirfd, const char *R path, struct stat *R st, int flags), SYS_newfstatat, dirfd, path, st, flags)
CALL(int, fstat, (int fd, struct stat *st), SYS_fstat, fd, st)
CALL(int, stat, (const char *R path, struct stat *R st), SYS_newfstatat, AT_FDCWD, path, st, 0)
CALL(int, lstat, (const char *R path, struct stat *R st), SYS_newfstatat, AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW)
CALL(int, statfs, (const char *path, struct statfs *fs), SYS_statfs, path, fs)
CALL(int, fstatfs, (int fd, struct statfs *fs), SYS_fstatfs, fd, fs)
CALL(int, access, (const char *path, int mode), SYS_faccessat, AT_FDCWD, path, mode)
CALL(int, chdir, (const char *path), SYS_chdir, path)
CALL(int, mkdirat, (int dirfd, const char *path, mode_t mode), SYS_mkdirat, dirfd, path, mode)
CALL(int, mkdir, (const char *path, mode_t mode), SYS_mkdirat, AT_FDCWD, path, mode)
CALL(int, mknodat, (int dirfd, const char *path, mode_t mode, dev_t dev), SYS_mknodat, dirfd, path, mode, (unsigned)dev)
CALL(int, unlinkat, (int dirfd, const char *path, int flags), SYS_unlinkat, dirfd, path, flags)
CALL(int, unlink, (const char *path), SYS_unlinkat, AT_FDCWD, path, 0)
CALL(int, link, (const char *from, const char *to), SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0)
CALL(int, symlinkat, (const char *text, int dirfd, const char *path), SYS_symlinkat, text, dirfd, path)
CALL(int, symlink, (const char *text, const char *path), SYS_symlinkat, text, AT_FDCWD, path)

CALL(int, close, (int fd), SYS_close, fd)
CALL(ssize_t, read, (int fd, void *bytes, size_t len), SYS_read, fd, bytes, len)
CALL(ssize_t, pread, (int fd, void *bytes, size_t len, off_t at), SYS_pread64, fd, bytes, len, at)
CALL(ssize_t, write, (int fd, const void *bytes, size_t len), SYS_write, fd, bytes, len)
CALL(ssize_t, readlinkat, (int dirfd, const char *R path, char *R text, size_t room), SYS_readlinkat, dirfd, path, text, room)
CALL(ssize_t, sendfile, (int to, int from, off_t *at, size_t len), SYS_sendfile, to, from, at, len)
CALL(int, ftruncate, (int fd, off_t len), SYS_ftruncate, fd, len)
CALL(int, fchownat, (int dirfd, const char *path, uid_t uid, gid_t gid, int flags), SYS_fchownat, dirfd, path, uid, gid, flags)
CALL(void *, mmap, (void *at, size_t len, int prot, int flags, int fd, off_t offset), SYS_mmap, at, len, prot, flags, fd, offset)
CALL(int, socket, (int domain, int type, int protocol), SYS_socket, domain, type, protocol)
CALL(int, socketpair, (int domain, int type, int protocol, int ends[2]), SYS_socketpair, domain, type, protocol, ends)
CALL(ssize_t, send, (int fd, const void *bytes, size_t len, int flags), SYS_sendto, fd, bytes, len, flags, NULL, 0)
CALL(ssize_t, recv, (int fd, void *bytes, size_t len, int flags), SYS_recvfrom, fd, bytes, len, flags, NULL, NULL)

CALL(int, execve, (const char *path, char *const argv[], char *const env[]), SYS_execve, path, argv, env)
CALL(pid_t, waitpid, (pid_t pid, int *status, int options), SYS_wait4, pid, status, options, NULL)
CALL(int, kill, (pid_t pid, int sig), SYS_kill, pid, sig)
CALL(mode_t, umask, (mode_t mask), SYS_umask, mask)
CALL(uid_t, getuid, (void), SYS_getuid)
CALL(uid_t, geteuid, (void), SYS_geteuid)
CALL(gid_t, getegid, (void), SYS_getegid)
CALL(pid_t, getpid, (void), SYS_getpid)
CALL(pid_t, getppid, (void), SYS_getppid)
CALL(pid_t, getpgrp, (void), SYS_getpgid, 0)
CALL(pid_t, setsid, (void), SYS_setsid)
CALL(int, uname, (struct utsname *name), SYS_uname, name)
CALL(int, sethostname, (const char *name, size_t len), SYS_sethostname, name, len)

CALL(int, sigprocmask, (int how, const sigset_t *R set, sigset_t *R before), SYS_rt_sigprocmask, how, set, before, _NSIG / 8)
CALL(int, sigpending, (sigset_t *set), SYS_rt_sigpending, set, _NSIG / 8)
CALL(int, sigtimedwait, (const sigset_t *R set, siginfo_t *R info, const struct timespec *R limit),
	SYS_rt_sigtimedwait, set, info, limit, _NSIG / 8)
CALL(int, sigwaitinfo, (const sigset_t *R set, siginfo_t *R info), SYS_rt_sigtimedwait, set, info, NULL, _NSIG / 8)

_Noreturn void
_exit(int status)
{
	int call = SYS_exit_group;

	for (;; call = SYS_exit)	/* where the first is refused */
		(void)syscall(call, status);
}

int
poll(struct pollfd *fds, nfds_t count, int timeout)
{
	struct timespec time = { timeout / 1000, timeout % 1000 * 1000000L };

	return (int)syscall(SYS_ppoll, fds, count, timeout < 0 ? NULL : &time, NULL, _NSIG / 8);
}

int
sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set)
{
	memset(set, 0, size);
	return syscall(SYS_sched_getaffinity, pid, size, set) < 0 ? -1 : 0;
}

int
isatty(int fd)
{
	struct winsize size;

	return !syscall(SYS_ioctl, fd, TIOCGWINSZ, &size);
}

pid_t
tcgetpgrp(int fd)
{
	pid_t group;

	return syscall(SYS_ioctl, fd, TIOCGPGRP, &group) ? -1 : group;
}

/* Of the set, what the kernel has signals for; musl keeps some of them to itself. */
int
sigemptyset(sigset_t *set)
{
	set->__bits[0] = 0;
	return 0;
}

int
sigfillset(sigset_t *set)
{
	set->__bits[0] = ~0ul;
	return 0;
}

int
sigaddset(sigset_t *set, int sig)
{
	set->__bits[0] |= 1ul << (sig - 1);
	return 0;
}

int
sigdelset(sigset_t *set, int sig)
{
	set->__bits[0] &= ~(1ul << (sig - 1));
	return 0;
}

int
sigismember(const sigset_t *set, int sig)
{
	return set->__bits[0] >> (sig - 1) & 1;
}
#endif
