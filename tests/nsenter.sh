#!/bin/sh
# nsenter beyond util-linux's: what 2.38 lacks, and what every release of it
# does wrong (facts of the defects: README.md, "Differences from util-linux").
# Where the installed one still has a defect, it is shown there first.
. "$(dirname "$0")/lib.sh"

show=$TOOLS/show
root=$TMP/root
cg=busyns-test-$$

t_cleanup()
{
	exec 8>&-
	for t_word in ${frozen:-}; do
		echo 0 >"$t_word/cgroup.freeze"
		echo THAWED >"$t_word/freezer.state"
	done 2>/dev/null
	umount "$TMP/:x" "/run/netns/$cg" 2>/dev/null
	rm -f "/run/netns/$cg"
}

# quick CMD...: CMD with a time limit, for what would hang.
quick()
{
	timeout --foreground -s KILL 5 "$@"
}

# inode PID KIND
inode()
{
	readlink "/proc/$1/ns/$2" | tr -cd 0-9
}

# value KEY: what show said of KEY, in the output last captured.
value()
{
	sed -n "s/^$1 //p" "$TMP/out"
}

# sees WANT CMD...: CMD ends with 0 and its output is WANT, lines sorted.
# (PROG is show with the keys that matter.)
sees()
{
	want=$1
	shift
	capture quick "$@"
	[ "$status" = 0 ] && [ "$(cat "$TMP/out")" = "$want" ] || { echo "wanted: $want"; show; }
}

# refuses TEXT CMD...: exits 1 with TEXT in a message of nsenter's, at once, PROG unrun.
refuses()
{
	want=$1
	shift
	capture quick "$@"
	[ "$status" = 1 ] && [ ! -s "$TMP/out" ] && grep -q '^nsenter: ' "$TMP/err" &&
		grep -qi -- "$want" "$TMP/err" || show
}

need root peer
[ -z "$t_skip" ] || { t "nsenter beyond util-linux's" true; exit 0; }

mkdir -p "$root/bin" "$root/etc" "$root/dir" "$root/dev"
cp "$show" "$root/bin/show"
cp "$TOOLS/nop" "$root/bin/nop"
chmod 755 "$TMP" "$root"

start hold -muipnC -h all -P
all=$line
start hold -n
net=$line
start hold -Um -M 0:100000:65536
high=$line
start hold -m -r "$root"
chrooted=$line
start hold
nothing=$line
start setpriv --reuid=65534 --regid=65534 --clear-groups hold -Umuinp -h own
own=$line

# --- -c: into the target's cgroup, of every hierarchy ---
start hold -u
grouped=$line
give_cgroup "$cg" "$grouped"

same_cgroups()
{
	want=$(sed 's/^/cgroup /' "/proc/$grouped/cgroup")
	[ "$want" != "$(sed 's/^/cgroup /' /proc/self/cgroup)" ] || { echo "nothing to tell apart"; return 1; }
	sees "$want" "$@"
}

t "-c: PROG is in the target's cgroup, in every hierarchy" same_cgroups nsenter -t "$grouped" -c -u "$show" cgroup
t "--join-cgroup is its long name" same_cgroups nsenter -t "$grouped" --join-cgroup -u "$show" cgroup
t "-c alone, with no namespace" same_cgroups nsenter -t "$grouped" -c "$show" cgroup
t "-c with -p: the child too" same_cgroups nsenter -t "$grouped" -c -p "$show" cgroup

keeps_stdin()
{
	nsenter=$1
	echo hello >"$TMP/in"
	"$TOOLS/clean" "$nsenter" -t "$grouped" -u -c "$show" stdin fd <"$TMP/in" >"$TMP/out" 2>&1
	[ "$(cat "$TMP/out")" = "stdin 'hello\\x0a'" ] || { cat "$TMP/out"; return 1; }
}
t "-c keeps stdin, and leaves no descriptor behind (D1)" keeps_stdin nsenter
if "$PEER/nsenter" --help | grep -q -- --join-cgroup; then
	t "-c: the peer loses stdin (D1)" eval '! keeps_stdin "$PEER/nsenter"'
fi

start hold -C
spaced=$line
for group in $cgroups; do echo "$spaced" >"$group/cgroup.procs"; done
cgroups_from_outside()
{
	mkfifo "$TMP/told"
	exec 8<>"$TMP/told"
	nsenter -t "$spaced" -c -C "$TOOLS/sigs" "$TMP/told" &
	quick head -n 1 <&8 >/dev/null
	diff "/proc/$spaced/cgroup" "/proc/$!/cgroup"
	result=$?
	kill -9 $!
	return $result
}
t "-c with -C: moved before the namespace hides where" cgroups_from_outside

# From inside a cgroup namespace every path is told relative to its root, and
# the target's is outside: /../GROUP.
from_below()
{
	mkdir -p "$TMP/empty"
	quick sh -c '
		below=$1 grouped=$2 show=$3
		for group in $below; do echo $$ >"$group/cgroup.procs"; done
		exec unshare -C sh -c "
			sed \"s/^/cgroup /\" /proc/$grouped/cgroup
			echo --
			nsenter -t $grouped -c $show cgroup"
		' sh "$below" "$grouped" "$show" >"$TMP/out" 2>"$TMP/err"
	want=$(sed '/^--$/,$d' "$TMP/out") got=$(sed '1,/^--$/d' "$TMP/out")
	if [ -n "$got" ]; then
		[ "$got" = "$want" ] || { diff -u "$TMP/out" /dev/null; return 1; }
	else
		grep '^nsenter: ' "$TMP/err"
	fi
}
below=''
for group in $cgroups; do
	mkdir "$group-below"
	below="$below $group-below"
