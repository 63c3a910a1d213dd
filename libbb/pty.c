/*
 * pty.c - a terminal for PROG: a new one of the container's own devpts
 *
 * PROG gets no terminal of ours, on which it could type (TIOCSTI) or go on
 * reading after its end.  The container may have put anything at /dev/pts;
 * so what is opened there is first held with O_PATH, which does nothing to it,
 * checked, and then opened through our own /proc: it cannot be exchanged
 * between.  Where there is no devpts to be trusted, the host's is used.
 */

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>
#include "enter.h"
#include "kernel.h"
#include "pty.h"

enum { PTMX_MAJOR = 5, PTMX_MINOR = 2, PTS_MAJOR = 136, PTS_MINORS = 256 };

/* Our stdout as an open file of its own, so that not to block is not the
 * shell's affair; itself, where a new one would be something else. */
static int
own_stdout(void)
{
	struct stat st;
	int fd = -1;

	if (!fstat(STDOUT_FILENO, &st) && (S_ISFIFO(st.st_mode) || isatty(STDOUT_FILENO)))
		fd = fd_open(AT_FDCWD, "/proc/self/fd/1", O_WRONLY | O_NOCTTY | O_NONBLOCK);
	return fd < 0 ? STDOUT_FILENO : fd;
}

/* What fd, of O_PATH, stands for, opened. */
static int
reopen(const struct plan_pty *plan, int fd, int flags)
{
	return fd_openf(plan->proc, O_RDWR | O_NOCTTY | flags, "fd/%d", fd);
}

/* NAME in the devpts dir, held; -1 when it is not that device, or from elsewhere. */
static int
hold_device(int dir, const char *name, dev_t device)
{
	struct stat in, st;
	int fd = fd_open(dir, name, O_PATH | O_NOFOLLOW);

	if (fd >= 0 && !fstat(dir, &in) && !fstat(fd, &st) && st.st_dev == in.st_dev && S_ISCHR(st.st_mode) &&
	    st.st_rdev == device)
		return fd;
	fd_close(fd);
	return -1;
}

/* The other end of master, whose devpts is at dir. */
static int
open_slave(const struct plan_pty *plan, int master, int dir)
{
	char name[16];
	unsigned number;
	int held, slave = fd_high(ioctl(master, (int)KERNEL_TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));

	if (slave >= 0 || ioctl(master, TIOCGPTN, &number))
		return slave;
	/* before 4.13 */
	TEXT(name, "%u", number);
	held = hold_device(dir, name, makedev(PTS_MAJOR + number / PTS_MINORS, number % PTS_MINORS));
	if (held >= 0)
		slave = reopen(plan, held, 0);
	fd_close(held);
	return slave;
}

/* A new pair, ptmx being what makes them for the devpts dir. */
static bool
open_pair(const struct plan_pty *plan, int ptmx, int dir, struct pty *pty)
{
	int unlocked = 0;

	pty->master = reopen(plan, ptmx, O_NONBLOCK);
	if (pty->master < 0)
		return false;
	pty->slave = ioctl(pty->master, TIOCSPTLCK, &unlocked) ? -1 : open_slave(plan, pty->master, dir);
	if (pty->slave >= 0)
		return true;
	fd_close(pty->master);
	return false;
}

/* The directory /dev/pts of the root we are in, if it is a devpts and no link leads there. */
static int
find_devpts(void)
{
	struct statfs fs;
	int dev = fd_open(AT_FDCWD, "/dev", O_PATH | O_NOFOLLOW);
	int pts = dev < 0 ? -1 : fd_open(dev, "pts", O_PATH | O_NOFOLLOW | O_DIRECTORY);

	fd_close(dev);
	if (pts >= 0 && !fstatfs(pts, &fs) && fs.f_type == KERNEL_DEVPTS_MAGIC)
		return pts;
	fd_close(pts);
	return -1;
}

int
pty_size(int master)
{
	struct winsize size;
	int fd;

	for (fd = 0; fd < 3; fd++)
		if (!ioctl(fd, TIOCGWINSZ, &size)) {
			(void)ioctl(master, TIOCSWINSZ, &size);	/* it has hung up, then */
			return fd;
		}
	return -1;
}

void
pty_open(const struct plan *plan, const sigset_t *signals, struct pty *pty)
{
	const struct plan_pty *from = &plan->pty;
	int dir = find_devpts(), ptmx = dir < 0 ? -1 : hold_device(dir, "ptmx", makedev(PTMX_MAJOR, PTMX_MINOR));
	struct termios modes;

	/* our own has no number in a user namespace we came to, and whose nobody is, nobody may give away */
	if (plan->join & NS_BIT(NS_USER) && plan->cred.set_uid)
		cred_owner(plan->cred.uid);
	if ((ptmx < 0 || !open_pair(from, ptmx, dir, pty)) &&
	    (from->ptmx < 0 || !open_pair(from, from->ptmx, from->pts, pty)))
		die("make a terminal: no devpts, there or here:");
	cred_owner_back();
	fd_close(ptmx);
	fd_close(dir);
	/* raw modes belong to another program */
	if (!tcgetattr(pty_size(pty->master), &modes) && modes.c_lflag & ICANON)
		(void)tcsetattr(pty->slave, TCSANOW, &modes);
	/* Without it PROG still has what is open. */
	(void)fchown(pty->slave, plan->cred.set_uid ? plan->cred.uid : geteuid(), (gid_t)-1);
	if (pipe2(pty->started, O_CLOEXEC))
		die("make a pipe:");
	pty->started[0] = fd_high(pty->started[0]);
	pty->started[1] = fd_high(pty->started[1]);
	pty->signals = fd_high(signalfd(-1, signals, SFD_CLOEXEC));
	if (pty->signals < 0)
		die("watch signals:");
}

void
pty_child(const struct pty *pty)
{
	int copy = (int)syscall(NR_FCNTL, STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1), fd;

	if (copy >= 0)
		err_fd = copy;
	if (setsid() < 0 || ioctl(pty->slave, TIOCSCTTY, 0))
		die("take the terminal:");
	for (fd = 0; fd < 3; fd++)
		if (syscall(SYS_dup3, pty->slave, fd, 0) < 0)
			die("take the terminal as file %d:", fd);
}

void
pty_use(void)
{
	static const struct pty_steps steps = {
		pty_open, pty_child, relay_start, relay, relay_signal, relay_stop, relay_end,
	};

	pty_steps = &steps;
}

void
pty_plan(struct plan *plan, bool input)
{
	struct plan_pty *pty = &plan->pty;

	if (input && !isatty(STDIN_FILENO)) {
		fail_status = STATUS_OWN_FAILURE;
		die("the input device is not a TTY");
	}
	pty_use();
	pty->wanted = true;
	pty->input = input;
	pty->proc = plan_dir("/proc/self");
	pty->ptmx = fd_open(AT_FDCWD, "/dev/ptmx", O_PATH);
	pty->pts = fd_open(AT_FDCWD, "/dev/pts", O_PATH | O_DIRECTORY);
	pty->out = own_stdout();
}
