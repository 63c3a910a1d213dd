/* SPDX-License-Identifier: 0BSD
 *
 * hold [OPTION]...: a process in new namespaces, to be entered.
 *
 * Prints the PID it has for the caller when all is as asked for, then waits;
 * it dies with its caller.  Its environment is hold's own.
 *
 *	-muipUCTn	new namespaces; -U maps 0 to the caller unless -M
 *	-M MAP[,MAP]	-U's uid and gid maps, each INSIDE:OUTSIDE:COUNT
 *	-D		setgroups denied in -U
 *	-c COMM		its name in /proc/PID/comm
 *	-h NAME		its host name, with -u
 *	-P		a /proc of its own, with -m
 *	-r DIR -d DIR	its root, then its working directory in there
 *	-g GID[,GID]...	its group and its supplementary groups
 *	-o UID		its user
 *	-s FD		a socket at FD, of the caller's network namespace
 *	-S FD		a socket at FD, of its own
 *	-A		not dumpable
 *	-k -K		pid_for_children (with a child in it), time_for_children are new
 *	-x KINDS	a thread of it has namespaces of its own (letters as above)
 *	-X		be the process itself, in place: no -p
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLONE_NEWTIME
# define CLONE_NEWTIME 0x80
#endif

static const char *comm, *host, *root, *dir, *maps, *uid, *thread_kinds;
static char *groups;
static int outer_socket = -1, own_socket = -1, own_proc, deny, kids, time_kids, undumpable;
static pthread_barrier_t thread_ready;

static void
check(int ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "hold: %s: %s\n", what, strerror(errno));
	_exit(125);
}

static int
kind(char letter)
{
	static const struct { char letter; int flag; } kinds[] = {
		{ 'm', CLONE_NEWNS }, { 'u', CLONE_NEWUTS }, { 'i', CLONE_NEWIPC },
		{ 'p', CLONE_NEWPID }, { 'U', CLONE_NEWUSER }, { 'C', CLONE_NEWCGROUP },
		{ 'T', CLONE_NEWTIME }, { 'n', CLONE_NEWNET },
	};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (kinds[i].letter == letter)
			return kinds[i].flag;
	return 0;
}

static void
put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	check(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text), path);
	close(fd);
}

/* Give the user namespace of the process at PROC ("/proc/N") its maps. */
static void
map(const char *proc, uid_t caller_uid, gid_t caller_gid)
{
	char path[64], uids[1024], gids[1024];

	if (maps) {
		snprintf(uids, sizeof(uids), "%s\n", maps);
		for (char *p = uids; *p; p++)
			*p = *p == ':' ? ' ' : *p == ',' ? '\n' : *p;
		strcpy(gids, uids);
	} else {
		snprintf(uids, sizeof(uids), "0 %u 1\n", caller_uid);
		snprintf(gids, sizeof(gids), "0 %u 1\n", caller_gid);
	}
	if (deny || caller_uid) {
		snprintf(path, sizeof(path), "%s/setgroups", proc);
		put(path, "deny");
	}
	snprintf(path, sizeof(path), "%s/uid_map", proc);
	put(path, uids);
	snprintf(path, sizeof(path), "%s/gid_map", proc);
	put(path, gids);
}

static void
socket_at(int fd)
{
	int s;

	if (fd < 0)
		return;
	s = socket(AF_INET, SOCK_DGRAM, 0);
	check(s >= 0 && dup2(s, fd) == fd, "socket");
	if (s != fd)
		close(s);
}

static void *
apart(void *unused)
{
	int flags = 0;

	for (const char *k = thread_kinds; *k; k++)
		flags |= kind(*k);
	check(unshare(flags) == 0, "unshare in a thread");
	pthread_barrier_wait(&thread_ready);
	for (;;)
		pause();
	return unused;
}

