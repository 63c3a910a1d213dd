#!/bin/sh
# What a hostile container, a hostile user of the host or an odd caller tries, and does not get.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"
need root cage

show=$TOOLS/show
ours=$(readlink /proc/self/ns/user)

# image DIR: a root with busybox, show and users.
image()
{
	mkdir -p "$1/bin" "$1/etc" "$1/proc" "$1/old"
	cp "$(command -v busybox)" "$show" "$1/bin/"
	for name in sh cat sleep readlink; do
		ln -sf busybox "$1/bin/$name"
	done
}

# --- a /proc of the container's own making, once its mount namespace is joined ---
image "$TMP/fake"
mkdir -p "$TMP/fake/proc/self/fdinfo" "$TMP/fake/proc/7/ns" "$TMP/fake/real"
start "$PEER/unshare" -Ur sh -c 'echo up; exec tail -f /dev/null >/dev/null'
chosen=$pid
for fd in 3 4 5 6 7 8; do
	printf 'Pid:\t7\n' >"$TMP/fake/proc/self/fdinfo/$fd"
done
: >"$TMP/fake/proc/7/ns/user"
mount --bind "/proc/$chosen/ns/user" "$TMP/fake/proc/7/ns/user" || exit 1
mount -t proc proc "$TMP/fake/real" || exit 1
start "$PEER/unshare" -m sh -c 'mount --make-rprivate / && mount --rbind "$1" "$1" && cd "$1" && pivot_root . old &&
	exec busybox chroot . /bin/sh -c "busybox umount -l /old; echo up; exec sleep 100000"' sh "$TMP/fake"
joins_no_other()
{
	capture timeout 5 nsenter -t "$pid" -m -U /bin/readlink /real/self/ns/user
	[ "$status" = 1 ] && [ ! -s "$TMP/out" ] || show_all
}
show_all()
{
	echo "ours: $ours, the one it chose: $(readlink "/proc/$chosen/ns/user")"
	show
}
t "a fake /proc does not choose the user namespace"	joins_no_other
umount "$TMP/fake/proc/7/ns/user" "$TMP/fake/real"

# --- -W through a link of the container's to a file of ours (CVE-2024-21626) ---
image "$TMP/work"
ln -s /proc/self/fd/9 "$TMP/work/work"
mkdir "$TMP/secret"
echo topsecret >"$TMP/secret/file"
start "$PEER/unshare" -m sh -c 'mount --make-rprivate / && mount --bind "$1" "$1" && cd "$1" && mount -t proc proc proc && pivot_root . old &&
	exec busybox chroot . /bin/sh -c "busybox umount -l /old; echo up; exec sleep 100000"' sh "$TMP/work"
stays_out()
{
	exec 9<"$1"
	[ "$2" = kept ] || rmdir "$1"
	capture nsenter -t "$pid" -m -W/work cat file ../file
	[ "$status" = 1 ] && ! grep -q topsecret "$TMP/out" || show
}
t "-W into a directory of ours is refused"		stays_out "$TMP/secret" kept
mkdir "$TMP/secret/gone"
t "-W into a removed directory of ours is refused"	stays_out "$TMP/secret/gone" removed
t "a caller's file 9 is not there inside"		outputs "" nsenter -t "$pid" -m /bin/show fds

# --- names come from the root that PROG sees ---
image "$TMP/outer"
image "$TMP/outer/jail"
echo 'web:x:1234:1234::/:/bin/sh' >"$TMP/outer/etc/passwd"
echo 'web:x:0:0::/:/bin/sh' >"$TMP/outer/jail/etc/passwd"
start "$PEER/unshare" -m sh -c 'mount --make-rprivate / && mount --bind "$1" "$1" && cd "$1" && pivot_root . old &&
	exec busybox chroot . /bin/sh -c "busybox umount -l /old; exec busybox chroot /jail /bin/sh -c \"echo up; exec sleep 100000\""' sh "$TMP/outer"
is_uid()
{
	want=$1
	shift
	capture "$@"
	[ "$status" = 0 ] && grep -q "^uid $want $want $want\$" "$TMP/out" || show
}
t "-m -S NAME is the mount namespace's"			is_uid 1234 nsenter -t "$pid" -m -S web /bin/show uid
t "-m=FILE -S NAME too"					is_uid 1234 nsenter -m"/proc/$pid/ns/mnt" -S web /bin/show uid
t "-m -r -S NAME is the target's own root's"		is_uid 0 nsenter -t "$pid" -m -r -S web /bin/show uid

