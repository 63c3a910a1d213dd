#!/bin/sh
# nsls: namespaces that no process is in, whose they are, and targets compared.
. "${0%/*}/lib.sh"

t_cleanup()
{
	umount "$TMP/mounted" 2>/dev/null
}

# lists INODE HOLDER: there is such a row
lists()
{
	capture nsls -n -o NS,NPROCS,HOLDER
	grep -qE "^ *$1 +0 $2" "$TMP/out" || show
}

t "a process and itself share all"		exits 0 nsls self self
t "what differs is status 2 apart: no such process" exits 2 nsls self 4194304

t "one kind of several"			exits 0 nsls -t net,user self self
not_of_a_list()
{
	for option in -P -T --dot -o+PID --output-all '-QPID > 1'; do
		fails 2 "go with several targets" nsls "$option" self self || return 1
	done
}
not_of_a_graph()
{
	for option in -P -T -oPID '-QPID > 1' 4026531837; do
		fails 2 "only -t with --dot" nsls --dot "$option" || return 1
	done
}
t "an option that says nothing there is refused"	not_of_a_list
t "so of a graph"				not_of_a_graph
t "an option behind a TARGET is none: said"	fails 2 "options go before" nsls self -J

need root
start unshare -n sh -c 'echo up; exec tail -f /dev/null >/dev/null'
one_net()
{
	capture nsls -J self "$pid"
	[ "$status" = 1 ] && [ "$(grep -c '"shared": false' "$TMP/out")" = 1 ] &&
		grep '"shared": false' "$TMP/out" | grep -q '"kind": "net"' || show
}
t "only the network differs"			one_net
rows_of()	# the table of design and README: the word where they agree, nothing where not
{
	capture nsls self "$pid" "$pid"
	awk -v pid="$pid" -v net="$(stat -Lc %i "/proc/$pid/ns/net")" '
		NR == 1 { if ($0 !~ "^KIND  *self  *" pid "  *" pid " *$") exit 1; next }
		$1 == "net" { net_seen = NF == 4 && $2 != net && $3 == net && $4 == net; next }
		NF != 5 || $5 != "shared" || $2 != $4 { exit 1 }
		END { if (NR != 9 || !net_seen) exit 1 }' "$TMP/out" || show
}
t "a column each, and a word where they agree"	rows_of
t "JSON has them by the name that was given"	sh -c 'nsls -J -t net self "$1" | grep -q "\"kind\": \"net\", \"self\": $(stat -Lc %i /proc/self/ns/net), \"$1\": $(stat -Lc %i "/proc/$1/ns/net"), \"shared\": false"' - "$pid"
t "-t net: 1"					exits 1 nsls -t net self "$pid"
t "-t uts: 0"					exits 0 nsls -t uts self "$pid"
t "who may not look is not told that they are one"	fails 2 "Permission denied" setpriv --reuid 65534 --clear-groups "$TOP/build/full/busyns" nsls "$pid" "$pid"
t "nor that there is nothing"			fails 1 "Permission denied" setpriv --reuid 65534 --clear-groups "$TOP/build/full/busyns" nsls "$pid"
t "both inodes are there"			sh -c '
	nsls "$1" self >"$2/two"; grep -q "$(stat -Lc %i "/proc/$1/ns/net")" "$2/two" && grep -q "$(stat -Lc %i /proc/self/ns/net)" "$2/two"' - "$pid" "$TMP"

touch "$TMP/mounted"
unshare "--uts=$TMP/mounted" true
t "one kept by a mount alone"			lists "$(stat -c %i "$TMP/mounted")" mount
t "and where that is"				sh -c 'nsls -n -o NS,NSFS | grep -q "$1 $2"' - "$(stat -c %i "$TMP/mounted")" "$TMP/mounted"

start sh -c 'exec 9<"$1"; umount -l "$1"; echo up; exec tail -f /dev/null >/dev/null' - "$TMP/mounted"
held=$(stat -Lc %i "/proc/$pid/fd/9")
t "one kept by a file alone"			lists "$held" "fd $pid"
t "which lsns of old does not see"		sh -c '! "$2/lsns" -n -o NS | grep -q "$1"' - "$held" "$PEER"

