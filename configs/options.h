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

/* Applet nsmount: mount a host's directory in a running container. */
#ifndef CONFIG_NSMOUNT
# define CONFIG_NSMOUNT 1
#endif

/* nsmount --list --json. */
#ifndef CONFIG_NSMOUNT_JSON
# define CONFIG_NSMOUNT_JSON CONFIG_NSMOUNT
#endif

/* Applet nsexec: run a program in a container, as confined as it is. */
#ifndef CONFIG_NSEXEC
# define CONFIG_NSEXEC 1
#endif

/* nsexec --env-file, --security-opt, --cgroup, --preserve-fds, --pid-file and --detach-keys. */
#ifndef CONFIG_NSEXEC_RARE
# define CONFIG_NSEXEC_RARE CONFIG_NSEXEC
#endif

/* nsexec: some system calls fewer, for some bytes. */
#ifndef CONFIG_NSEXEC_QUICK
# define CONFIG_NSEXEC_QUICK CONFIG_NSEXEC
#endif

/* nsexec --tool: a static program of the host's, run inside. */
#ifndef CONFIG_NSEXEC_TOOL
# define CONFIG_NSEXEC_TOOL CONFIG_NSEXEC
#endif

/* Applet nsls: list namespaces and whose they are, or compare two processes. */
#ifndef CONFIG_NSLS
# define CONFIG_NSLS 1
#endif

/* lsns -H and nsls -H: which columns there are, and what is in them. */
#ifndef CONFIG_NSLS_COLUMNS
# define CONFIG_NSLS_COLUMNS 1
#endif

/* lsns -Q and nsls -Q: filter expressions with regular expressions. */
#ifndef CONFIG_NSLS_FILTER
# define CONFIG_NSLS_FILTER 1
#endif

/* nsls and lsns of thousands of processes, as root: let the kernel tell of them all at once (bpf(2)). */
#ifndef CONFIG_NSLS_BPF
# define CONFIG_NSLS_BPF CONFIG_NSLS
#endif

/* nsls --threads and --sockets, and what only listns(2) tells of. */
#ifndef CONFIG_NSLS_HIDDEN
# define CONFIG_NSLS_HIDDEN CONFIG_NSLS
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

/* nsrun --volume, --mount, --tmpfs and --read-only. */
#ifndef CONFIG_NSRUN_MOUNTS
# define CONFIG_NSRUN_MOUNTS CONFIG_NSRUN
#endif

/* nsrun --rootfs: another root, as a container's. */
#ifndef CONFIG_NSRUN_ROOTFS
# define CONFIG_NSRUN_ROOTFS CONFIG_NSRUN
#endif

/* Say why nsrun has not the other options of docker run. */
#ifndef CONFIG_NSRUN_REFUSED
# define CONFIG_NSRUN_REFUSED CONFIG_NSRUN
#endif

/* Applet unshare: run a program in new namespaces. */
#ifndef CONFIG_UNSHARE
# define CONFIG_UNSHARE 1
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

/* Podman's containers, of any user. */
#ifndef CONFIG_ENGINE_PODMAN
# define CONFIG_ENGINE_PODMAN CONFIG_CONTAINERS
#endif

/* containerd's containers, Kubernetes' among them by their names. */
#ifndef CONFIG_ENGINE_CONTAINERD
# define CONFIG_ENGINE_CONTAINERD CONFIG_CONTAINERS
#endif

/* nerdctl's names for containerd's containers. */
#ifndef CONFIG_ENGINE_NERDCTL
# define CONFIG_ENGINE_NERDCTL CONFIG_CONTAINERS
#endif

/* CRI-O's containers, by Kubernetes' names. */
#ifndef CONFIG_ENGINE_CRIO
# define CONFIG_ENGINE_CRIO CONFIG_CONTAINERS
#endif

/* What runc started by itself. */
#ifndef CONFIG_ENGINE_RUNC
# define CONFIG_ENGINE_RUNC CONFIG_CONTAINERS
#endif

/* What crun started by itself. */
#ifndef CONFIG_ENGINE_CRUN
# define CONFIG_ENGINE_CRUN CONFIG_CONTAINERS
#endif

/* What youki started by itself. */
#ifndef CONFIG_ENGINE_YOUKI
# define CONFIG_ENGINE_YOUKI CONFIG_CONTAINERS
#endif

/* gVisor's sandboxes, which nothing here can enter: says so. */
#ifndef CONFIG_ENGINE_RUNSC
# define CONFIG_ENGINE_RUNSC CONFIG_CONTAINERS
#endif

/* LXC's containers. */
#ifndef CONFIG_ENGINE_LXC
# define CONFIG_ENGINE_LXC CONFIG_CONTAINERS
#endif

/* LXD's containers. */
#ifndef CONFIG_ENGINE_LXD
# define CONFIG_ENGINE_LXD CONFIG_CONTAINERS
#endif

