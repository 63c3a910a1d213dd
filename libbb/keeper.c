/*
 * keeper.c - --detach-keys: the caller goes on, and so does PROG
 *
 * Whoever started us waits for our first process; PROG ends with its parent,
 * and hangs up with its terminal.  So a second process is PROG's parent from the
 * start, and the first only stands for it.  Once the keys are typed the first
 * is let go; the second stays, in a session of its own with no file of the
 * caller's, and reads what PROG writes until PROG ends.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "confine.h"
#include "kernel.h"
#include "session.h"

static int word[2];		/* a byte: let go */
static pid_t front;		/* the process that the caller knows */
static char keys[32];
static size_t key_count;
static const int *tree;		/* files of --kill-tree */
static int null;		/* this host's; where we will be, that name may be anything */

/* One key: a character, "DEL", or "ctrl-" and what a terminal has with Ctrl; -1. */
static int
key_code(const char *text, size_t len)
{
	if (len == 1)
		return (unsigned char)*text;
	if (text_is(text, len, "DEL"))
		return 0x7f;
	if (len != strlen("ctrl-") + 1 || !starts_with(text, "ctrl-"))
		return -1;
	text += len - 1;
	if (*text >= 'a' && *text <= 'z')
		return *text - '`';
	return *text == '@' || (*text >= '[' && *text <= '_') ? *text - '@' : -1;
}

void
keeper_keys(struct plan *plan, const char *list)
{
	const char *at = list, *end = list;
	int code;

	for (; *end; at = end + 1) {
		end = text_to(at, ',');
		code = key_code(at, (size_t)(end - at));
		if (code < 0 || key_count == sizeof(keys))
			opt_bad("--detach-keys: '%s' are no keys, as in ctrl-p,ctrl-q", list);
		keys[key_count++] = (char)code;
	}
	if (key_count)
		plan->detach_keys = list;
}

bool
keeper_typed(const char *bytes, size_t *len, size_t *held)
{
	size_t at, rest = key_count ? *len : 0;

	*held = 0;
	for (at = 0; rest; at++, rest--) {
		if (memcmp(bytes + at, keys, rest < key_count ? rest : key_count))
			continue;
		*len = at;
		if (rest >= key_count)
			return true;
		*held = rest;
		return false;
	}
	return false;
}

/* In the caller's process: ends as the other one does, or when that says so. */
static _Noreturn void
stand(pid_t keeper, const sigset_t *taken)
{
	siginfo_t info;
	int sig, status;
	char byte;

	for (;;) {
		sig = sigwaitinfo(taken, &info);
		if (sig > 0 && sig != SIGCHLD && !child_was_told(&info, sig))
			kill(keeper, sig);
		if (read(word[0], &byte, 1) == 1)
			_exit(STATUS_FAIL);	/* docker's status */
		while (waitpid(keeper, &status, WUNTRACED | WNOHANG) > 0) {
			if (!WIFSTOPPED(status))
				child_end_as(status, true);
			kill(getpid(), SIGSTOP);
			kill(keeper, SIGCONT);
		}
	}
}

void
keeper_begin(const struct plan *plan)
{
	sigset_t taken, before;
	pid_t keeper;

	tree = plan->tree;
	null = fd_open(AT_FDCWD, "/dev/null", O_RDWR | O_NOCTTY);
	child_watch(word);
	child_block(&taken, &before);
	front = getpid();
	keeper = child_new(0);
	if (keeper < 0)
		die("fork:");
	if (keeper) {
		fd_close(word[1]);
		stand(keeper, &taken);
	}
	fd_close(word[0]);
	if (sigprocmask(SIG_SETMASK, &before, NULL) || syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0))
		die("ask to end with our parent:");
	if (getppid() != front)
		_exit(STATUS_OWN_FAILURE);
}

/* Every file of ours but these: the caller's may be locks, or pipes that others wait for the end of. */
static void
close_others(const int *keep, size_t count)
{
	unsigned from = STDERR_FILENO + 1, next;
	size_t i;

	do {
		next = ~0u;
		for (i = 0; i < count; i++)
			if ((unsigned)keep[i] >= from && (unsigned)keep[i] < next)
				next = (unsigned)keep[i];
		if (next > from)
			(void)syscall(NR_close_range, from, next - 1, 0);	/* 5.9; before, they stay open */
		from = next + 1;
	} while (from);
}

void
keeper_stay(const struct pty *pty)
{
	const int keep[] = { pty->master, pty->slave, pty->signals, tree[0], tree[1], word[1] };
	int fd;

	(void)write_all(STDERR_FILENO, "\n", 1);
	warn("detached: PROG goes on without us");
	(void)syscall(SYS_prctl, PR_SET_PDEATHSIG, 0, 0, 0, 0);
	(void)setsid();
	for (fd = 0; fd <= STDERR_FILENO; fd++)
		if (syscall(SYS_dup3, null, fd, 0) < 0)
			close(fd);
	close_others(keep, ARRAY_LEN(keep));
	(void)write_all(word[1], "", 1);
	kill(front, SIGCHLD);
}
