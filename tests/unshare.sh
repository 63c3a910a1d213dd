#!/bin/sh
# unshare against util-linux's, option by option: the same command line through
# both, and what PROG sees compared; then what util-linux 2.38 lacks, by effect.
#
# What is not compared, because ours differs on purpose or 2.38 lacks it:
#	lo with -n			ours is up
#	TERM and INT with -f		ours needs no handler for the rest
#	-r --map-auto			2.38 loses the last id of the range
#	inner:outer:count, subids, all	2.38 has none of them
. "$(dirname "$0")/lib.sh"

need root
[ -z "$t_skip" ] || { t "unshare" true; exit 0; }
chmod 755 "$TMP"
cp "$BIN/../../full/busyns" "$TMP/unshare"	# where an ordinary user can reach it
nobody="setpriv --reuid 65534 --regid 65534 --clear-groups"
for kind in user cgroup ipc uts net pid mnt time; do
	echo "$kind $(readlink "/proc/self/ns/$kind")"
done >"$TMP/ours.ns"
export TMP

# what PROG sees; $launched is the PID unshare had
cat >"$TMP/look" <<'END'
#!/bin/sh
[ "$$" = "$launched" ] && echo "pid same" || echo "pid another"
[ "$$" = 1 ] && echo "pid is 1"
echo "ids $(id -u) $(id -g) $(id -G)"
sort -n /proc/self/uid_map | sed 's/^/uid_map/'
sort -n /proc/self/gid_map | sed 's/^/gid_map/'
echo "setgroups $(cat /proc/self/setgroups)"
while read -r kind was; do
	[ "$(readlink "/proc/self/ns/$kind")" = "$was" ] && echo "$kind same" || echo "$kind new"
done <"$TMP/ours.ns"
echo "cwd $(pwd)"
grep -E '^(Sig(Blk|Ign|Cgt)|Cap|NoNewPrivs|Groups)' /proc/self/status
ls -l /proc/self/fd | sed -n 's,.* \([0-9]*\) -> \(anon_inode\|socket\|pipe\).*,fd \1 \2,p' | grep -v 'fd [012] '
awk '{ for (i = 7; $i != "-"; i++) sub(/:.*/, "", $i); line = $5; for (i = 7; $i != "-"; i++) line = line " " $i; print "mount", line, $(i + 1) }' /proc/self/mountinfo | sort
cat /proc/self/timens_offsets
env | grep -vE '^(_|launched|SHLVL|OLDPWD|PWD)=' | sort
END
chmod 755 "$TMP/look"

as=''
# through UNSHARE TAG ARG...: what PROG saw is left in $TMP/TAG.out
through()
{
	through=$1 tag=$2 status=0
	shift 2
	# shellcheck disable=SC2016,SC2086
	sh -c 'launched=$$; export launched; exec "$@"' sh $as "$through" "$@" >"$TMP/$tag.out" 2>"$TMP/$tag.err" </dev/null || status=$?
	echo "status $status" >>"$TMP/$tag.out"
}

same()
{
	want=$1
	shift
	through "$PEER/unshare" peer "$@"
	[ "$status" = "$want" ] || { echo "the peer itself ended with $status"; cat "$TMP/peer.err"; return 1; }
	cp "$TMP/unshare" "$TMP/bin/unshare"
	through "$TMP/bin/unshare" ours "$@"
	diff -u "$TMP/peer.out" "$TMP/ours.out" || { cat "$TMP/ours.err"; return 1; }
}
mkdir -p "$TMP/bin"
cp "$TMP/unshare" "$TMP/bin/unshare"
ours=$TMP/bin/unshare
look=$TMP/look

row()		{ t "unshare $(echo "$* $as" | sed "s,$TMP/,,g")" same 0 "$@"; }
refused()	{ t "unshare $(echo "$* $as" | sed "s,$TMP/,,g") is refused" same 1 "$@"; }
ended()		{ ended=$1; shift; t "unshare $(echo "$*" | sed "s,$TMP/,,g") ends with $ended" same "$ended" "$@"; }

