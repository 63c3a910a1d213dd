#!/bin/sh
# nsenter against util-linux's, option by option: the same command line through
# both, and everything PROG can see (tests/tools/show.c) compared byte for byte.
#
# What is normalised, because it must differ from one run to the next:
#	pid	to `same` when PROG has the PID nsenter had (it was not forked)
#	ppid	to `nsenter` when PROG's parent is the process that was nsenter
#
# Where -a finds the PID namespace shared, ours has nothing to fork for, and PROG
# is nsenter itself: those rows, `row_unforked`, leave pid and ppid out.
#
# What is not compared here, because ours differs on purpose or 2.38 lacks it
# (each has its own test in nsenter.sh):
#	-nFILE spelt -n=FILE		2.38 takes the = for a part of the name
#	-W DIR in two words		2.38 only; later util-linux, and ours, need -WDIR
#	fds above 2 with -m -p -U -r	ours closes them (README.md)
#	-a of an ordinary user		2.38 also joins what is ours already, and may not
#	no namespace, nothing asked for	2.38 runs PROG; later ones refuse, as ours does
#	-n -nFILE			2.38 lets the target win in any order; ours the last
#	no SHELL in the environment	2.38 runs /bin/sh; later ones, and ours, passwd's
#	-G 99999999999			2.38 takes it for another number
#	-e -c -N --user-parent --keep-caps, follow, names: 2.38 has none of them
. "$(dirname "$0")/lib.sh"

keep_pids=yes	# whether pid and ppid are compared
as=''		# what the caller is: a command to run nsenter through

# through NSENTER TAG ARG...: run it; what PROG saw is left in $TMP/TAG.out.
through()
{
	nsenter=$1 tag=$2 status=0
	shift 2
	# shellcheck disable=SC2016,SC2086
	sh -c 'echo $$ >&3; exec 3>&-; exec "$@"' sh clean $as "$nsenter" "$@" \
		>"$TMP/$tag.raw" 2>"$TMP/$tag.err" 3>"$TMP/$tag.pid" </dev/null || status=$?
	awk -v launched="$(cat "$TMP/$tag.pid")" -v keep="$keep_pids" '
		!keep && ($1 == "pid" || $1 == "ppid") { next }
		$1 == "pid"  && $2 == launched { $2 = "same" }
		$1 == "ppid" && $2 == launched { $2 = "nsenter" }
		$1 == "pid"  && $2 != "same"   { $2 = "another" }
		{ print }' "$TMP/$tag.raw" >"$TMP/$tag.out"
	echo "status $status" >>"$TMP/$tag.out"
}

# same STATUS ARG...: both end with STATUS, and PROG saw the same.
same()
{
	want=$1
	shift
	through "$PEER/nsenter" peer "$@"
	if [ "$status" != "$want" ]; then
		echo "the peer itself ended with $status"
		cat "$TMP/peer.err"
		return 1
	fi
	through "$BIN/nsenter" ours "$@"
	# an error is a message on stderr that names us; success is silent
	if [ "$want" = 0 ] && [ -s "$TMP/ours.err" ]; then
		echo "silence was expected:"
		cat "$TMP/ours.err"
		return 1
	fi
	diff -u "$TMP/peer.out" "$TMP/ours.out" || { cat "$TMP/ours.err"; return 1; }
}

# row ARG...: a command line whose PROG is run by both, and sees the same.
row()	{ t "nsenter $(brief "$@")" same 0 "$@"; }

row_unforked()
{
	keep_pids=''
	t "nsenter $(brief "$@")" same 0 "$@"
	keep_pids=yes
}

# refused ARG...: a command line both refuse with 1; PROG never runs.
refused()
{
	t "nsenter $(brief "$@") is refused" both_refuse "$@"
}

both_refuse()
{
	same 1 "$@" || return 1
	[ ! -s "$TMP/ours.raw" ] || { echo "PROG ran"; return 1; }
	grep -q '^nsenter: ' "$TMP/ours.err" || { echo "no message of its own:"; cat "$TMP/ours.err"; return 1; }
}

# ended STATUS ARG...: as row, for a PROG that ends with STATUS.
ended()
{
	ended_with=$1
	shift
	t "nsenter $(brief "$@") ends with $ended_with" same "$ended_with" "$@"
}

# A test's name must not change from run to run: PIDs and paths by what they are.
brief()
{
	echo "$*" | sed "s,$TOOLS/show,show,g; s,$TMP/,,g; s,\<$all\>,ALL,g; s,\<$net\>,NET,g
		s,\<$user\>,USER,g; s,\<$high\>,HIGH,g; s,\<$chrooted\>,ROOT,g; s,\<$nothing\>,NOTHING,g
		s,\<$own\>,OWN,g; s,\<$thread\>,THREAD,g; s,\<$zombie\>,ZOMBIE,g; s,\<$gone\>,GONE,g"
}