done
cgroups="$below $cgroups"
t "-c from within a cgroup namespace: there, or a refusal" from_below
cgroups_here=${cgroups#"$below"}

freeze()
{
	for group in $cgroups_here; do
		[ -f "$group/cgroup.freeze" ] || continue
		frozen=$group
		echo 1 >"$group/cgroup.freeze"
	done
}
t "-c into a frozen cgroup (v2) would hang: it is refused" eval '
	freeze
	refuses frozen nsenter -t "$grouped" -c "$show" uid
	result=$?
	echo 0 >"$frozen/cgroup.freeze"
	[ $result = 0 ]'
start hold -u
cold=$line
mkdir "/sys/fs/cgroup/freezer/$cg" 2>/dev/null && {
	cgroups="$cgroups /sys/fs/cgroup/freezer/$cg"
	frozen="${frozen:-} /sys/fs/cgroup/freezer/$cg"
	echo "$cold" >"/sys/fs/cgroup/freezer/$cg/cgroup.procs"
	t "-c into a frozen cgroup (v1) would hang: it is refused" eval '
		echo FROZEN >"/sys/fs/cgroup/freezer/$cg/freezer.state"
		refuses frozen nsenter -t "$cold" -c "$show" uid
		result=$?
		echo THAWED >"/sys/fs/cgroup/freezer/$cg/freezer.state"
		[ $result = 0 ]'
}
t "a frozen target is entered all the same without -c" eval '
	freeze
	sees "ns.uts $(inode "$grouped" uts)" nsenter -t "$grouped" -u "$show" ns.uts
	result=$?
	echo 0 >"$frozen/cgroup.freeze"
	[ $result = 0 ]'

# --- -e: the target's environment, whole ---
environment_of()
{
	target=$1
	shift
	sees "$(tr '\0' '\n' <"/proc/$target/environ" | sed 's/^/env /')" "$@"
}
word=$(printf '%1000s' '' | tr ' ' x)
start env -i A="$word" B=2 "C=with space" D= "$TOOLS/hold" -n
long=$line
big=''
for n in $(seq 100); do big="$big V$n=$word"; done
# shellcheck disable=SC2086	# 100 words are meant
start env -i $big "$TOOLS/hold" -n
huge=$line
start env -i "$TOOLS/hold" -n
bare=$line
mkdir "$TMP/path"
ln -s "$show" "$TMP/path/only-here"
start env -i PATH="$TMP/path" SHELL="$TMP/path/only-here" "$TOOLS/hold" -n
pathed=$line
t "-e: an environment over 1000 bytes, exactly (D3)" environment_of "$long" nsenter -t "$long" -n -e "$show" env
t "-e: an environment of 100 KB" environment_of "$huge" nsenter -t "$huge" -n --env "$show" env
t "-e: an empty environment" environment_of "$bare" nsenter -t "$bare" -n -e "$show" env
t "-e: the caller's own does not show through" eval '
	capture env MINE=1 nsenter -t "$long" -n -e "$show" env
	[ "$status" = 0 ] && ! grep -q MINE "$TMP/out" || show'
t "-e: PROG is searched in the target's PATH" environment_of "$pathed" nsenter -t "$pathed" -n -e only-here env
printf 'root:x:0:0:root:/:/bin/rootshell\n' >"$root/etc/passwd"
cp "$show" "$root/bin/rootshell"
t "without a SHELL, the default program is passwd's, inside" eval '
	capture env -u SHELL nsenter -t "$chrooted" -m -r
	[ "$status" = 0 ] && [ "$(value argv)" = "'\''-rootshell'\''" ] || show'
t "-e: the default program is the target's SHELL" eval '
	capture nsenter -t "$pathed" -n -e
	[ "$status" = 0 ] && [ "$(value argv)" = "'\''-only-here'\''" ] || show'

# --- who PROG is: follow ---
start hold -n -o 1234 -g 1235,7,8
someone=$line
start hold -Un -M 0:100000:65536 -o 7 -g 8
mapped=$line
start hold -n -A -o 1234 -g 1235
closed=$line
ids()	{ printf 'uid %s %s %s\ngid %s %s %s' "$1" "$1" "$1" "$2" "$2" "$2"; }
t "-S follow -G follow: the target's ids" sees "$(ids 1234 1235)" nsenter -t "$someone" -n -S follow -G follow "$show" uid gid
t "--setuid=follow leaves the groups" sees "uid 1234 1234 1234
gid 0 0 0" nsenter -t "$someone" -n --setuid=follow "$show" uid gid
t "follow: as they are called in the user namespace entered" sees "$(ids 7 8)" nsenter -t "$mapped" -U -S follow -G follow "$show" uid gid
t "follow: without that namespace, as they are called here" sees "$(ids 100007 100008)" nsenter -t "$mapped" -n -S follow -G follow "$show" uid gid
t "follow: the ids of a target that is not dumpable are not root's" sees "$(ids 1234 1235)" nsenter -t "$closed" -n -S follow -G follow "$show" uid gid
t "follow: an id with no name in the namespace is refused, not 65534" refuses "" \
	nsenter -t "$net" --user="/proc/$high/ns/user" -S follow "$show" uid
t "follow needs a target" refuses "" nsenter -n"/proc/$net/ns/net" -S follow "$show" uid

# --- who PROG is: names, from the target's own files ---
cat >"$root/etc/passwd" <<'END'
root:x:0:0:root:/:/bin/show
web2:x:5555:5555::/:/bin/show
# a comment
alone:x:5557:5555::/:/bin/show
xweb:x:5556:web:web:web:/bin/show
daemon:x:4321:4322::/:/bin/show
web:x:1234:1235:web, the user:/:/bin/show
END
cat >"$root/etc/group" <<'END'
root:x:0:
staff:x:2000:
ten:x:10:web
twenty:x:20:web2,xweb,webs
thirty:x:30:daemon,web,root
forty:x:40:root,web
fifty:x:50:web2
web:x:1235:
END
in_root="nsenter -t $chrooted -m -r"
# shellcheck disable=SC2086	# words are meant
{
t "-S NAME: from the target's /etc/passwd" sees "uid 1234 1234 1234" $in_root -S web /bin/show uid
t "-S NAME: a name the host has too, with another id" sees "uid 4321 4321 4321" $in_root -S daemon /bin/show uid
t "-G NAME: from the target's /etc/group" sees "$(ids 1234 2000)" $in_root -S web -G staff /bin/show uid gid
t "-S NAME unknown there, known here" refuses games $in_root -S games /bin/show uid
t "-G NAME unknown there, known here" refuses games $in_root -G games /bin/show uid
t "-S NAME: part of a name is no name" refuses we $in_root -S we /bin/show uid
t "-S '': no name at all" refuses "" $in_root -S '' /bin/show uid
t "-S root:x is no name" refuses "" $in_root -S root:x /bin/show uid

supplementary()
{
	want=$1
	shift
	capture quick "$@"
	[ "$status" = 0 ] || show || return 1
	got=$(value groups | tr ' ' '\n' | grep -vx "$(value gid | cut -d' ' -f1)" | sort -n | xargs)
	[ "$got" = "$want" ] || { echo "groups: $got, wanted $want"; show; }
}
t "--init-groups: every group that lists the user, and no other" supplementary "10 30 40" $in_root -S web -G web --init-groups /bin/show gid groups
t "--init-groups: of a user given by number" supplementary "10 30 40" $in_root -S 1234 -G 1235 --init-groups /bin/show gid groups
t "--init-groups: of one who is in none" supplementary "" $in_root -S alone -G 5555 --init-groups /bin/show gid groups
t "without it, -G leaves none" supplementary "" $in_root -S web -G web /bin/show gid groups
t "--init-groups without -S: of the user nsenter runs as" supplementary "30 40" $in_root --init-groups /bin/show gid groups
}

# --- names from files that are out to harm ---
hostile()
{
	text=$1
	shift
	refuses "$text" nsenter -t "$chrooted" -m -r "$@" /bin/show uid gid
}
rm "$root/etc/passwd"
mkfifo "$root/etc/passwd"
t "passwd: a FIFO does not hang" hostile passwd -S web
rm "$root/etc/passwd"
mknod "$root/dev/zero" c 1 5
ln -s /dev/zero "$root/etc/passwd"
t "passwd: a link to a device is not read" hostile passwd -S web
rm "$root/etc/passwd"
cp -a "$root/dev/zero" "$root/etc/passwd"
t "passwd: a device is not read" hostile passwd -S web
rm "$root/etc/passwd"
ln -s passwd "$root/etc/passwd"
t "passwd: a link to itself" hostile passwd -S web
rm "$root/etc/passwd"
mkdir "$root/etc/passwd"
t "passwd: a directory" hostile passwd -S web
rmdir "$root/etc/passwd"
t "passwd: none" hostile passwd -S web
echo 'web:x:666:666::/:/bin/show' >"$TMP/outside"
ln -s "$TMP/outside" "$root/etc/passwd"
t "passwd: an absolute link does not reach out of the target's root" hostile passwd -S web
rm "$root/etc/passwd"
ln -s "../../../../../../../../$TMP/outside" "$root/etc/passwd"
t "passwd: a climbing link does not reach out of the target's root" hostile passwd -S web
rm "$root/etc/passwd"
ln -s /proc/self/root/etc/passwd "$root/etc/passwd"
t "passwd: a magic link" hostile passwd -S web
rm "$root/etc/passwd"
truncate -s 100M "$root/etc/passwd"
echo 'web:x:1234:1235::/:/bin/show' >>"$root/etc/passwd"
t "passwd: 100 MB" hostile passwd -S web
head -c 1000000 /dev/zero | tr '\0' x >"$root/etc/passwd"
t "passwd: a megabyte without a newline" hostile "" -S web
for id in 4294967296 4294967295 -1 18446744073709551616 1.5 0x10 '' ' 1' '1 ' +1 abc 99999999999999999999999; do
	printf 'web:x:%s:1235::/:/bin/show\n' "$id" >"$root/etc/passwd"
	t "passwd: a uid of '$id'" hostile "" -S web
done
printf 'web\n' >"$root/etc/passwd"
t "passwd: a line of one field" hostile "" -S web
printf 'web:x\n' >"$root/etc/passwd"
t "passwd: a line of two fields" hostile "" -S web
printf 'web:x:1234' >"$root/etc/passwd"
t "passwd: a line of three fields" eval '
	hostile "" -S web || sees "uid 1234 1234 1234" nsenter -t "$chrooted" -m -r -S web /bin/show uid'
printf 'root:x:0:0::/:/bin/sh\nweb:x:1234:1235::/:/bin/sh' >"$root/etc/passwd"
t "passwd: a last line without a newline counts" sees "uid 1234 1234 1234" nsenter -t "$chrooted" -m -r -S web /bin/show uid
{ printf 'long:x:1:1:'; head -c 60000 /dev/zero | tr '\0' y; printf ':/:/bin/sh\nweb:x:1234:1235::/:/bin/sh\n'; } >"$root/etc/passwd"
t "passwd: after a line of 60 KB" sees "uid 1234 1234 1234" nsenter -t "$chrooted" -m -r -S web /bin/show uid
printf 'we\0b:x:5:5::/:/bin/sh\n\0\0\nweb:x:1234:1235::/:/bin/sh\n' >"$root/etc/passwd"
t "passwd: NUL bytes" sees "uid 1234 1234 1234" nsenter -t "$chrooted" -m -r -S web /bin/show uid
printf 'web:x:0\033]0;owned\007:0::/:/bin/sh\n' >"$root/etc/passwd"
t "passwd: terminal controls are not repeated" eval '
	hostile "" -S web && ! grep -q "$(printf "\033")" "$TMP/err"'
rm "$root/etc/group"
mkfifo "$root/etc/group"
t "group: a FIFO does not hang -G" hostile group -G staff
printf 'web:x:1234:1235::/:/bin/sh\n' >"$root/etc/passwd"
t "group: a FIFO does not hang --init-groups" hostile group -S web --init-groups
rm "$root/etc/group"
for id in 4294967296 4294967295 -1 ''; do
	printf 'staff:x:%s:web\n' "$id" >"$root/etc/group"
	t "group: a gid of '$id'" hostile "" -G staff
	t "group: a gid of '$id' among the supplementary is none" supplementary "" nsenter -t "$chrooted" -m -r -S web --init-groups /bin/show gid groups
done

# --- numbers are numbers ---
for id in 4294967295 4294967296 99999999999 -1 18446744073709551617 1x 0x1 ' 1' '1 ' +1; do
	t "-S '$id' is refused" refuses "" nsenter -t "$net" -n -S "$id" "$show" uid
	t "-G '$id' is refused" refuses "" nsenter -t "$net" -n -G "$id" "$show" uid
done
t "-G 99999999999: the peer takes it for another number" eval '
	[ "$("$PEER/nsenter" -t "$net" -n -G 99999999999 "$show" gid)" = "gid 1215752191 1215752191 1215752191" ]'
for pid in 0 -1 +1 1x 0x1 ' 1' '1 ' 2147483648 4294967297 18446744073709551617; do
	t "-t '$pid' is refused" refuses "" nsenter -t "$pid" -n "$show" uid
done

# --- capabilities ---
# capabilities MASK CMD...: CMD's five sets are without MASK, and otherwise as without --cap-drop.
capabilities()
{
	mask=$1
	shift
	capture quick "$@" "$show" cap
	[ "$status" = 0 ] || show || return 1
	mv "$TMP/out" "$TMP/caps"
	without=''
	for word; do
		case $word in --cap-drop=*) ;; *) without="$without $word" ;; esac
	done
	# shellcheck disable=SC2086
	capture $without "$show" cap
	while read -r set before; do
		now=$(sed -n "s/^$set //p" "$TMP/caps")
		[ "$((0x$now))" = "$((0x$before & ~mask))" ] || {
			echo "$set: $now, without --cap-drop $before, to drop $mask"
			return 1
		}
	done <"$TMP/out"
}
bits=$((1 << 13 | 1 << 21))
holding='setpriv --inh-caps=+net_raw,+kill --ambient-caps=+net_raw,+kill'
# shellcheck disable=SC2086
{
t "--cap-drop: names" capabilities $bits nsenter -t "$net" -n --cap-drop=net_raw,sys_admin
t "--cap-drop: names with their prefix, in any case" capabilities $bits nsenter -t "$net" -n --cap-drop=cap_net_raw,CAP_SYS_ADMIN
t "--cap-drop given twice: both, or a refusal, but never one of them in silence" eval '
	capabilities $bits nsenter -t "$net" -n --cap-drop=net_raw --cap-drop=sys_admin ||
		refuses "" nsenter -t "$net" -n --cap-drop=net_raw --cap-drop=sys_admin "$show" uid'
t "--cap-drop: inheritable and ambient too" capabilities $bits $holding nsenter -t "$net" -n --cap-drop=net_raw,sys_admin
t "--cap-drop=all" capabilities -1 $holding nsenter -t "$net" -n --cap-drop=all
t "--cap-drop: in a child" capabilities $bits nsenter -t "$all" -a --cap-drop=net_raw,sys_admin
t "--cap-drop: in a user namespace" capabilities $bits nsenter -t "$high" -U -m --cap-drop=net_raw,sys_admin
t "--cap-drop=all: in a user namespace" capabilities -1 nsenter -t "$high" -U -m --cap-drop=all
t "--cap-drop: of an ordinary user" capabilities $bits nsenter -t "$net" -n -S 1000 -G 1000 --cap-drop=net_raw,sys_admin
t "--cap-drop=setuid,setgid does not hinder -S and -G" eval '
	sees "$(ids 1000 1001)" nsenter -t "$net" -n -S 1000 -G 1001 --cap-drop=setuid,setgid "$show" uid gid'
t "--cap-drop by one who may not: refused, as PROG could gain it again" refuses "" \
	setpriv --bounding-set=-setpcap nsenter -t "$net" -n --cap-drop=net_raw "$show" uid
t "--cap-drop: an unknown name is refused" refuses bogus nsenter -t "$net" -n --cap-drop=net_raw,bogus "$show" uid
t "--cap-drop: an empty name is refused" refuses "" nsenter -t "$net" -n --cap-drop= "$show" uid
}
start setpriv --reuid=65534 --regid=65534 --clear-groups hold -Un -M 1000:65534:1
plain=$line
kept()
{
	capture quick setpriv --reuid=65534 --regid=65534 --clear-groups \
		nsenter -t "$plain" -U --preserve-credentials "$@" "$show" cap uid
	[ "$status" = 0 ] && [ "$(value uid)" = "1000 1000 1000" ] || show
}
t "in a user namespace, not as root: exec loses what was gained" eval '
	kept && [ "$(value cap.eff)" = 0000000000000000 ] || show'