need peer
row "$look"
for letter in m u i U C T; do row -$letter "$look"; done
for letter in m u i p U C T; do row -f -$letter "$look"; done
row --mount --uts --ipc --user --cgroup "$look"
row -muiC "$look"
row -Urm "$look"
row -Uc "$look"
row -r -c "$look"
row -c -r "$look"
row --map-user=7 "$look"
row --map-group=7 "$look"
row --map-user=7 --map-group=8 "$look"
row --map-user=daemon --map-group=daemon "$look"
row -U --setgroups deny "$look"
row -S 1 -G 2 "$look"
row --keep-caps -Uc "$look"
row -w /usr "$look"
row -R / -w /usr "$look"
row -R / "$look"
row -pf --mount-proc "$look"
row -Urpf --mount-proc "$look"
row -pf "--mount-proc=/proc" "$look"
row -p --kill-child "$look"
row --kill-child=TERM "$look"
for how in private shared slave unchanged; do row -m --propagation $how "$look"; done
row --propagation shared "$look"
row -T --monotonic 100 --boottime 200 "$look"
row -T -f --monotonic 100 --boottime 200 "$look"
row -Tr --boottime 77777 "$look"
ended 7 -pf sh -c 'exit 7'
ended 7 sh -c 'exit 7'
ended 143 -f sh -c 'kill -TERM $$'
# shellcheck disable=SC2016
t "unshare -f dies as PROG does"	exits 137 "$ours" -f sh -c 'kill -KILL $$'
ended 127 /no/such/program
ended 126 /etc/passwd
ended 127 -pf /no/such/program
refused --bogus
refused --propagation odd "$look"
refused --setgroups odd -U "$look"
refused --setgroups=allow -r "$look"
refused --monotonic 5 "$look"
refused -S nosuchuser "$look"
refused -R /no/such/dir "$look"
refused -w /no/such/dir "$look"
refused --kill-child=ODD "$look"
refused --net=/no/such/file "$look"
# 2.38 asks newuidmap even as root: here is an /etc/subuid that allows it
[ -e /etc/subuid ] || : >/etc/subuid
[ -e /etc/subgid ] || : >/etc/subgid
cat >"$TMP/with_sub" <<'END'
#!/bin/sh
"$PEER/unshare" -m sh -c 'mount --bind "$TMP/sub" /etc/subuid && mount --bind "$TMP/sub" /etc/subgid && exec "$@"' sh "$@"
END
chmod 755 "$TMP/with_sub"
export PEER
printf 'root:100000:1000\nroot:200000:1000\n' >"$TMP/sub"
as=$TMP/with_sub
need newuidmap
row --map-users=100000,0,1000 --map-groups=200000,0,1000 "$look"
row -r --map-users=100000,1,1000 --map-groups=200000,1,1000 "$look"
row -r --map-users=100000,0,1000 --map-groups=200000,0,1000 "$look"
row --map-users=100000,0,1000 --map-groups=200000,0,1000 --setgroups allow "$look"
row -r -S 0 -G 0 --map-users=100000,1,1000 --map-groups=200000,1,1000 "$look"
row -f -r --map-users=100000,1,1000 "$look"
printf 'root:100000:1000\n' >"$TMP/sub"
row --map-auto "$look"
row --map-user=5 --map-users=100000,0,10 "$look"
need peer
as=$nobody
row "$look"
row -U "$look"
row -Ur "$look"
row -Urm "$look"
row -Urpf --mount-proc "$look"
row -Uc --keep-caps "$look"
row --map-user=5 --map-group=6 "$look"
refused -m "$look"
refused -r --map-users=100000,1,1000 "$look"
as=''

# --- files that keep a namespace

