/*
 * refused.h - the options of docker run and podman run that nsrun has no use for, and why
 */
#ifndef REFUSED_H
#define REFUSED_H

#include "opt.h"

#define OPTS_OF_DOCKER_RUN \
	OPT_REFUSED("blkio c cgroup-parent cpu device- io-max kernel-memory m memory oom-kill pids-limit ", \
		"nsrun makes no cgroup; systemd-run(1) starts it in one"), \
	OPT_REFUSED("P expose ip link mac-address net-alias network-alias p publish ", \
		"nsrun sets no network up; --net takes one that is"), \
	OPT_REFUSED("annotation cidfile disable-content gpus health- isolation l label log- no-healthcheck platform pull " \
		"q quiet restart runtime storage-opt use-api volume-driver volumes-from ", \
		"there is no engine, no image and no record here"), \
	OPT_REFUSED("add-host dns ", "-v mounts another /etc/hosts or /etc/resolv.conf"), \
	OPT_REFUSED("device ", "-v mounts a device, too"), \
	OPT_REFUSED("shm-size ", "--tmpfs /dev/shm:size=SIZE,mode=1777 does it"), \
	OPT_REFUSED("a attach detach-keys sig-proxy stop- ", "PROG has our files, and the signals that we get"), \
	OPT_REFUSED("entrypoint ", "PROG is the entry point"), \
	OPT_REFUSED("domainname group-add oom-score sysctl ulimit ", \
		"let PROG set it: setpriv(1), choom(1), sysctl(8), prlimit(1)"),

#endif
