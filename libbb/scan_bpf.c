/*
 * scan_bpf.c - what thousands of processes are in, told by the kernel in one go
 *
 * Two programs, run by the kernel's own iterators over processes and over open
 * files, write what the links in /proc/PID/ns and /proc/PID/fd would say; where
 * the kernel has it is in its BTF.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "bpf.h"
#include "btf.h"
#include "scan.h"

/* Members, each behind its structure, and functions: see btf.h. */
#define WANTED \
	W(IN_TASK,			BTF_STRUCT "task_struct") \
	W(TASK_PID,		"pid") \
	W(TASK_TGID,		"tgid") \
	W(TASK_THREAD_PID,	"thread_pid") \
	W(TASK_REAL_CRED,	"real_cred") \
	W(TASK_NSPROXY,		"nsproxy") \
	W(IN_PROXY,		BTF_STRUCT "nsproxy") \
	W(PROXY_UTS,		"uts_ns") \
	W(PROXY_IPC,		"ipc_ns") \
	W(PROXY_MNT,		"mnt_ns") \
	W(PROXY_PID_CHILDREN,	"pid_ns_for_children") \
	W(PROXY_NET,		"net_ns") \
	W(PROXY_TIME,		"time_ns") \
	W(PROXY_TIME_CHILDREN,	"time_ns_for_children") \
	W(PROXY_CGROUP,		"cgroup_ns") \
	W(IN_CRED,			BTF_STRUCT "cred") \
	W(CRED_USER,		"user_ns") \
	W(IN_PID,			BTF_STRUCT "pid") \
	W(PID_LEVEL,		"level") \
	W(PID_NUMBERS,		"numbers") \
	W(IN_UPID,			BTF_STRUCT "upid") \
	W(UPID_NR,		"nr") \
	W(UPID_NS,		"ns") \
	W(IN_COMMON,		BTF_STRUCT "ns_common") \
	W(COMMON_INUM,		"inum") \
	W(IN_USER_NS,		BTF_STRUCT "user_namespace") \
	W(USER_NS_COMMON,	"ns") \
	W(IN_CGROUP_NS,		BTF_STRUCT "cgroup_namespace") \
	W(CGROUP_NS_COMMON,	"ns") \
	W(IN_IPC_NS,		BTF_STRUCT "ipc_namespace") \
	W(IPC_NS_COMMON,	"ns") \
	W(IN_UTS_NS,		BTF_STRUCT "uts_namespace") \
	W(UTS_NS_COMMON,	"ns") \
	W(IN_NET_NS,		BTF_STRUCT "net") \
	W(NET_NS_COMMON,	"ns") \
	W(IN_PID_NS,		BTF_STRUCT "pid_namespace") \
	W(PID_NS_COMMON,	"ns") \
	W(IN_MNT_NS,		BTF_STRUCT "mnt_namespace") \
	W(MNT_NS_COMMON,	"ns") \
	W(IN_TIME_NS,		BTF_STRUCT "time_namespace") \
	W(TIME_NS_COMMON,	"ns") \
	W(IN_FILE,			BTF_STRUCT "file") \
	W(FILE_INODE,		"f_inode") \
	W(IN_INODE,		BTF_STRUCT "inode") \
	W(INODE_SUPER,		"i_sb") \
	W(IN_SUPER,		BTF_STRUCT "super_block") \
	W(SUPER_MAGIC,		"s_magic") \
	W(EACH_TASK,		BTF_FUNC "bpf_iter_task") \
	W(EACH_FILE,		BTF_FUNC "bpf_iter_task_file")
#define W(name, text) name,
enum wanted { WANTED WANTED_COUNT };
#undef W
#define W(name, text) text "\0"
static const char wanted[] = WANTED;

/* The kernel's numbers for them, and one of nsfs's. */
enum { NSFS_MAGIC = WANTED_COUNT };
static uint32_t has[WANTED_COUNT + 1];

