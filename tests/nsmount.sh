#!/bin/sh
# nsmount: a directory of the host in a running container, in Docker's with the daemon dead and in others.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"

need docker jq strace
or_end "a directory in a real docker's container"

docker_up || exit 1
docker_image bb || exit 1
docker run -d --name web --network none bb tail -f /dev/null >/dev/null || exit 1
mkdir "$TMP/shared"
mount -t tmpfs shared "$TMP/shared"
mount --make-shared "$TMP/shared"
mkdir "$TMP/shared/sub"
docker run -d --name shared --network none -v "$TMP/shared:/srv:rshared" bb tail -f /dev/null >/dev/null || exit 1
web=$(docker inspect -f '{{.State.Pid}}' web)
docker_kill9

src=$TMP/src
mkdir -p "$src/below"
mount -t tmpfs below "$src/below"
echo text >"$src/file"
echo deep >"$src/below/file"
chown 1000:1000 "$src/below/file"
echo one >"$TMP/one"
sort /proc/self/mountinfo >"$TMP/mounts.before"

web()
{
	nsenter -t "$web" -a "$@"
}

its_mounts()	# DEST: how many mounts of web's are there
{
	awk -v dest="$1" '$5 == dest { n++ } END { print n + 0 }' "/proc/$web/mountinfo"
}

# read_only CMD...: CMD fails, because of a read-only file system
read_only()
{
	capture "$@"
	[ "$status" != 0 ] && grep -q "Read-only file system" "$TMP/err" || show
}

unchanged()
{
	sort /proc/self/mountinfo | diff "$TMP/mounts.before" -
}

# --- a directory
t "a directory appears"					outputs "" nsmount web "$src:/srv"
t "its files are there"					outputs text web cat /srv/file
t "and those mounted below it"				outputs deep web cat /srv/below/file
t "it can be written to"				outputs new sh -c 'nsenter -t "$1" -a sh -c "echo new >/srv/new" && cat "$2/new"' - "$web" "$src"
t "our own mounts are as they were"			unchanged
t "-l shows where it comes from"			prints "$src" nsmount -l web
t "-l -J is JSON"					outputs "$src" sh -c 'nsmount -l -J web | jq -r ".mounts[] | select(.dest == \"/srv\").from"'
t "-u takes it away"					outputs "" nsmount -u web /srv
t "it is gone"						fails 1 "No such file" web cat /srv/file
t "-u where nothing is mounted"				fails 125 "unmount /srv" nsmount -u web /srv
nsmount web "$src:/srv" "$TMP/src/below:/srv"
t "-u takes the one on top"				outputs text sh -c 'nsmount -u web /srv && nsenter -t "$1" -a cat /srv/file' - "$web"
nsmount -u web /srv
t "--dry-run says it all"				prints "mount     $src on /srv, read-only" nsmount --dry-run web "$src:/srv:ro"
t "and does nothing"					outputs 0 its_mounts /srv

# --- attributes
nsmount web "$src:/srv:ro"
t "ro is enforced"					read_only web touch /srv/file
t "also below"						read_only web touch /srv/below/file
nsmount -u web /srv
nsmount web "$src:/srv:bind,ro,nosuid,nodev,noexec"
t "bind is SRC alone"					fails 1 "No such file" web cat /srv/below/file
t "nosuid, nodev and noexec"				prints "ro,nosuid,nodev,noexec" web grep ' /srv ' /proc/self/mountinfo
nsmount -u web /srv
[ ! -e /sys/fs/selinux/enforce ] || t_skip="needs a kernel without SELinux; tests/kernels.sh has one with it"
t "z and Z are nothing"					outputs "" nsmount web "$src:/srv:z,ro,Z"
t "beside others"					read_only web touch /srv/file
need nothing
nsmount -u web /srv
t "an option that is none"				fails 125 "'bogus'" nsmount web "$src:/srv:bogus"
follows()	# OPTS: whether a mount of ours comes in later
{
	mount --bind "$TMP" "$TMP"
	mount --make-shared "$TMP"
	nsmount web "$src:/srv:$1"
	mount -t tmpfs later "$src/below"
	came=$(web grep -c later /proc/self/mounts)
	umount "$src/below"
	nsmount -u web /srv
	umount "$TMP"
	echo "$came"
}
t "rslave: later mounts of ours come in"		outputs 1 follows rslave
t "by default they do not"				outputs 0 follows rprivate

# --- a tmpfs
t "a tmpfs"						outputs "" nsmount --tmpfs /srv:size=1m,mode=700 web
t "its options"						prints "size=1024k,mode=700" web grep ' /srv ' /proc/self/mounts
t "what docker sets"					prints "rw,nosuid,nodev,noexec" web grep ' /srv ' /proc/self/mounts
nsmount -u web /srv
t "an option that a tmpfs has not"			fails 125 "knows no such option" nsmount --tmpfs /srv:bogus=1 web