t "--keep-caps keeps it" eval '
	kept --keep-caps && [ "$(value cap.eff)" != 0000000000000000 ] &&
		[ "$(value cap.eff)" = "$(value cap.amb)" ] && [ "$(value cap.inh)" = "$(value cap.amb)" ] || show'

# --- namespaces the target is not itself in ---
start hold -k
kids=$line
t "-p: the target's own, whatever its children get" sees "ns.pid $(inode "$kids" pid)" nsenter -t "$kids" -p "$show" ns.pid
t "--pid-for-children: theirs" sees "ns.pid $(inode "$kids" pid_for_children)" nsenter -t "$kids" --pid-for-children "$show" ns.pid
start "$PEER/nsenter" -t "$high" -U "$TOOLS/hold" -Un
inner=$line
# hold printed the PID it has here: it is in no PID namespace of its own
t "-U: the target's" sees "ns.user $(inode "$inner" user)" nsenter -t "$inner" -U "$show" ns.user
t "--user-parent: the one it was made in" sees "ns.user $(inode "$high" user)" nsenter -t "$inner" --user-parent "$show" ns.user
t "-U --user-parent: the same" sees "ns.user $(inode "$high" user)" nsenter -t "$inner" -U --user-parent "$show" ns.user
t "--user-parent of an nsfs file" sees "ns.user $(inode "$high" user)" nsenter --user="/proc/$inner/ns/user" --user-parent "$show" ns.user
start "$PEER/nsenter" -t "$high" -U "$TOOLS/hold" -U -M 0:5:1
fifth=$line
t "--user-parent -S follow: the map of the target does not reach there" refuses "another user namespace" nsenter -t "$fifth" --user-parent -S follow -G follow "$show" uid gid
start "$PEER/nsenter" -t "$net" -n "$TOOLS/hold" -n -s 9 -S 11
socketed=$line
t "-N FD: the network namespace of the target's socket" sees "ns.net $(inode "$net" net)" nsenter -t "$socketed" -N 9 "$show" ns.net
t "--net-socket=FD" sees "ns.net $(inode "$socketed" net)" nsenter -t "$socketed" --net-socket=11 "$show" ns.net
t "-N: a descriptor it does not have" refuses "" nsenter -t "$socketed" -N 10 "$show" uid
t "-N: not a socket" refuses "" nsenter -t "$socketed" -N 0 "$show" uid
t "-N: not a number" refuses "" nsenter -t "$socketed" -N x "$show" uid
t "-N without a target" refuses "" nsenter -N 9 "$show" uid

