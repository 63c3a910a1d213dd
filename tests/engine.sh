# Real container engines for the tests and the demo.  Source it first:
#
#	. "${0%/*}/engine.sh"
#	cage "$@"		run this script again in a cage, or go on without one
#	. "${0%/*}/lib.sh"
#	docker_up		a real dockerd, in the cage, at its default places
#
# A cage is a private mount, network and PID namespace: its own /run, its own
# /proc and /sys, and writes to /etc and /var/lib that nobody else sees.  An engine
# in it believes to have the machine for itself, finds none of a developer's
# containers and cannot harm them.  When the script ends, however it ends, all that
# still runs inside is killed, and every mount and cgroup made there goes away.

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
ENGINE_SH=${ENGINE_SH:-$(cd "${0%/*}" && pwd)/engine.sh}

# Says why there can be no cage; silent when there can.
cage_refusal()
{
	if [ "$(id -u)" != 0 ]; then
		echo "needs root"
	elif ! unshare --mount --net --pid --fork --propagation unchanged true 2>/dev/null; then
		echo "needs leave to make mount, network and PID namespaces"
	elif [ ! -e /proc/self/mountinfo ] || ! mountpoint -q /sys; then
		echo "needs /proc and /sys"
	elif ! command -v busybox >/dev/null; then
		echo "needs a static busybox"
	elif ! grep -qw overlay /proc/filesystems && ! modprobe -q overlay 2>/dev/null; then
		echo "needs overlayfs"
	fi
}

cage()
{
	[ -z "${CAGE:-}" ] && [ -z "$(cage_refusal)" ] || return 0
	CAGE=$(mktemp -d "${TMPDIR:-/tmp}/busyns-cage.XXXXXX") || exit 1
	export CAGE ENGINE_SH
	cage_status=0
	trap : INT TERM HUP
	setpriv --pdeathsig KILL unshare --mount --net --pid --fork --kill-child=TERM --propagation unchanged \
		sh -c '. "$ENGINE_SH"; cage_root cage_live "$@"' "$0" "$0" "$@" || cage_status=$?
	rmdir "$CAGE"
	exit "$cage_status"
}

# unchroot "$@": in a plain chroot, run this script again where its / is a namespace's root.
# In a chroot the kernel makes no user namespace, and joining a mount namespace leads out.
unchroot()
{
	if [ "$(id -u)" != 0 ] || awk '$5 == "/" { found = 1 } END { exit !found }' /proc/self/mountinfo; then
		return 0
	fi
	export ENGINE_SH
	exec unshare --mount --propagation unchanged sh -c '. "$ENGINE_SH"; cage_root cage_script "$@"' "$0" "$0" "$@"
}

# cage_root NEXT ARG...: call NEXT in a shell to which / is the root of the mount namespace, which
# must be private already.  runc pivots its root, for which / must be a mount point as well; and
# who joins a container's mount namespace stands at that one's root, not where a chroot was made.
# Joining one's own leads to the present root, from where the new one can be made.
cage_root()
{
	set -e
	cage_busybox=.$(command -v busybox)
	mount --make-private /sys
	mount -t tmpfs cage /sys
	mkdir /sys/root
	mount --rbind / /sys/root
	mount --make-rprivate /sys/root
	exec nsenter --mount=/proc/self/ns/mnt --wd=/sys/root "$cage_busybox" sh -ec '
		"$0" pivot_root . sys
		cd "$1"
		shift
		exec /bin/sh -c ". \"\$ENGINE_SH\"; cage_leave_old; \"\$@\"" "$@"
	' "$cage_busybox" "$PWD" "$0" "$@"
}

cage_leave_old()
{
	set -e
	mount --make-rprivate /sys
	umount -l /sys
	umount /sys
}

cage_script()
{
	exec sh "$@"
}

cage_live()
{
	mount -t proc proc /proc
	mount -t tmpfs -o mode=755 cage "$CAGE"
	mkdir "$CAGE/cgroup" "$CAGE/upper" "$CAGE/work"
	if grep -q ' /sys/fs/cgroup' /proc/self/mounts; then
		mount --rbind /sys/fs/cgroup "$CAGE/cgroup"
		mount -t sysfs sysfs /sys
		mount --move "$CAGE/cgroup" /sys/fs/cgroup
	else
		mount -t sysfs sysfs /sys
		cage_cgroups
	fi
	cat /etc/resolv.conf >"$CAGE/resolv.conf" 2>/dev/null || :
	mount -t tmpfs -o mode=755 run /run
	mkdir -m 1777 /run/lock
	for cage_path in /etc /var/lib; do
		cage_name=${cage_path##*/}
		mkdir "$CAGE/upper/$cage_name" "$CAGE/work/$cage_name"
		# a developer's own daemon, its settings and its containers stay outside: 0:0 is overlayfs' "removed"
		mknod "$CAGE/upper/$cage_name/docker" c 0 0
		mknod "$CAGE/upper/$cage_name/containerd" c 0 0
		mount -t overlay -o "lowerdir=$cage_path,upperdir=$CAGE/upper/$cage_name,workdir=$CAGE/work/$cage_name" \
			cage "$cage_path"
	done
	if [ ! -e /etc/resolv.conf ]; then	# it pointed into /run
		rm -f /etc/resolv.conf
		cp "$CAGE/resolv.conf" /etc/resolv.conf
	fi
	busybox ip link set lo up

	mkdir -m 1777 "$CAGE/tmp"
	TMPDIR=$CAGE/tmp
	export TMPDIR
	trap 'cage_end 130' INT TERM HUP
	sh "$@" &
	cage_status=0
	wait $! || cage_status=$?
	cage_end "$cage_status"
}

# Leave nothing: also when the script, or all above us, was killed.
cage_end()
{
	trap '' INT TERM HUP
	cage_thaw
	kill -9 -1 2>/dev/null || :
	cage_status=$1
	while set -- /proc/[0-9]*; [ $# -gt 1 ]; do
		/bin/true		# waiting for it, the shell buries the others too
	done
	find /sys/fs/cgroup/"$(cage_cgroup)" /sys/fs/cgroup/*/"$(cage_cgroup)" \
		-depth -type d -exec rmdir {} + 2>/dev/null || :
	exit "$cage_status"
}

# The cgroup that all of this cage's engines work below, in every hierarchy.
cage_cgroup()
{
	echo "busyns-${CAGE##*.}"
}

# A task that cgroup v1 froze does not even die.
cage_thaw()
{
	find /sys/fs/cgroup/*/"$(cage_cgroup)" -name freezer.state -exec sh -c 'echo THAWED >"$1"' sh {} \; 2>/dev/null || :
}

# Mount the hierarchies this kernel has, where nobody did.
cage_cgroups()
{
	if [ "$(wc -l </proc/self/cgroup)" = 1 ]; then
		mount -t cgroup2 cgroup2 /sys/fs/cgroup
		return
	fi
	mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup
	while IFS=: read -r _ cage_what _; do
		case $cage_what in
		'')	cage_name=unified ;;
		*)	cage_name=${cage_what#name=} ;;
		esac
		mkdir "/sys/fs/cgroup/$cage_name"
		case $cage_what in
		'')	mount -t cgroup2 cgroup2 "/sys/fs/cgroup/$cage_name" ;;
		name=*)	mount -t cgroup -o "none,$cage_what" cgroup "/sys/fs/cgroup/$cage_name" ;;
		*)	mount -t cgroup -o "$cage_what" cgroup "/sys/fs/cgroup/$cage_name" ;;
		esac
	done </proc/self/cgroup
}