# --- where
t "a place that is missing"				fails 125 "--mkdir" nsmount web "$src:/new/place"
t "--mkdir makes it"					outputs text sh -c 'nsmount --mkdir web "$2:/new/place" && nsenter -t "$1" -a cat /new/place/file' - "$web" "$src"
t "a file on a new file"				outputs one sh -c 'nsmount -p web "$2:/new/one" && nsenter -t "$1" -a cat /new/one' - "$web" "$TMP/one"
t "and away"						outputs "" nsmount -u web /new/one /new/place
t "a file on a directory"				fails 125 "the other is not" nsmount web "$TMP/one:/srv"
t "a relative destination"				fails 125 "no absolute path" nsmount web "$src:srv"
t "the root"						fails 125 "the root itself" nsmount web "$src:/"
t "a destination with .."				fails 125 "'..'" nsmount web "$src:/srv/../etc"
t "below /proc"						fails 125 "--force" nsmount web "$src:/proc/tty"
web ln -s /proc/tty /tmp/tty
t "below /proc by a link"				fails 125 "--force" nsmount web "$src:/tmp/tty"
t "with --force"					outputs "" nsmount --force web "$src:/proc/tty"
nsmount --force -u web /proc/tty
web ln -s /proc /tmp/kernels
for its in /proc /./proc /tmp/kernels; do
	t "nor is $its taken away without"	fails 125 "--force" nsmount -u web $its
done
t "a source that is not there"				fails 125 "open $TMP/nothing" nsmount web "$TMP/nothing:/srv"
t "the container's own directory"			fails 125 "the container's own" nsmount web "/proc/$web/root/etc:/srv"
t "a process with our mounts"				fails 125 "the mounts of this host" nsmount self "$src:/srv"
t "a name that none has"				fails 125 "no container" nsmount nobody-has-this "$src:/srv"
all_or_nothing()
{
	fails 125 "mount $TMP/one on /etc/passwd" strace -qqq -o /dev/null -e inject=move_mount:error=EBUSY:when=3 \
		"$(command -v nsmount)" web "$src:/srv" "$src:/tmp" "$TMP/one:/etc/passwd" || return 1
	[ "$(its_mounts /srv)$(its_mounts /tmp)" = 00 ]
}
t "several: all or none"				all_or_nothing

t "a place that is shared with us"			fails 125 "shared with this host" nsmount shared "$src:/srv/sub"
t "nor is one made there"				fails 125 "shared with this host" nsmount --mkdir shared "$src:/srv/new"
t "our own mounts are as they were, still"		unchanged
nsmount --force shared "$src:/srv/sub"
t "a mount that is shared with us stays"		fails 125 "shared with this host" nsmount -u shared /srv/sub
umount -l "$TMP/shared/sub"

# --- a user namespace
start "$PEER/unshare" -Um sh -c 'echo up; exec tail -f /dev/null >/dev/null'
mapped=$pid
echo "0 100000 65536" >"/proc/$mapped/uid_map"
echo "0 100000 65536" >"/proc/$mapped/gid_map"
mkdir "$TMP/place"
chmod 711 "$TMP"
owners()
{
	nsmount "$mapped" "$1:$TMP/place" || return 1
	nsenter -t "$mapped" -a stat -c '%u:%g' "$TMP/place" "$TMP/place/below/file"
	nsmount -u "$mapped" "$TMP/place"
}
t "idmapped: root's are its root's, 1000's its 1000's"	outputs "0:0
1000:1000" owners "$src"
made()
{
	nsmount "$mapped" "$src:$TMP/place" || return 1
	nsenter -t "$mapped" -a touch "$TMP/place/made"
	nsmount -u "$mapped" "$TMP/place"
	stat -c %u "$src/made"
}
t "what its root makes is root's here"			outputs 0 made
t "where it cannot be, that is said"			fails 0 "not idmapped" nsmount "$mapped" "/sys/kernel:$TMP/place"
nsmount -u "$mapped" "$TMP/place"
t "asked for by name, it is an error"			fails 125 "idmap /sys/kernel" nsmount "$mapped" "/sys/kernel:$TMP/place:idmap"
t "a tmpfs is its root's"				outputs 0:0 sh -c 'nsmount --tmpfs "$2" "$1" && nsenter -t "$1" -a stat -c %u:%g "$2"' - "$mapped" "$TMP/place"

