/*
 * scan_bpf.c - what thousands of processes are in, told by the kernel in one go
 *
 * Two programs, run by the kernel's own iterators over processes and over open
 * files, write what the links in /proc/PID/ns and /proc/PID/fd would say; where
 * the kernel has it is in its BTF.  They tell nothing of a process that may do
 * what we may not: that is /proc's to refuse.
 */

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
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
	W(CRED_PERMITTED,	"cap_permitted") \
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
	W(PID_NS_REAPER,	"child_reaper") \
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

static uint32_t has[WANTED_COUNT];	/* the kernel's numbers for them */

/* How a process's namespace of each kind is found. */
static const struct {
	uint8_t	proxy, common, children;
} ways[NS_COUNT] = {
	[NS_USER] = { 0, USER_NS_COMMON, 0 },
	[NS_CGROUP] = { PROXY_CGROUP, CGROUP_NS_COMMON, 0 },
	[NS_IPC] = { PROXY_IPC, IPC_NS_COMMON, 0 },
	[NS_UTS] = { PROXY_UTS, UTS_NS_COMMON, 0 },
	[NS_NET] = { PROXY_NET, NET_NS_COMMON, 0 },
	[NS_PID] = { 0, PID_NS_COMMON, PROXY_PID_CHILDREN },
	[NS_MNT] = { PROXY_MNT, MNT_NS_COMMON, 0 },
	[NS_TIME] = { PROXY_TIME, TIME_NS_COMMON, PROXY_TIME_CHILDREN },
};

/* What the programs keep on their stack, by offset; what they write is at the bottom. */
enum {
	S_TASK = -8, S_PID = -16, S_CRED = -24, S_PROXY = -32, S_OURS = -40, S_AT = -48, S_LEVEL = -56,
	S_TOLD = -56 - (int)((sizeof(struct scan_proc) + 7) / 8 * 8)
};

struct file {
	uint32_t	pid, fd;
};

static struct bpf_code code;
static uint32_t ends[5];	/* jumps to the end of code */
static unsigned end_count;

static uint32_t
put(uint8_t op, unsigned dst, unsigned src, int off, int32_t imm)
{
	return bpf_put(&code, op, dst, src, off, imm);
}

static void
fetch(int to, int size, int base, uint32_t offset)
{
	bpf_fetch(&code, to, size, base, offset);
}

/* Nothing is told where this jump is taken. */
static void
end_by(uint8_t op, unsigned dst, unsigned src, int32_t imm)
{
	ends[end_count++] = put(op, dst, src, 0, imm);
}

/* Of the namespace whose address is at S_AT. */
static void
fetch_inode(size_t to, unsigned kind)
{
	fetch(S_TOLD + (int)to, 4, S_AT, has[ways[kind].common] + has[COMMON_INUM]);
}

/* Lets S_AT be where the struct pid at S_PID keeps its number in the PID namespace of the one at `of'. */
static void
find_number(int of)
{
	fetch(S_LEVEL, 4, of, has[PID_LEVEL]);
	put(BPF_LOAD32, BPF_R1, BPF_FP, S_LEVEL, 0);
	put(BPF_SHIFT_NUM, BPF_R1, 0, 0, 4);	/* a number and a pointer */
	put(BPF_LOAD64, BPF_R2, BPF_FP, S_PID, 0);
	put(BPF_ADD, BPF_R1, BPF_R2, 0, 0);
	put(BPF_ADD_NUM, BPF_R1, 0, 0, (int32_t)has[PID_NUMBERS]);
	put(BPF_STORE64, BPF_FP, BPF_R1, S_AT, 0);
}

/* What both begin with: no threads, and in our user namespace no process with a capability
 * that is not ours; its PID is told. */
