/*
 * kernel.h - constants, structures and system call numbers that a libc may
 * lack, each with the kernel that introduced it.  No kernel header is needed
 * to build, so an old toolchain makes a binary for a new kernel.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include <stdint.h>
#include <sys/syscall.h>

/* Since 5.1 every architecture gives a new call the same number, plus its own base. */
#if defined(__mips__) && defined(_ABIO32)
# define KERNEL_NR(number)	(4000 + (number))
#elif defined(__mips__) && defined(_ABIN32)
# define KERNEL_NR(number)	(6000 + (number))
#elif defined(__mips__)
# define KERNEL_NR(number)	(5000 + (number))
#elif defined(__alpha__)
# define KERNEL_NR(number)	(110 + (number))
#else
# define KERNEL_NR(number)	(number)
#endif

/* Where 32-bit systems have two, the one for large files. */
#ifdef SYS_fcntl64
# define NR_FCNTL		SYS_fcntl64
#else
# define NR_FCNTL		SYS_fcntl
#endif

#define KERNEL_CLONE_INTO_CGROUP	0x200000000ULL	/* 5.7 */
struct kernel_clone_args {
	uint64_t	flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
	uint64_t	set_tid, set_tid_size;	/* 5.5 */
	uint64_t	cgroup;			/* 5.7 */
};

#define NR_open_tree		KERNEL_NR(428)	/* 5.2 */
#define NR_move_mount		KERNEL_NR(429)	/* 5.2 */
#define NR_fsopen		KERNEL_NR(430)	/* 5.2 */
#define NR_fsconfig		KERNEL_NR(431)	/* 5.2 */
#define NR_fsmount		KERNEL_NR(432)	/* 5.2 */
#define NR_pidfd_open		KERNEL_NR(434)	/* 5.3 */
#define NR_clone3		KERNEL_NR(435)	/* 5.3 */
#define NR_close_range		KERNEL_NR(436)	/* 5.9 */
#define NR_openat2		KERNEL_NR(437)	/* 5.6 */
#define NR_pidfd_getfd		KERNEL_NR(438)	/* 5.6 */
#define NR_mount_setattr	KERNEL_NR(442)	/* 5.12 */
#define NR_listns		KERNEL_NR(470)	/* 6.19 */

/* clone(2), setns(2): namespaces(7) */
#define KERNEL_NEWTIME		0x00000080	/* 5.6 */
#define KERNEL_NEWNS		0x00020000	/* 2.4.19 */
#define KERNEL_NEWCGROUP	0x02000000	/* 4.6 */
#define KERNEL_NEWUTS		0x04000000	/* 2.6.19 */
#define KERNEL_NEWIPC		0x08000000	/* 2.6.19 */
#define KERNEL_NEWUSER		0x10000000	/* 3.8 */
#define KERNEL_NEWPID		0x20000000	/* 2.6.24 */
#define KERNEL_NEWNET		0x40000000	/* 2.6.24 */

/* ioctl_nsfs(2); _IO() is 0x20000000 | ... on some architectures */
#if defined(__mips__) || defined(__powerpc__) || defined(__sparc__) || defined(__alpha__)
# define KERNEL_IO(type, nr)	(0x20000000ul | (type) << 8 | (nr))
# define KERNEL_IOR(type, nr, size)	(0x40000000ul | (size) << 16 | (type) << 8 | (nr))
#else
# define KERNEL_IO(type, nr)	((type) << 8 | (nr))
# define KERNEL_IOR(type, nr, size)	(0x80000000ul | (size) << 16 | (type) << 8 | (nr))
#endif
#define NS_GET_USERNS		KERNEL_IO(0xb7ul, 1)	/* 4.9 */
#define NS_GET_PARENT		KERNEL_IO(0xb7ul, 2)	/* 4.9 */
#define NS_GET_NSTYPE		KERNEL_IO(0xb7ul, 3)	/* 4.11 */
#define NS_GET_OWNER_UID	KERNEL_IO(0xb7ul, 4)	/* 4.11 */
#define NS_MNT_GET_NEXT		KERNEL_IOR(0xb7ul, 11, 16)	/* 6.12: the next mount namespace, as an fd */
#define NS_MNT_GET_PREV		KERNEL_IOR(0xb7ul, 12, 16)	/* 6.12 */
#define KERNEL_SIOCGSKNS	0x894c			/* 4.10: a socket's network namespace */