keeps()		# KIND OPTION...
{
	kind=$1
	shift
	: >"$TMP/kept"
	want=$("$ours" "$@" readlink "/proc/self/ns/$kind") || { umount "$TMP/kept"; return 1; }
	got="$kind:[$(stat -c %i "$TMP/kept")]"
	[ "$(stat -f -c %t "$TMP/kept")" = 6e736673 ] || { echo "nothing is mounted"; return 1; }
	umount "$TMP/kept"
	[ "$got" = "$want" ] || { echo "kept $got, PROG had $want"; return 1; }
}
t_cleanup()
{
	while umount "$TMP/kept" 2>/dev/null; do :; done
	umount "$TMP/shared" 2>/dev/null
}
t "--net=FILE keeps it"				keeps net "--net=$TMP/kept"
t "--uts=FILE keeps it, forked"			keeps uts "--uts=$TMP/kept" -f
t "--user=FILE keeps it, from outside"		keeps user "--user=$TMP/kept" -r
t "--ipc=FILE with -U -m keeps it"		keeps ipc "--ipc=$TMP/kept" -rm
t "--cgroup=FILE keeps it"			keeps cgroup "--cgroup=$TMP/kept"
t "--pid=FILE keeps the new one, not our own (D15)"	keeps pid "--pid=$TMP/kept" -f --mount-proc
t "--time=FILE keeps the new one"		keeps time "--time=$TMP/kept"
keeps_mnt()
{
	# on a shared mount, where util-linux fails
	mkdir -p "$TMP/shared"
	mount -t tmpfs none "$TMP/shared" && mount --make-shared "$TMP/shared" || return 1
	: >"$TMP/shared/kept"
	want=$("$ours" "--mount=$TMP/shared/kept" readlink /proc/self/ns/mnt) || return 1
	got="mnt:[$(stat -c %i "$TMP/shared/kept")]"
	umount "$TMP/shared/kept"
	umount "$TMP/shared"
	[ "$got" = "$want" ]
}
t "--mount=FILE keeps it, even below a shared mount"	keeps_mnt
no_leak()
{
	: >"$TMP/kept"
	"$1" "--user=$TMP/kept" --fork sh -c 'ls -l /proc/self/fd' >"$TMP/fds"
	umount "$TMP/kept"
	! grep -E 'anon_inode|socket:' "$TMP/fds"
}
t "nothing of ours is open in PROG (D14)"	no_leak "$ours"
d15()
{
	: >"$TMP/kept"
	busybox unshare "--pid=$TMP/kept" -f true
	got=$(stat -c %i "$TMP/kept")
	umount "$TMP/kept"
	[ "pid:[$got]" = "$(readlink /proc/self/ns/pid)" ]
}
need busybox
t "busybox's keeps our own PID namespace (D15)"	d15
need root
half_made()
{
	exits 1 "$ours" -m "--net=$TMP/no/such" touch "$TMP/ran" && [ ! -e "$TMP/ran" ] &&
	fails 1 'needs --fork' "$ours" "--pid=$TMP/kept" touch "$TMP/ran" && [ ! -e "$TMP/ran" ] &&
	# found out only by the helper, after unshare
	exits 1 "$ours" "--net=$TMP" touch "$TMP/ran" && [ ! -e "$TMP/ran" ]
}
t "PROG never runs half-made"			half_made

# --- maps

