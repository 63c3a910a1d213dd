/* SPDX-License-Identifier: 0BSD
 *
 * keep HOW: a process that keeps a new namespace it is not in.
 *
 * Prints "PID INODE..." when that is so, then waits; it dies with its caller.
 *
 *	message		a uts namespace, by an fd in a message nobody has read
 *	file		a uts namespace, by an open fd
 *	thread		a uts namespace, by an fd of a thread that has an fd table of
 *			its own, and a time namespace, by what that thread's next
 *			child gets: the inodes of both
 *	socket		a network, by a socket made in it
 *	mount		a uts namespace, by a bind mount in a mount namespace that
 *			an fd in such a message keeps: the inodes of both
 *	child		a user namespace, by the one below it, which such a message
 *			keeps: the inodes of both
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int pair[2];
static unsigned long inode[2];

static void
check(int ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "keep: %s: %s\n", what, strerror(errno));
	_exit(125);
}

static int
own(const char *file, int nr)
{
	struct stat st;
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	check(fd >= 0 && !fstat(fd, &st), file);
	inode[nr] = (unsigned long)st.st_ino;
	return fd;
}

static void
post(int fd)
{
	union { struct cmsghdr head; char room[CMSG_SPACE(sizeof(int))]; } control;
	struct iovec text = { "x", 1 };
	struct msghdr message = { .msg_iov = &text, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control) };

	memset(&control, 0, sizeof(control));
	control.head.cmsg_level = SOL_SOCKET;
	control.head.cmsg_type = SCM_RIGHTS;
	control.head.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&control.head), &fd, sizeof(int));
	check(sendmsg(pair[0], &message, 0) == 1, "sendmsg");
	close(fd);
}

static void
put(const char *file, const char *text)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC);

	check(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text), file);
	close(fd);
}

static void
make(const char *how)
{
	if (!strcmp(how, "message")) {
		check(!unshare(CLONE_NEWUTS), "unshare");
		post(own("/proc/self/ns/uts", 0));
	} else if (!strcmp(how, "mount")) {
		int file = open("/tmp/keep.mounted", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		check(file >= 0 && !unshare(CLONE_NEWUTS | CLONE_NEWNS), "unshare");
		check(!mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private mounts");
		check(!mount("/proc/self/ns/uts", "/tmp/keep.mounted", NULL, MS_BIND, NULL), "bind");
		close(file);
		close(own("/proc/self/ns/uts", 0));
		post(own("/proc/self/ns/mnt", 1));
	} else if (!strcmp(how, "child")) {
		check(!unshare(CLONE_NEWUSER), "unshare");
		close(own("/proc/self/ns/user", 0));
		/* the ids of whoever makes the next one must be known in this one */
		put("/proc/self/setgroups", "deny");
		put("/proc/self/uid_map", "0 0 1");
		put("/proc/self/gid_map", "0 0 1");
		check(!unshare(CLONE_NEWUSER), "unshare");
		post(own("/proc/self/ns/user", 1));
	} else {
		check(0, how);
	}
}

static void *
in_thread(void *come)
{
	int old = own("/proc/thread-self/ns/uts", 0);

	check(!unshare(CLONE_FILES | CLONE_NEWUTS), "unshare");
	own("/proc/thread-self/ns/uts", 0);
	check(!setns(old, CLONE_NEWUTS), "leave");
	close(old);
	check(!unshare(0x80), "unshare time");	/* CLONE_NEWTIME */
	close(own("/proc/thread-self/ns/time_for_children", 1));
	check(write(*(int *)come, "", 1) == 1, "pipe");
	for (;;)
		pause();
	return NULL;
}

int
main(int argc, char **argv)
{
	int come[2], status, old, sock;

	check(argc == 2, "usage");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	check(!socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair) && !pipe2(come, O_CLOEXEC), "pipe");
	if (!strcmp(argv[1], "socket")) {
		old = own("/proc/self/ns/net", 0);
		check(!unshare(CLONE_NEWNET), "unshare");
		close(own("/proc/self/ns/net", 0));
		sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		check(sock >= 0 && !setns(old, CLONE_NEWNET), "leave");
		close(old);
	} else if (!strcmp(argv[1], "file")) {
		old = own("/proc/self/ns/uts", 0);
		check(!unshare(CLONE_NEWUTS), "unshare");
		own("/proc/self/ns/uts", 0);
		check(!setns(old, CLONE_NEWUTS), "leave");
		close(old);
	} else if (!strcmp(argv[1], "thread")) {
		pthread_t thread;
		char byte;
		check(!pthread_create(&thread, NULL, in_thread, &come[1]) && read(come[0], &byte, 1) == 1, "thread");
	} else {
		pid_t child = fork();
		check(child >= 0, "fork");
		if (!child) {
			make(argv[1]);
			check(write(come[1], inode, sizeof(inode)) == sizeof(inode), "pipe");
			_exit(0);
		}
		check(waitpid(child, &status, 0) == child && !status, "child");
		check(read(come[0], inode, sizeof(inode)) == sizeof(inode), "pipe");
	}
	printf(inode[1] ? "%d %lu %lu\n" : "%d %lu\n", (int)getpid(), inode[0], inode[1]);
	fflush(stdout);
	for (;;)
		pause();
}