need root python3
start python3 -c 'import ctypes, time; ctypes.CDLL(None).unshare(0x80); print("up", flush=True); time.sleep(1000)'
t "one that only the next child will be in"	lists "$(readlink "/proc/$pid/ns/time_for_children" | tr -dc 0-9)" "children $pid"
need root

start unshare -U -r unshare -U -r sh -c 'echo up; exec tail -f /dev/null >/dev/null'
t "one that only a child is in"			sh -c '
	below=$(stat -Lc %i "/proc/$1/ns/user"); up=$(nsls -n -o NS,PNS -t user | sed -n "s/^ *$below *//p"); [ "$up" != 0 ] && nsls -n -o NS,NPROCS,HOLDER | grep -qE "^ *$up +0 child"' - "$pid"
start unshare -U -n --map-users=0:300000:10 --map-groups=0:300000:10 -S 5 -G 5 sh -c 'echo up; exec tail -f /dev/null >/dev/null'
owned=$(stat -Lc %i "/proc/$pid/ns/net")
t "USER and UID are its owner's"		sh -c '[ "$(nsls -n -o NS,UID,USER | grep "$1" | tr -s " ")" = "$1 0 root" ]' - "$owned"
t "also as JSON, and of no process"		sh -c 'nsls -J -o NS,UID | grep -q "\"ns\": $1, \"uid\": 0}" && nsls -J -P -o UID | grep -q "\"uid\": [0-9]"' - "$owned"
t "in lsns they are its process's"		sh -c 'lsns -n -o NS,UID | grep -q "$1 300005"' - "$owned"
t "as of the processes of one namespace"	sh -c 'nsls -n -o UID "$1" | grep -q "^ *300005\$"' - "$owned"
# unseen TEXT OPTIONS APPLET: in a PID namespace with /proc mounted so, APPLET says TEXT to an ordinary user, and no more;
# there are PID 1, of root, one more of root's, and it
unseen()
{
	# shellcheck disable=SC2016
	capture unshare -m -p -f --kill-child sh -c 'mount -t proc -o "$1" proc /proc || exit
		tail -f /dev/null >/dev/null 2>&1 & setpriv --reuid 65534 --regid 65534 --clear-groups "$2" -o PID; echo end' - "$2" "$3"
	[ "$(tail -n 1 "$TMP/out")" = end ] && [ "$(cat "$TMP/err")" = "$1" ] || show
}
t "an ordinary user is told, once, how much is missing"	unseen "nsls: 2 processes not looked into: Permission denied" rw nsls
t "so where others are only names"	unseen "nsls: 2 processes not looked into: Permission denied" hidepid=1 nsls
rootless()	# a user's own namespaces are not the host's
{
	capture setpriv --reuid 65534 --regid 65534 --clear-groups unshare -U -r -n "$TOP/build/full/busyns" nsls -n -o TYPE,CONTAINER
	[ "$(grep -c . "$TMP/out")" = 8 ] && ! grep -q host "$TMP/out" || show
}
t "who cannot see the host does not take what it is in for that"	rootless
in_container()	# as one with the host's PIDs is, which may not look at them
{
	capture unshare -u -n setpriv --reuid 65534 --regid 65534 --clear-groups "$TOP/build/full/busyns" nsls -n -o TYPE,CONTAINER
	[ "$(grep -c . "$TMP/out")" = 8 ] && ! grep -q host "$TMP/out" || show
}
[ "$(readlink /proc/self/ns/pid)" = 'pid:[4026531836]' ] || t_skip="needs the initial PID namespace"
t "nor does a container that has the host's PIDs"	in_container
t_skip=''
t "and where they are not there at all"	unseen "nsls: other users' processes are not seen: /proc is mounted with hidepid" hidepid=2 nsls
uncounted()
{
	# shellcheck disable=SC2016
	capture unshare -m -p -f --kill-child env HOME="$TMP" sh -c 'mount -t proc -o hidepid=2 proc /proc || exit
		setpriv --reuid 65534 --regid 65534 --clear-groups "$0" nsls; :' "$TOP/build/full/busyns"
	grep -q "^nsls: /[^ ]* not looked into: Permission denied\$" "$TMP/err" || show
}
t "what there is nothing of is not counted"	uncounted
t "lsns is silent about all that"	unseen "" rw lsns
t "lsns is silent about hidepid"	unseen "" hidepid=2 lsns
t "root misses nothing there"		sh -c '[ -z "$(unshare -m -p -f --mount-proc nsls 2>&1 >/dev/null)" ]'
blind()	# CMD...: where /proc is not mounted
{
	unshare -m sh -c 'mount -t tmpfs none /proc && exec "$@"' - "$@"
}
t "without /proc it says so"			fails 1 "no process in /proc" blind nsls
t "and does not say that two are one"		fails 2 "/proc is not mounted" blind nsls self self
t "of one kind neither"				fails 2 "/proc is not mounted" blind nsls -t time self self
t "with that of another PID namespace they are compared"	exits 0 unshare -pf nsls self self

