#!/bin/sh
# nsrun --rootfs beside `docker run` of the same image: mounts, devices, what is hidden, capabilities, statuses.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"

need docker
or_end "a root as docker makes it"

docker_up || exit 1
docker_image bb || exit 1
root=$TMP/root
chmod 711 "$CAGE/tmp" "$TMP"	# an ordinary user must get there
mkdir "$root"
id=$(docker create bb true)
docker export "$id" | tar -C "$root" -x
mkdir "$TMP/data"
echo text >"$TMP/data/file"

# What is to be the same, as a script for the busybox of the image.
cat >"$root/see" <<'EOF'
case $1 in
mounts)	# what docker calls its own files and cgroup's details are left out
	awk '{ for (i = 7; $i != "-"; i++); where = $5
		if (where ~ "^/sys/fs/cgroup" || where ~ "^/etc/") next
		if (where == "/") $6 = ""
		if (where ~ "^/proc/" && $(i + 1) == "tmpfs") { sub(",relatime", "", $6); sub(",nosuid", "", $6) }
		print where, where == "/" ? "" : $(i + 1), $6 }' /proc/self/mountinfo | sort ;;
covered)
	awk '$5 ~ "^/etc/[rh]" && $5 != "/etc/hostname" { print $5 }' /proc/self/mountinfo | sort ;;
devices)
	ls -l /dev | awk '/^c/ { print $1, $5, $6, $NF } /^l/ { print $(NF - 2), $NF }' | sort ;;
modes)	stat -c '%n %a %u:%g' /dev /dev/shm /dev/mqueue /dev/pts /dev/pts/ptmx /proc /sys ;;
hidden)	cat /proc/keys /proc/timer_list; ls /proc/acpi /sys/firmware; touch /proc/sys/kernel/hostname; echo $? ;;
caps)	grep '^Cap' /proc/self/status ;;
who)	id; umask; pwd; hostname ;;
links)	ls /sys/class/net ;;
write)	touch /file /tmp/file /dev/file /dev/shm/file /sys/file; echo $? ;;
esac 2>&1
EOF

row()	# WORD [OPTION]...: the same of both
{
	word=$1
	shift
	docker run --rm --net none --hostname box -v "$root/see:/see" "$@" bb sh /see "$word" >"$TMP/docker.$word"
}

for word in mounts covered devices modes hidden caps who links; do row "$word"; done
row write --read-only
docker run --rm --net none -v "$TMP/data:/deep/data:ro" bb sh -c '{ cat /deep/data/file; touch /deep/data/x; echo $?; } 2>&1' \
	>"$TMP/docker.volume" 2>&1
docker run --rm --net none --tmpfs /srv:size=1m bb grep ' /srv ' /proc/mounts >"$TMP/docker.tmpfs"
for what in 7:'exit 7' 127:/nowhere 126:/etc/passwd; do
	docker run --rm --net none bb sh -c "${what#*:}" >/dev/null 2>&1
	echo $?
done >"$TMP/docker.statuses"
docker_kill9
sort /proc/self/mountinfo >"$TMP/before"

run()
{
	nsrun --rootfs "$root" --net none --pid private --ipc private --hostname box "$@"
}

beside()	# WORD [OPTION]... -- CMD...: what CMD prints is what docker's printed
{
	word=$1
	shift
	run "$@" >"$TMP/nsrun.$word" 2>&1
	diff "$TMP/docker.$word" "$TMP/nsrun.$word"
}

for word in covered devices modes hidden caps who links; do
	t "as docker run: $word"			beside "$word" sh /see "$word"
done
mounts()
{
	run -v "$root/see:/see" sh /see mounts >"$TMP/nsrun.mounts"
	diff "$TMP/docker.mounts" "$TMP/nsrun.mounts"
}
t "as docker run: mounts"				mounts
t "as docker run --read-only"				beside write --read-only sh /see write
t "as docker run -v"					beside volume -v "$TMP/data:/deep/data:ro" \
	sh -c '{ cat /deep/data/file; touch /deep/data/x; echo $?; } 2>&1'
t "as docker run --tmpfs"				beside tmpfs --tmpfs /srv:size=1m grep ' /srv ' /proc/mounts
statuses()
{
	for what in 7:'exit 7' 127:/nowhere 126:/etc/passwd; do
		run sh -c "${what#*:}" >/dev/null 2>&1
		echo $?
	done | diff "$TMP/docker.statuses" -
}
t "as docker run: statuses"				statuses
t "127 and 126 without a shell, too"			fails 127 "run /nowhere" run /nowhere
t "and 126"						fails 126 "run /etc/passwd" run /etc/passwd
t "128 and the signal"					exits 137 nsrun --rootfs "$root" --uts private sh -c 'kill -9 $$'
t "PROG is its init"					outputs 1 run sh -c 'echo $$'
t "no seccomp filter, which --dry-run says"		prints "no seccomp filter" run --dry-run sh
t "--privileged: all capabilities"			outputs "$(grep CapEff /proc/self/status)" run --privileged grep CapEff /proc/self/status
t "and nothing hidden"					outputs "" run --privileged awk '$5 ~ "/proc/|/sys/firmware"' /proc/self/mountinfo
t "--cap-drop and --cap-add"				outputs "CapBnd:	0000000000001001" run --cap-drop all --cap-add chown,NET_ADMIN grep CapBnd /proc/self/status
t "our own mounts are as they were"			sh -c 'sort /proc/self/mountinfo | diff "$1" -' - "$TMP/before"
t "the old root is out of reach"			outputs "" run sh -c 'awk '\''$5 ~ "/busyns" || $4 == "/" && $9 == "ext4"'\'' /proc/self/mountinfo'
start hold -m
t "--mnt of a container has no --rootfs"		fails 125 "nsmount" nsrun --mnt "container:$line" --rootfs "$root" sh

# --- a hostile image: links where things are mounted
hostile=$TMP/hostile
cp -a "$root" "$hostile"
mkdir "$TMP/outside" "$hostile/real"
rm -rf "${hostile:?}/proc" "${hostile:?}/etc/hosts" "${hostile:?}/dev"
ln -s "$TMP/outside" "$hostile/proc"
ln -s "../../../../../../../../..$TMP/outside/hosts" "$hostile/etc/hosts"
ln -s /real "$hostile/dev"
nsrun --rootfs "$hostile" --net none --pid private --ipc private -v "$TMP/data:/proc/x" true >/dev/null 2>&1
t "a link in the image leads nowhere but into it"	outputs "" ls "$TMP/outside"

# --- an ordinary user
cp -a "$root" "$TMP/theirs"
chown -R 65534:65534 "$TMP/theirs"
cp "$(readlink -f "$BIN/nsrun")" "$TMP/busyns"
theirs()
{
	setpriv --reuid 65534 --regid 65534 --clear-groups "$TMP/busyns" nsrun --rootfs "$TMP/theirs" --userns private \
		--ipc private --hostname box "$@"
}
t "an ordinary user's: the devices work"		outputs 4 theirs --net none --pid private sh -c 'head -c 4 /dev/zero | tee /dev/null /dev/full 2>/dev/null | wc -c'
t "what is hidden"					outputs "$(cat "$TMP/docker.hidden")" theirs --net none --pid private sh /see hidden
t "capabilities"					outputs "$(cat "$TMP/docker.caps")" theirs --net none --pid private sh /see caps
t "with our PIDs"					outputs "$(readlink /proc/self/ns/pid)" theirs readlink /proc/self/ns/pid
t "with our network"					outputs "$(ls /sys/class/net)" theirs ls /sys/class/net