# --- other words for a namespace ---
case $(uname -r) in
[1-5].*|6.[0-9].*|6.1[0-8].*)
	t "--net=:NSID: this kernel cannot, and is not asked for a file of that name" refuses "" nsenter --net=:7 "$show" uid ;;
esac
touch "$TMP/:x"
mount --bind "/proc/$net/ns/net" "$TMP/:x"
t "--net=./:x is a file" eval 'cd "$TMP" && sees "ns.net $(inode "$net" net)" nsenter --net=./:x "$show" ns.net'
for id in : :x :-1 :18446744073709551616 ':7 '; do
	t "--net=$id is refused" refuses "" nsenter "--net=$id" "$show" uid
done
mkdir -p /run/netns
touch "/run/netns/$cg"
mount --bind "/proc/$net/ns/net" "/run/netns/$cg"
t "--net=netns:NAME: one of ip netns" sees "ns.net $(inode "$net" net)" nsenter "--net=netns:$cg" "$show" ns.net
t "-nnetns:NAME" sees "ns.net $(inode "$net" net)" nsenter "-nnetns:$cg" "$show" ns.net
t "netns:NAME: not there" refuses "" nsenter --net=netns:no-such "$show" uid
t "netns:NAME: no path" refuses "" nsenter "--net=netns:../../proc/$net/ns/net" "$show" uid
t "-n=FILE: the = is not a part of the name" sees "ns.net $(inode "$net" net)" nsenter "-n=/proc/$net/ns/net" "$show" ns.net