# Docker

# docker_up [OPTION]...: start dockerd and wait for it; its log is $DOCKER_LOG, its PID
# $docker_pid.  Options are dockerd's; without any it keeps its state at the default places.
docker_up()
{
	: "${CAGE:?engines run in a cage only}"
	DOCKER_HOST=unix:///run/docker.sock
	DOCKER_CONFIG=$CAGE/docker
	DOCKER_LOG=$CAGE/docker/log
	export DOCKER_HOST DOCKER_CONFIG
	mkdir -p "$CAGE/docker"
	rm -f /run/docker.pid "$CAGE/docker/ready" "$CAGE/docker/says"
	mkfifo "$CAGE/docker/ready" "$CAGE/docker/says"
	dockerd --storage-driver=vfs --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent="/$(cage_cgroup)/docker" \
		--iptables=false --ip-masq=false --userland-proxy=false \
		"$@" >"$CAGE/docker/says" 2>&1 </dev/null &
	docker_pid=$!
	{
		while read -r docker_line; do
			echo "$docker_line" >>"$DOCKER_LOG"
			case $docker_line in *"API listen on"*) echo up >"$CAGE/docker/ready" ;; esac
		done <"$CAGE/docker/says"
		echo down >"$CAGE/docker/ready"
	} >/dev/null 2>&1 &
	read -r docker_line <"$CAGE/docker/ready"
	if [ "$docker_line" != up ]; then
		echo "# dockerd does not start; the end of its log:"
		tail -n 12 "$DOCKER_LOG" | sed 's/^/#   /'
		return 1
	fi
}

# docker_image NAME: an image of a static busybox, its links, and two users.
docker_image()
{
	if [ ! -d "$CAGE/image" ]; then
		mkdir -p "$CAGE/image/bin" "$CAGE/image/etc" "$CAGE/image/root" "$CAGE/image/srv"
		mkdir -m 1777 "$CAGE/image/tmp"
		cp "$(command -v busybox)" "$CAGE/image/bin/busybox"
		for docker_line in $(busybox --list); do
			[ "$docker_line" = busybox ] || ln -s busybox "$CAGE/image/bin/$docker_line"
		done
		echo 'root:x:0:0:root:/root:/bin/sh
app:x:1000:1000:an ordinary user:/srv:/bin/sh' >"$CAGE/image/etc/passwd"
		echo 'root:x:0:
app:x:1000:
log:x:1001:app' >"$CAGE/image/etc/group"
	fi
	tar -C "$CAGE/image" -c . | docker import - "$1" >/dev/null
}

# docker_kill9: as a crash would.  Its containerd dies with it; the containers live on.
docker_kill9()
{
	kill -9 "$docker_pid"
	wait "$docker_pid" 2>/dev/null || :
	docker_await_no containerd
}

# docker_await_no COMM...: until no process of the cage has such a name.
docker_await_no()
{
	while docker_line=$(cat /proc/[0-9]*/comm 2>/dev/null | grep -xF "$1"); do :; done
}

# docker_down: end the daemon, whether it lives or not, its containers, and their state, so
# that another docker_up starts afresh.  Not needed at the end of a script.
docker_down()
{
	cage_thaw
	kill -9 "$docker_pid" 2>/dev/null || :
	wait "$docker_pid" 2>/dev/null || :
	docker_await_no containerd
	# every shim here is ours; each of its children is a container's
	for docker_path in /proc/[0-9]*; do
		case $(cat "$docker_path/comm" 2>/dev/null) in
		containerd-shim*)
			cat "$docker_path/task/"*/children | xargs kill -9 "${docker_path#/proc/}" ;;
		esac
	done
	docker_await_no containerd-shim
	awk '$2 ~ "^/(run|var/lib)/docker(/|$)" { print $2 }' /proc/mounts | sort -r | xargs -r umount -l
	rm -rf /run/docker /run/containerd /var/lib/docker /etc/docker
	busybox ip link delete docker0 2>/dev/null || :
}
