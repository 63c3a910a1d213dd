/* SPDX-License-Identifier: 0BSD
 *
 * step [OPTION]... -- CMD [ARG]...: follow CMD system call by system call, and
 * disturb it at one of them.
 *
 * Calls are named P.N: the Nth call of the Pth process CMD makes (0 is CMD
 * itself), so that a run repeats exactly.  Once a process has become PROG it is
 * let go.  The status is CMD's, or 128+n.
 *
 *	-o PROG		the basename of the program CMD is to run
 *	-l FILE		list there: `P.N NAME` for every call, `P exec` for PROG
 *	-k P.N[:NAME]	disturb this call, or if that is no NAME the next that is: one of
 *	  -f ERROR	  it fails with ERROR and does nothing
 *	  -x COMMAND	  COMMAND runs (sh -c) before it, with $TRACEE the PID
 *	  -S		  the target is replaced before it
 *	-K NAME		every call of that name fails with -f's ERROR, in PROG alone not
 *	-w		once CMD has ended, its processes but PROG end, too, within two
 *			seconds; else the status is 124
 *	-T PROG -D PROG	the target, started first, and what replaces it under the
 *			same PID; each prints a line when ready (hold -X).  @PID and
 *			@START in CMD's arguments are the target's.  -S needs to be
 *			in a PID namespace where nothing else forks
 */
#define _GNU_SOURCE
#include "calls.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PROCESSES = 64 };

static struct process {
	pid_t pid;
	int calls;	/* seen so far */
	int failing;	/* the error to answer at the exit */
} processes[PROCESSES];
static int count;

static const char *prog = "", *error, *command, *target_command, *decoy_command;
static int at_process = -1, at_call, at_name = -1, swap, leave_none;
static pid_t target;
static unsigned long long target_start;
static const char *at_kind;	/* ":NAME" */
static FILE *list;

static void
fatal(const char *what)
{
	fprintf(stderr, "step: %s: %s\n", what, strerror(errno));
	exit(125);
}

/* Start COMMAND (words parted by spaces) and wait for its line. */
static pid_t
start(const char *words)
{
	char copy[4096], *argv[64], byte;
	int out[2], n = 0;
	pid_t pid;

	snprintf(copy, sizeof(copy), "%s", words);
	for (char *w = strtok(copy, " "); w && n < 63; w = strtok(NULL, " "))
		argv[n++] = w;
	argv[n] = NULL;
	if (pipe2(out, O_CLOEXEC) < 0)
		fatal("pipe");
	pid = fork();
	if (pid == 0) {
		dup2(out[1], 1);
		execvp(argv[0], argv);
		_exit(127);
	}
	close(out[1]);
	do {
		if (read(out[0], &byte, 1) != 1)
			fatal(words);
	} while (byte != '\n');
	close(out[0]);
	return pid;
}

static void
replace_target(void)
{
	char text[16];
	int fd = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);
	struct timespec now;
	pid_t decoy;

	kill(target, SIGKILL);
	waitpid(target, NULL, 0);
	/* a start time is in ticks: no two processes of one PID share one in life */
	do
		clock_gettime(CLOCK_BOOTTIME, &now);
	while ((unsigned long long)now.tv_sec * 100 + (unsigned long long)now.tv_nsec / 10000000 <= target_start + 1);
	snprintf(text, sizeof(text), "%d", (int)target - 1);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fatal("ns_last_pid");
	close(fd);
	decoy = start(decoy_command);
	if (decoy != target) {
		fprintf(stderr, "step: the decoy got PID %d, not %d\n", (int)decoy, (int)target);
		exit(125);
	}
}

static const char *
call_name(long nr)
{
	static char number[24];

	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		if (calls[i].nr == nr)
			return calls[i].name;
	snprintf(number, sizeof(number), "%ld", nr);
	return number;
}

static void
disturb(struct process *p)
{
	struct user_regs_struct regs;

	if (error) {
		p->failing = error_number(error);
		ptrace(PTRACE_GETREGS, p->pid, 0, &regs);
		regs.orig_rax = (unsigned long)-1;	/* no call at all */
		ptrace(PTRACE_SETREGS, p->pid, 0, &regs);
	}
	if (command) {
		char pid[16];
		snprintf(pid, sizeof(pid), "%d", (int)p->pid);
		setenv("TRACEE", pid, 1);
		if (system(command) == -1)
			fatal("system");
	}
	if (swap)
		replace_target();
}

/* Has P just become PROG? */
static int
is_prog(pid_t pid)
{
	char path[64], text[4096], *slash;
	int fd;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
	text[n < 0 ? 0 : n] = '\0';
	close(fd);
	slash = strrchr(text, '/');
	return !strcmp(slash ? slash + 1 : text, prog);
}

static struct process *
find(pid_t pid)
{
	for (int i = 0; i < count; i++)
		if (processes[i].pid == pid)
			return &processes[i];
	if (count == PROCESSES)
		fatal("too many processes");
	processes[count].pid = pid;
	return &processes[count++];
}

static void
on_call(struct process *p)
{
	struct user_regs_struct regs;
	unsigned char info[128];	/* its first byte says which stop this is */

	ptrace(PTRACE_GETREGS, p->pid, 0, &regs);
	ptrace(PTRACE_GET_SYSCALL_INFO, p->pid, sizeof(info), info);
	if (info[0] == PTRACE_SYSCALL_INFO_ENTRY) {
		p->calls++;
		if (list)
			fprintf(list, "%d.%d %s\n", (int)(p - processes), p->calls, call_name((long)regs.orig_rax));
		if (p - processes == at_process && p->calls == at_call && at_kind &&
		    strcmp(at_kind + 1, call_name((long)regs.orig_rax)))
			at_call++;
		else if ((p - processes == at_process && p->calls == at_call) || (long)regs.orig_rax == at_name)
			disturb(p);
	} else if (p->failing) {
		regs.rax = (unsigned long)-p->failing;
		ptrace(PTRACE_SETREGS, p->pid, 0, &regs);
		p->failing = 0;
	}
}

