/*
 * One line an applet, sorted: APPLET(name, in the box or not, what it is for).
 * Included as it is, the lines are prototypes; main.c makes its table of them.
 */
#ifndef APPLET
# define APPLET(name, on, text)	int name##_main(char **argv);
#endif

APPLET(lsns,    CONFIG_LSNS,    "list namespaces, as util-linux does")
APPLET(nsenter, CONFIG_NSENTER, "run a program in the namespaces of another process or container")
APPLET(nsexec,  CONFIG_NSEXEC,  "run a program in a container, as docker exec does")
APPLET(nsls,    CONFIG_NSLS,    "list namespaces and whose they are, or compare two processes")
APPLET(nsmount, CONFIG_NSMOUNT, "mount a directory of this host in a running container")
APPLET(nspid,   CONFIG_NSPID,   "print the PID of a container's init process")
APPLET(nsps,    CONFIG_NSPS,    "list containers, or the processes of one")
APPLET(nsrun,   CONFIG_NSRUN,   "run a program with each namespace the host's, a container's or new")
APPLET(unshare, CONFIG_UNSHARE, "run a program in new namespaces")

#undef APPLET