map()	{ tr -s ' ' <"/proc/self/$1" | sed 's/^ //'; }
printf 'root:100000:10\n# no\nother:5:5\n0:200000:20\nnobody:300000:30\n65534:400000:40\n' >"$TMP/sub"
shows_map()	# TEXT CMD...
{
	want=$1
	shift
	[ "$("$@" cat /proc/self/uid_map | tr -s ' ' | sed 's/^ //' | sort -n | tr '\n' ';')" = "$want" ] ||
		{ "$@" cat /proc/self/uid_map; return 1; }
}
t "--map-auto takes every range of subuid"	shows_map '0 100000 10;10 200000 20;' "$TMP/with_sub" "$ours" --map-auto
t "-r --map-auto leaves a place for root"	shows_map '0 0 1;1 100000 10;11 200000 20;' "$TMP/with_sub" "$ours" -r --map-auto
t "--map-subids keeps the numbers"		shows_map '100000 100000 10;200000 200000 20;' "$TMP/with_sub" "$ours" --map-subids
t "--map-users inner:outer:count, twice"	shows_map '0 1000 5;5 2000 5;' "$ours" --map-users 0:1000:5 --map-users 5:2000:5
t "--map-users with commas, both forms"		shows_map '0 1000 5;5 2000 5;' "$ours" --map-users 0:1000:5,2000,5,5
t "--map-users=all is what we have"		shows_map "$(map uid_map | tr '\n' ';')" "$ours" --map-users all
t "a hole for one id"				shows_map '0 1000 3;3 0 1;4 1003 6;' "$ours" --map-user 3 --map-users 0:1000:10
t "ranges that overlap inside are refused"	fails 1 'same ids inside' "$ours" --map-users 0:1000:5,4:2000:5 true
t "ranges that overlap outside are refused"	fails 1 'same ids outside' "$ours" --map-users 0:1000:5,5:1004:5 true
t "an empty range is refused"			fails 1 'is no range of ids' "$ours" --map-users 0:1:0 true
t "a range past the last id is refused"		fails 1 'is no range of ids' "$ours" --map-users 0:4294967290:6 true
t "the last number is no id"			fails 1 'is no range of ids' "$ours" --map-users 4294967295:0:1 true
t "a range past the last id, with a hole"	fails 1 'is no range of ids' "$ours" --map-user 4294967294 --map-users 4294967290:0:9 true
t "what is no map is said"			fails 1 'not inner:outer:count' "$ours" --map-users 0:1:x true
need newuidmap
# shellcheck disable=SC2086
t "as nobody: -r --map-auto, by newuidmap"	shows_map '0 65534 1;1 300000 30;31 400000 40;' "$TMP/with_sub" $nobody "$ours" -r --map-auto
# shellcheck disable=SC2086
t "as nobody: others' ids are refused"		exits 1 $nobody "$ours" --map-users 0:5:5 touch "$TMP/ran"
t "and PROG has not run"			[ ! -e "$TMP/ran" ]
need root

t "--owner with a map: that user is root inside"	shows_map '0 1000 1;' "$ours" --owner 1000:1001 -r

# --- what util-linux 2.38 lacks

t "--hostname"					outputs box "$ours" --hostname box uname -n
t "and ours stays"				[ "$(uname -n)" != box ]
t "-n has lo up"				sh -c '"$1" -n ip -o link show lo | grep -q LOOPBACK,UP' - "$ours"
t "--clear-env"					outputs "" "$ours" --clear-env /usr/bin/env
t "--whitelist-env"				outputs "A=1" env A=1 AB=2 "$ours" --whitelist-env A,Z /usr/bin/env
t "--init: PROG is not PID 1, and its status counts"	exits 5 "$ours" -p --mount-proc --init sh -c '[ $$ = 2 ] && exit 5'
# shellcheck disable=SC2016
reaps='(sh -c "sh -c exit & echo" >/dev/null & wait); i=0
	while [ $i -lt 200 ]; do grep -qs "^State:.Z" /proc/[0-9]*/status || exit 0; i=$((i + 1)); done; exit 1'