static void
become(int flags)
{
	if (flags & CLONE_NEWTIME) {
		int fd;
		check(unshare(CLONE_NEWTIME) == 0, "unshare -T");
		fd = open("/proc/self/ns/time_for_children", O_RDONLY | O_CLOEXEC);
		check(fd >= 0 && setns(fd, CLONE_NEWTIME) == 0, "time namespace");
		close(fd);
	}
	if (flags & CLONE_NEWNS)
		check(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0, "private mounts");
	if (own_proc)
		check(mount("proc", "/proc", "proc", 0, NULL) == 0, "mount /proc");
	if (host)
		check(sethostname(host, strlen(host)) == 0, "sethostname");
	if (time_kids)
		check(unshare(CLONE_NEWTIME) == 0, "unshare -K");
	if (kids) {
		check(unshare(CLONE_NEWPID) == 0, "unshare -k");
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			for (;;)
				pause();
		}
	}
	socket_at(own_socket);
	if (thread_kinds) {
		pthread_t thread;
		pthread_barrier_init(&thread_ready, NULL, 2);
		check(pthread_create(&thread, NULL, apart, NULL) == 0, "thread");
		pthread_barrier_wait(&thread_ready);
	}
	if (root)
		check(chroot(root) == 0 && chdir("/") == 0, root);
	if (dir)
		check(chdir(dir) == 0, dir);
	if (groups) {
		gid_t list[64];
		size_t n = 0;
		for (char *g = strtok(groups, ","); g && n < 64; g = strtok(NULL, ","))
			list[n++] = (gid_t)strtoul(g, NULL, 10);
		check(setgroups(n - 1, list + 1) == 0, "setgroups");
		check(setresgid(list[0], list[0], list[0]) == 0, "setgid");
	}
	if (uid) {
		uid_t id = (uid_t)strtoul(uid, NULL, 10);
		check(setresuid(id, id, id) == 0, "setuid");
		prctl(PR_SET_DUMPABLE, 1);	/* or /proc/PID is root's */
	}
	if (comm)
		prctl(PR_SET_NAME, comm);
	if (undumpable)
		prctl(PR_SET_DUMPABLE, 0);
}

int
main(int argc, char **argv)
{
	int flags = 0, in_place = 0, option, go[2], ready[2], null;
	uid_t caller_uid = getuid();
	gid_t caller_gid = getgid();
	pid_t child, parent = getppid();
	char byte, proc[32];

	while ((option = getopt(argc, argv, "muipUCTnAM:Dc:h:Pr:d:g:o:s:S:kKx:X")) != -1)
		switch (option) {
		case 'M': maps = optarg; break;
		case 'D': deny = 1; break;
		case 'c': comm = optarg; break;
		case 'h': host = optarg; break;
		case 'P': own_proc = 1; break;
		case 'r': root = optarg; break;
		case 'd': dir = optarg; break;
		case 'g': groups = optarg; break;
		case 'o': uid = optarg; break;
		case 's': outer_socket = atoi(optarg); break;
		case 'S': own_socket = atoi(optarg); break;
		case 'A': undumpable = 1; break;
		case 'k': kids = 1; break;
		case 'K': time_kids = 1; break;
		case 'x': thread_kinds = optarg; break;
		case 'X': in_place = 1; break;
		case '?': return 125;
		default: flags |= kind((char)option);
		}

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		return 125;
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	socket_at(outer_socket);

	if (in_place) {
		check(unshare(flags & ~CLONE_NEWTIME) == 0, "unshare");
		if (flags & CLONE_NEWUSER)
			map("/proc/self", caller_uid, caller_gid);
		become(flags);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		printf("%d\n", (int)getpid());
		fflush(stdout);
		for (;;)
			pause();
	}

	check(pipe2(go, O_CLOEXEC) == 0 && pipe2(ready, O_CLOEXEC) == 0, "pipe");
	child = (pid_t)syscall(SYS_clone, (flags & ~CLONE_NEWTIME) | SIGCHLD, 0, 0, 0, 0);
	check(child >= 0, "clone");
	if (child == 0) {
		close(go[1]);
		if (read(go[0], &byte, 1) != 1)
			_exit(125);
		if (flags & CLONE_NEWUSER)
			check((setresgid(0, 0, 0) == 0 && setresuid(0, 0, 0) == 0) || maps, "become 0");
		become(flags);
		prctl(PR_SET_PDEATHSIG, SIGKILL);	/* a change of ids clears it */
		/* hold no one's pipe open: who reads from it waits for its end */
		for (int fd = 0; fd < 3 && null >= 0; fd++)
			dup2(null, fd);
		if (write(ready[1], "", 1) != 1)
			_exit(125);
		close(go[0]), close(ready[0]), close(ready[1]), close(null);
		for (;;)
			pause();
	}
	snprintf(proc, sizeof(proc), "/proc/%d", (int)child);
	if (flags & CLONE_NEWUSER)
		map(proc, caller_uid, caller_gid);
	check(write(go[1], "", 1) == 1, "pipe");
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		return waitpid(child, NULL, 0), 125;
	printf("%d\n", (int)child);
	fflush(stdout);
	for (int fd = 0; fd < 3 && null >= 0; fd++)
		dup2(null, fd);
	waitpid(child, NULL, 0);
	return 0;
}