#define KERNEL_TIOCGPTPEER	KERNEL_IO(0x54ul, 0x41)	/* 4.13 */

/* rtnetlink(7): 4.0 */
#define KERNEL_RTM_NEWNSID	88
#define KERNEL_RTM_GETNSID	90
#define KERNEL_NETNSA_NSID	1
#define KERNEL_NETNSA_FD	3

/* statfs(2) f_type */
#define KERNEL_PROC_MAGIC	0x9fa0
#define KERNEL_SYSFS_MAGIC	0x62656572
#define KERNEL_TMPFS_MAGIC	0x01021994
#define KERNEL_DEVPTS_MAGIC	0x1cd1		/* 2.6.36 */
#define KERNEL_NSFS_MAGIC	0x6e736673	/* 3.19 */
#define KERNEL_INIT_USERNS	0xeffffffdu	/* 3.8: the inode of the initial user namespace */
#define KERNEL_INIT_UTSNS	0xeffffffeu	/* 3.8: the inode of the initial UTS namespace */
#define KERNEL_INIT_PIDNS	0xeffffffcu	/* 3.8: the inode of the initial PID namespace */
#define KERNEL_PIDFS_MAGIC	0x50494446	/* 6.9 */
#define KERNEL_CGROUP_MAGIC	0x27e0eb
#define KERNEL_CGROUP2_MAGIC	0x63677270	/* 4.5 */
#define KERNEL_INIT_CGROUPNS	0xeffffffbu	/* 4.6: the inode of the initial cgroup namespace */

/* openat2(2), 5.6 */
struct kernel_open_how {
	uint64_t	flags;
	uint64_t	mode;
	uint64_t	resolve;
};
#define KERNEL_RESOLVE_NO_MAGICLINKS	0x02
#define KERNEL_RESOLVE_IN_ROOT		0x10

/* statx(2), 4.11: what stat(2) tells, and less where that is enough */
#define KERNEL_AT_STATX_DONT_SYNC	0x4000
struct kernel_statx {
	uint32_t	mask, block;
	uint64_t	attributes;
	uint32_t	links, uid, gid;
	uint16_t	mode, unused;
	uint64_t	ino, size, blocks, known;
	uint64_t	times[8];
	uint32_t	rdev_major, rdev_minor, dev_major, dev_minor;
	uint64_t	rest[14];
};

/* close_range(2) */
#define KERNEL_CLOSE_RANGE_CLOEXEC	4	/* 5.11 */

/* open_tree(2), move_mount(2), 5.2 */
#define KERNEL_OPEN_TREE_CLONE		1
#define KERNEL_AT_RECURSIVE		0x8000
#define KERNEL_MOVE_MOUNT_F_EMPTY_PATH	4
#define KERNEL_MOVE_MOUNT_T_EMPTY_PATH	0x40
#define KERNEL_AT_EMPTY_PATH		0x1000

/* fsopen(2), fsconfig(2), fsmount(2), 5.2 */
#define KERNEL_FSOPEN_CLOEXEC		1
#define KERNEL_FSMOUNT_CLOEXEC		1
#define KERNEL_FSCONFIG_SET_STRING	1
#define KERNEL_FSCONFIG_CMD_CREATE	6

/* mount_setattr(2), 5.12; the lower ones also of fsmount(2) */
#define KERNEL_ATTR_RDONLY		1
#define KERNEL_ATTR_NOSUID		2
#define KERNEL_ATTR_NODEV		4
#define KERNEL_ATTR_NOEXEC		8
#define KERNEL_ATTR_IDMAP		0x100000
struct kernel_mount_attr {
	uint64_t	set;
	uint64_t	clear;
	uint64_t	propagation;	/* MS_SHARED, MS_SLAVE, MS_PRIVATE */
	uint64_t	userns;		/* an fd, for IDMAP */
};

/* open_by_handle_at(2) on nsfs: handles 6.18, by id alone 6.19 */
#define KERNEL_FD_NSFS_ROOT	(-10003)
#define KERNEL_FILEID_NSFS	0xf1
struct kernel_nsfs_handle {
	uint32_t	bytes;		/* of what follows type: 16 */
	int32_t		type;		/* KERNEL_FILEID_NSFS */
	uint64_t	ns_id;
	uint32_t	ns_type;	/* 0: any */
	uint32_t	ns_inum;	/* 0: any */
};

