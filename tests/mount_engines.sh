#!/bin/sh
# nsmount into every engine's containers, seen through each engine's own exec, after kill -9 of every daemon;
# nsrun in the network of Podman's, as docker.sh has it for Docker's.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"
. "${0%/*}/rigs.sh"

need rigs
or_end "a directory in every engine's containers"

# --- the containers: of each engine one, of most one with a user namespace, and runc's with each propagation

printf 'nobody:200000:65536\nroot:500000:65536\n' | tee /etc/subuid >/etc/subgid
rig_up --userns-remap=nobody:nogroup || exit 1
docker_web=$(docker run -d --name web --userns host --network none bb tail -f /dev/null) || exit 1
docker_mapped=$(docker run -d --name mapped --network none bb tail -f /dev/null) || exit 1
podman_run web
podman_run mapped --uidmap 0:300000:65536 --gidmap 0:300000:65536
ctr_run default web
pod=$(cri_run shop front web)
mapped='.linux.namespaces += [{type: "user"}]
	| .linux.uidMappings = [{containerID: 0, hostID: 400000, size: 65536}] | .linux.gidMappings = .linux.uidMappings'
runc_run r-plain
runc_run r-mapped "$mapped"
for propagation in shared slave private; do
	runc_run r-$propagation ".linux.rootfsPropagation = \"$propagation\""
done
crun_run k-plain
crun_run k-mapped "$mapped"
lxc_run l-plain
lxc_run l-mapped 'lxc.idmap = u 0 500000 65536' 'lxc.idmap = g 0 500000 65536'
nspawn_run n-plain
nspawn_plain=$nspawn_pid
nspawn_run n-mapped --private-users=600000:65536 --private-users-ownership=off
nspawn_mapped=$nspawn_pid
# a mapped container's files are its own users'; of these here the root is enough
for owner in r-mapped:400000 k-mapped:400000 l-mapped:500000 n-mapped:600000; do
	chown "${owner#*:}:${owner#*:}" "$CAGE/roots/${owner%:*}"
done

# its_exec TARGET CMD...: what needs no daemon of each engine's own: of Docker and containerd that is their runc
its_exec()
{
	its=$1
	shift
	case $its in
	docker:web)	runc --root /run/docker/runtime-runc/moby exec "$docker_web" "$@" ;;
	docker:mapped)	runc --root /run/docker/runtime-runc/moby exec "$docker_mapped" "$@" ;;
	podman:*)	podman exec "${its#*:}" "$@" ;;
	containerd:*)	runc --root /run/containerd/runc/default exec "${its#*:}" "$@" ;;
	k8s:*)		runc --root /run/containerd/runc/k8s.io exec "$pod" "$@" ;;
	runc:*)		runc exec "${its#*:}" "$@" ;;
	crun:*)		crun exec "${its#*:}" "$@" ;;
	lxc:*)		lxc-attach -n "${its#*:}" -- "$@" ;;
	machine:n-plain)	"$PEER/nsenter" -a -t "$(tr -d ' ' <"/proc/$nspawn_plain/task/$nspawn_plain/children")" "$@" ;;
	machine:n-mapped)	"$PEER/nsenter" -a -t "$(tr -d ' ' <"/proc/$nspawn_mapped/task/$nspawn_mapped/children")" "$@" ;;
	esac
}

# --- a directory, there and away again

src=$CAGE/src
mkdir "$src"
echo "the host's" >"$src/file"
chmod 666 "$src/file"
chown 1000:1001 "$src/file"
rig_kill9
sort /proc/self/mountinfo >"$TMP/mounts.before"

unchanged()
{
	sort /proc/self/mountinfo | diff "$TMP/mounts.before" -
}

appears()	# TARGET
{
	fails 125 "--mkdir" nsmount "$1" "$src:/mnt/x:ro" && outputs "" nsmount --mkdir "$1" "$src:/mnt/x:ro" &&
		outputs "the host's" its_exec "$1" cat /mnt/x/file && unchanged
}

read_only()	# TARGET
{
	capture its_exec "$1" sh -c 'echo "the container'\''s" >/mnt/x/file'
	[ "$status" != 0 ] && grep -q "Read-only file system" "$TMP/err" || show || return 1
	[ "$(cat "$src/file")" = "the host's" ]
}

listed()	# TARGET
{
	prints "$src" nsmount -l "$1" || return 1
	nsmount -l -J "$1" | jq -r '.mounts[] | select(.dest == "/mnt/x").from' >"$TMP/from"
	[ "$(cat "$TMP/from")" = "$src" ] || { cat "$TMP/from"; return 1; }
}

goes()	# TARGET
{
	outputs "" nsmount -u "$1" /mnt/x && outputs "" its_exec "$1" ls /mnt/x &&
		outputs 0 its_exec "$1" sh -c 'grep -c " /mnt/x " /proc/self/mountinfo || :' && unchanged
}

for target in docker:web docker:mapped podman:web podman:mapped containerd:web k8s:shop/front/web runc:r-plain runc:r-mapped \
	runc:r-shared runc:r-slave runc:r-private crun:k-plain crun:k-mapped lxc:l-plain lxc:l-mapped machine:n-plain machine:n-mapped; do
	t "$target: a directory of the host's appears"	appears "$target"
	t "$target: its files have their owners"	outputs 1000:1001 its_exec "$target" stat -c %u:%g /mnt/x/file
	t "$target: ro is enforced"			read_only "$target"
	t "$target: -l shows it"			listed "$target"
	t "$target: -u takes it away"			goes "$target"
done

t "the daemons were dead"				fails 1 daemon docker ps
t "the host's mounts are as they were"			unchanged

# --- podman's network: nsrun shows what podman run does in it, and the container's own name service files

ip netns add pod
ip link add pod0 type veth peer name eth0 netns pod
ip link set pod0 up
ip -n pod link set lo up
ip -n pod link set eth0 up
ip -n pod addr add 10.88.0.2/24 dev eth0
ip -n pod route add default via 10.88.0.1
ip -n pod route add 10.77.0.0/16 via 10.88.0.9 metric 5
podman_run net --network ns:/run/netns/pod --dns 10.9.8.7 --add-host db:10.1.2.3

same_as()	# CMD...: what it printed is in $TMP/theirs
{
	capture "$@"
	[ "$status" = 0 ] && [ -s "$TMP/theirs" ] && [ ! -s "$TMP/err" ] && diff "$TMP/theirs" "$TMP/out" || show
}

for command in "ip -o -4 addr" "ip route" "route -n" "cat /etc/resolv.conf"; do
	# shellcheck disable=SC2086	# words
	podman run --rm --net container:net localhost/bb $command >"$TMP/theirs"
	# shellcheck disable=SC2086	# words
	t "podman's network: $command"			same_as nsrun --net container:net busybox $command
done
# podman run writes a name of its own into the container's hosts while it runs
podman exec net cat /etc/hosts >"$TMP/theirs"
t "podman's network: cat /etc/hosts"			same_as nsrun --net container:net cat /etc/hosts
t "and what it says is what was asked for"		prints 10.1.2.3 nsrun --net container:net getent hosts db