t "--init reaps orphans"			exits 0 "$ours" -p --mount-proc --init sh -c "$reaps"
t "--init needs -p"				fails 1 'needs a PID namespace' "$ours" --init true
# said FIFO: what PROG wrote there; fails when it never came to that
said()	{ timeout 10 cat "$TMP/$1"; }
# forwards OPTION...: TERM to unshare reaches PROG
forwards()
{
	mkfifo "$TMP/told" "$TMP/up2"
	"$ours" "$@" sh -c 'trap "echo told >\"$TMP/told\"; exit 9" TERM; echo >"$TMP/up2"; while :; do read -r _ <"$TMP/told.never" || sleep 0.1; done' &
	sent=$!
	said up2 >"$TMP/word" || return 1
	kill -TERM $sent
	word=$(said told)
	wait $sent
	[ $? = 9 ] && [ "$word" = told ]
	result=$?
	rm -f "$TMP/told" "$TMP/up2"
	return $result
}
t "--forward-signals: TERM reaches PROG"	forwards --forward-signals
t "--init: TERM reaches PROG"			forwards -p --init
# held UNSHARE: TERM to it does not end PROG, whose status still counts
held()
{
	mkfifo "$TMP/go4" "$TMP/up4"
	# shellcheck disable=SC2016
	"$1" -f sh -c 'echo >"$TMP/up4"; read -r _ <"$TMP/go4"; exit 6' &
	sent=$!
	said up4 >"$TMP/word" || return 1
	kill -TERM $sent
	echo >"$TMP/go4" &
	writer=$!
	wait $sent
	result=$?
	kill $writer 2>/dev/null
	rm -f "$TMP/go4" "$TMP/up4"
	[ $result = 6 ]
}
t "-f alone: TERM stays with unshare, as util-linux's"	held "$ours"
t "util-linux's, too"				held "$PEER/unshare"
gone()	{ ! kill -0 "$1" 2>/dev/null; }
dies()		# OPTION...
{
	mkfifo "$TMP/up3"
	chmod 666 "$TMP/up3"
	# shellcheck disable=SC2016
	"$ours" "$@" sh -c 'echo $$ >"$TMP/up3"; exec sleep 1000' &
	killed=$!
	inner=$(said up3) || return 1
	rm "$TMP/up3"
	child=$(cat "/proc/$killed/task/$killed/children")
	child=${child%% *}
	[ -n "$child" ] && [ -n "$inner" ] || return 1
	kill -KILL $killed
	until_true gone "$child"
}
t "--kill-child: PROG dies with us"		dies --kill-child
t "--kill-child, after a change of ids too"	dies --kill-child -S 65534 -G 65534
t "--kill-child --init -p"			dies --kill-child --init -p
prints_plan()
{
	capture "$ours" --dry-run -r --map-users 1:1000:5 -n --hostname box --mount-proc -p --init true
	[ "$status" = 0 ] && grep -q '^map       user ids  0:0:1  1:1000:5' "$TMP/out" && grep -q '^create .*net' "$TMP/out" &&
		grep -q '^mount     proc on /proc' "$TMP/out" && grep -q '^hostname  box' "$TMP/out" || show
}
t "--dry-run says it all"			prints_plan

# --- binfmt_misc of a user namespace

