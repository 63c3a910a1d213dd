/* btf.h - where the running kernel has what: its own account of its types */
#ifndef BTF_H
#define BTF_H

#include "libbb.h"

/* Before a word: it is a structure, whose members follow, or a function. */
#define BTF_STRUCT	"{"
#define BTF_FUNC	"("

enum { BTF_WORDS = 64 };

/*
 * Finds what words names, each word with a NUL behind it and an empty one at their end, at most
 * BTF_WORDS of them, in /sys/kernel/btf/vmlinux (Linux 5.4, where it was built so).  value gets a
 * number for each word: of a member how many bytes it is from the start of its structure, of a
 * function its type's id.  False unless all are there; bit-fields and members of nameless
 * structures are not.  Documentation/bpf/btf.rst
 */
bool	btf_find(const char *words, uint32_t *value);

#endif
