/* bpf.h - programs that the kernel runs for each process there is, and whose output is read as a file */
#ifndef BPF_H
#define BPF_H

#include "libbb.h"
#include "kernel.h"

/* Documentation/bpf/standardization/instruction-set.rst */
enum { BPF_R0, BPF_R1, BPF_R2, BPF_R3, BPF_R6 = 6, BPF_R7, BPF_R8, BPF_FP = 10 };
enum {
	BPF_LOAD32 = 0x61, BPF_LOAD64 = 0x79, BPF_STORE32 = 0x63, BPF_STORE64 = 0x7b,
	BPF_MOVE = 0xbf, BPF_SET = 0xb7, BPF_ADD = 0x0f, BPF_ADD_NUM = 0x07, BPF_SHIFT_NUM = 0x67,
	BPF_IF_NUM = 0x15, BPF_UNLESS_NUM = 0x55, BPF_UNLESS = 0x5d, BPF_CALL = 0x85, BPF_EXIT = 0x95,
	/* Ours: reads kernel memory, as many instructions.  What is not there is 0. */
	BPF_FETCH32 = 4, BPF_FETCH64 = 8,
	BPF_CODE_MAX = 320
};

/* An instruction; a jump of none goes to where the program's last two are. */
struct bpf_step {
	uint8_t	op, dst, src;	/* of a fetch, places in the stack: where to, and where the address is */
	int8_t	off, imm;
	uint8_t	value, more;	/* not 0: which value is the offset of a load, else the number; a fetch adds both */
};

/* A place in the stack is so many times four bytes. */
#define BPF_PLACE(place)			(-4 * (place))
#define BPF_DO(op, dst, src, off, imm)		{ op, dst, src, off, imm, 0, 0 }
#define BPF_BY(op, dst, src, value)		{ op, dst, src, 0, 0, value, 0 }
#define BPF_FETCH(op, to, from, value, more)	{ op, to, from, 0, 0, value, more }

struct bpf_code {
	struct kernel_bpf_insn	insn[BPF_CODE_MAX];
	uint32_t		count;
};

void	bpf_add(struct bpf_code *code, const struct bpf_step *step, size_t count, const uint32_t *value);
/* What an iterator of the kernel, the one whose function has this id, writes by code; its fd, or -1.  Linux 5.8. */
int	bpf_iterate(struct bpf_code *code, uint32_t function);

#endif