# --- other words for a target ---
start_time()
{
	sed 's/.*) //' "/proc/$1/stat" | cut -d' ' -f20
}
began=$(start_time "$net")
t "-t PID:START" sees "ns.net $(inode "$net" net)" nsenter -t "$net:$began" -n "$show" ns.net
t "-t PID:START of another process is refused" refuses "$net" nsenter -t "$net:$((began + 1))" -n "$show" ns.net
t "-t PID:START: START is a number" refuses "" nsenter -t "$net:x$began" -n "$show" ns.net
t "-t PID:" refuses "" nsenter -t "$net:" -n "$show" ns.net
t "-t PID:START:" refuses "" nsenter -t "$net:$began:" -n "$show" ns.net
if identity=$(ask pidfd "$net" 2>/dev/null) && [ "$identity" -gt 1000 ]; then
	t "-t PID:INO" sees "ns.net $(inode "$net" net)" nsenter -t "$net:$identity" -n "$show" ns.net
	t "-t PID:INO of another process is refused" refuses "$net" nsenter -t "$net:$((identity + 1))" -n "$show" ns.net
fi
start hold -n -c 'a) R 1 (b'
strange=$line
start hold -n -c ') R 1 2 3 4 5 6 7'
stranger=$line
for target in "$strange" "$stranger"; do
	began=$(start_time "$target")
	t "a target called '$(cat "/proc/$target/comm")'" sees "ns.net $(inode "$target" net)" nsenter -t "$target:$began" -n "$show" ns.net
	t "a target called that: another start time" refuses "" nsenter -t "$target:$((began - 1))" -n "$show" ns.net
done
t "-t self" sees "ns.net $(inode self net)" nsenter -t self -n "$show" ns.net
t "-t container:PID" sees "ns.net $(inode "$net" net)" nsenter -t "container:$net" -n "$show" ns.net
t "-t host, from the host" sees "ns.net $(inode self net)" nsenter -t host -n "$show" ns.net
t "-t host: PID 1's" eval '
	capture "$PEER/unshare" -pfmn --mount-proc sh -c "readlink /proc/self/ns/net | tr -cd 0-9; echo
		unshare -n nsenter -t host -n $show ns.net; readlink /proc/self/ns/net >/dev/null"
	[ "ns.net $(head -n 1 "$TMP/out")" = "$(sed -n 2p "$TMP/out")" ] || show'
t "-t host, from elsewhere: the host's or a refusal" eval '
	capture "$PEER/nsenter" -t "$net" -n nsenter -t host -n "$show" ns.net
	case $status in
	0) [ "$(value ns.net)" = "$(inode self net)" ] || show ;;
	*) refuses "" "$PEER/nsenter" -t "$net" -n nsenter -t host -n "$show" ns.net ;;
	esac'
t "-t given twice is refused" refuses "" nsenter -t "$net" -t "$all" -n "$show" uid
t "-w and -W exclude each other" refuses "" nsenter -t "$net" -n -w/ -W/ "$show" uid
t "-W alone is nothing" eval 'sees "ns.net $(inode "$net" net)" nsenter -t "$net" -n -W "$show" ns.net'

