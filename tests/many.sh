#!/bin/sh
# A host with many processes and many records: what is not looked at for speed changes no answer.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"

need cage jq
or_end "many processes and records"
unified=/sys/fs/cgroup/unified
[ -d "$unified" ] || unified=/sys/fs/cgroup
own=$unified/$(cage_cgroup)
id()		# id C: C sixty-four times
{
	printf '%064d' 0 | tr 0 "$1"
}

into()		# PID CGROUP
{
	mkdir -p "$own/$2"
	echo "$1" >"$own/$2/cgroup.procs"
}

# monitor NAME CGROUP: an lxc monitor in that cgroup; its container's init, $line, is elsewhere
monitor()
{
	start titled "[lxc monitor] /srv/lxc $1" || exit 1
	into "$line" payload
	into "$pid" "$2"
}

# --- processes: from 1024 on, those in a container's cgroup are passed over

musl-gcc -static -O1 -o "$TMP/crowd" "$TESTS/bench/crowd.c" || exit 1
mkdir -p "$own/many"
mkfifo "$TMP/ready"
"$TMP/crowd" 120 15 "$own/many" >"$TMP/ready" &
t_pids="$t_pids $!"
while read -r line && [ -n "$line" ]; do :; done <"$TMP/ready"
monitor plain			plain/deep
plain=$line
monitor contained		"many/docker-$(id 1).scope"
contained=$line
monitor conmon			"libpod-conmon-$(id 2).scope"
conmon=$line
monitor nested			"docker/$(id 3)"
nested=$line
mkdir "$own/docker/$(id 3)/docker"
monitor named			"lxc.payload.named"
named=$line

t "a keeper in a cgroup like others"		outputs "$plain" nspid lxc:plain
t "in one of its own, with its container's ID"	outputs "$conmon" nspid lxc:conmon
t "in a container that has cgroups below"	outputs "$nested" nspid "$(id 3)/nested"
t "in one named after no ID"			outputs "$named" nspid lxc:named
outside=$([ "$(readlink /proc/self/ns/cgroup)" = 'cgroup:[4026531835]' ] && [ "$(stat -c %i "$unified")" = 1 ] ||
	echo "needs the initial cgroup namespace")
t_skip=$outside
t "in a container: passed over"			fails 1 "no container" nspid "$(id 1)/contained"
t_skip=''
t "not where cgroups are a namespace's"		outputs "$contained" unshare -C "$BIN/nspid" "$(id 1)/contained"
t "not where a hierarchy's root is not mounted"	unshare -m sh -c '
	mkdir "$1/part" && echo 0 >"$1/part/cgroup.procs" && mount --bind "$1/part" "$2" &&
	[ "$("$3" lxc:plain)" = "$4" ]' - "$own" "$unified" "$BIN/nspid" "$plain"
t "nor where none is"				unshare -m sh -c '
	umount -R /sys/fs/cgroup && [ "$("$1" "$3/contained")" = "$2" ]' - "$BIN/nspid" "$contained" "$(id 1)"
ourselves()
{
	echo 0 >"$own/many/docker-$(id 1).scope/cgroup.procs" && outputs "$contained" nspid "$(id 1)/contained"
}
t "nor from in there"				ourselves
threaded()
{
	mkdir -p "$own/domain/thread" && echo threaded >"$own/domain/thread/cgroup.type" &&
	{ ! cat "$own/domain/thread/cgroup.procs" 2>/dev/null; } && fails 1 "no container" nspid "$(id 1)/contained"
}
t_skip=$outside
t "a threaded cgroup, whose list cannot be read, is none to give up for"	threaded
t_skip=''

# --- records: of Docker's, what has no task is not read where only what runs is asked for

# record NAME C [PLACE]: a record of ID C..., with a process in a cgroup of that name
record()
{
	start sh -c 'echo up; exec tail -f /dev/null >/dev/null' || exit 1
	into "$pid" "docker/$(id "$2")"
	mkdir -p "${3:-/var/lib/docker}/containers/$(id "$2")"
	echo '{"State":{"Running":true,"Paused":false,"Pid":'"$pid"',"StartedAt":"2026-01-01T00:00:00Z"},
		"Config":{"Image":"bb"},"Name":"/'"$1"'","Path":"tail","Args":[]}' \
		>"${3:-/var/lib/docker}/containers/$(id "$2")/config.v2.json"
}

listed()	# NAME...: nsps lists these of Docker's, and says nothing else
{
	printf '%s\n' "$@" >"$TMP/names"
	outputs "$(cat "$TMP/names")" nsps -no NAME --sort NAME -f engine=docker
}
host=/run/containerd/io.containerd.runtime.v2.task/moby
own_tasks=/run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby
rm -rf /var/lib/docker /etc/docker
record one a
record two b
t "without tasks on record, by the records"		listed one two
mkdir -p "$host/$(id c)"
t "tasks that have no record here are another's"	listed one two
mkdir -p "$host/$(id a)" "$own_tasks/$(id b)"
t "tasks of the daemon's containerd and of the host's"	listed one two
mkdir -p "/var/lib/docker/containers/$(id d)"
echo '{"State":{"Running":tru' >"/var/lib/docker/containers/$(id d)/config.v2.json"
t "a record without a task is not read"			listed one two
t "but with -a"						sh -c 'nsps -a 2>&1 | grep -q "$1.*cut short\|$1.*bad"' - "$(id d)"
mkdir -p /etc/docker
echo '{"data-root": "/run/moved", "exec-root": "/run/moved-exec"}' >/etc/docker/daemon.json
t "settings that the daemon has not read yet"		listed one two
record three e /run/moved
t "or some containers have not"				listed one three two