/* Incus' containers. */
#ifndef CONFIG_ENGINE_INCUS
# define CONFIG_ENGINE_INCUS CONFIG_CONTAINERS
#endif

/* systemd-machined's and systemd-nspawn's containers. */
#ifndef CONFIG_ENGINE_MACHINE
# define CONFIG_ENGINE_MACHINE CONFIG_CONTAINERS
#endif

/* Apptainer's and Singularity's instances. */
#ifndef CONFIG_ENGINE_APPTAINER
# define CONFIG_ENGINE_APPTAINER CONFIG_CONTAINERS
#endif

/* Flatpak's running applications. */
#ifndef CONFIG_ENGINE_FLATPAK
# define CONFIG_ENGINE_FLATPAK CONFIG_CONTAINERS
#endif

/* Sandboxes that bubblewrap keeps. */
#ifndef CONFIG_ENGINE_BWRAP
# define CONFIG_ENGINE_BWRAP CONFIG_CONTAINERS
#endif

/* Containers that only a cgroup's name tells of. */
#ifndef CONFIG_ENGINE_CGROUP
# define CONFIG_ENGINE_CGROUP CONFIG_CONTAINERS
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

/* nsenter --net-socket, --user-parent, --pid-for-children, --preserve-fds and =:NSID. */
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

/* nsenter --cap-drop; --keep-caps of nsenter and unshare. */
#ifndef CONFIG_CAPS
# define CONFIG_CAPS 1
#endif

/* -t: a terminal of its own for the program. */
#ifndef CONFIG_PTY
# define CONFIG_PTY 1
#endif

/* --watch of nsps and nsls: the list again every second. */
#ifndef CONFIG_WATCH
# define CONFIG_WATCH 1
#endif

/* Colours of nsls on a terminal, and --color. */
#ifndef CONFIG_COLOR
# define CONFIG_COLOR CONFIG_NSLS
#endif

/* --json of the listing applets. */
#ifndef CONFIG_LIST_JSON
# define CONFIG_LIST_JSON 1
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
#if (CONFIG_ENGINE_PODMAN || CONFIG_ENGINE_CONTAINERD || CONFIG_ENGINE_NERDCTL || CONFIG_ENGINE_CRIO || \
	CONFIG_ENGINE_RUNC || CONFIG_ENGINE_CRUN || CONFIG_ENGINE_YOUKI || CONFIG_ENGINE_RUNSC || CONFIG_ENGINE_LXC || \
	CONFIG_ENGINE_LXD || CONFIG_ENGINE_INCUS || CONFIG_ENGINE_MACHINE || CONFIG_ENGINE_APPTAINER || \
	CONFIG_ENGINE_FLATPAK || CONFIG_ENGINE_BWRAP || CONFIG_ENGINE_CGROUP) && !CONFIG_CONTAINERS
# error "a CONFIG_ENGINE_ needs CONFIG_CONTAINERS: set both, in the file given as CONFIG="
#endif
#if CONFIG_HELP_NOTES && !CONFIG_HELP
# error "CONFIG_HELP_NOTES needs CONFIG_HELP: set both, in the file given as CONFIG="
#endif
#if CONFIG_NSMOUNT_JSON && !CONFIG_NSMOUNT
# error "CONFIG_NSMOUNT_JSON needs CONFIG_NSMOUNT: set both, in the file given as CONFIG="
#endif
#if CONFIG_NSLS_BPF && !CONFIG_NSLS
# error "CONFIG_NSLS_BPF needs CONFIG_NSLS: set both, in the file given as CONFIG="
#endif
#if CONFIG_NSLS_HIDDEN && !CONFIG_NSLS
# error "CONFIG_NSLS_HIDDEN needs CONFIG_NSLS: set both, in the file given as CONFIG="
#endif
#if CONFIG_NSRUN_MOUNTS && !CONFIG_NSRUN
# error "CONFIG_NSRUN_MOUNTS needs CONFIG_NSRUN: set both, in the file given as CONFIG="
#endif
#if CONFIG_NSRUN_ROOTFS && !CONFIG_NSRUN
# error "CONFIG_NSRUN_ROOTFS needs CONFIG_NSRUN: set both, in the file given as CONFIG="
#endif
#if CONFIG_NSRUN_REFUSED && !CONFIG_NSRUN
# error "CONFIG_NSRUN_REFUSED needs CONFIG_NSRUN: set both, in the file given as CONFIG="
#endif
#if CONFIG_NSEXEC_RARE && !CONFIG_NSEXEC
# error "CONFIG_NSEXEC_RARE needs CONFIG_NSEXEC: set both, in the file given as CONFIG="
#endif
#if CONFIG_NSEXEC_TOOL && !CONFIG_NSEXEC
# error "CONFIG_NSEXEC_TOOL needs CONFIG_NSEXEC: set both, in the file given as CONFIG="
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