t_cleanup()
{
	umount "$TMP/bound" 2>/dev/null
}

show=$TOOLS/show
need root peer
[ -z "$t_skip" ] || { t "nsenter against util-linux's" true; exit 0; }

# what is entered: a small root of its own, with a PROG in it
root=$TMP/root
mkdir -p "$root/bin" "$root/etc" "$root/proc" "$root/dir"
cp "$show" "$root/bin/show"
cp "$show" "$root/bin/sh"
echo 'root:x:0:0:root:/:/bin/rootshell' >"$root/etc/passwd"
chmod 755 "$TMP"

start hold -muipnCT -h all -P -d /usr
all=$line
start hold -n
net=$line
start hold -Umuipn -h user -P
user=$line
start hold -Um -M 0:100000:65536
high=$line
start hold -m -r "$root" -d /etc
chrooted=$line
start hold
nothing=$line
start setpriv --reuid=65534 --regid=65534 --clear-groups hold -Umuinp -h own -d /usr
own=$line
start hold -x nui
thread=
for task in "/proc/$line/task"/*; do
	[ "${task##*/}" = "$line" ] || thread=${task##*/}
done
start sh -c 'sh -c "exit 0" & echo $!; exec tail -f /dev/null'
zombie=$line
# a PID that was and is no more
sh -c 'echo $$' >"$TMP/gone"
gone=$(cat "$TMP/gone")

touch "$TMP/bound"
mount --bind "/proc/$net/ns/net" "$TMP/bound"

# --- one kind at a time, every spelling ---
for letter in m u i n p C T; do
	row -t "$all" "-$letter" "$show"
done
for long in mount uts ipc net pid cgroup time; do
	row "--target=$all" "--$long" "$show"
	kind=$long
	[ "$long" != mount ] || kind=mnt
	row "--$long=/proc/$all/ns/$kind" "$show"
done
for pair in m:mnt u:uts i:ipc n:net p:pid C:cgroup T:time; do
	row "-${pair%:*}/proc/$all/ns/${pair#*:}" "$show"
done
row -n"$TMP/bound" "$show"
row --net="$TMP/bound" "$show"
row --target "$all" --net "$show"
row -t"$all" -n "$show"
row -t "$user" -U "$show"
row --user="/proc/$user/ns/user" "$show"
row -U"/proc/$user/ns/user" "$show"

# --- targets of other sorts: a thread, a kernel thread, a zombie ---
row -t "$thread" -n "$show"
row -t "$thread" -n -u -i -w "$show"
# a kernel thread, where this PID namespace has any
if [ "$(cat /proc/2/comm 2>/dev/null)" = kthreadd ]; then
	row -t 2 -n "$show"
	row -t 2 -u -r -w "$show"
fi
refused -t "$zombie" -n "$show"
refused -t "$zombie" -a "$show"
refused -t "$zombie" -u -r -w "$show"

# --- several kinds, and files that stand in for one of them ---
row -t "$all" -a "$show"
row -t "$all" --all "$show"
row_unforked -t "$net" -a "$show"
row_unforked -t "$nothing" -a "$show"
row -t "$user" -a "$show"
row_unforked -t "$high" -a "$show"
row -t "$all" -m -u -i -n -p -C -T "$show"
row -t "$all" -T -C -p -n -i -u -m "$show"
row -t "$all" -u -i -n "$show"
row -t "$all" -a -n"$TMP/bound" "$show"
row -t "$all" -n"$TMP/bound" -a "$show"
row -t "$all" -n"$TMP/bound" -n "$show"
row -t "$user" -a --user="/proc/$high/ns/user" "$show"
row -t "$user" -n -U "$show"
row -t "$user" -n "$show"
row -t "$user" -m -p -U "$show"
row -t "$high" -m "$show"

# --- who PROG is ---
row -t "$net" -n -S 1000 "$show"
row -t "$net" -n -G 1000 "$show"
row -t "$net" -n -S 1000 -G 1001 "$show"
row -t "$net" -n -S 0 -G 0 "$show"
row -t "$net" -n --setuid=1000 --setgid=1001 "$show"
row -t "$net" -n --preserve-credentials "$show"
row -t "$high" -U "$show"
row -t "$high" -U -S 1000 -G 1000 "$show"
row -t "$high" -U -S 65535 "$show"
row -t "$high" -U -G 65535 "$show"
row -t "$high" -U --preserve-credentials "$show"
row -t "$high" -U --preserve-credentials -S 5 "$show"
row -t "$high" -U --preserve-credentials -G 5 "$show"
row -t "$user" -U --preserve-credentials "$show"
row -t "$user" -a --preserve-credentials "$show"
row -t "$all" -a -S 1000 -G 1000 "$show"