static void
begin(void)
{
	uint32_t elsewhere;

	code.count = end_count = 0;
	put(BPF_MOVE, BPF_R6, BPF_R1, 0, 0);
	put(BPF_LOAD64, BPF_R7, BPF_R6, 8, 0);		/* struct bpf_iter__task */
	end_by(BPF_IF_SAME_NUM, BPF_R7, 0, 0);
	put(BPF_STORE64, BPF_FP, BPF_R7, S_TASK, 0);
	put(BPF_LOAD32, BPF_R1, BPF_R7, (int)has[TASK_PID], 0);
	put(BPF_LOAD32, BPF_R2, BPF_R7, (int)has[TASK_TGID], 0);
	end_by(BPF_UNLESS, BPF_R1, BPF_R2, 0);

	fetch(S_CRED, 8, S_TASK, has[TASK_REAL_CRED]);
	fetch(S_AT, 8, S_CRED, has[CRED_USER]);
	put(BPF_LOAD64, BPF_R7, BPF_FP, S_AT, 0);
	fetch(S_AT, 8, S_CRED, has[CRED_PERMITTED]);
	put(BPF_LOAD64, BPF_R8, BPF_FP, S_AT, 0);
	put(BPF_CALL, 0, 0, 0, KERNEL_BPF_GET_CURRENT_TASK);
	put(BPF_STORE64, BPF_FP, BPF_R0, S_OURS, 0);
	fetch(S_PID, 8, S_OURS, has[TASK_REAL_CRED]);
	fetch(S_AT, 8, S_PID, has[CRED_USER]);
	put(BPF_LOAD64, BPF_R1, BPF_FP, S_AT, 0);
	elsewhere = put(BPF_UNLESS, BPF_R7, BPF_R1, 0, 0);
	fetch(S_AT, 8, S_PID, has[CRED_PERMITTED]);
	put(BPF_LOAD64, BPF_R1, BPF_FP, S_AT, 0);
	put(BPF_XOR_NUM, BPF_R1, 0, 0, -1);
	put(BPF_AND, BPF_R8, BPF_R1, 0, 0);
	end_by(BPF_UNLESS_NUM, BPF_R8, 0, 0);
	bpf_to_here(&code, elsewhere);

	fetch(S_PID, 8, S_TASK, has[TASK_THREAD_PID]);
	fetch(S_AT, 8, S_OURS, has[TASK_THREAD_PID]);
	find_number(S_AT);
	fetch(S_TOLD, 4, S_AT, has[UPID_NR]);
}

/* And end with: len bytes are told. */
static void
end(int32_t len)
{
	unsigned i;

	put(BPF_LOAD64, BPF_R1, BPF_R6, 0, 0);		/* struct bpf_iter_meta */
	put(BPF_LOAD64, BPF_R1, BPF_R1, 0, 0);
	put(BPF_MOVE, BPF_R2, BPF_FP, 0, 0);
	put(BPF_ADD_NUM, BPF_R2, 0, 0, S_TOLD);
	put(BPF_SET, BPF_R3, 0, 0, len);
	put(BPF_CALL, 0, 0, 0, KERNEL_BPF_SEQ_WRITE);
	for (i = 0; i < end_count; i++)
		bpf_to_here(&code, ends[i]);
	put(BPF_SET, BPF_R0, 0, 0, 0);
	put(BPF_EXIT, 0, 0, 0, 0);
}

/* Writes a struct scan_proc. */
static int
each_task(void)
{
	unsigned kind;
	uint32_t reaped;

	begin();
	fetch(S_PROXY, 8, S_TASK, has[TASK_NSPROXY]);
	for (kind = 0; kind < NS_COUNT; kind++) {
		size_t children = offsetof(struct scan_proc, children) + kind * sizeof(uint32_t);

		if (ways[kind].children) {
			fetch(S_AT, 8, S_PROXY, has[ways[kind].children]);
			fetch_inode(children, kind);
			if (kind == NS_PID) {	/* whose first process has not been made is not in /proc */
				fetch(S_AT, 8, S_AT, has[PID_NS_REAPER]);
				put(BPF_LOAD64, BPF_R1, BPF_FP, S_AT, 0);
				reaped = put(BPF_UNLESS_NUM, BPF_R1, 0, 0, 0);
				put(BPF_ZERO32, BPF_FP, 0, S_TOLD + (int)children, 0);
				bpf_to_here(&code, reaped);
			}
		} else {
			put(BPF_ZERO32, BPF_FP, 0, S_TOLD + (int)children, 0);
		}
		if (kind == NS_PID) {
			find_number(S_PID);
			fetch(S_AT, 8, S_AT, has[UPID_NS]);
		} else if (kind == NS_USER) {
			fetch(S_AT, 8, S_CRED, has[CRED_USER]);
		} else {
			fetch(S_AT, 8, S_PROXY, has[ways[kind].proxy]);
		}
		fetch_inode(offsetof(struct scan_proc, ino) + kind * sizeof(uint32_t), kind);
	}
	end(offsetof(struct scan_proc, told));
	return bpf_iterate(&code, has[EACH_TASK]);
}