/* Field 22 of /proc/PID/stat. */
static unsigned long long
start_time(pid_t pid)
{
	char path[64], text[4096], *field;
	FILE *stat;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	stat = fopen(path, "re");
	if (!stat)
		fatal(path);
	text[fread(text, 1, sizeof(text) - 1, stat)] = '\0';
	fclose(stat);
	field = strrchr(text, ')');
	for (int i = 2; field && i < 22; i++)
		field = strchr(field + 1, ' ');
	return field ? strtoull(field, NULL, 10) : 0;
}

static char *
fill_in(const char *arg)
{
	char *out = NULL;
	size_t size;
	FILE *to = open_memstream(&out, &size);

	while (*arg) {
		if (!strncmp(arg, "@PID", 4))
			fprintf(to, "%d", (int)target), arg += 4;
		else if (!strncmp(arg, "@START", 6))
			fprintf(to, "%llu", target_start), arg += 6;
		else
			fputc(*arg++, to);
	}
	fclose(to);
	return out;
}

/* Do some of CMD's processes go on without it? */
static int
some_are_left(void)
{
	int status;
	pid_t pid;

	for (int tries = 0; tries < 2000; tries++) {
		while ((pid = waitpid(-1, &status, __WALL | WNOHANG)) > 0)
			if (WIFSTOPPED(status)) {
				int plain = !(status >> 16) && !(WSTOPSIG(status) & 0x80);
				ptrace(PTRACE_CONT, pid, 0, plain ? WSTOPSIG(status) : 0);
			}
		if (pid < 0)
			return 0;
		usleep(1000);
	}
	return 1;
}

int
main(int argc, char **argv)
{
	int option, status, result = 125;
	pid_t first, pid;

	while ((option = getopt(argc, argv, "+o:l:k:K:f:x:ST:D:w")) != -1)
		switch (option) {
		case 'o': prog = optarg; break;
		case 'l': list = fopen(optarg, "we"); break;
		case 'k':
			sscanf(optarg, "%d.%d", &at_process, &at_call);
			at_kind = strchr(optarg, ':');
			break;
		case 'K': at_name = call_number(optarg); break;
		case 'w': leave_none = 1; break;
		case 'f': error = optarg; break;
		case 'x': command = optarg; break;
		case 'S': swap = 1; break;
		case 'T': target_command = optarg; break;
		case 'D': decoy_command = optarg; break;
		default: return 125;
		}
	argv += optind;
	if (!*argv || (error && error_number(error) < 0))
		return fprintf(stderr, "step: bad usage\n"), 125;
	if (target_command)
		target = start(target_command), target_start = start_time(target);
	for (char **a = argv; target && *a; a++)
		*a = fill_in(*a);

	first = fork();
	if (first == 0) {
		raise(SIGSTOP);
		execvp(*argv, argv);
		perror(*argv);
		_exit(127);
	}
	waitpid(first, &status, WUNTRACED);
	if (ptrace(PTRACE_SEIZE, first, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK
	           | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL) < 0)
		fatal("ptrace");
	kill(first, SIGCONT);

	/* CMD's own exec is where the count begins */
	int begun = 0;
	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		struct process *p;
		int event = status >> 16, signal = 0;

		if (WIFEXITED(status) || WIFSIGNALED(status)) {
			if (pid == first) {
				result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
				break;
			}
			continue;
		}
		if (!WIFSTOPPED(status) || pid == target)
			continue;
		if (!begun) {
			if (event == PTRACE_EVENT_EXEC) {
				begun = 1;
				find(pid);
			} else if (event == PTRACE_EVENT_STOP && WSTOPSIG(status) == SIGSTOP) {
				ptrace(PTRACE_LISTEN, pid, 0, 0);
				continue;
			} else if (!event && WSTOPSIG(status) != SIGTRAP && WSTOPSIG(status) != (SIGTRAP | 0x80)) {
				signal = WSTOPSIG(status) == SIGCONT ? 0 : WSTOPSIG(status);
			}
			ptrace(begun ? PTRACE_SYSCALL : PTRACE_CONT, pid, 0, signal);
			continue;
		}
		p = find(pid);
		if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
			on_call(p);
		} else if (event == PTRACE_EVENT_EXEC && is_prog(pid)) {
			if (list)
				fprintf(list, "%d exec\n", (int)(p - processes));
			ptrace(PTRACE_DETACH, pid, 0, 0);
			p->pid = -1;
			if (pid == first) {	/* nothing of CMD is left but PROG */
				waitpid(first, &status, 0);
				result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
				break;
			}
			continue;
		} else if (event == PTRACE_EVENT_STOP && WSTOPSIG(status) != SIGTRAP) {
			ptrace(PTRACE_LISTEN, pid, 0, 0);	/* stopped as a job */
			continue;
		} else if (!event) {
			signal = WSTOPSIG(status);
		}
		ptrace(PTRACE_SYSCALL, pid, 0, signal);
	}
	if (list)
		fclose(list);
	if (leave_none && some_are_left())
		result = 124, fprintf(stderr, "step: some of its processes are left\n");
	if (target)
		kill(target, SIGKILL);
	return result;
}