# --- mounts made inside stay inside ---
mkdir "$TMP/leak"
leaks_not()
{
	"$PEER/unshare" -m sh -c '
		mount --bind "$1" "$1" && mount --make-shared "$1" || exit 1
		before=$(grep -c leaked /proc/self/mountinfo)
		shift
		"$@" || exit 1
		[ "$(grep -c leaked /proc/self/mountinfo)" = "$before" ] || { echo "it came out"; exit 1; }' sh "$TMP" "$@"
}
t "nsrun --mnt private: a mount does not come out"	leaks_not nsrun --mnt private mount -t tmpfs leaked "$TMP/leak"
t "nsrun --net none: nor there"				leaks_not nsrun --net none mount -t tmpfs leaked "$TMP/leak"

# --- another user's records never stand for root's ---
mkdir -p /var/lib/docker /var/run/docker /run/user/4242 "$TMP/home"
chmod 755 "$TMP"
echo "mallory:x:4242:4242::$TMP/home:/bin/sh" >>/etc/passwd
id=$(printf 'a%.0s' 1 2 3 4 5 6 7 8 | sed 's/./aaaaaaaa/g')
start sh -c 'echo up; exec tail -f /dev/null >/dev/null'
mine=$pid
# record ROOT EXEC ID NAME PID
record()
{
	mkdir -p "$1/containers/$3" "$2/runtime-runc/moby/$3"
	printf '{"State":{"Running":true,"Paused":false,"Pid":%s,"StartedAt":"2026-01-01T00:00:00Z"},"ID":"%s","Config":{"Image":"bb"},"Name":"/%s"}' \
		"$5" "$3" "$4" >"$1/containers/$3/config.v2.json"
	printf '{"id":"%s","init_process_pid":%s,"init_process_start":%s}' "$3" "$5" "$(cut -d ' ' -f 22 "/proc/$5/stat")" \
		>"$2/runtime-runc/moby/$3/state.json"
}
record /var/lib/docker /var/run/docker "$id" web "$mine"
t "root's container, alone"				outputs "$mine" nspid web
start setpriv --reuid 4242 --regid 4242 --clear-groups "$PEER/unshare" -U sh -c 'echo up; exec tail -f /dev/null >/dev/null'
theirs=$pid
record "$TMP/home/.local/share/docker" /run/user/4242/docker "$id" web "$theirs"
t "a copy of its record at a user's is not it"		outputs "$mine" nspid web
t "nor by its ID"					outputs "$mine" nspid "$id"
other=$(echo "$id" | tr a b)
record "$TMP/home/.local/share/docker" /run/user/4242/docker "$other" aaaa "$theirs"
t "a user's name is not the start of root's ID"		outputs "$mine" nspid aaaa
record "$TMP/home/.local/share/docker" /run/user/4242/docker "$other" theirs "$theirs"
t "a user's own container is found by root"		outputs "$theirs" nspid theirs
record "$TMP/home/.local/share/docker" /run/user/4242/docker "$other" theirs "$mine"
t "a user's record of root's process is refused"	fails 1 "not user 4242's" nspid theirs

# --- limits and signals of the caller's ---
t "a limit on the size of files"			exits 0 sh -c 'ulimit -f 10; exec nsenter -t self -m true'
limit_kept()
{
	outputs 10 sh -c 'ulimit -S -f 10; exec nsenter -t self -m sh -c "ulimit -f"'
}
t "it is PROG's too"					limit_kept
t "an alarm clock set before reaches PROG"		exits 142 timeout 5 alarm nsenter -t self -p tail -f /dev/null
crowded()
{
	image "$TMP/crowd"
	echo 'web:x:1234:1234::/:/bin/sh' >"$TMP/crowd/etc/passwd"
	awk 'BEGIN { for (i = 1; i <= 3000; i++) print "g" i ":x:" i ":web" }' >"$TMP/crowd/etc/group"
	capture nsenter -r"$TMP/crowd" -S web --init-groups /bin/busybox id -G
	[ "$status" = 0 ] && [ "$(tr ' ' '\n' <"$TMP/out" | grep -c '^[0-9]')" -ge 3000 ] || { show | cut -c 1-300; false; }
}
t "a user in 3,000 groups has them all"			crowded
