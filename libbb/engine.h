/* engine.h - what an engine's file and the shared ones say to each other */
#ifndef ENGINE_H
#define ENGINE_H

#include "ns.h"

/* Whose containers are asked for. */
struct engine_walk {
	const struct engine	*engine;
	const char		*root;		/* "", or PID 1's where that is not ours */
	uid_t			 owner;		/* whose records these are: 0, or a user's */
	const char		*home;		/* that user's; NULL unknown */
	bool			 ours;		/* our own: the environment tells its directories */
};

struct process;
struct place;
struct engine_place;

struct engine {
	const char		*name;		/* as printed, and its prefix in a TARGET */
	/* Where its records are: PLACES(rows).  Gives every container on record
	 * to engine_found, from what is cheap to read: look those of one place, visit
	 * that of one name in its data directory, or run where it has no data. */
	const struct engine_place *places;
	void			(*look)(struct place *place);
	bool			(*visit)(const char *name, void *place);
	/* Puts in what the runtime itself noted of one that should run: PID and
	 * start time.  False after a warning when that is there but cannot be used. */
	bool			(*confirm)(struct container *container);
	/* The same as look, from a process whose program's name starts with this. */
	const char		*program;
	void			(*process)(const struct engine_walk *walk, const struct process *process);
	unsigned char		 place_count;
	unsigned char		 kind;		/* the enum oci_kind of a runtime */
	bool			 own_config;	/* its record is Docker's, with the configuration in it */
};

#define PLACES(rows) .places = (rows), .place_count = ARRAY_LEN(rows)

extern const struct engine engine_docker, engine_podman, engine_nerdctl, engine_containerd, engine_crio, engine_runc,
	engine_crun, engine_youki, engine_lxc, engine_lxd, engine_incus, engine_machine, engine_apptainer, engine_flatpak,
	engine_bwrap, engine_runsc, engine_cgroup;

extern const struct engine *const engines[];	/* up to a NULL; who uses another's work comes before it */

/* found.c: what they gave, each container once */

/* From now on, with nothing given yet, visit is called for what is found. */
void	engine_found_by(container_visit *visit, void *arg);
/* One container, with engine and owner as in walk. */
void	engine_found(const struct engine_walk *walk, struct container *container);
/* The same, of one that only the command line of the process that keeps it
 * tells of; not again when a record did. */
void	engine_kept(const struct engine_walk *walk, const struct process *process, struct container *container);
/* True when a container of this ID was given to those. */
bool	engine_knows(const struct engine_walk *walk, const char *id);
/* True when owner's container with that init was told of before; now it is. */
bool	engine_told(pid_t pid, uid_t owner);

/* engine.c: all of them, one after the other */

/* Calls visit for every container on record of one engine, or with NULL of all. */
void	engine_ask(const struct engine *only, container_visit *visit, void *arg);
/* Goes on with what only the processes that keep containers tell of; with Docker
 * it has only, also containers of others. */
void	engine_ask_keepers(const struct engine *only);
/* Goes on with what only cgroups show. */
void	engine_ask_cgroups(void);
/* A path that may not be read; NULL. */
extern const char *engine_denied_path;

/* state.c: the files and directories that engines keep their state in */

/* The directories of one installation.  "$D/x" is x below the user's
 * XDG_DATA_HOME, $C below _CONFIG_HOME, $R below _RUNTIME_DIR, $H below the
 * home directory; others are root's. */
struct engine_place {
	const char	*data, *run, *config;
};
struct place {
	const struct engine_walk	*walk;
	char				 data[PATH_ROOM], run[PATH_ROOM], config[PATH_ROOM];
};
/* Looks at those of its engine's places that are walk's owner's. */
void	engine_places(const struct engine_walk *walk);
/* The same of one. */
void	engine_look(struct place *place);

/* A state file, whole; false also when there is none, and, after a warning,
 * when it cannot be read. */
bool	engine_read(struct blob *text, const char *path);
/* json_first of one, of which no more is read than that needs.  Texts last until
 * the next call.  engine_unread instead of an error where engine_read would fail. */
const char *engine_first(const char *path, const struct json_want *want, size_t count, void *base);
extern const char engine_unread[];
/* A directory of state for dir_each, -1 when there is none; with once not NULL,
 * also when its engine was given it before. */
int	engine_dir(const struct engine_walk *once, const char *path);
bool	engine_has(const char *path);
/* Nothing was given before. */
void	engine_forget(void);
/* PID 1's root directory, as a path of ours. */
#define ENGINE_HOST	"/proc/1/root"
/* Warns of what is wrong with a file; false when anything is. */
bool	engine_sound(const char *path, const char *error);
/* The directory that a configuration in JSON has part in: a path there begins with
 * it and goes on with part.  False without such. */
bool	engine_above(char *path, const char *file, const char *part);
/* A PID as a file of one line has it; 0 when it has none. */
pid_t	engine_pid(const char *path);
bool	engine_is_id(const char *name);		/* 64 hexadecimal digits */
/* Fills in what to do instead of entering it, where that text names a runtime
 * whose containers have a kernel of their own. */
void	engine_instead(struct container *container, const char *runtime);

/* engine_docker.c: the name of the container id, by Docker's record of it below
 * the directory root, which is an enemy's; "" without one. */