/* Places in the stack of both programs.  What they tell is at the bottom: words. */
enum { TASK = 2, OF_PID = 4, CRED = 6, PROXY = 8, AT = 10, LEVEL = 12, TOLD = 24 };
/* Of a process: its PID, its namespaces in the order of enum ns, what its next children get;
 * of a file: the PID of who has it open, and its fd. */
enum { T_PID, T_INO, T_PID_CHILDREN = T_INO + NS_COUNT, T_TIME_CHILDREN, T_TASK_LEN, T_FD = 1, T_FILE_LEN };

#define FETCH(to, from, member)		BPF_FETCH(BPF_FETCH64, to, from, member, 0)
#define TELL(word, from, member, more)	BPF_FETCH(BPF_FETCH32, TOLD - (word), from, member, more)
#define LOAD(reg, place)		BPF_DO(BPF_LOAD64, reg, BPF_FP, BPF_PLACE(place), 0)
#define STORE(place, reg)		BPF_DO(BPF_STORE64, BPF_FP, reg, BPF_PLACE(place), 0)
/* Lets AT be where the struct pid at OF_PID has its number in the PID namespace of the one at `of'. */
#define FIND_NUMBER(of) \
	FETCH(LEVEL, of, PID_LEVEL), \
	BPF_DO(BPF_LOAD32, BPF_R1, BPF_FP, BPF_PLACE(LEVEL), 0), \
	BPF_DO(BPF_SHIFT_NUM, BPF_R1, 0, 0, 4),		/* a number and a pointer each */ \
	LOAD(BPF_R2, OF_PID), \
	BPF_DO(BPF_ADD, BPF_R1, BPF_R2, 0, 0), \
	BPF_BY(BPF_ADD_NUM, BPF_R1, 0, PID_NUMBERS), \
	STORE(AT, BPF_R1)
#define WRITE_AND_END(words) \
	BPF_DO(BPF_LOAD64, BPF_R1, BPF_R6, 0, 0),	/* struct bpf_iter_meta */ \
	BPF_DO(BPF_LOAD64, BPF_R1, BPF_R1, 0, 0), \
	BPF_DO(BPF_MOVE, BPF_R2, BPF_FP, 0, 0), \
	BPF_DO(BPF_ADD_NUM, BPF_R2, 0, 0, BPF_PLACE(TOLD)), \
	BPF_DO(BPF_SET, BPF_R3, 0, 0, 4 * (words)), \
	BPF_DO(BPF_CALL, 0, 0, 0, KERNEL_BPF_SEQ_WRITE), \
	BPF_DO(BPF_SET, BPF_R0, 0, 0, 0), \
	BPF_DO(BPF_EXIT, 0, 0, 0, 0)

static const struct bpf_step begin[] = {
	BPF_DO(BPF_MOVE, BPF_R6, BPF_R1, 0, 0),
	/* of files on: namespaces only, which few are */
	BPF_DO(BPF_LOAD64, BPF_R8, BPF_R6, 24, 0),	/* struct bpf_iter__task_file */
	BPF_DO(BPF_IF_NUM, BPF_R8, 0, 0, 0),
	STORE(AT, BPF_R8),
	FETCH(AT, AT, FILE_INODE),
	FETCH(AT, AT, INODE_SUPER),
	FETCH(AT, AT, SUPER_MAGIC),
	LOAD(BPF_R1, AT),
	BPF_BY(BPF_UNLESS_NUM, BPF_R1, 0, NSFS_MAGIC),
};

/* Processes, no threads. */
static const struct bpf_step both[] = {
	BPF_DO(BPF_LOAD64, BPF_R7, BPF_R6, 8, 0),	/* struct bpf_iter__task */
	BPF_DO(BPF_IF_NUM, BPF_R7, 0, 0, 0),
	STORE(TASK, BPF_R7),
	BPF_BY(BPF_LOAD32, BPF_R1, BPF_R7, TASK_PID),
	BPF_BY(BPF_LOAD32, BPF_R2, BPF_R7, TASK_TGID),
	BPF_DO(BPF_UNLESS, BPF_R1, BPF_R2, 0, 0),

	BPF_DO(BPF_CALL, 0, 0, 0, KERNEL_BPF_GET_CURRENT_TASK),
	STORE(AT, BPF_R0),
	FETCH(AT, AT, TASK_THREAD_PID),
	FETCH(OF_PID, TASK, TASK_THREAD_PID),
	FIND_NUMBER(AT),
	TELL(T_PID, AT, UPID_NR, 0),
};