struct kernel_mnt_ns_info {	/* 6.12 */
	uint32_t	size;
	uint32_t	mounts;
	uint64_t	id;
};

/* listns(2), 6.19 */
struct kernel_ns_id_req {
	uint32_t	size;		/* 32 */
	uint32_t	spare;
	uint64_t	ns_id;		/* those behind it */
	uint32_t	ns_type;	/* CLONE_NEW* flags */
	uint32_t	spare2;
	uint64_t	user_ns_id;	/* 0: whoever owns them */
};

/* memfd_create(2), fcntl(2) */
#define KERNEL_MFD_CLOEXEC		1	/* 3.17 */
#define KERNEL_MFD_ALLOW_SEALING	2	/* 3.17 */
#define KERNEL_MFD_EXEC			16	/* 6.3 */
#define KERNEL_F_ADD_SEALS		1033	/* 3.17 */
#define KERNEL_F_GET_SEALS		1034	/* 3.17 */
#define KERNEL_F_SEAL_ALL		15	/* seal, shrink, grow, write */

/* ptrace(2), seccomp(2) */
#define KERNEL_PTRACE_DETACH		17
#define KERNEL_PTRACE_SEIZE		0x4206	/* 3.4 */
#define KERNEL_PTRACE_INTERRUPT		0x4207	/* 3.4 */
#define KERNEL_PTRACE_GET_FILTER	0x420c	/* 4.4: PTRACE_SECCOMP_GET_FILTER */
#define KERNEL_SECCOMP_SET_MODE_FILTER	1	/* 3.17 */
struct kernel_bpf {
	uint16_t	code;
	uint8_t		jt, jf;
	uint32_t	k;
};
struct kernel_bpf_prog {
	uint16_t	 len;
	struct kernel_bpf *filter;
};

/* kcmp(2), 3.5: 0 for the same open file, or the same table of those */
#define KERNEL_KCMP_FILE	0
#define KERNEL_KCMP_FILES	2

/* keyctl(2) */
#define KERNEL_KEYCTL_JOIN_SESSION_KEYRING	1	/* 2.6.10 */

/* prlimit(2), 2.6.36 */
struct kernel_rlimit {
	uint64_t	current;
	uint64_t	max;
};

/* capabilities(7), capset(2) */
#define KERNEL_CAP_VERSION_3	0x20080522	/* 2.6.26 */
struct kernel_cap_header {
	uint32_t	version;
	int32_t		pid;
};
struct kernel_cap_data {
	uint32_t	effective;
	uint32_t	permitted;
	uint32_t	inheritable;
};

/* capabilities(7): 2.2 */
#define CAP_SYS_PTRACE		19
#define CAP_SYS_ADMIN		21

/* bpf(2): what a program that the kernel runs for each process needs (5.8) */
#define KERNEL_BPF_PROG_LOAD		5
#define KERNEL_BPF_LINK_CREATE		28
#define KERNEL_BPF_ITER_CREATE		33
#define KERNEL_BPF_PROG_TYPE_TRACING	26
#define KERNEL_BPF_TRACE_ITER		28
#define KERNEL_BPF_GET_CURRENT_TASK	35
#define KERNEL_BPF_PROBE_READ_KERNEL	113
#define KERNEL_BPF_SEQ_WRITE		127
struct kernel_bpf_load {
	uint32_t	prog_type, insn_cnt;
	uint64_t	insns, license;
	uint32_t	log_level, log_size;
	uint64_t	log_buf;
	uint32_t	kern_version, prog_flags;
	char		prog_name[16];
	uint32_t	prog_ifindex, expected_attach_type, prog_btf_fd, func_info_rec_size;
	uint64_t	func_info;
	uint32_t	func_info_cnt, line_info_rec_size;
	uint64_t	line_info;
	uint32_t	line_info_cnt, attach_btf_id, attach_prog_fd, core_relo_cnt;
};
struct kernel_bpf_insn {
	uint8_t		code, regs;	/* four bits each, the target's first as bit-fields go */
	int16_t		off;
	int32_t		imm;
};
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
# define KERNEL_BPF_REGS(dst, src)	((dst) | (src) << 4)
#else
# define KERNEL_BPF_REGS(dst, src)	((dst) << 4 | (src))
#endif

#endif
