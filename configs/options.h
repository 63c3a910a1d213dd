/*
 * The menu.  Every option is 0 or 1, is set in the file given as CONFIG=, and
 * takes its default here when that file is silent.  The comment above an
 * option is its help text; `make config-list` prints it.  Code says
 * `if (CONFIG_X)` or IF(CONFIG_X, text), never #if.
 */
#ifndef CONFIGS_OPTIONS_H
#define CONFIGS_OPTIONS_H

/* Applet lsns: list namespaces, as util-linux does. */
#ifndef CONFIG_LSNS
# define CONFIG_LSNS 1
#endif

/* Applet nsenter: run a program in another process's namespaces. */
#ifndef CONFIG_NSENTER
# define CONFIG_NSENTER 1
#endif

/* Applet nsls: list namespaces and whose they are, or compare two processes. */
#ifndef CONFIG_NSLS
# define CONFIG_NSLS 1
#endif

/* lsns -Q and nsls -Q: filter expressions with regular expressions. */
#ifndef CONFIG_NSLS_FILTER
# define CONFIG_NSLS_FILTER 1
#endif

/* Applet nspid: print a container's init PID. */
#ifndef CONFIG_NSPID
# define CONFIG_NSPID 1
#endif

/* Applet nsps: list containers and their processes. */
#ifndef CONFIG_NSPS
# define CONFIG_NSPS 1
#endif

/* Applet nsrun: run a host's program with chosen namespaces. */
#ifndef CONFIG_NSRUN
# define CONFIG_NSRUN 1
#endif

/* List the options and what they mean in --help. */
#ifndef CONFIG_HELP
# define CONFIG_HELP 1
#endif

/* Add the notes and examples below the options in --help. */
#ifndef CONFIG_HELP_NOTES
# define CONFIG_HELP_NOTES CONFIG_HELP
#endif

/* --usage-dump: print the option table for the man page and the completions. */
#ifndef CONFIG_USAGE_DUMP
# define CONFIG_USAGE_DUMP CONFIG_HELP
#endif

/* --dry-run: print the plan instead of carrying it out. */
#ifndef CONFIG_DRY_RUN
# define CONFIG_DRY_RUN 1
#endif

/* The box's --install: make the links to the applets. */
#ifndef CONFIG_INSTALL
# define CONFIG_INSTALL 1
#endif

/* Name containers and find them in their engines' state files. */
#ifndef CONFIG_CONTAINERS
# define CONFIG_CONTAINERS 1
#endif

/* Docker's containers, rootful and rootless. */
#ifndef CONFIG_ENGINE_DOCKER
# define CONFIG_ENGINE_DOCKER CONFIG_CONTAINERS
#endif

/* The words for errors; without them messages give the number of errno(3). */
#ifndef CONFIG_ERROR_TEXT
# define CONFIG_ERROR_TEXT 1
#endif

/* nsenter --join-cgroup. */
#ifndef CONFIG_CGROUP
# define CONFIG_CGROUP 1
#endif

/* nsenter --follow-context: SELinux contexts and AppArmor profiles. */
#ifndef CONFIG_LABEL
# define CONFIG_LABEL 1
#endif

/* nsenter --net-socket, --user-parent, --pid-for-children and =:NSID. */
#ifndef CONFIG_NSENTER_RARE
# define CONFIG_NSENTER_RARE 1
#endif

/* TARGET as PID:INODE, by the inode of its pidfd; PID:START is always there. */
#ifndef CONFIG_PID_INODE
# define CONFIG_PID_INODE 1
#endif

/* -S and -G with names, of the root that is entered, and with `follow'; --init-groups. */
#ifndef CONFIG_USER_NAMES
# define CONFIG_USER_NAMES 1
#endif

/* nsenter --cap-drop and --keep-caps. */
#ifndef CONFIG_CAPS
# define CONFIG_CAPS 1
#endif

/* --watch of the listing applets: the list again every second. */
#ifndef CONFIG_WATCH
# define CONFIG_WATCH CONFIG_NSPS
#endif

/* --json of the listing applets. */
#ifndef CONFIG_LIST_JSON
# define CONFIG_LIST_JSON CONFIG_NSPS
#endif

/* nsps --filter, and --sort of the listing applets. */
#ifndef CONFIG_LIST_CHOOSE
# define CONFIG_LIST_CHOOSE CONFIG_NSPS
#endif

/* nspid --json: the whole record of a container. */
#ifndef CONFIG_NSPID_JSON
# define CONFIG_NSPID_JSON CONFIG_NSPID
#endif

/* Stop at a broken promise inside busyns itself: memory taken after entry. */
#ifndef CONFIG_ASSERT
# define CONFIG_ASSERT 0
#endif

#if CONFIG_ENGINE_DOCKER && !CONFIG_CONTAINERS
# error "CONFIG_ENGINE_DOCKER needs CONFIG_CONTAINERS: set both, in the file given as CONFIG="
#endif
#if CONFIG_HELP_NOTES && !CONFIG_HELP
# error "CONFIG_HELP_NOTES needs CONFIG_HELP: set both, in the file given as CONFIG="
#endif
#if CONFIG_NSPID_JSON && !CONFIG_NSPID
# error "CONFIG_NSPID_JSON needs CONFIG_NSPID: set both, in the file given as CONFIG="
#endif

/* IF(CONFIG_X, text) is text when CONFIG_X is 1, nothing when it is 0. */
#define IF(config, ...)		IF_EXPAND(config, __VA_ARGS__)
#define IF_EXPAND(config, ...)	IF_##config(__VA_ARGS__)
#define IF_0(...)
#define IF_1(...)		__VA_ARGS__

#endif