# --- where PROG is ---
row -t "$all" -n -w "$show"
row -t "$all" -n --wd "$show"
row -t "$all" -n -w/usr/bin "$show"
row -t "$all" -n --wd=/usr/bin "$show"
row -t "$all" -n -W/usr/bin "$show"
row -t "$all" -n --wdns=/usr/bin "$show"
row -t "$all" -m -w "$show"
row -t "$all" -m -w/usr/bin "$show"
row -t "$all" -m -W/usr/bin "$show"
row -t "$all" -m -r "$show"
row -t "$all" -m -r -w "$show"
row -t "$all" -a -r -w "$show"
row -t "$chrooted" -r /bin/show
row -t "$chrooted" -r -w /bin/show
row -t "$chrooted" -r -w/usr /bin/show
row -t "$chrooted" -r -W/dir /bin/show
row -t "$chrooted" -r --wdns=dir /bin/show
row -t "$chrooted" -m -r /bin/show
row -t "$chrooted" -m -r -w /bin/show
row -t "$chrooted" -m "$show"
row_unforked -t "$chrooted" -a -r -w /bin/show
row -t "$net" -n -r"$root" /bin/show
row -t "$net" -n --root="$root" /bin/show
row -t "$net" -n --root="$root" -W/dir /bin/show
row -t "$net" -n --root="$root" --wd="$root/dir" /bin/show
row -t "$net" -n --root="$root" -w /bin/show
row -r"$root" -n"$TMP/bound" /bin/show

# --- forked or not ---
row -t "$all" -p "$show" pid ppid session ns.pid
row -t "$all" -p -F "$show" pid ppid session ns.pid
row -t "$all" -p --no-fork "$show" pid ppid session ns
row -t "$all" -n -F "$show" pid ppid session
row -t "$all" -a -F "$show" pid ppid ns

# --- options end at PROG; PROG's own are PROG's ---
row -t "$net" -n "$show" -n --net -x --bogus
row -t "$net" -n -- "$show" --help
row --targ "$all" --ut --cg "$show"
row -t "$net" -n -Z "$show"
row -n -t "$net" -n "$show"
row --target "$net" --net --no-fork -- "$show"

# --- how PROG is found, and what is done with a script that has no #! ---
mkdir -p "$TMP/a" "$TMP/b/prog" "$TMP/c"
printf 'echo "$0 $# $1"; exit 5\n' >"$TMP/c/script"
chmod 755 "$TMP/c/script"
printf '#!/bin/sh\necho "$0 $# $1"; exit 6\n' >"$TMP/c/hash"
chmod 755 "$TMP/c/hash"
printf '#!/no/such/interpreter\n' >"$TMP/c/broken"
chmod 755 "$TMP/c/broken"
printf '\177ELF garbage' >"$TMP/c/garbage"
chmod 755 "$TMP/c/garbage"
touch "$TMP/a/prog"
cp "$show" "$TMP/c/prog"
ended 5 -t "$net" -n "$TMP/c/script" one two
ended 5 -t "$all" -p "$TMP/c/script" one two
ended 6 -t "$net" -n "$TMP/c/hash" one two
ended 127 -t "$net" -n "$TMP/c/broken"
ended 127 -t "$net" -n ''
ended 126 -t "$net" -n /
ended 126 -t "$net" -n /etc/passwd/x
as="env PATH=$TMP/a:$TMP/b:$TMP/c"
row -t "$net" -n prog
ended 5 -t "$net" -n script one
as="env PATH=$TMP/a:$TMP/b"
ended 126 -t "$net" -n prog
as='env PATH=/no:/such'
ended 127 -t "$net" -n prog
as='env PATH='
ended 127 -t "$net" -n prog
as="env PATH=/no::/such"
row -t "$net" -n -W"$TMP/c" prog
row -t "$net" -n -W"$TMP/c" ./prog
row -t "$net" -n -w"$TMP" c/prog
as=''

# --- the default program is a login shell: $SHELL, or the root's passwd, or /bin/sh ---
as="env SHELL=$show"
row -t "$net" -n
row -t "$all" -m -p
as='env SHELL=/bin/show'
row -t "$chrooted" -m -r
as='env -u SHELL'
rm "$root/etc/passwd"
row -t "$chrooted" -m -r
as='env SHELL=/nonexistent'
ended 127 -t "$net" -n
as='env -i'
row -t "$net" -n "$show"
as='env PATH=/nonexistent:.:/bin'
row -t "$chrooted" -m -r show
as='env -u PATH'
row -t "$chrooted" -m -r show
as=''

