#!/bin/sh
# nsmount into every engine's containers, seen through each engine's own exec, after kill -9 of every daemon;
# nsrun in the network of Podman's, as docker.sh has it for Docker's.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"
. "${0%/*}/rigs.sh"

need rigs
if [ -n "$t_skip" ]; then
	t "a directory in every engine's containers" false
	exit 0
fi

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

podman exec net sh -c "echo podman\'s >/dev/shm/file"
podman run --rm --ipc container:net localhost/bb cat /dev/shm/file >"$TMP/theirs"
t "podman's /dev/shm, as podman run --ipc has it"	same_as nsrun --ipc container:net --net none cat /dev/shm/file

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

# --- rootless podman's, with each map that it makes: their user, no root, mounts in them

need rigs newuidmap
if [ -n "$t_skip" ]; then
	t "a directory in rootless podman's containers" false
	exit 0
fi
home=$CAGE/rider
chmod 711 "$CAGE" "$CAGE/podman"
mkdir -p "$home/mine" /run/user/4242
echo "rider:x:4242:4242::$home:/bin/sh" >>/etc/passwd
echo rider:x:4242: >>/etc/group
echo rider:700000:65536 | tee -a /etc/subuid >>/etc/subgid
echo "the user's" >"$home/mine/file"
cp "$BUILD/full/busyns" "$home/busyns"
chmod 755 "$home/busyns"
chown -R 4242:4242 "$home" /run/user/4242
rider()
{
	setpriv --reuid 4242 --regid 4242 --clear-groups env -i HOME="$home" XDG_RUNTIME_DIR=/run/user/4242 \
		PATH=/usr/bin:/bin:/usr/sbin CONTAINERS_CONF="$CAGE/podman/containers.conf" "$@"
}
rider_podman()
{
	(
		cd / || exit 1
		# it starts crun, as crun() does
		[ -z "$crun_keeper" ] || setpriv() { "$PEER/nsenter" --mount="/proc/$crun_keeper/ns/mnt" setpriv "$@"; }
		rider podman --storage-driver vfs --runtime crun "$@"
	)
}
tar -C "$CAGE/image" -c . | rider_podman import -q - localhost/bb >/dev/null 2>&1 || exit 1
for map in root keep-id mapped; do
	case $map in
	root)	set -- ;;
	keep-id) set -- --userns=keep-id ;;
	mapped)	set -- --uidmap 0:1:1000 --gidmap 0:1:1000 ;;
	esac
	rider_podman run -d --cgroups=disabled --name $map "$@" localhost/bb tail -f /dev/null >/dev/null || exit 1
done
sort /proc/self/mountinfo >"$TMP/mounts.before"

users()	# NAME WANT: what the container sees of the user's directory
{
	outputs "" rider "$home/busyns" nsmount --mkdir "podman:$1" "$home/mine:/mnt" || return 1
	outputs "$2" rider_podman exec "$1" stat -c "%u:%g" /mnt/file || return 1
	outputs "the user's" rider_podman exec "$1" cat /mnt/file && unchanged
}
users_ro()	# NAME
{
	outputs "" rider "$home/busyns" nsmount -u "podman:$1" /mnt && fails 1 "No such file" rider_podman exec "$1" cat /mnt/file &&
		outputs "" rider "$home/busyns" nsmount --mkdir "podman:$1" "$home/mine:/mnt:ro" || return 1
	capture rider_podman exec "$1" touch /mnt/file
	[ "$status" != 0 ] && grep -q "Read-only file system" "$TMP/err" || show
}
t "rootless podman's: a directory of its user's appears"	users root 0:0
t "keep-id: is who the user is"				users keep-id 4242:4242
t "-u takes it away, ro is enforced"			users_ro root
t "with keep-id, too"					users_ro keep-id
t "where the user is nobody, that is said"		fails 0 "are nobody's" rider "$home/busyns" nsmount --mkdir podman:mapped "$home/mine:/mnt"
t "another user may not"					fails 125 "nsmount: " setpriv --reuid 4243 --clear-groups "$home/busyns" nsmount \
	"$(rider "$home/busyns" nspid podman:root)" "$home/busyns:/mnt"
