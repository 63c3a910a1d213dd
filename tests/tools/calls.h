/* SPDX-License-Identifier: 0BSD
 *
 * Names of system calls and errors for the tools that refuse them or make
 * them fail: those an entry makes, or might.  Others go by number.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

static const struct { const char *name; int nr; } calls[] = {
#define X(name) { #name, SYS_##name },
	X(read) X(write) X(open) X(close) X(stat) X(fstat) X(lstat) X(poll) X(lseek)
	X(mmap) X(mprotect) X(munmap) X(brk) X(rt_sigaction) X(rt_sigprocmask) X(ioctl)
	X(pread64) X(pwrite64) X(readv) X(writev) X(access) X(pipe) X(pipe2) X(select)
	X(dup) X(dup2) X(dup3) X(pause) X(nanosleep) X(getpid) X(sendfile) X(socket)
	X(clone) X(fork) X(vfork) X(execve) X(execveat) X(exit) X(wait4) X(kill) X(uname)
	X(bpf) X(fcntl) X(flock) X(fsync) X(ftruncate) X(getdents64) X(getcwd) X(chdir) X(fchdir)
	X(rename) X(mkdir) X(rmdir) X(unlink) X(symlink) X(readlink) X(chmod) X(fchmod)
	X(chown) X(fchown) X(umask) X(getrlimit) X(setrlimit) X(prlimit64) X(getuid)
	X(getgid) X(setuid) X(setgid) X(geteuid) X(getegid) X(setpgid) X(getppid)
	X(getpgrp) X(setsid) X(getgroups) X(setgroups) X(setresuid) X(getresuid)
	X(setresgid) X(getresgid) X(setfsuid) X(setfsgid) X(getsid) X(getpgid) X(capget)
	X(capset) X(rt_sigpending) X(rt_sigtimedwait) X(rt_sigsuspend) X(rt_sigreturn)
	X(sigaltstack) X(personality) X(statfs) X(fstatfs) X(pivot_root) X(prctl)
	X(arch_prctl) X(chroot) X(sync) X(mount) X(umount2) X(sethostname) X(gettid)
	X(tkill) X(tgkill) X(exit_group) X(waitid) X(openat) X(mkdirat) X(newfstatat)
	X(unlinkat) X(symlinkat) X(readlinkat) X(fchmodat) X(faccessat) X(faccessat2)
	X(ppoll) X(pselect6) X(unshare) X(set_robust_list) X(set_tid_address) X(splice)
	X(signalfd4) X(eventfd2) X(epoll_create1) X(setns) X(getrandom) X(memfd_create)
	X(statx) X(seccomp) X(copy_file_range) X(name_to_handle_at) X(open_by_handle_at)
	X(pidfd_send_signal) X(open_tree) X(move_mount) X(fsopen) X(fsconfig) X(fsmount)
	X(pidfd_open) X(clone3) X(close_range) X(openat2) X(pidfd_getfd) X(mount_setattr)
	X(setpriority) X(sched_setscheduler) X(sched_setaffinity) X(ioprio_set) X(keyctl)
#undef X
	{ "statmount", 457 }, { "listmount", 458 }, { "open_tree_attr", 467 }, { "listns", 470 },
};

static const struct { const char *name; int nr; } errors[] = {
#define X(name) { #name, name },
	X(EPERM) X(ENOENT) X(ESRCH) X(EINTR) X(EIO) X(EBADF) X(EAGAIN) X(ENOMEM) X(EACCES)
	X(EBUSY) X(EINVAL) X(ENFILE) X(EMFILE) X(ENOTTY) X(ENOSPC) X(ENOSYS) X(EOPNOTSUPP)
#undef X
};

/* A call's number, by name or number; -1 when it is neither. */
__attribute__((unused)) static int
call_number(const char *name)
{
	char *end;
	long nr = strtol(name, &end, 10);

	if (*name && !*end)
		return (int)nr;
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		if (!strcmp(name, calls[i].name))
			return calls[i].nr;
	return -1;
}

static int
error_number(const char *name)
{
	char *end;
	long nr = strtol(name, &end, 10);

	if (*name && !*end)
		return (int)nr;
	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		if (!strcmp(name, errors[i].name))
			return errors[i].nr;
	return -1;
}