# --- kept by less than a process

# held INODE KIND HOLDER OPTION...: with these, there is such a row of no process's
# --- forms
start unshare -n sh -c 'echo $$; exec tail -f "/dev/null" "a b" >/dev/null 2>&1'
net=$(stat -Lc %i "/proc/$line/ns/net")
t "-r: blanks are written as such"	outputs 'tail\x20-f\x20/dev/null\x20a\x20b' sh -c 'nsls -n -r -o COMMAND -Q "NS == $1" 2>/dev/null' - "$net"
headed()	# --output-all has a column for each that -H tells of
{
	nsls -H | sed -n 's/^ *\([A-Z]*\) <.*/\1/p' >"$TMP/columns"
	[ "$(grep -cx 'HOLDER\|CONTAINER\|OTHERS\|ENGINE\|POD' "$TMP/columns")" = 5 ] || return 1
	nsls --output-all 2>/dev/null | head -n 1 | tr -s ' ' '\n' | grep . | diff "$TMP/columns" -
}
t "-H tells of every column, --output-all has them"	headed

held()
{
	held_row="^ *$1 $2 +0 $3\$"
	shift 3
	capture nsls -n -o NS,TYPE,NPROCS,HOLDER "$@"
	grep -qE "$held_row" "$TMP/out" || { echo "$held_row"; show; }
}
unheld() { capture nsls -n -o NS "$@" && ! grep -q "$held" "$TMP/out" || show; }