/* Writes a struct file for each namespace that is open. */
static int
each_file(void)
{
	begin();
	put(BPF_LOAD64, BPF_R8, BPF_R6, 24, 0);		/* struct bpf_iter__task_file */
	end_by(BPF_IF_SAME_NUM, BPF_R8, 0, 0);
	put(BPF_STORE64, BPF_FP, BPF_R8, S_AT, 0);
	fetch(S_AT, 8, S_AT, has[FILE_INODE]);
	fetch(S_AT, 8, S_AT, has[INODE_SUPER]);
	fetch(S_AT, 8, S_AT, has[SUPER_MAGIC]);
	put(BPF_LOAD64, BPF_R1, BPF_FP, S_AT, 0);
	end_by(BPF_UNLESS_NUM, BPF_R1, 0, KERNEL_NSFS_MAGIC);
	put(BPF_LOAD32, BPF_R1, BPF_R6, 16, 0);
	put(BPF_STORE32, BPF_FP, BPF_R1, S_TOLD + (int)offsetof(struct file, fd), 0);
	end(sizeof(struct file));
	return bpf_iterate(&code, has[EACH_FILE]);
}

/* Where the records are taken to. */
struct taker {
	const struct scan_how	*how;
	struct scan_proc	*proc, *end;
	struct scan_proc	 ours;
	uint32_t		 our_fd;
};

static void
take_task(struct taker *taker, const struct scan_proc *told)
{
	unsigned kind;

	if (told->pid == taker->ours.pid)
		taker->ours = *told;
	/* both are sorted */
	while (taker->proc < taker->end && taker->proc->pid < told->pid)
		taker->proc++;
	if (taker->proc == taker->end || taker->proc->pid != told->pid)
		return;
	for (kind = 0; kind < NS_COUNT; kind++)
		if (taker->how->kinds & NS_BIT(kind)) {
			if (!(taker->how->flags & SCAN_AGAIN))
				taker->proc->ino[kind] = told->ino[kind];
			if (taker->how->flags & SCAN_HOLDERS)
				taker->proc->children[kind] = told->children[kind];
		}
	taker->proc->told = true;
}

static void
take_file(struct taker *taker, const struct file *told)
{
	if (told->pid != taker->ours.pid)
		scan_fd(taker->how, told->pid, told->fd);
	else if (told->fd == taker->our_fd)
		taker->our_fd = 0;
}

/* False when what is read from fd, which this closes, does not end as it should. */
static bool
take_all(int fd, struct taker *taker, bool files)
{
	static union {
		struct scan_proc	proc[64];
		struct file		file[1];
	} told;
	size_t each = files ? sizeof(struct file) : offsetof(struct scan_proc, told), at;
	struct scan_proc proc;
	ssize_t len;

	/* it ends a call that has gone through a million and found nothing to tell */
	while ((len = read(fd, &told, sizeof(told) / each * each)) > 0 || (len < 0 && errno == EAGAIN))
		for (at = 0; len > 0 && at + each <= (size_t)len; at += each) {
			if (files) {
				take_file(taker, (struct file *)((char *)&told + at));
				continue;
			}
			memcpy(&proc, (char *)&told + at, each);
			take_task(taker, &proc);
		}
	fd_close(fd);
	return !len;
}

/* What it told of ourselves is what our links say. */
static bool
is_true(const struct scan_proc *ours)
{
	int self = fd_open(AT_FDCWD, "/proc/self", O_PATH | O_DIRECTORY);
	bool same = true;
	unsigned kind;

	for (kind = 0; kind < NS_COUNT; kind++)
		same &= scan_link(self, ns_kinds[kind].file) == ours->ino[kind] &&
			(!ns_kinds[kind].children || scan_link(self, ns_kinds[kind].children) == ours->children[kind]);
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
	struct taker taker = { .how = how, .proc = proc, .end = proc + count };
	bool complete;
	int open;

	if (!cred_has(CAP_SYS_ADMIN) || !cred_has(CAP_SYS_PTRACE) || !is_our_proc() || !(known || btf_find(wanted, has)))
		return false;
	known = true;
	taker.ours.pid = (uint32_t)getpid();
	if (!take_all(each_task(), &taker, false) || !is_true(&taker.ours))
		return false;
	if (!(how->flags & SCAN_HOLDERS))
		return true;
	/* one that is surely open must be told of, too */
	open = fd_open(AT_FDCWD, "/proc/self/ns/uts", O_RDONLY);
	taker.our_fd = (uint32_t)open;
	complete = open > 0 && take_all(each_file(), &taker, true) && !taker.our_fd;
	fd_close(open);
	return complete;
}
