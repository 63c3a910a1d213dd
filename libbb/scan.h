/* scan.h - the parts of the pass over /proc */
#ifndef SCAN_H
#define SCAN_H

#include <sys/types.h>
#include "spaces.h"

/* A namespace that a process has open. */
struct held {
	uint32_t	ino, pid;
	int		fd;
	enum ns		kind;
};

/* Also what is held; of processes that were read before, only that. */
enum { SCAN_CHILDREN = 1, SCAN_FDS = 2, SCAN_HOLDERS = SCAN_CHILDREN | SCAN_FDS, SCAN_AGAIN = 4 };

struct scan_how {
	unsigned	 kinds, flags;
	dev_t		 nsfs;
	bool		 counted;		/* /proc/P/fd has a size: 6.2 */
	void		 (*hold)(const struct held *held);
};

/* scan.c: how scan_all read them. */
struct scan_how	scan_as_before(void);

/* scan_proc.c: fills proc, whose pid is known, and calls how->hold; changes the directory we are in.
 * False when some of it is not ours to see. */
bool	scan_read(const struct scan_how *how, struct scan_proc *proc);
/* One file that process pid has open: calls how->hold when it is a namespace. */
void	scan_fd(const struct scan_how *how, uint32_t pid, uint32_t fd);

/*
 * scan_bpf.c: all that scan_read would, of most of the count processes in proc, sorted, whose
 * pid is set: those are told then.  In less time than it takes to read a thousand of them.
 * False when the kernel does not let us, or cannot; then nothing is told of any.  Needs
 * CAP_SYS_ADMIN and CAP_SYS_PTRACE in the initial user namespace and a kernel with BTF, 5.8.
 */
bool	scan_bpf(const struct scan_how *how, struct scan_proc *proc, size_t count);

/* The kind and inode in a namespace's name, "net:[4026531833]". */
bool	scan_name(const char *name, enum ns *kind, uint32_t *ino);

#endif