mkdir "$TMP/formats" "$TMP/oldroot" "$TMP/oldroot/proc"
cp /bin/busybox "$TMP/echo"	# an interpreter: it prints what it is given, the file first
printf busynstest >"$TMP/magic"
cp "$TMP/magic" "$TMP/oldroot/magic"
chmod 755 "$TMP/magic" "$TMP/oldroot/magic"
rule=":busyns-test:M::busynstest::$TMP/echo:"
# interprets OPTION...: PROG of that kind runs, with its arguments, and the machine has learnt nothing
interprets()
{
	outputs "$TMP/magic a b" "$ours" -r "$@" "$TMP/magic" a b && [ ! -e /proc/sys/fs/binfmt_misc/busyns-test ] &&
		fails 127 "busynstest: not found" "$ours" -r "$TMP/magic"	# a shell takes it for a script
}
# binfmt_on DIR OPTION...: a new one is mounted there, and nothing in it
binfmt_on()
{
	at=$1
	shift
	# shellcheck disable=SC2016
	outputs "$at rw,nosuid,nodev,noexec register status" "$@" sh -c '
		set -- $(grep " - binfmt_misc " /proc/self/mountinfo | tail -n 1)
		echo $5 ${6%,relatime} $(ls "$5")'
}
if "$PEER/unshare" -rm mount -t binfmt_misc none /proc/sys/fs/binfmt_misc 2>/dev/null; then need root; else t_skip="needs Linux 6.7"; fi
t "--mount-binfmt: on /proc, a new one too"	binfmt_on /proc/sys/fs/binfmt_misc "$ours" -p -f --mount-binfmt
# shellcheck disable=SC2086
t "as nobody"					binfmt_on /proc/sys/fs/binfmt_misc $nobody "$ours" -r -p -f --mount-binfmt
t "--mount-binfmt without -p: its /proc is refused, with the way"	fails 1 '(-p -f)' "$ours" --mount-binfmt true
t "--mount-binfmt=DIR: there, and /proc stays"	binfmt_on "$TMP/formats" "$ours" --mount-binfmt="$TMP/formats"
t "--mount-binfmt=DIR of none"			fails 1 "$TMP/none: No such file" "$ours" --mount-binfmt="$TMP/none" true
t "-l registers an interpreter in there only"	interprets -p -f -l "$rule"
t "--load-interp in --mount-binfmt=DIR"		interprets --mount-binfmt="$TMP/formats" --load-interp "$rule"
t "-l with F"					interprets -p -f -l "${rule}F"
t "-R -l with F: the interpreter is out here"	outputs "/magic a b" "$ours" -r -p -f -R "$TMP/oldroot" -l "${rule}F" /magic a b
t "-R -l without F: it would be in there"	fails 127 "its interpreter or loader is not" "$ours" -r -p -f -R "$TMP/oldroot" -l "$rule" /magic
t "-l: what the kernel does not take"		fails 1 "register the interpreter ':bad'" "$ours" -r -p -f -l :bad true
need root
t "before Linux 6.7, that is said"		fails 1 "Linux 6.7" nosys mount=EPERM -- "$ours" --propagation unchanged --mount-binfmt="$TMP/formats" true
t "-l with nothing is refused"			fails 1 "--load-interp" "$ours" -r -R / -l '' true
says_interp()
{
	capture "$ours" --dry-run -l "$rule" --mount-binfmt=/mnt true
	[ "$status" = 0 ] && grep -qxF "mount     binfmt_misc on /mnt, with $rule" "$TMP/out" && grep -q '^create .*user.*mnt' "$TMP/out" || show
}
t "--dry-run says what is registered"		says_interp

# --- refusals say which kind, and by what

# limited KIND CMD...: in a user namespace where that kind's limit is 0
limited()
{
	limited=$1
	shift
	# shellcheck disable=SC2016
	"$ours" -r -m sh -c 'echo 0 >"/proc/sys/user/max_$1_namespaces" || exit 99; shift; exec "$@"' sh "$limited" "$@"
}
for kind in user net pid; do
	t "max_${kind}_namespaces = 0 is named"	fails 1 "max_${kind}_namespaces is 0" limited $kind "$ours" -U -n -p -u touch "$TMP/ran"
done
# an ordinary user, who may set the limits of what it owns
t "as nobody: the limit is named, PROG is not run"	fails 1 "max_user_namespaces is 0" \
	setpriv --reuid 65534 --regid 65534 --clear-groups "$PEER/unshare" -Ur \
	sh -c 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"' sh "$ours" -Ur touch "$TMP/ran"
t "and nothing ran"				[ ! -e "$TMP/ran" ]
# shellcheck disable=SC2086
t "as nobody: -n is refused with a way out"	fails 1 '--map-root-user' $nobody "$ours" -n true
# shellcheck disable=SC2086
t "as nobody: -un names the first kind refused"	fails 1 'unshare the uts namespace' $nobody "$ours" -un true
mkdir "$TMP/jail" && cp "$ours" "$TMP/jail/unshare" && mkdir "$TMP/jail/proc"
jail_proc()
{
	capture "$ours" -m -R "$TMP/jail" --mount-proc /unshare -U true
	[ "$status" = 1 ] && grep -q 'in a chroot' "$TMP/err" || show
}
t "in a chroot, -U says so"			jail_proc