start hold -x nm
task=$(for task in "/proc/$line/task"/*; do echo "${task##*/}"; done | grep -vx "$line")
held=$(stat -Lc %i "/proc/$line/task/$task/ns/net")
t "--threads: a network that only a thread is in"	held "$held" net "thread $line/$task" --threads
t "and its mount namespace"			held "$(stat -Lc %i "/proc/$line/task/$task/ns/mnt")" mnt "thread $line/$task" --threads
t "-t net --threads: that network alone"	held "$held" net "thread $line/$task" --threads -t net
t "without --threads it is not looked for"	unheld
start keep thread
task=$(for task in "/proc/${line%% *}/task"/*; do echo "${task##*/}"; done | grep -vx "${line%% *}")
held=${line##* }
t "--threads: one that only the next child of a thread will be in"	held "$held" time "children $task" --threads
held=${line#* } held=${held% *}
t "--threads: one that only a thread has open, in a table of its own"	held "$held" uts "fd $task" --threads
t "its owner is found through that"		sh -c '[ "$(nsls -n --threads -o NS,ONS | awk -v ino="$1" "\$1 == ino { print \$2 }")" = "$(stat -Lc %i /proc/self/ns/user)" ]' - "$held"
t "also where kcmp(2) is refused"		sh -c 'strace -f -o /dev/null -e inject=kcmp:error=EPERM nsls -n --threads -o NS,HOLDER | grep -q "^ *$1 fd $2\$"' - "$held" "$task"
t "without --threads no thread's table is read"	unheld
start keep socket
held=${line#* }
t "--sockets: a network that only a socket keeps"	held "$held" net "socket ${line% *}" --sockets
t "without --sockets it is not looked for"	unheld
t "JSON stays JSON, whatever is told"		sh -c 'nsls -J --threads --sockets 2>/dev/null | python3 -c "import json, sys; json.load(sys.stdin)"'
start keep mount
mnt_get_next()	# Linux 6.12
{
	[ "$(uname -r | awk -F '[.-]' '{ print ($1 * 1000 + $2 >= 6012) }')" = 1 ]
}
mnt_get_next || t_skip="needs Linux 6.12"
t "a mount namespace that a message in a socket keeps"	held "${line##* }" mnt unknown -P
t_skip=''
t "its cost is paid by who asks: no socket is copied, no thread read"	sh -c '
	! strace -f -o "$1" nsls >/dev/null || ! grep -E "pidfd_getfd|/task/[0-9]*/ns" "$1"' - "$TMP/trace"

# --- on a terminal

on_terminal()	# COLUMNS CMD...: what it shows on a terminal so wide is in $TMP/screen
{
	t_columns=$1
	shift
	TERM=${term-xterm} pty sh -c 'stty -onlcr cols "$1"; shift; exec "$@" 2>/dev/null' - "$t_columns" "$@" >"$TMP/screen" </dev/null
}
escape=$(printf '\033')
coloured()	# COUNT: so many lines of the screen are
{
	[ "$(grep -c "^$escape\[[0-9;]*m.*$escape\[m\$" "$TMP/screen")" = "$1" ] && [ "$(grep -c "$escape" "$TMP/screen")" = "$1" ] ||
		{ cat -v "$TMP/screen"; return 1; }
}
plain()
{
	[ "$(wc -l <"$TMP/screen")" = 9 ] && coloured 0
}
on_terminal 24 nsls -n -o NS,COMMAND -Q "NS == $net"
t "a line is cut to the terminal's width"	sh -c '! grep "a b" "$1" && grep "^ *$2 tail.*+" "$1"' - "$TMP/screen" "$net"
on_terminal 24 nsls -n -u -o NS,COMMAND -Q "NS == $net"
t "-u: whole lines there, too"		grep "^ *$net tail -f /dev/null a b" "$TMP/screen"
on_terminal 80 nsls self self
t "colours: on a terminal"		coloured 9
t "the same letters as without"		sh -c 'sed "s/$2\[[0-9]*m//g" "$1/screen" >"$1/letters" && nsls self self | diff - "$1/letters"' - "$TMP" "$escape"
NO_COLOR=1 on_terminal 80 nsls self self
t "NO_COLOR: none"			plain
NO_COLOR='' on_terminal 80 nsls self self
t "an empty NO_COLOR means nothing"	coloured 9
NO_COLOR=1 on_terminal 80 nsls --color=always self self
t "--color=always: even then"		coloured 9
term=dumb on_terminal 80 nsls self self
t "a dumb terminal: none"		plain
on_terminal 80 nsls --color=never self self
t "--color=never: none"			plain
nsls self self >"$TMP/screen"
t "a pipe: none"			plain
nsls --color self self >"$TMP/screen"
t "--color: in a pipe, too"		coloured 9
nsls --color -J self self >"$TMP/screen"
t "JSON never has any"			coloured 0
t "another word is none"		fails 2 "--color: 'maybe'" nsls --color=maybe self self
marks()	# what no process is in is faint, and nothing else
{
	nsls --color=always -n -o NS,NPROCS 2>/dev/null | tr '\033' ' ' >"$TMP/out"
	awk '{ faint = / \[2m/; gsub(/\[[0-9]*m/, ""); if (($2 == 0) != faint) exit 1; seen += faint } END { exit !seen }' "$TMP/out" ||
		{ cat "$TMP/out"; return 1; }
}
t "what no process is in is faint"	marks
start unshare -n sh -c 'echo up; exec tail -f $(yes /dev/null | head -n 30) >/dev/null'
fits_in()	# COLUMNS
{
	on_terminal "$1" nsls && sed "s/$escape\[[0-9]*m//g" "$TMP/screen" >"$TMP/letters" &&
		! grep -q ".\{$(($1 + 1))\}" "$TMP/letters" && grep -q '+$' "$TMP/letters" || { cat -v "$TMP/screen"; return 1; }
}
t "lines fit a terminal of 80"		fits_in 80
t "lines fit a terminal of 60"		fits_in 60

# --- watched

# watch CMD...: starts it on a terminal; keys go to fd 8, what it shows to $TMP/screen, then its status to $TMP/status
watch()
{
	rm -f "$TMP/keys" "$TMP/after" "$TMP/status" "$TMP/screen"	# what an earlier one showed is not this one's
	mkfifo "$TMP/keys"
	TERM=xterm pty sh -c 'stty rows 4; stty -a >"$0/before"; sh -c "echo \$\$ >\"\$0\"; exec \"\$@\"" "$0/pid" "$@"
		echo $? >"$0/status"; stty -a >"$0/after"' "$TMP" "$@" <"$TMP/keys" >"$TMP/screen" &
	exec 8>"$TMP/keys"
	until_true shown COMMAND
}
shown()		# PATTERN: in a frame
{
	tr '\033' '\n' <"$TMP/screen" | grep -q -- "$1"
}
ended()		# STATUS: and the terminal is as before, and was never erased between frames
{
	until_true [ -s "$TMP/after" ]
	exec 8>&-
	[ "$(cat "$TMP/status")" = "$1" ] && diff "$TMP/before" "$TMP/after" && shown '1049l' && ! shown '^\[2J' ||
		{ cat -v "$TMP/screen" | tail -n 20; return 1; }
}
by_key()	# KEY
{
	watch nsls --watch -o NS,COMMAND
	printf %b "$1" >&8
	ended 0
}
t "--watch: q ends it"			by_key q
t "--watch: ^C ends it"			by_key '\003'
terminated()
{
	watch nsls --watch self
	kill -TERM "$(cat "$TMP/pid")"
	ended 143
}
t "--watch: TERM ends it, with its own status"	terminated
# watched_one: a network of its own, told from others' by its command line
watched_one()
{
	start unshare -n sh -c 'echo up; exec tail -f /dev/null "$0" >/dev/null 2>&1' "$TMP/none"
}
comes_and_goes()
{
	for n in 1 2 3 4; do watched_one; done
	watch nsls --watch -t net -o NS,COMMAND -Q "COMMAND =~ \"$TMP/none\""
	! shown '[+-] [0-9]' || return 1	# of what was there nothing is new
	watched_one
	watched=$pid
	net=$(stat -Lc %i "/proc/$watched/ns/net")
	until_true shown "+ $net tail -f" && kill -9 "$watched" && wait "$watched" 2>/dev/null
	until_true shown "- $net tail -f" || { cat -v "$TMP/screen" | tail -n 40; return 1; }
	shown "\[32m+ $net" && shown "\[31m- $net" && shown "([0-9][0-9]* more)" || return 1
	printf q >&8
	ended 0
}
t "--watch: what comes is marked, and what goes, where four lines are seen"	comes_and_goes
t "--watch: without a terminal it says so"	fails 2 "no terminal" nsls --watch
t "--watch: JSON is none of it"		fails 2 "not of --json" nsls --watch -J

# --- the graph

t "--dot: the host's network, with its edge"	sh -c 'nsls --dot -t net | grep -qE "^.host -> $(stat -Lc %i /proc/self/ns/net)\$"'
need dot
t "graphviz renders it"				sh -c 'nsls --dot | dot -Tplain | grep -q "^edge host "'
