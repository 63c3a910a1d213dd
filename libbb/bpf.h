/* bpf.h - programs that the kernel runs for each process there is, and whose output is read as a file */
#ifndef BPF_H
#define BPF_H

#include "libbb.h"
#include "kernel.h"

enum { BPF_CODE_MAX = 256, BPF_R0 = 0, BPF_R1, BPF_R2, BPF_R3, BPF_R6 = 6, BPF_R7, BPF_R8, BPF_FP = 10 };

/* Operations: Documentation/bpf/standardization/instruction-set.rst */
enum {
	BPF_LOAD32 = 0x61, BPF_LOAD64 = 0x79, BPF_STORE32 = 0x63, BPF_STORE64 = 0x7b, BPF_ZERO32 = 0x62,
	BPF_MOVE = 0xbf, BPF_SET = 0xb7, BPF_ADD = 0x0f, BPF_ADD_NUM = 0x07, BPF_AND = 0x5f, BPF_XOR_NUM = 0xa7, BPF_SHIFT_NUM = 0x67,
	BPF_IF_SAME_NUM = 0x15, BPF_UNLESS_NUM = 0x55, BPF_UNLESS = 0x5d, BPF_CALL = 0x85, BPF_EXIT = 0x95
};

struct bpf_code {
	struct kernel_bpf_insn	insn[BPF_CODE_MAX];
	uint32_t		count;
};

/* One more instruction; its place, for bpf_to_here. */
uint32_t	bpf_put(struct bpf_code *code, uint8_t op, unsigned dst, unsigned src, int off, int32_t imm);
/* The jump that was put at place goes here. */
void		bpf_to_here(struct bpf_code *code, uint32_t place);
/* Reads size bytes of the kernel's memory to offset `to' of the stack; they are offset bytes behind
 * the address that is at base there.  Zeros where there is nothing. */
void		bpf_fetch(struct bpf_code *code, int to, int size, int base, uint32_t offset);
/* What an iterator of the kernel with this id of its function writes by code; its fd, or -1.  Linux 5.8. */
int		bpf_iterate(const struct bpf_code *code, uint32_t function);

#endif