static const struct bpf_step end_task[] = {
#define NAMESPACE(word, from, member, common) \
	FETCH(AT, from, member), \
	TELL(word, AT, common, COMMON_INUM)
	FETCH(CRED, TASK, TASK_REAL_CRED),
	FETCH(PROXY, TASK, TASK_NSPROXY),
	NAMESPACE(T_INO + NS_USER, CRED, CRED_USER, USER_NS_COMMON),
	NAMESPACE(T_INO + NS_CGROUP, PROXY, PROXY_CGROUP, CGROUP_NS_COMMON),
	NAMESPACE(T_INO + NS_IPC, PROXY, PROXY_IPC, IPC_NS_COMMON),
	NAMESPACE(T_INO + NS_UTS, PROXY, PROXY_UTS, UTS_NS_COMMON),
	NAMESPACE(T_INO + NS_NET, PROXY, PROXY_NET, NET_NS_COMMON),
	NAMESPACE(T_INO + NS_MNT, PROXY, PROXY_MNT, MNT_NS_COMMON),
	NAMESPACE(T_INO + NS_TIME, PROXY, PROXY_TIME, TIME_NS_COMMON),
	NAMESPACE(T_TIME_CHILDREN, PROXY, PROXY_TIME_CHILDREN, TIME_NS_COMMON),
	FIND_NUMBER(OF_PID),
	NAMESPACE(T_INO + NS_PID, AT, UPID_NS, PID_NS_COMMON),
	NAMESPACE(T_PID_CHILDREN, PROXY, PROXY_PID_CHILDREN, PID_NS_COMMON),
	/* no longer its own, they may have been freed under us */
	FETCH(AT, TASK, TASK_NSPROXY),
	LOAD(BPF_R1, AT),
	LOAD(BPF_R2, PROXY),
	BPF_DO(BPF_UNLESS, BPF_R1, BPF_R2, 0, 0),
	WRITE_AND_END(T_TASK_LEN),
};

static const struct bpf_step end_file[] = {
	BPF_DO(BPF_LOAD32, BPF_R1, BPF_R6, 16, 0),
	BPF_DO(BPF_STORE32, BPF_FP, BPF_R1, BPF_PLACE(TOLD - T_FD), 0),
	WRITE_AND_END(T_FILE_LEN),
};

/* Where it all goes. */
struct taker {
	const struct scan_how	*how;
	struct scan_proc	*proc, *end;
	uint32_t		 ours[T_TASK_LEN];	/* what is told of ourselves */
	uint32_t		 our_fd;		/* 0 once that was told */
};

static void
take_task(struct taker *taker, const uint32_t *told)
{
	struct scan_proc *proc;
	unsigned kind;

	/* a security module may keep it from us, of which the programs know nothing: then /proc refuses it */
	if (syscall(SYS_kcmp, told[T_PID], told[T_PID], KERNEL_KCMP_FILES, 0, 0))
		return;
	if (told[T_PID] == *taker->ours)
		memcpy(taker->ours, told, sizeof(taker->ours));
	/* both are sorted */
	while (taker->proc < taker->end && taker->proc->pid < told[T_PID])
		taker->proc++;
	proc = taker->proc;
	if (proc == taker->end || proc->pid != told[T_PID])
		return;
	/* few keep one for their children that they are not in; until there is such a child it depends on the kernel
	 * whether /proc shows that */
	if ((told[T_PID_CHILDREN] && told[T_PID_CHILDREN] != told[T_INO + NS_PID]) ||
	    told[T_TIME_CHILDREN] != told[T_INO + NS_TIME])
		return;
	for (kind = 0; kind < NS_COUNT; kind++)
		if ((taker->how->kinds & NS_BIT(kind)) && !(taker->how->flags & SCAN_AGAIN))
			proc->ino[kind] = told[T_INO + kind];
	proc->told = true;
}

