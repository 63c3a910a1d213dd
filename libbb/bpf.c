/* bpf.c - the one home of bpf(2): programs that read, and change nothing */

#include <unistd.h>
#include "bpf.h"

enum { CLASS = 7, LOAD = 1, JUMP = 5 };

static void
put(struct bpf_code *code, uint8_t op, unsigned dst, unsigned src, uint32_t off, uint32_t imm)
{
	ASSERT(code->count < BPF_CODE_MAX);
	code->insn[code->count++] = (struct kernel_bpf_insn){ op, (uint8_t)KERNEL_BPF_REGS(dst, src), (int16_t)off, (int32_t)imm };
}

void
bpf_add(struct bpf_code *code, const struct bpf_step *step, size_t count, const uint32_t *value)
{
	for (; count; count--, step++) {
		if (step->op == BPF_FETCH32 || step->op == BPF_FETCH64) {
			put(code, BPF_LOAD64, BPF_R3, BPF_FP, (uint32_t)BPF_PLACE(step->src), 0);
			put(code, BPF_ADD_NUM, BPF_R3, 0, 0, value[step->value] + (step->more ? value[step->more] : 0));
			put(code, BPF_MOVE, BPF_R1, BPF_FP, 0, 0);
			put(code, BPF_ADD_NUM, BPF_R1, 0, 0, (uint32_t)BPF_PLACE(step->dst));
			put(code, BPF_SET, BPF_R2, 0, 0, step->op);
			put(code, BPF_CALL, 0, 0, 0, KERNEL_BPF_PROBE_READ_KERNEL);
		} else if (step->value && (step->op & CLASS) == LOAD) {
			put(code, step->op, step->dst, step->src, value[step->value], 0);
		} else {
			put(code, step->op, step->dst, step->src, (uint32_t)step->off,
			    step->value ? value[step->value] : (uint32_t)step->imm);
		}
	}
}

int
bpf_iterate(struct bpf_code *code, uint32_t function)
{
	struct kernel_bpf_load load = {
		.prog_type = KERNEL_BPF_PROG_TYPE_TRACING, .expected_attach_type = KERNEL_BPF_TRACE_ITER,
		.insns = (uintptr_t)code->insn, .insn_cnt = code->count, .attach_btf_id = function,
		/* to read memory and to write is for such programs only; this one may be had so, too */
		.license = (uintptr_t)"Dual BSD/GPL", .prog_name = "nsls",
	};
	struct { uint32_t prog, target, type, flags; } link = { .type = KERNEL_BPF_TRACE_ITER };
	struct { uint32_t link, flags; } iter = { .flags = 0 };
	int prog, linked, fd = -1;
	uint32_t i;

	for (i = 0; i < code->count; i++)
		if ((code->insn[i].code & CLASS) == JUMP && !code->insn[i].off && code->insn[i].code != BPF_CALL)
			code->insn[i].off = (int16_t)(code->count - 2 - i - 1);
	code->insn[code->count - 1].off = 0;	/* it ends */
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
