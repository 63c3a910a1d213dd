/*
 * create.h - what goes with new namespaces: id maps, files that keep them,
 * the helper that stays outside, and why the kernel said no
 */
#ifndef CREATE_H
#define CREATE_H

#include "ns.h"

/* idmap.c: uid_map and gid_map of a new user namespace: user_namespaces(7) */

enum { ID_RANGES = 340 };	/* the kernel's limit, 4.15; 5 before */

struct id_range {
	uint32_t	inner, outer, count;
};

/* Which of the two, and whose: the user that will own the namespace. */
struct idmap {
	bool		 group;
	uid_t		 user;		/* whose lines of subuid(5), subgid(5) count */
	uint32_t	 own;		/* that user's id of this kind */
	size_t		 count;		/* 0: no map is written */
	bool		 single;	/* just one own id: needs no privilege outside */
	struct id_range	 range[ID_RANGES];
};

enum { IDMAP_TEXT = 4096 };	/* the kernel takes less than a page */

/* Fills MAP, of which group, user and own are set, from LIST: items with
 * commas between, each inner:outer:count, or outer,inner,count, or a word:
 * auto (subids, inner ones from 0 on), subids, all (what we have ourselves),
 * root, current.  INNER, if not NULL, is the id that own shall have inside,
 * with a hole made for it in the others.  LIST may be NULL.  Dies when it
 * cannot be a map. */
void	idmap_plan(struct idmap *map, const char *list, const uint32_t *inner);
/* The map as the kernel reads it; false when that is too long. */
bool	idmap_text(const struct idmap *map, char text[IDMAP_TEXT]);
/* Gives it to the process whose /proc directory is proc and whose PID is pid:
 * by ourselves where we may, else by newuidmap(1), newgidmap(1).  Dies. */
void	idmap_write(const struct idmap *map, int proc, pid_t pid);

/* create.c: namespaces made all at once, and what belongs into them */

enum create_setgroups { SETGROUPS_KEEP, SETGROUPS_ALLOW, SETGROUPS_DENY };

struct create {
	unsigned		 kinds;		/* NS_BITs */
	int			 proc;		/* our /proc directory */
	pid_t			 pid;		/* ours */
	struct idmap		 uids, gids;
	enum create_setgroups	 setgroups;
	bool			 own;		/* --owner: become that user first */
	uid_t			 owner_uid;
	gid_t			 owner_gid;
	const char		*keep[NS_COUNT];	/* FILE that is to keep the namespace, or NULL */
	int			 keep_fd[NS_COUNT];
	const char		*hostname;	/* or NULL */
	const char		*monotonic, *boottime;	/* seconds, maybe negative; or NULL */
	unsigned long		 propagation;	/* MS_ flags; 0: as it is */
};

/* plan_maps.c */

/* A map, whose group is set, of create's user namespace, from LIST as idmap_plan has it;
 * inside our own id is INNER: a number, a name of this system's, opt_bare for the
 * same as outside, or if NULL what LIST says. */
void	plan_map(struct idmap *map, const struct create *create, const char *list, const char *inner);
/* Before that: its owner, of "UID:GID", or opt_bad(). */
void	plan_owner(struct create *create, const char *ids);
/* What is written to its setgroups file, allow or deny; own_group is the INNER of its group map. */
void	plan_setgroups(struct create *create, const char *how, const char *own_group);
/* A user namespace where we are root; with FROM "keep-id" who we are,
 * with "auto" root among our subuid(5); or as UIDS and GIDS have it, one of
 * which may be NULL. */
void	plan_maps(struct create *create, const char *from, const char *uids, const char *gids);

/* After: this process has the namespaces, with maps, clocks, name and lo. */
void	create_enter(const struct create *create);
/* Files now keep the namespaces.  In PROG's process, so that a new PID
 * namespace has one. */
void	create_keep(const struct create *create);

/* create_print.c: on std_out, before plan_print */
void	create_print(const struct create *create);

/* outside.c: a process that stays in the old namespaces, with our rights there */

/* Starts it, if anything in CREATE needs it. */
void	outside_start(const struct create *create);
/* Has it do a part of its work; dies when that failed. */
void	outside_maps(const struct create *create);
void	outside_keep(const struct create *create);

/* refusal.c: which kind the kernel refuses, and by what; errno is unshare's.
 * Tries them one by one, so this process is of no use after. */
_Noreturn void	refusal_die(unsigned kinds);

#endif
