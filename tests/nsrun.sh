#!/bin/sh
# nsrun without a container engine: where each namespace comes from, what goes along, its statuses.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"
need root cage

ours()
{
	readlink "/proc/self/ns/$1"
}

# other KIND CMD...: CMD prints a KIND namespace that is not ours.
other()
{
	kind=$1
	shift
	capture "$@"
	[ "$status" = 0 ] && grep -q "^$kind:" "$TMP/out" && [ "$(cat "$TMP/out")" != "$(ours "$kind")" ] || show
}

# --- each kind: new, another's, a file ---
start hold -muinC -p
held=$line
for row in net:net pid:pid ipc:ipc uts:uts cgroupns:cgroup mnt:mnt time:time; do
	option=${row%:*} kind=${row#*:}
	if [ "$kind" != time ]; then
		t "--$option private is new"		other "$kind" nsrun --"$option" private readlink "/proc/self/ns/$kind"
		t "--$option container:PID"		same_ns "$kind" "$held" nsrun --no-resolv --"$option" "container:$held"
		t "--$option ns:PATH"			same_ns "$kind" "$held" nsrun --no-resolv --"$option" "ns:/proc/$held/ns/$kind"
	fi
	t "--$option self is ours"			outputs "$(ours "$kind")" nsrun --"$option" self readlink "/proc/self/ns/$kind"
	t "--$option host is the host's"		same_ns "$kind" "$$" nsrun --"$option" host
	t "--$option of a file of another kind"		fails 125 "not a $kind namespace" nsrun --"$option" ns:/proc/self/ns/user true
done
t "what no option names is the caller's"		outputs "$(ours ipc)" nsrun --net none readlink /proc/self/ns/ipc

# --- what goes along ---
t "a new network has lo, up"				prints "UP" nsrun --net none busybox ifconfig lo
t "/sys is the network's"				outputs lo nsrun --net none ls /sys/class/net
t "/sys/fs/cgroup stays"				outputs "$(ls /sys/fs/cgroup)" nsrun --net none ls /sys/fs/cgroup
t "--no-resolv leaves /sys"				outputs "$(ls /sys/class/net)" nsrun --net none --no-resolv ls /sys/class/net
t "/proc is the new PID namespace's"			outputs 1 nsrun --pid none sh -c 'cd /proc && echo [0-9]*'
mounts_kept()
{
	sort /proc/self/mountinfo >"$TMP/before"
	nsrun --net none --pid none true && sort /proc/self/mountinfo | cmp - "$TMP/before"
}
t "our mounts are as they were"				mounts_kept

# --- a container's name service files ---
printf 'nameserver 10.1.1.1\n' >"$TMP/resolv.conf"
printf '10.2.2.2 db\n' >"$TMP/hosts"
echo 'nameserver 10.9.9.9' >/etc/resolv.conf
# shellcheck disable=SC2016	# the inner shell's
start "$PEER/unshare" -mn sh -c '
	mount --bind "$1/resolv.conf" /etc/resolv.conf && mount --bind "$1/hosts" /etc/hosts && echo up &&
	exec tail -f /dev/null >/dev/null' sh "$TMP"
both=$pid
t "resolv.conf comes with its network"			outputs "nameserver 10.1.1.1" nsrun --net "container:$both" cat /etc/resolv.conf
t "hosts comes with it"					outputs "10.2.2.2 db" nsrun --net "container:$both" cat /etc/hosts
t "--no-resolv leaves them"				outputs "$(cat /etc/resolv.conf)" nsrun --no-resolv --net "container:$both" cat /etc/resolv.conf
t "a namespace file brings none"			outputs "$(cat /etc/resolv.conf)" nsrun --net "ns:/proc/$both/ns/net" cat /etc/resolv.conf
t "writing to ours inside is not writing to theirs"	outputs "nameserver 10.1.1.1" \
	sh -c "nsrun --net container:$both sh -c 'echo x >/etc/resolv.conf' && cat /proc/$both/root/etc/resolv.conf"

# --- a container's /dev/shm ---
# shellcheck disable=SC2016	# the inner shell's
with_shm='mount -t tmpfs -o mode=1777 shm /dev/shm && echo theirs >/dev/shm/file && echo $$ && exec tail -f /dev/null >/dev/null'
start "$PEER/unshare" -mi sh -c "$with_shm"
shm=$pid
t "its /dev/shm comes with its ipc into private mounts"	outputs theirs nsrun --ipc "container:$shm" --net none cat /dev/shm/file
t "and is the same one"					outputs ours \
	sh -c "nsrun --ipc container:$shm --pid none sh -c 'echo ours >/dev/shm/new' && cat /proc/$shm/root/dev/shm/new"
t "without setuid, devices and programs"		outputs rw,nosuid,nodev,noexec,relatime \
	nsrun --ipc "container:$shm" --mnt private awk '$5 == "/dev/shm" && / - tmpfs shm / { print $6 }' /proc/self/mountinfo
t "with our mounts, ours stays"				fails 1 "No such file" nsrun --ipc "container:$shm" cat /dev/shm/file
t "with another's network, too"				outputs theirs nsrun --ipc "container:$shm" --net "container:$both" cat /dev/shm/file
t "--tmpfs covers it"					outputs "" nsrun --ipc "container:$shm" --tmpfs /dev/shm ls /dev/shm
t "--dry-run tells of it"				prints "the container's /dev/shm on /dev/shm" nsrun --ipc "container:$shm" --net none --dry-run true
t "before 5.2 it cannot be had"				fails 125 "Linux 5.2" nosys open_tree -- nsrun --ipc "container:$shm" --net none true
t "before 5.12 it can"					outputs theirs nosys mount_setattr -- nsrun --ipc "container:$shm" --net none cat /dev/shm/file
mkdir -p "$TMP/linked/bin" "$TMP/linked/dev" /run/secret
mount -t tmpfs secret /run/secret
ln -s ../../../../run/secret "$TMP/linked/dev/shm"
cp "$(command -v busybox)" "$TMP/linked/bin"
# shellcheck disable=SC2016	# the inner shell's
start "$PEER/unshare" -mi sh -c 'exec busybox chroot "$1" /bin/busybox sh -c "echo up; exec /bin/busybox sleep 10000 >/tmp"' sh "$TMP/linked"
is_own()
{
	capture nsrun --ipc "container:$pid" --net none awk '$5 == "/dev/shm"' /proc/self/mountinfo
	[ "$status" = 0 ] && ! grep -q secret "$TMP/out" && grep -q "no tmpfs on /dev/shm" "$TMP/err" || show
}
t "its /dev/shm is a link: not to a tmpfs of ours"	is_own
umount /run/secret

# --- a plain chroot: its / is no mount point, and the mount it is in is shared ---
jail=$TMP/jails/jail
mkdir "$TMP/jails"
mount --bind "$TMP/jails" "$TMP/jails"
mount --make-shared "$TMP/jails"
mkdir -p "$jail/bin" "$jail/proc" "$jail/sys" "$jail/etc" "$jail/mnt" "$jail/dir" "$jail/root/bin" "$jail/gone"
mount -t proc proc "$jail/proc"
t_cleanup()
{
	umount -l "$jail/proc" "$TMP/jails"
}
cp "$(command -v busybox)" "$jail/bin"
cp "$(command -v busybox)" "$jail/root/bin/sh"
cp "$(readlink -f "$BIN/nsrun")" "$jail/bin/nsrun"
echo text >"$jail/dir/file"
jailed()
{
	env -i PATH=/bin busybox chroot "$jail" "$@"
}
sort /proc/self/mountinfo >"$TMP/before"
t "in a chroot: -v"					outputs text jailed nsrun -v /dir:/mnt busybox cat /mnt/file
t "-v on a place that is missing"			outputs text jailed nsrun -v /dir:/new/place busybox cat /new/place/file
t "a new /proc"						outputs 1 jailed nsrun --pid none busybox sh -c 'cd /proc && echo [0-9]*'
t "the working directory stays"				outputs /dir jailed busybox sh -c 'cd /dir && exec nsrun --read-only busybox pwd'
t "a removed one leads nowhere but to its /"		outputs "$(stat -c %i "$jail")" \
	jailed busybox sh -c 'cd /gone && busybox rmdir /gone && exec nsrun -v /dir:/mnt busybox stat -c %i ..'
t "--rootfs there"					outputs "dev etc proc sys" jailed nsrun --rootfs /root --pid none sh -c 'cd / && echo [!b]*'
t "before 5.2, in a chroot"				fails 125 "Linux 5.2" nosys open_tree -- busybox chroot "$jail" /bin/nsrun -v /dir:/mnt true
t "and nothing of it is seen here"			sh -c 'sort /proc/self/mountinfo | cmp - "$1"' - "$TMP/before"

# --- ip-netns' files ---
ip netns add blue
mkdir -p /etc/netns/blue
echo 'nameserver 10.3.3.3' >/etc/netns/blue/resolv.conf
t "/etc/netns/NAME covers /etc, as under ip-netns"	outputs "$(ip netns exec blue cat /etc/resolv.conf)" nsrun --net netns:blue cat /etc/resolv.conf

# --- volumes ---
mkdir -p "$TMP/vol/below"
mount -t tmpfs below "$TMP/vol/below"
echo text >"$TMP/vol/file"
echo deep >"$TMP/vol/below/file"
sort /proc/self/mountinfo >"$TMP/before"
ls / >"$TMP/root.before"
t "-v"							outputs "text deep" nsrun -v "$TMP/vol:/mnt" sh -c 'echo $(cat /mnt/file /mnt/below/file)'
t "-v of a file"					outputs text nsrun -v "$TMP/vol/file:/etc/hosts" cat /etc/hosts
t "ro"							fails 1 "Read-only" nsrun -v "$TMP/vol:/mnt:ro" touch /mnt/below/x
t "without ro"						outputs x sh -c 'nsrun -v "$1:/mnt" sh -c "echo x >/mnt/new" && cat "$1/new"' - "$TMP/vol"
[ ! -e /sys/fs/selinux/enforce ] || t_skip="needs a kernel without SELinux; tests/kernels.sh has one with it"
t "z is nothing"					outputs text nsrun -v "$TMP/vol:/mnt:z" cat /mnt/file
t "Z is nothing, beside others"				fails 1 "Read-only" nsrun -v "$TMP/vol:/mnt:Z,ro" touch /mnt/x
need nothing
t "before 5.12: ro all the same"			fails 1 "Read-only" nosys mount_setattr -- nsrun -v "$TMP/vol:/mnt:ro" touch /mnt/x
t "but not rro, which says why"				fails 125 "Linux 5.12" nosys mount_setattr -- nsrun -v "$TMP/vol:/mnt:rro" touch /mnt/x
t "before 5.2"						fails 125 "Linux 5.2" nosys open_tree -- nsrun -v "$TMP/vol:/mnt" true
t "a place that is missing"				outputs "text text" nsrun -v "$TMP/vol:/missing" -v "$TMP/vol:/missing2/deep" sh -c 'echo $(cat /missing/file /missing2/deep/file)'
t "one in a directory"					outputs text nsrun -v "$TMP/vol/file:/etc/missing" cat /etc/missing
t "all else is there"					outputs "$(ls /; ls /etc)" nsrun -v "$TMP/vol:/missing" -v "$TMP/vol:/etc/missing" sh -c 'ls / /etc | grep -v "missing\|^/\|^$"'
t "and nothing is made here"				sh -c 'ls / | diff "$1" - && [ ! -e /etc/missing ]' - "$TMP/root.before"
t "--mount type=bind"					outputs text nsrun --mount "type=bind,src=$TMP/vol,dst=/mnt,readonly" cat /mnt/file
t "bind-recursive=disabled"				fails 1 "No such file" nsrun --mount "type=bind,src=$TMP/vol,dst=/mnt,bind-recursive=disabled" cat /mnt/below/file
t "--mount type=tmpfs"					prints "size=1024k" nsrun --mount type=tmpfs,dst=/mnt,tmpfs-size=1m grep ' /mnt ' /proc/self/mounts
t "--tmpfs"						outputs "" nsrun --tmpfs /mnt ls /mnt
t "one in another, whatever their order"		outputs "text file" nsrun -v "$TMP/vol:/mnt/a" --tmpfs /mnt sh -c 'echo $(cat /mnt/a/file) $(ls /mnt/a | head -n 2 | tail -n 1)'
t "--read-only"						fails 1 "Read-only" nsrun --read-only --tmpfs /mnt sh -c 'touch /mnt/x && touch /tmp/x'
t "PROG stands where we did"				outputs "$TMP/vol" sh -c 'cd "$1" && nsrun -v "$1:/mnt" pwd' - "$TMP/vol"
t "-w"							outputs /mnt nsrun -v "$TMP/vol:/mnt" -w /mnt pwd
t "a named volume"					fails 125 "an engine" nsrun -v name:/mnt true
t "an anonymous one"					fails 125 "an engine" nsrun -v /mnt true
t "--mount type=volume"					fails 125 "an engine" nsrun --mount type=volume,src=x,dst=/mnt true
t "a source that is not there"				fails 125 "open $TMP/nothing" nsrun -v "$TMP/nothing:/mnt" true
t "in a container's mounts there are none"		fails 125 "nsmount" nsrun --mnt "container:$held" -v "$TMP/vol:/mnt" true
t "--dry-run shows them"				prints "mount     $TMP/vol on /mnt, read-only" nsrun --dry-run -v "$TMP/vol:/mnt:ro" true
t "our mounts are as they were, still"			sh -c 'sort /proc/self/mountinfo | diff "$1" -' - "$TMP/before"
umount "$TMP/vol/below"

# --- names, and what docker run has ---
t "--hostname"						outputs box nsrun --hostname box hostname
t "is not ours"						outputs "$(hostname)" sh -c 'nsrun --hostname box true && hostname'
t "nor another's"					fails 125 "not ours to change" nsrun --uts "container:$held" --hostname box true
t "--rm and --name do no harm"				outputs ok nsrun --rm --name web --network none echo ok
for word in --memory=1g -m --cpus=1 -p --publish=80:80 --dns=1.1.1.1 --device=/dev/null --ulimit=x --label=x \
	--volumes-from=x --restart=always --gpus=all --entrypoint=x --ip=1.1.1.1 --add-host=a:b -P --sysctl=a=b; do
	t "docker's $word is refused by name"		fails 125 "nsrun: option ${word%%=*}: " nsrun "$word" true
done

# --- statuses and signals ---
t "PROG's status"					exits 7 nsrun --net none sh -c 'exit 7'
t "PROG's status, from a child"				exits 7 nsrun --pid none sh -c 'exit 7'
t "128 and the signal"					exits 143 nsrun --pid "container:$held" sh -c 'kill -TERM $$'
t "not found"						fails 127 "run /nowhere" nsrun --net none /nowhere
t "not executable"					fails 126 "run /etc/passwd" nsrun --net none /etc/passwd
t "no PROG"						fails 125 "no PROG" nsrun --net none
t "an unknown FROM"					fails 125 "no container" nsrun --net nobody-has-this-name true
t "an unknown option"					fails 125 "unrecognized" nsrun --bogus true
t "options end at PROG"					outputs "--net" nsrun --net none echo --net
t "no file of ours but 0-2"				outputs "" sh -c 'exec 7</dev/null nsrun --net none show fds'
t "--dry-run changes nothing"				prints "create    net  mnt  (new)" nsrun --dry-run --net none true

# --- whom PROG is, and who is with it ---
t "-u by number"					outputs "4242424:0" nsrun -u 4242424 sh -c 'echo $(id -u):$(id -g)'
t "-u with a group"					outputs "65534:7:7" nsrun -u nobody:7 sh -c 'echo $(id -u):$(id -g):$(id -G)'
t "-e"							outputs "1 $HOME" nsrun -e NEW=1 -e HOME sh -c 'echo $NEW $HOME'
echo 'FROM_FILE=2' >"$TMP/env"
t "--env-file"						outputs 2 nsrun --env-file "$TMP/env" sh -c 'echo $FROM_FILE'
t "no-new-privileges"					outputs "NoNewPrivs:	1" nsrun --security-opt no-new-privileges grep NoNewPrivs /proc/self/status
t "no-new-privileges:true"				outputs "NoNewPrivs:	1" nsrun --security-opt no-new-privileges:true grep NoNewPrivs /proc/self/status
t "no-new-privileges=false"				outputs "NoNewPrivs:	0" nsrun --security-opt no-new-privileges=false grep NoNewPrivs /proc/self/status
for opt in seccomp=unconfined apparmor=unconfined label=disable label:disable; do
	t "$opt: as it is anyway"			exits 0 nsrun --security-opt $opt true
done
for opt in seccomp=all label=x_t apparmor=docker-default seccomp=profile.json; do
	t "$opt is a container's"			fails 125 "none we know" nsrun --security-opt $opt true
done
t "--cap-drop"						outputs "CapBnd:	0000000000000000" nsrun --cap-drop all grep CapBnd /proc/self/status
t "--init is PROG's parent"				outputs "1 2" nsrun --init --pid private sh -c 'echo $PPID $$'
t "and buries orphans"					outputs "" nsrun --init --pid private sh -c '
	(sleep 0 & echo) >/dev/null; wait; until ! grep -qs "^State:.Z" /proc/[0-9]*/status; do :; done'
t "PROG's status, through it"				exits 7 nsrun --init --pid private sh -c 'exit 7'
t "and its signal"					exits 143 nsrun --init --pid private sh -c 'kill $$'
t "--init without PIDs of its own"			exits 7 nsrun --init sh -c 'exit 7'
detached()
{
	capture nsrun -d --pid private --uts private tail -f /dev/null
	read -r prog <"$TMP/out"
	[ "$status" = 0 ] && [ "$(tr '\0' ' ' <"/proc/$prog/cmdline")" = "tail -f /dev/null " ] &&
		[ "$(readlink "/proc/$prog/fd/1")" = /dev/null ] || show || return 1
	kill -9 "$prog"
}
t "-d leaves it, and prints its PID"			detached
t "-d with --init keeps nothing of ours open"		exits 0 timeout 5 sh -c 'pid=$(nsrun -d --init --pid private tail -f /dev/null) && kill -9 $pid'
t "-d of what cannot run"				exits 127 nsrun -d /nowhere

# --- an ordinary user ---
need root userns
as_nobody()
{
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}
chmod 755 "$TMP"
t "alone it may not"					fails 125 "create a new net namespace" as_nobody nsrun --net none true
t "in a user namespace of its own it may"		outputs lo as_nobody nsrun --userns private --net none ls /sys/class/net
t "and is root there"					outputs 0 as_nobody nsrun --userns private id -u
t "a volume of its own"					outputs text as_nobody nsrun --userns private -v "$TMP/vol:/missing:ro" cat /missing/file
t "without a user namespace it may not"			fails 125 "--userns private" as_nobody nsrun -v "$TMP/vol:/mnt" true
t "keep-id: it is who it was"				outputs "65534 65534" as_nobody nsrun --userns keep-id sh -c 'echo $(id -u) $(id -g)'
t "keep-id, with a network of its own"			outputs lo as_nobody nsrun --userns keep-id --net none ls /sys/class/net
t "keep-id, with a volume"				outputs text as_nobody nsrun --userns keep-id -v "$TMP/vol:/missing:ro" cat /missing/file
t "--uidmap"						outputs "0 100000 1000 root" nsrun --uidmap 0:100000:1000 sh -c 'echo $(cat /proc/self/uid_map) $(id -un)'
t "--gidmap follows it"					outputs "0 100000 1000" nsrun --uidmap 0:100000:1000 sh -c 'echo $(cat /proc/self/gid_map)'
t "--gidmap beside it"					outputs "0 100000 10 0 200000 20" nsrun --uidmap 0:100000:10 --gidmap 0:200000:20 sh -c 'echo $(cat /proc/self/uid_map /proc/self/gid_map)'
t "--gidmap alone: users follow it"			outputs "0 200000 20" nsrun --gidmap 0:200000:20 sh -c 'echo $(cat /proc/self/uid_map)'
t "what is made is that user's"				outputs 100000 sh -c 'chmod 777 "$1" && nsrun --uidmap 0:100000:1000 touch "$1/made" && stat -c %u "$1/made"' - "$TMP/vol"
t "--uidmap without a user namespace of its own"	fails 125 "new --userns" nsrun --userns self --uidmap 0:100000:1000 true
echo nobody:200000:65536 | tee /etc/subuid >/etc/subgid
need root newuidmap
t "auto: root is us, the others are subuid(5)'s"	outputs "0 65534 1 1 200000 65536" as_nobody nsrun --userns auto sh -c 'echo $(cat /proc/self/uid_map)'
need root userns
t "keep-id is for users only"				fails 125 "--net: keep-id" nsrun --net keep-id true
t "so is auto"						fails 125 "--net: auto" nsrun --net auto true
t "where a sysctl forbids them, that is said"		fails 125 "max_user_namespaces is 0" \
	as_nobody "$PEER/unshare" -Ur sh -c 'echo 0 >/proc/sys/user/max_user_namespaces && exec nsrun --userns keep-id true'
# two processes in one user namespace, of the user's own
start as_nobody "$PEER/unshare" -Ur sh -c '"$0" -n sh -c "echo \$\$; exec tail -f /dev/null >/dev/null" & "$0" -u sh -c "busybox hostname mixed; exec tail -f /dev/null >/dev/null" & wait' "$PEER/unshare"
netted=$line
t "another's namespaces are joined through its users'"	outputs "$(readlink "/proc/$netted/ns/net")" \
	as_nobody nsrun --no-resolv --userns "container:$netted" --net "container:$netted" readlink /proc/self/ns/net
start as_nobody "$PEER/unshare" -Urmi sh -c "$with_shm"
t "a user's container: its /dev/shm comes along"	outputs theirs \
	as_nobody nsrun --userns "container:$line" --ipc "container:$line" --mnt private cat /dev/shm/file
t "without them that is refused, with a reason"		fails 125 "user namespace" as_nobody nsrun --no-resolv --net "container:$netted" true
