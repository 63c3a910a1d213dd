/* bpf.c - the one home of bpf(2): programs that read, and change nothing */

#include <unistd.h>
#include "bpf.h"

uint32_t
bpf_put(struct bpf_code *code, uint8_t op, unsigned dst, unsigned src, int off, int32_t imm)
{
	ASSERT(code->count < BPF_CODE_MAX);
	code->insn[code->count] = (struct kernel_bpf_insn){ op, (uint8_t)KERNEL_BPF_REGS(dst, src), (int16_t)off, imm };
	return code->count++;
}

void
bpf_to_here(struct bpf_code *code, uint32_t place)
{
	code->insn[place].off = (int16_t)(code->count - place - 1);
}

void
bpf_fetch(struct bpf_code *code, int to, int size, int base, uint32_t offset)
{
	bpf_put(code, BPF_LOAD64, BPF_R3, BPF_FP, base, 0);
	bpf_put(code, BPF_ADD_NUM, BPF_R3, 0, 0, (int32_t)offset);
	bpf_put(code, BPF_MOVE, BPF_R1, BPF_FP, 0, 0);
	bpf_put(code, BPF_ADD_NUM, BPF_R1, 0, 0, to);
	bpf_put(code, BPF_SET, BPF_R2, 0, 0, size);
	bpf_put(code, BPF_CALL, 0, 0, 0, KERNEL_BPF_PROBE_READ_KERNEL);
}

int
bpf_iterate(const struct bpf_code *code, uint32_t function)
{
	struct kernel_bpf_load load = {
		.prog_type = KERNEL_BPF_PROG_TYPE_TRACING, .expected_attach_type = KERNEL_BPF_TRACE_ITER,
		.insns = (uintptr_t)code->insn, .insn_cnt = code->count, .attach_btf_id = function,
		/* the kernel lets no other program use what these need; ours may be had by either */
		.license = (uintptr_t)"Dual BSD/GPL", .prog_name = "nsls",
	};
	struct { uint32_t prog, target, type, flags; } link = { .type = KERNEL_BPF_TRACE_ITER };
	struct { uint32_t link, flags; } iter = { .flags = 0 };
	int prog, linked, fd = -1;

	/* all three are close-on-exec from birth */
	prog = (int)syscall(SYS_bpf, KERNEL_BPF_PROG_LOAD, &load, sizeof(load));
	if (prog < 0)
		return -1;
	link.prog = (uint32_t)prog;
	linked = (int)syscall(SYS_bpf, KERNEL_BPF_LINK_CREATE, &link, sizeof(link));
	if (linked >= 0) {
		iter.link = (uint32_t)linked;
		fd = (int)syscall(SYS_bpf, KERNEL_BPF_ITER_CREATE, &iter, sizeof(iter));
	}
	fd_close(linked);
	fd_close(prog);
	return fd_high(fd);
}