const char	*docker_name_below(int root, const char *id);

/* oci.c: what OCI runtimes keep of each container they started */

enum oci_kind { OCI_RUNC, OCI_CRUN, OCI_YOUKI, OCI_KINDS, OCI_ANY = OCI_KINDS };
enum oci_found { OCI_NONE, OCI_GOOD, OCI_BAD };

/* PID, start and, where the PID is 0, no more than that it runs, by the state in
 * the directory path.  OCI_BAD after a warning. */
enum oci_found	oci_state(struct container *container, enum oci_kind kind, const char *path);
/* The same, of the first of roots, up to a NULL, that has its ID; false for OCI_BAD. */
bool		oci_states(struct container *container, const char *const *roots);
/* spec.c */

/* Fills in what container->spec says: command, image, Kubernetes' names. */
void	oci_spec(struct container *container);
/* What Docker was told of the host's part, in hostconfig.json beside its record. */
bool	spec_host(const struct container *container, const struct json_want *want, void *base);
/* A command in the making, a space before each word; words that do not fit are
 * left out.  words_add() is a struct json_each's visit. */
struct words {
	size_t	len;
	char	text[512];
};
void	words_add(const char *key, const char *text, void *arg);

/* task.c: confirm, by containerd's directory container->runtime/ID */

bool	task_confirm(struct container *container);
/* A look at Docker's data root, which its task id, in the directory tasks, has files of. */
void	task_look(const struct engine_walk *walk, const char *tasks, const char *id);
/* Where in its state it has a directory for each namespace, in that one for each task. */
enum { TASK_VERSIONS = 2 };
extern const char *const task_versions[TASK_VERSIONS];

/* storage.c: containers/storage, which several engines have theirs in */

/* A look: at where the place's storage.conf moved its directories, and at the place;
 * visit is called for those with containers. */
void	storage_look(struct place *place);
/* The same, without one, of the storage that has the bundle of the container id in
 * it, by its runtime's word. */
void	storage_bundle(const struct engine_walk *walk, const char *bundle, const char *id);

/* cgroups.c: what the paths in /proc/PID/cgroup tell of containers */

/* True when a path of that text has a component called so: WHAT, with an
 * engine's word before it or a unit's suffix behind. */
bool	cgroup_names(const char *text, const char *what);
/* The first container's ID in a path, from *at on, which moves behind it; the
 * outermost comes first.  *engine is the name of its engine, or "". */
bool	cgroup_id(const char **at, char *id, size_t size, const char **engine);
bool	cgroup_frozen(const char *text);

/* pids.c: a set of PIDs, zeroed at the start */

enum { PID_LIMIT = 4 * 1024 * 1024 };	/* PID_MAX_LIMIT of the kernel */
struct pids {
	ROOMY uint64_t	last;		/* the highest in it */
	unsigned char	bits[PID_LIMIT / 8 + 1];
};
bool	pids_have(const struct pids *pids, uint64_t pid);
void	pids_add(struct pids *pids, uint64_t pid);	/* none above PID_LIMIT */
/* Adds those that the file lists, with a byte between, to pids and their number
 * to count; closes fd.  pids may be NULL. */
bool	pids_take(struct pids *pids, int fd, uint64_t *count);

/* cgroup_walk.c */

#define CGROUPS	"/sys/fs/cgroup"
/* Where below that a hierarchy of /proc/PID/cgroup is mounted: "" is version 2's. */
const char *cgroup_mount(const char *hierarchy);

struct cgroup_walk {
	struct pids	*pids;		/* where they go, or NULL */
	uint64_t	 count;		/* how many they are */
	nlink_t		 left;		/* at most so many cgroups */
	bool		 outside;	/* without those of containers */
	bool		 failed;	/* not all are in it */
	unsigned	 depth;
	int		 dir;
};
/* Adds the processes of the cgroup path and of those below it; false when there
 * is none. */
bool	cgroup_walk(struct cgroup_walk *walk, int dir, const char *path);
/* Adds to pids those that are in no container, by cgroups.  False when that
 * cannot be told, or is more work than to look at all of so many processes; self
 * is our own directory in /proc. */
bool	uncontained(int self, nlink_t processes, struct pids *pids);

/* procs.c: the process table, read once, of the programs that keep containers */

struct process {
	struct process		*next;
	const struct engine	*engine;
	pid_t			 pid;
	uid_t			 uid;
	bool			 trusted;	/* uid is true, and it counts PIDs as we do: no container's own */
	bool			 ours;		/* root's or our own, and its files are ours: as good as a record */
	size_t			 len;
	const char		*args;		/* each word with its NUL */
};
const struct process *process_list(void);
/* Calls visit for each PID that may be one's; NULL: they are found in /proc. */
extern void	(*process_each)(bool (*visit)(const char *name, void *arg), void *arg);
/* True when a word of it has that text. */
bool		process_has(const struct process *process, const char *text);
/* The word after option, or behind "option="; NULL. */
const char	*process_option(const struct process *process, const char *option);
/* Word number n; NULL. */
const char	*process_word(const struct process *process, unsigned n);
/* The init of the container whose keeper pid is: its first child, of those in
 * ID's cgroup when id is not NULL.  0 when there is none. */
pid_t		process_child(pid_t pid, const char *id);

#endif