# --- without a /proc, or with another's ---
without_proc()
{
	want="ns.net $1"
	shift
	capture quick "$PEER/unshare" -m sh -c 'umount -l /proc; exec "$@"' sh nsenter "$@" "$show" ns.net
	case $status in
	0)	[ "$(cat "$TMP/out")" = "$want" ] || show ;;
	*)	[ "$status" = 1 ] && [ ! -s "$TMP/out" ] && grep -q '^nsenter: .*/proc' "$TMP/err" || show ;;
	esac
}
t "no /proc mounted: entered by pidfd, or a refusal that names /proc" without_proc "$(inode "$net" net)" -t "$net" -n
t "no /proc mounted: -t self" without_proc "$(inode self net)" -t self -n
t "no /proc mounted: what is read from it is refused" refuses /proc \
	"$PEER/unshare" -m sh -c 'umount -l /proc; exec "$@"' sh nsenter -t "$net" -n -w -e "$show" ns.net
t "an empty /proc" refuses "" "$PEER/unshare" -m sh -c 'mount -t tmpfs none /proc; exec "$@"' sh nsenter -t 1 -a nop
# In a PID namespace with the outer /proc, PID 2 is one process to the system
# calls and another to /proc.
t "/proc of another PID namespace: one of the two processes, or a refusal" eval '
	mkfifo "$TMP/inner"
	capture quick "$PEER/unshare" -pf sh -c "$TOOLS/hold -X -u -h inner -d /usr >$TMP/inner & read -r pid <$TMP/inner
		nsenter -t \$pid -u -w $show host cwd; echo done"
	case $(cat "$TMP/out") in
	"cwd /usr "*"
host inner
done") ;;
	done) grep -q "^nsenter: " "$TMP/err" || show ;;
	*) show ;;
	esac'

# --- what is ours already needs no permission ---
t "-a of an ordinary user: what is shared is left alone" eval '
	capture quick setpriv --reuid=65534 --regid=65534 --clear-groups nsenter -t "$own" -a --preserve-credentials "$show" ns
	[ "$status" = 0 ] || show || exit 1
	for kind in user mnt uts ipc net pid cgroup time; do
		[ "$(value ns.$kind)" = "$(inode "$own" $kind)" ] || { echo "$kind"; show; exit 1; }
	done'

# --- signals ---
# answer: the next line PROG writes to the FIFO on 8, or nothing after 5 s.
answer()
{
	quick sh -c 'IFS= read -r line && echo "$line"' <&8
}

# said LINE
said()
{
	got=$(answer)
	[ "$got" = "$1" ] || { echo "wanted '$1', got '$got'"; return 1; }
}

# still PID: wait until it sleeps with no signal pending.
still()
{
	tries=0
	until [ "$(sed 's/.*) //; s/ .*//' "/proc/$1/stat")" = S ] &&
	      ! grep -q '^S[hi][dg]Pnd:.*[1-9a-f]' "/proc/$1/status"; do
		tries=$((tries + 1))
		[ $tries -lt 2000 ] || return 1
	done
}

# listening: a FIFO for PROG to report to, open on 8.
listening()
{
	rm -f "$TMP/told"
	mkfifo "$TMP/told"
	exec 8<>"$TMP/told"
}

forwards()
{
	nsenter=$1
	shift
	listening
	# a shell starts its background with INT and QUIT ignored
	env --default-signal=INT,QUIT "$nsenter" "$@" "$TOOLS/sigs" "$TMP/told" 8>&- &
	waiter=$!
	answer | grep -q ready || return 1
	for signal in HUP INT USR1 USR2 QUIT ALRM CONT WINCH; do
		kill "-$signal" "$waiter"
		said "got $signal" || { kill -9 "$waiter"; return 1; }
	done
	kill -TERM "$waiter"
	said "got TERM"
	result=$?
	status=0
	wait "$waiter" || status=$?
	[ "$result" = 0 ] && [ "$status" = 7 ] || { echo "status $status"; return 1; }
}
t "-p: signals sent to nsenter reach PROG, whose status is nsenter's (D6)" forwards nsenter -t "$all" -p
t "-a: the same" forwards nsenter -t "$all" -a
t "-p: in the caller's own namespace" forwards nsenter -t "$nothing" -p
t "-n: nsenter is PROG" forwards nsenter -t "$all" -n

outlived()
{
	nsenter=$1 signal=$2
	listening
	"$nsenter" -t "$all" -p "$TOOLS/sigs" "$TMP/told" 8>&- &
	waiter=$!
	answer | grep -q ready || return 1
	prog=$(tr -d ' ' <"/proc/$waiter/task/$waiter/children")
	kill "-$signal" "$waiter"
	wait "$waiter"
	kill -USR1 "$prog" || return 1
	said "got USR1" || return 1
	kill -9 "$prog"
}
t "TERM: the peer dies and leaves PROG behind (D6)" outlived "$PEER/nsenter" TERM
t "KILL: PROG outlives nsenter, as with the peer" eval 'outlived "$PEER/nsenter" KILL && outlived nsenter KILL'

typed()
{
	listening
	rm -f "$TMP/keys"
	mkfifo "$TMP/keys"
	exec 9<>"$TMP/keys"
	pty "$1" -t "$all" -p "$TOOLS/sigs" "$TMP/told" <"$TMP/keys" >"$TMP/screen" 8>&- 9>&- &
	terminal=$!
	answer | grep -q ready || return 1
	waiter=$(tr -d ' ' <"/proc/$terminal/task/$terminal/children")
	prog=$(tr -d ' ' <"/proc/$waiter/task/$waiter/children")
	printf '\003' >&9
	said "got INT" || return 1
	still "$waiter" && still "$prog" || { echo "restless"; return 1; }
	printf '\034' >&9
	said "got QUIT" || return 1
	still "$waiter" && still "$prog" || { echo "restless"; return 1; }
	kill -TERM "$prog"
	said "got TERM" || return 1
	status=0
	wait "$terminal" || status=$?
	[ "$status" = 7 ] || { echo "status $status"; return 1; }
}
t "a ^C at the terminal reaches PROG once" typed nsenter
t "^C on an ordinary PROG ends it and nsenter, of the same" eval '
	rm -f "$TMP/keys" && mkfifo "$TMP/keys" && exec 9<>"$TMP/keys"
	quick env --default-signal=INT,QUIT pty died nsenter -t "$all" -p sh -c "kill -INT \$\$; exec cat" <"$TMP/keys" >"$TMP/screen" 9>&-
	tr -d "\r" <"$TMP/screen" | grep -x "signal 2" || { cat "$TMP/screen"; exit 1; }'

