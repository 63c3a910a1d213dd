/*
 * mount.h - what is mounted where: for PROG in a mount namespace of its own, for a container in its
 */
#ifndef MOUNT_H
#define MOUNT_H

#include "opt.h"
#include "plan.h"

/* volume.c: a directory or a file of ours, or a tmpfs, at a place of another root */

struct volume {
	const char	*source;	/* a path of ours; NULL: a tmpfs */
	const char	*name;		/* what it is called: source, or "a tmpfs" */
	const char	*dest;		/* absolute, without ".." */
	const char	*data;		/* of a tmpfs: its own options, or "" */
	unsigned	 attr;		/* KERNEL_ATTR_ bits to set */
	unsigned	 spread;	/* MS_PRIVATE, MS_SLAVE or MS_SHARED, with MS_REC */
	bool		 single;	/* without what is mounted below source */
	bool		 whole;		/* attr for all that is mounted below, or not at all */
	bool		 idmap;		/* asked for by name */
	bool		 directory;	/* source is one */
	bool		 late;		/* attr is set once it is mounted: before 5.12 */
	int		 from;		/* source, until it is a tree; or -1 */
	int		 tree;		/* detached, then mounted; or -1 */
	int		 place;		/* what it will cover, or -1: to be made */
};

/* SRC:DST[:OPTS] of docker's -v, type=...,src=... of its --mount, DST[:OPTS] of
 * its --tmpfs; they die. */
void	volume_parse(struct volume *volume, const char *spec);
void	volume_parse_mount(struct volume *volume, const char *spec);
void	volume_parse_tmpfs(struct volume *volume, const char *spec);
/* In one line, for plan_print. */
void	volume_print(const struct volume *volume);

/* volume_take.c: its source */

/* Opened; dies. */
void	volume_open(struct volume *volume);
/* Dies when it is the directory root, or in it, and that is not ours: it is there already. */
void	volume_refuse(const struct volume *volume, int root);
/* As a detached tree, its attributes set, idmapped for the user namespace
 * userns; -1 for none.  Dies. */
void	volume_take(struct volume *volume, int userns);

/* plan_volumes.c: all that nsrun was asked for, opened, and in an order that works; dies. */
struct volume_wish {
	struct opt_many	 binds, mounts, tmpfs;
	const char	*netns;		/* whose /etc/netns directory goes on /etc, or NULL */
};
/* With mounts->shm set, that, too; or NULL afterwards, with a warning, when it has none. */
void	plan_volumes(struct plan_mounts *mounts, const struct volume_wish *wish);

/* place.c: where something is to be mounted, in a root that may be hostile */

/* What path names in there, as O_PATH; -1 with errno. */
int	place_find(int root, const char *path);
/* The same, made where it is missing: a directory, or else an empty file. */
int	place_make(int root, const char *path, bool directory);

/* The nearest directory above it that is there; -1 with errno. */
int	place_above(int root, const char *path);
/* Whether path is in /proc or /sys, or, unless name_only, place in a file system such as those. */
bool	place_is_kernels(const char *path, int place, bool name_only);

/* mimic.c: in our own mounts, dest can be made afterwards without a trace here;
 * the root from then on.  Dies. */
int	mimic(int root, const char *dest);

/* mountinfo.c: what is mounted, as proc(5)'s mountinfo has it */

struct mountinfo {
	uint64_t	 id, parent;
	uint64_t	 shared;	/* its peer group, or 0 */
	const char	*device;	/* MAJOR:MINOR */
	const char	*root;		/* what of that file system */
	const char	*dest;
	const char	*options;
	const char	*type, *source;
};
/* All of the process, ended by one with id 0; dies. */
struct mountinfo *mountinfo_read(struct target *target);
/* The path that line shows, as the process of ours sees it; or its source. */
const char *mountinfo_from(const struct mountinfo *line, const struct mountinfo *ours);
/* The line of the mount id; NULL. */
const struct mountinfo *mountinfo_find(const struct mountinfo *lines, uint64_t id);
/* The mount that an open file is on, or 0. */
uint64_t mountinfo_id(int fd);
/* Whether what is mounted on a place of theirs, or unmounted from it, is so for ours, too. */
bool	mountinfo_shared(const struct mountinfo *theirs, const struct mountinfo *ours, int place, bool unmounted);

/* mount.c, the home of the calls that mount */
/* All of them slaves; true when / was none of them, in a chroot, and is a new one now.  Dies. */
bool	mount_slave(void);
void	mount_proc(void);
/* Of all mounts: MS_PRIVATE, MS_SLAVE or MS_SHARED. */
void	mount_propagation(unsigned long how);
void	mount_at(const char *type, const char *dir);	/* proc, binfmt_misc */
void	mount_keep_ns(const char *file, int place);	/* the namespace file bound over place */
/* A new file system of TYPE on the directory place; false with errno. */
bool	mount_new(const char *type, int place, unsigned long flags, const char *data);
/* KERNEL_ATTR_ bits on what is mounted at fd; false with errno. */
bool	mount_set(int fd, unsigned attr, bool single);
/* What is at from, on place, with these ATTR bits; false with errno. */
bool	mount_bind(int from, int place, unsigned attr);
/* Of PROG's own root: nothing, or nothing to be written, is seen at path. */
void	mount_mask(const char *path);
void	mount_freeze(const char *path);
/* The mount root becomes /; what was is open as the result, until it is left. */
int	mount_pivot(int root);
void	mount_leave(int old);

/* binfmt.c: binfmt_misc on dir, and in it, if not NULL, an interpreter as its
 * register file takes one.  Dies. */
void	mount_binfmt(const char *dir, const char *interp);

/* mounts.c: what PROG sees mounted, in a new mount namespace */
void	mounts_make(const struct plan_mounts *mounts);
/* Our /sys/fs/cgroup on place, where that works.  Closes place. */
void	mounts_cgroups(int place, unsigned attr);
/* The text of file, as a file of the tmpfs dir that has no name there, on place. */
void	mounts_text(int dir, int place, const struct plan_file *file);
/* Takes the /dev/shm of mounts->shm, before that; dies. */
void	mounts_shm(const struct plan_mounts *mounts);
/* Takes the volumes again by their names, now that the mount namespace is
 * another; and mounts them in root.  They die. */
void	mounts_take(const struct plan_mounts *mounts);
void	mounts_attach(const struct plan_mounts *mounts, int root);

/* rootfs.c: mounts->rootfs as the root of PROG; finish is for PROG's process. */
void	rootfs_build(const struct plan_mounts *mounts);
void	rootfs_finish(const struct plan_mounts *mounts);

/* mount.c: trees, and the places they go to */

/* What is at place FROM, with or without what is mounted below it, as a
 * detached tree; or a new tmpfs.  -1 with errno. */
int	mount_copy(int from, bool single);
int	mount_tmpfs(const char *options);
struct kernel_mount_attr;
/* The attributes of a tree, and unless single of what is below it; false with errno. */
bool	mount_change(int tree, bool single, const struct kernel_mount_attr *attr);
/* Our own fds by name, for the calls that know no other way; before entering. */
void	mount_open_fds(void);
/* On its place; false with errno. */
bool	mount_attach(struct volume *volume);
/* What is mounted at the very place fd. */
bool	mount_detach(int fd);

#endif