# --- an ordinary user, old kernels
need root
t "an ordinary user may not"				fails 125 "nsmount: " setpriv --reuid 65534 --clear-groups nsmount "$web" "$src:/srv"
# a container of their own: joined from outside, and the host's mounts seen from there
as_nobody()
{
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}
cp "$(readlink -f "$BIN/nsmount")" "$TMP/busyns"
mkdir -m 700 "$TMP/home"
echo theirs >"$TMP/home/file"
mkdir "$TMP/home/below"
chown -R 65534:65534 "$TMP/home"
mount -t tmpfs below "$TMP/home/below"
echo deep >"$TMP/home/below/file"
chown 65534 "$TMP/home/below/file" "$TMP/place"
mkdir "$TMP/scratch"
sort /proc/self/mountinfo >"$TMP/mounts.before"
start as_nobody "$PEER/unshare" -Urm sh -c 'echo $$; exec tail -f /dev/null >/dev/null'
theirs=$line
nsmount_theirs()
{
	as_nobody "$TMP/busyns" nsmount "$@"
}
inside()
{
	"$PEER/nsenter" -t "$theirs" -U -m "$@"
}
t "a user's own container: a directory appears"		outputs "" nsmount_theirs "$theirs" "$TMP/home:$TMP/place"
t "its files are there, and are its root's"		outputs "theirs 0" inside sh -c 'echo $(cat "$1/file" && stat -c %u "$1/file")' - "$TMP/place"
t "those mounted below it, too"				outputs deep inside cat "$TMP/place/below/file"
t "what its root makes is the user's"			outputs 65534 sh -c 'nsenter -t "$1" -U -m touch "$2/place/new" && stat -c %u "$2/home/new"' - "$theirs" "$TMP"
t "our own mounts are as they were, for a user, too"	unchanged
t "-l shows it to the user"				prints "$TMP/home" nsmount_theirs -l "$theirs"
t "-u takes it away from it"				outputs "" nsmount_theirs -u "$theirs" "$TMP/place"
t "and that is gone"					fails 1 "No such file" inside cat "$TMP/place/file"
nsmount_theirs "$theirs" "$TMP/home:$TMP/place:ro" || exit 1
t "a user's ro is enforced"				read_only inside touch "$TMP/place/file"
t "below, too"						read_only inside touch "$TMP/place/below/file"
nsmount_theirs -u "$theirs" "$TMP/place"
t "a user's --mkdir, tmpfs, relative source"		outputs "0:0
0:0" sh -c 'cd "$2" && setpriv --reuid 65534 --regid 65534 --clear-groups "$3" nsmount \
	--mkdir --tmpfs "$2/scratch" "$1" "./home:$2/place/a/b" && nsenter -t "$1" -U -m stat -c %u:%g "$2/place/a/b" "$2/scratch"' - "$theirs" "$TMP" "$TMP/busyns"
nsmount_theirs -u "$theirs" "$TMP/place/a/b" "$TMP/scratch"
t "what hides something cannot be left out"		fails 125 "only root can leave out" nsmount_theirs "$theirs" "$TMP/home:$TMP/place:bind"
t "nor be idmapped"					fails 125 "only root" nsmount_theirs "$theirs" "$TMP/home:$TMP/place:idmap"
t "a source that the user may not see"			fails 125 "Permission denied" nsmount_theirs "$theirs" "/root/x:$TMP/place"
t "before 5.2, said to a user, too"			fails 125 "Linux 5.2" nosys open_tree -- setpriv --reuid 65534 --clear-groups \
	"$TMP/busyns" nsmount "$theirs" "$TMP/home:$TMP/place"
t "another user's container"				fails 125 "nsmount: " setpriv --reuid 65533 --clear-groups "$TMP/busyns" nsmount "$theirs" "$TMP/one:$TMP/place"
umount "$TMP/home/below"
t "before 5.2"						fails 125 "Linux 5.2" nosys open_tree -- nsmount web "$src:/srv"
t "before 5.12: ro all the same"			outputs ro sh -c '
	nosys mount_setattr -- nsmount web "$2:/srv:ro" && nsenter -t "$1" -a grep " /srv " /proc/self/mountinfo | cut -d " " -f 6 | cut -d , -f 1' - "$web" "$TMP/src/below"
nsmount -u web /srv
mount -o remount,nosuid,nodev "$src/below"
t "and what SRC's own mount has"			outputs ro,nosuid,nodev,relatime sh -c '
	nosys mount_setattr -- nsmount web "$2:/srv:ro" && nsenter -t "$1" -a awk "\$5 == \"/srv\" { print \$6 }" /proc/self/mountinfo' - "$web" "$src/below"
nsmount -u web /srv

# --- a link where the place was, all the time
swapped()
{
	capture often 10000 nsmount "$web" "$src:/race/a"
	read -r good _ refused _ changed _ <"$TMP/out"
	[ "$good" -gt 9000 ] && [ "$changed" = 0 ] && [ "$((good + refused))" = 10000 ] || show
}
web mkdir -p /race/a
web ln -s /srv /race/b
cp "$(command -v swap)" "/proc/$web/root/race/swap"
start nsenter -t "$web" -a /race/swap /race/a /race/b /srv
t "10000 mounts while the place is swapped for a link: none is ours to see"	swapped
t "a change here would have been seen"			outputs "1 done, 0 refused, 1 changes here" often 1 mount --bind "$src" /srv
umount /srv
umount -l "$src/below" "$TMP/shared"