# --- descriptors ---
# passes WANT CMD...: of descriptors 3, 4, 5 and 600, CMD's PROG has WANT.
passes()
{
	want=$1
	shift
	clean bash -c 'exec 600</dev/null; exec "$@" 3</dev/null 4</dev/null 5</dev/null' bash "$@" "$show" fd >"$TMP/out" 2>"$TMP/err"
	got=$(sed 's/^fd\.\([0-9]*\) .*/\1/' "$TMP/out" | xargs)
	[ "$got" = "$want" ] || { echo "PROG has $got, wanted $want"; cat "$TMP/out" "$TMP/err"; return 1; }
}
need bash
for option in -n -u -i -C -T "-n -u -i"; do
	# shellcheck disable=SC2086
	t "$option: the caller's descriptors are PROG's" passes "3 4 5 600" nsenter -t "$all" $option
done
for option in -m -p -a -r "-r/" "-p -F"; do
	# shellcheck disable=SC2086
	{
	t "$option: descriptors above 2 stay outside" passes "" nsenter -t "$all" $option
	t "$option --preserve-fds 2: two of them go in" passes "3 4" nsenter -t "$all" $option --preserve-fds 2
	t "$option --preserve-fds=0: none" passes "" nsenter -t "$all" $option --preserve-fds=0
	}
done
t "-U: descriptors above 2 stay outside" passes "" nsenter -t "$high" -U
t "--preserve-fds with one that is closed" passes "3 4 5" nsenter -t "$all" -m --preserve-fds 10
for count in -1 x 99999999999 ''; do
	t "--preserve-fds '$count' is refused" refuses "" nsenter -t "$all" -m --preserve-fds "$count" "$show" uid
done
t "-n: process substitution works" outputs hello bash -c "nsenter -t $all -n cat <(echo hello)"