# --- nothing but nsenter's own doing may change ---
as="nice -n 5 setpriv --no-new-privs"
row -t "$net" -n "$show"
as="setpriv --bounding-set=-chown,-fowner --inh-caps=+kill --ambient-caps=+kill"
row -t "$all" -a "$show"
row -t "$user" -a "$show"
as="env --ignore-signal=CHLD,INT,USR1 --block-signal=HUP,USR2,CHLD"
row -t "$net" -n "$show"
row -t "$all" -a "$show"
ended 7 -t "$all" -p sh -c 'exit 7'
as="env -i nohup"
row -t "$all" -a "$show"
row -t "$net" -n "$show"
as=''

# --- an ordinary user, into a user namespace of its own ---
as='setpriv --reuid=65534 --regid=65534 --clear-groups'
row -t "$own" -U --preserve-credentials "$show"
row -t "$own" -U -n --preserve-credentials "$show"
row -t "$own" -U -m -u -i -n -p --preserve-credentials "$show"
row -t "$own" -U -m -u -i -n -p --preserve-credentials -r -w "$show"
row --user="/proc/$own/ns/user" --net="/proc/$own/ns/net" --preserve-credentials "$show"
refused -t "$own" -U "$show"
refused -t "$own" -a "$show"
refused -t "$own" -U --preserve-credentials -S 5 "$show"
refused -t "$own" -n "$show"
refused -t "$all" -n "$show"
refused -t "$all" -a "$show"
refused -t "$user" -U "$show"
refused -t "$all" -r "$show"
as='setpriv --reuid=65534 --regid=65534 --groups=4,5'
row -t "$own" -U --preserve-credentials "$show"
as=''

# --- how PROG ends is how nsenter ends ---
for status in 0 1 2 7 125 126 127 128 255; do
	ended "$status" -t "$net" -n sh -c "exit $status"
	ended "$status" -t "$all" -p sh -c "exit $status"
done
ended 127 -t "$net" -n no-such-program
ended 127 -t "$net" -n /no/such/program
ended 127 -t "$all" -p no-such-program
ended 126 -t "$net" -n /etc/passwd
ended 126 -t "$all" -p /etc/passwd
ended 126 -t "$net" -n /usr
as=died
for signal in HUP INT QUIT KILL SEGV PIPE TERM USR1; do
	row -t "$net" -n sh -c "kill -$signal \$\$"
	row -t "$all" -p sh -c "sh -c 'kill -$signal \$PPID'"
done
row -t "$net" -n sh -c 'kill -STOP $$; exit 7'
row -t "$nothing" -p sh -c 'kill -STOP $$; exit 7'
row -t "$nothing" -p sh -c 'kill -STOP $$; kill -TSTP $$; kill -TERM $$'
as='env -i'
ended 137 -t "$nothing" -p sh -c 'kill -KILL $$'
as=''

# --- refused, and PROG never runs ---
refused -t 0 -n "$show"
refused -t -1 -n "$show"
refused -t +1x -n "$show"
refused -t 1x -n "$show"
refused -t '' -n "$show"
refused -t ' ' -n "$show"
refused -t abc/def -n "$show"
refused -t 99999999999999999999 -n "$show"
# util-linux 2.38 takes 4294967297 for 1
t "nsenter -t 4294967297 -n show is refused" fails 1 "4294967297" nsenter -t 4294967297 -n "$show"
refused -t 2147483648 -n "$show"
refused -t "$gone" -n "$show"
refused -t "$gone" -a "$show"
refused -t "$gone" -r "$show"
refused -t "$gone" -w "$show"
refused -n "$show"
refused -a "$show"
refused -r "$show"
refused -w "$show"
refused -t "$net" -n --bogus "$show"
refused -t "$net" -n -q "$show"
refused -t "$net" -n -t
refused -t "$net" --n "$show"
refused -t "$net" -n -S nobody:x "$show"
refused -t "$net" -n -S -1x "$show"
refused -t "$net" -n -S '' "$show"
refused -n/no/such/file "$show"
refused -n/etc/passwd "$show"
refused -n/dev/null "$show"
refused -n"/proc/$all/ns/uts" "$show"
refused -u"/proc/$all/ns/net" "$show"
refused -t "$nothing" -U "$show"
refused --user=/proc/self/ns/user "$show"
refused -t "$net" -n -r/no/such/dir "$show"
refused -t "$net" -n -r/etc/passwd "$show"
refused -t "$net" -n -w/no/such/dir "$show"
refused -t "$net" -n -W/no/such/dir "$show"
refused -t "$chrooted" -m -r -W/usr /bin/show
refused -t "$net" -n -w/usr -W/usr "$show"
refused -t "$high" -U -S 65536 "$show"
refused -t "$high" -U -G 65536 "$show"
