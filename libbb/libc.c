/*
 * libc.c - system calls of which musl makes more than this program needs
 *
 * They take the place of musl's.  Those are 2 KB, for kernels older than our
 * 3.8, where an O_PATH fd is none to fstat(2), fchown(2) and fchdir(2) (before
 * 3.6) and no fd is born close-on-exec (before 2.6.27); and for machines where
 * the kernel has other structures or numbers than libc has.
 */

#include <fcntl.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Here they are the same. */
#if defined(__LP64__) && (defined(__x86_64__) || defined(__aarch64__) || defined(__riscv))
int
fstatat(int dirfd, const char *restrict path, struct stat *restrict st, int flags)
{
	return (int)syscall(SYS_newfstatat, dirfd, path, st, flags);
}

int
fstat(int fd, struct stat *st)
{
	return (int)syscall(SYS_fstat, fd, st);
}

int
stat(const char *restrict path, struct stat *restrict st)
{
	return fstatat(AT_FDCWD, path, st, 0);
}

int
lstat(const char *restrict path, struct stat *restrict st)
{
	return fstatat(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW);
}

int
statfs(const char *path, struct statfs *fs)
{
	return (int)syscall(SYS_statfs, path, fs);
}

int
fstatfs(int fd, struct statfs *fs)
{
	return (int)syscall(SYS_fstatfs, fd, fs);
}

void *
mmap(void *at, size_t len, int prot, int flags, int fd, off_t offset)
{
	return (void *)syscall(SYS_mmap, at, len, prot, flags, fd, offset);
}

int
socket(int domain, int type, int protocol)
{
	return (int)syscall(SYS_socket, domain, type, protocol);
}

int
socketpair(int domain, int type, int protocol, int ends[2])
{
	return (int)syscall(SYS_socketpair, domain, type, protocol, ends);
}
#endif

int
fchown(int fd, uid_t uid, gid_t gid)
{
	return fchownat(fd, "", uid, gid, AT_EMPTY_PATH);
}

int
fchdir(int fd)
{
	return (int)syscall(SYS_fchdir, fd);
}

int
pipe2(int ends[2], int flags)
{
	return (int)syscall(SYS_pipe2, ends, flags);
}

int
signalfd(int fd, const sigset_t *set, int flags)
{
	return (int)syscall(SYS_signalfd4, fd, set, _NSIG / 8, flags);
}