# std COMBINATION...: with those of 0, 1, 2 closed, they are closed for PROG too.
std()
{
	rm -f "$TMP/seen"
	redirect='' want=''
	for fd in 0 1 2; do
		case "$*" in
		*$fd*)	redirect="$redirect $fd>&-" want="$want closed" ;;
		*)	redirect="$redirect $fd</dev/null" want="$want device" ;;
		esac
	done
	# shellcheck disable=SC2086
	eval "clean sh -c 'exec \"\$@\" $redirect' sh $entry $show -o $TMP/seen std fd"
	got=$(sed -n 's/^std\.. //p' "$TMP/seen" | xargs)
	[ "$got" = "${want# }" ] && ! grep '^fd' "$TMP/seen" || { cat "$TMP/seen"; return 1; }
}
for entry in "nsenter -t $all -n" "nsenter -t $all -a" "nsenter -t $grouped -c -u" "nsenter -t $chrooted -m -w"; do
	options=${entry#nsenter -t * }
	for closed_fds in "" 0 1 2 "0 1" "0 2" "1 2" "0 1 2"; do
		t "$options with ${closed_fds:-nothing} closed" std "$closed_fds"
	done
done

# What is written while 0, 1 and 2 are closed must not end up in a file opened
# meanwhile: every write is looked at.
need strace
astray()
{
	for closed_fds in "2>&-" "1>&- 2>&-" "0>&- 1>&- 2>&-"; do
		eval "strace -f -y -o $TMP/trace -e trace=write,writev,pwrite64 $* $closed_fds"
		if grep nsenter: "$TMP/trace" | grep -v '([0-9]*</dev/null' | grep -v EBADF; then return 1; fi
	done
	:
}
t "a message with stderr closed goes nowhere: no such namespace" astray nsenter -t "$grouped" -c -n/etc/passwd true
t "a message with stderr closed goes nowhere: no such program" astray nsenter -t "$grouped" -c -u no-such-program
t "a message with stderr closed goes nowhere: no such target" astray nsenter -t 2147483647 -n true
t "a message with stderr closed goes nowhere: no such option" astray nsenter --bogus

# --- what is safe ---
# between CHECK ENTRY...: CHECK, with $TRACEE the PID, holds at every call from
# the first setns to the exec of PROG; what it prints is a failure.
between()
{
	check=$1
	shift
	step -o show -l "$TMP/steps" "$@" "$show" uid >/dev/null || { echo "the entry failed"; return 1; }
	looked=0
	# P.N after the first setns; a child is only forked after it
	awk '$2 == "setns" { any = 1 } any && $1 ~ /[.]/ { print $1 }' "$TMP/steps" >"$TMP/places"
	while read -r at; do
		step -o show -k "$at" -x "$check" "$@" "$show" uid >"$TMP/out" 2>"$TMP/err" </dev/null
		if grep -v '^uid' "$TMP/out"; then
			echo "at $at, $(grep "^$at " "$TMP/steps")"
			return 1
		fi
		looked=$((looked + 1))
	done <"$TMP/places"
	[ "$looked" -ge 2 ] || { echo "only $looked places"; cat "$TMP/steps"; return 1; }
}
chmod 755 "$TMP"
# the first such call is setns itself, on entry: from its inside
t "not dumpable from before setns until exec" between 'o=$(stat -c %u /proc/$TRACEE/stat); [ "$o" = 0 ] || echo "of $o"' \
	setpriv --reuid=65534 --regid=65534 --clear-groups nsenter -t "$own" -U -n -m --preserve-credentials
t "not dumpable, with a child" between 'o=$(stat -c %u /proc/$TRACEE/stat); [ "$o" = 0 ] || echo "of $o"' \
	setpriv --reuid=65534 --regid=65534 --clear-groups nsenter -t "$own" -U -p --preserve-credentials
t "PROG is dumpable" sees "dumpable 1" nsenter -t "$all" -a "$show" dumpable
t "the host's binary is out of reach: /proc/PID/exe is a memfd" between \
	'case $(readlink /proc/$TRACEE/exe) in /memfd:*) ;; *) readlink /proc/$TRACEE/exe ;; esac' nsenter -t "$all" -m
t "and so it is with -a, parent and child" between \
	'case $(readlink /proc/$TRACEE/exe) in /memfd:*) ;; *) readlink /proc/$TRACEE/exe ;; esac' nsenter -t "$all" -a
sealed()
{
	listening
	nsenter -t "$all" -m -p "$TOOLS/sigs" "$TMP/told" 8>&- &
	waiter=$!
	answer | grep -q ready || return 1
	readlink "/proc/$waiter/exe"
	seals=$(ask seals "/proc/$waiter/exe")
	kill -9 "$waiter"
	# F_SEAL_SEAL, SHRINK, GROW, WRITE
	[ "$((0x${seals:-0} & 15))" = 15 ] || { echo "seals: $seals"; return 1; }
}
t "while it waits it is a memfd, sealed against every change" sealed
t "-n needs no such thing" eval '
	strace -f -o "$TMP/trace" nsenter -t "$all" -n nop && ! grep -q memfd_create "$TMP/trace"'

# --- --dry-run ---
changes_nothing()
{
	rm -f "$TMP/ran"
	strace -f -o "$TMP/trace" -e trace=setns,unshare,chroot,mount,umount2,setuid,setgid,setresuid,setresgid,setgroups,capset,execve,clone,fork,vfork,clone3,kill,mkdir,unlink \
		"$@" touch "$TMP/ran" >"$TMP/out" 2>"$TMP/err"
	status=$?
	[ "$status" = 0 ] && [ ! -e "$TMP/ran" ] && [ "$(grep -vc '+++' "$TMP/trace")" = 1 ] ||
		{ cat "$TMP/trace"; show; }
}
t "--dry-run: PROG does not run, and nothing changes" changes_nothing nsenter --dry-run -t "$all" -a -r -w -S 5 -G 5
t "--dry-run -c: nor is anything moved" changes_nothing nsenter --dry-run -t "$grouped" -c -u
describes()
{
	capture quick "$@"
	[ "$status" = 0 ] || show || return 1
	for kind in mnt uts ipc net pid cgroup; do
		grep -q "^join.*$kind $(inode "$all" $kind)" "$TMP/out" || { echo "no $kind"; show; return 1; }
	done
	for kind in user time; do
		grep -q "^shared.*$kind $(inode self $kind)" "$TMP/out" || { echo "no shared $kind"; show; return 1; }
	done
	grep -q "^target.*$all" "$TMP/out" && grep -q '^become' "$TMP/out" && grep -q '^run.*no-such-program' "$TMP/out" || show
}
t "--dry-run: target, join, shared, become, run" describes nsenter --dry-run -t "$all" -a no-such-program
t "--dry-run: one kind" eval '
	capture nsenter --dry-run -t "$all" -n show
	[ "$status" = 0 ] && [ "$(grep "^join" "$TMP/out" | grep -o "[0-9]\{10\}")" = "$(inode "$all" net)" ] || show'
t "--dry-run: ids by name, as found" eval '
	rm -f "$root/etc/passwd" && printf "web:x:1234:1235::/:/bin/sh\n" >"$root/etc/passwd"
	prints 1234 nsenter --dry-run -t "$chrooted" -m -r -S web /bin/show'
t "--dry-run: no permission to enter is needed" eval '
	capture setpriv --reuid=65534 --regid=65534 --clear-groups nsenter --dry-run -t "$own" -n show
	[ "$status" = 0 ] && grep -q "^join.*$(inode "$own" net)" "$TMP/out" || show'
t "--dry-run: what cannot be is still refused" refuses "" nsenter --dry-run -t "$net:1" -n show

# --- help, version, full disks ---
t "--help: on stdout, 0" prints "--net" nsenter --help
t "-h" prints "--net" nsenter -h
t "--version" prints "nsenter" nsenter --version
t "-V" prints "nsenter" nsenter -V
for option in --help --version "--dry-run -t $all -n show"; do
	# shellcheck disable=SC2086
	t "nsenter ${option%% *} >/dev/full fails and says so" eval '
		status=0
		nsenter $option >/dev/full 2>"$TMP/err" || status=$?
		[ "$status" = 1 ] && grep -q "^nsenter: .*No space left" "$TMP/err" || { echo "status $status"; cat "$TMP/err"; exit 1; }'
done
t "nothing asked for is refused, as later util-linux does" eval '
	refuses "no namespace" nsenter -t "$net" "$show" uid && refuses "no namespace" nsenter "$show" uid'
t "an unknown option says where help is" refuses "Try 'nsenter --help'" nsenter --bogus
t "an ambiguous one too" refuses "Try 'nsenter --help'" nsenter --n
t "a message names the attempt, the object and the reason" refuses "2147483647" nsenter -t 2147483647 -n true
t "no such program: 127 and why" fails 127 no-such-program nsenter -t "$net" -n no-such-program
t "not a program: 126 and why" fails 126 /etc/passwd nsenter -t "$net" -n /etc/passwd
t "no such program, in a child: 127 and why" fails 127 no-such-program nsenter -t "$all" -a no-such-program

# --- what it costs ---
count_calls()
{
	strace -f -o "$TMP/trace" "$@" || return 1
	grep -vc '+++' "$TMP/trace"
}
within()
{
	floor=$(count_calls "$TOOLS/floor" "$net" "$TOOLS/nop") || return 1
	ours=$(count_calls "$BIN/nsenter" -t "$net" -n "$TOOLS/nop") || return 1
	echo "$ours system calls, the floor has $floor"
	[ "$ours" -le $((floor + 3)) ] || { cat "$TMP/trace"; return 1; }
}
t "-t PID -n PROG: at most 3 system calls more than open, setns, exec" within