static void
take_file(struct taker *taker, const uint32_t *told)
{
	scan_fd(taker->how, told[T_PID], told[T_FD]);
	if (told[T_PID] == *taker->ours && told[T_FD] == taker->our_fd)
		taker->our_fd = 0;
}

/* Takes what one of the two programs tells.  False when it did not run to its end. */
static bool
run(struct taker *taker, bool files)
{
	static struct bpf_code code;
	static uint32_t told[T_TASK_LEN * T_FILE_LEN * 50];
	size_t words = files ? T_FILE_LEN : T_TASK_LEN, at;
	ssize_t len;
	int fd;

	code.count = 0;
	bpf_add(&code, begin, files ? ARRAY_LEN(begin) : 1, has);
	bpf_add(&code, both, ARRAY_LEN(both), has);
	bpf_add(&code, files ? end_file : end_task, files ? ARRAY_LEN(end_file) : ARRAY_LEN(end_task), has);
	fd = bpf_iterate(&code, has[files ? EACH_FILE : EACH_TASK]);
	/* a read that went through a million and has nothing to tell says EAGAIN */
	while ((len = read(fd, told, sizeof(told))) > 0 || (len < 0 && errno == EAGAIN))
		for (at = 0; len > 0 && at + words <= (size_t)len / sizeof(*told); at += words)
			if (files)
				take_file(taker, told + at);
			else
				take_task(taker, told + at);
	fd_close(fd);
	return !len;
}

/* What it told of ourselves is what our links say. */
static bool
is_true(const uint32_t *ours)
{
	int self = fd_open(AT_FDCWD, "/proc/self", O_PATH | O_DIRECTORY);
	bool same = true;
	unsigned kind;

	for (kind = 0; kind < NS_COUNT; kind++)
		same &= scan_link(self, ns_kinds[kind].file) == ours[T_INO + kind];
	fd_close(self);
	return same;
}

/* The PIDs in /proc are those of the PID namespace that we are in. */
static bool
is_our_proc(void)
{
	static struct blob status;
	uint64_t pids[PIDNS_LEVELS];

	return blob_take(&status, fd_open(AT_FDCWD, "/proc/self/status", O_RDONLY), PROC_FILE_MAX) &&
		proc_pids(&status, pids) == 1 && pids[0] == (uint64_t)getpid();
}

bool
scan_bpf(const struct scan_how *how, struct scan_proc *proc, size_t count)
{
	static bool known;
	struct taker taker = { .how = how, .proc = proc, .end = proc + count, .ours = { (uint32_t)getpid() } };
	bool complete;
	size_t i;
	int open;

	if (!cred_has(CAP_SYS_ADMIN) || !cred_has(CAP_SYS_PTRACE) || !is_our_proc() || !(known || btf_find(wanted, has)))
		return false;
	known = true;
	has[NSFS_MAGIC] = KERNEL_NSFS_MAGIC;
	for (i = 0; i < count; i++)
		proc[i].told = false;	/* as it was in the pass before */
	/* a pointer is as long as the programs take it to be: whatever we are ourselves, the kernel is of 64 bits */
	if (has[UPID_NS] != 8 || !run(&taker, false) || !is_true(taker.ours))
		return false;
	if (!(how->flags & SCAN_FDS))
		return true;
	/* one that is surely open must be told of, too */
	open = fd_open(AT_FDCWD, "/proc/self/ns/uts", O_RDONLY);
	taker.our_fd = (uint32_t)open;
	complete = open > 0 && run(&taker, true) && !taker.our_fd;
	fd_close(open);
	return complete;
}
