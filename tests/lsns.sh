#!/bin/sh
# lsns: to the byte what util-linux's prints at the same moment, in every mode; then what differs.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"

need cage
case $("$PEER/lsns" --version 2>/dev/null) in
*' 2.38'*)	;;
*)	t_skip=${t_skip:-"needs util-linux 2.38's lsns"} ;;
esac
or_end "what lsns prints"

# Namespaces of every kind, and command lines that are hard to print.
mkfifo "$TMP/never" "$TMP/fifo2"
waits()	# PROG... : a process that PROG starts, and which stays
{
	start "$@" || exit 1
}
# shellcheck disable=SC2016	# the inner shell's
wait='echo up; read -r _ <"$0"'
waits unshare -m -u -i -n -C sh -c "$wait" "$TMP/never"
all=$pid
waits unshare -m -u -i -n -C -p -f --kill-child sh -c "$wait" "$TMP/never"
forked=$pid
waits unshare -U -r -n -u -i sh -c "$wait" "$TMP/never"
inner=$pid
waits unshare -U -r -p -f --kill-child unshare -U -r -p -f --kill-child sh -c "$wait" "$TMP/never"
nested=$pid
waits unshare -T -f sh -c "$wait" "$TMP/never"
for words in 'a	tab' 'quote " and \ and \x20' 'a line
and another ' "$(printf '\303\274 or \346\274\242\345\255\227, wide')" \
	'a long line, a long line, a long line, a long line, a long line, a long line'; do
	waits unshare -n sh -c "$wait" "$TMP/never" "$words"
done
waits unshare -n sh -c "$wait" "$TMP/never" "" " x"
for uid in 1 1234; do
	waits unshare -u setpriv --reuid $uid --regid 1 --clear-groups sh -c 'echo up; exec tail -f /dev/null >/dev/null'
done
# shellcheck disable=SC2016
waits unshare -u sh -c 'for kind in -n -i; do unshare $kind sh -c "$1" "$0" >"$2" & read -r _ <"$2"; done; eval "$1"' \
	"$TMP/never" "$wait" "$TMP/fifo2"
for place in one two 'with a blank in it' 'with,comma' 'back\slash' 'quo"te' 'new
line' "$(printf 'u\303\274')" up down three four; do
	: >"$TMP/$place"
	case $place in
	one | two)	from=$inner ;;
	up | down)	from=1 ;;
	three | four)	from=$forked ;;
	*)		from=$all ;;
	esac
	mount --bind "/proc/$from/ns/net" "$TMP/$place" || exit 1
done
t_cleanup()
{
	for place in "$TMP"/*; do umount "$place" 2>/dev/null; done
}
inside=$(stat -Lc %i "/proc/$nested/ns/user")
family=$(stat -Lc %i "/proc/$forked/ns/net")

# alike [NAME=VALUE]... [ARG]...: both print the same bytes and end alike, and on stderr is
# something of both or of none.  With PTY_COLUMNS they are on a terminal.
alike()
{
	runs=env pty=''
	while :; do
		case ${1:-} in
		PTY_COLUMNS=*)	pty=pty ;;
		[A-Z]*=*)	;;
		*)		break ;;
		esac
		runs="$runs $1"
		shift
	done
	# shellcheck disable=SC2086
	capture $runs $pty "$PEER/lsns" "$@"
	peer=$status
	mv "$TMP/out" "$TMP/peer.out"
	mv "$TMP/err" "$TMP/peer.err"
	# shellcheck disable=SC2086
	capture $runs $pty lsns "$@"
	diff -a "$TMP/peer.out" "$TMP/out" >"$TMP/diff" || { cat -A "$TMP/diff"; return 1; }
	said=$([ -s "$TMP/err" ] && echo 1; :) peer_said=$([ -s "$TMP/peer.err" ] && echo 1; :)
	[ "$peer $peer_said" = "$status $said" ] || { echo "status $peer there"; cat "$TMP/peer.err"; show; }
}

while read -r line; do
	eval "set -- $line"
	t "as there: lsns $line"	alike "$@"
done <<EOF

-l
-r
-n
-u
-W
-l -n
-r -n
-T
-Towner
-Tparent
-Tprocess
-T -l
-l -T
-T -r
-T -J -o NS,TYPE,NPROCS
--tree=owner
--tree=parent -u
--tree=process -W
--output-all
-l --output-all
-r --output-all
-T --output-all
-Tprocess --output-all
-n --output-all
-J -o NS,TYPE,PATH,NPROCS,PID,PPID,UID,USER,NETNSID,NSFS,PNS,ONS
-J
-J -l
-J -T
-J -Tparent
-J -t net
-J -t net -W
-J -o NS
-J --output-all -p $nested
-o NS
-o ns,Pid,TYPE
-o NS,NS
-o +NS
-o +PPID,PATH
-o COMMAND,PPID
-o NS,NSFS,COMMAND,NSFS
-o NSFS
-o NSFS,NS
-o NETNSID,NS
-o NS,NETNSID
-o PATH,COMMAND,USER -l
-o NS -o PID
-o NS -o +PID
-o +PID -o +PPID
-o NS --output-all
--output-all -o COMMAND,NS
-T -o TYPE,PID
-T -o COMMAND,NS
-t mnt
-t net
-t ipc
-t user
-t pid
-t uts
-t cgroup
-t time
-t net -W
-t net -r
-t net -n
-t net -l
-t net -l -W
-t net -r -W
-t net -t user
-t net -Tprocess -o +PNS
-t uts -t net -l
-t mnt -t mnt
-t user -T
-t user -Tparent
-t pid -Tprocess
-tnet -oNS
-p 1
-p $all
-p $nested
-p $nested -l -t net -t user
-p $nested -T
-p $nested -Tparent
-p $nested -J
-p $inner -T -t user
-p 4194304
-p 4194304 -l -n
-p 4194304 -J
-p 1 -p $nested
$inside
$inside -l
-l $inside
-J -- $inside
$inside -r -n
$inside -o NS,PID
$inside -l --output-all
$family
$family --output-all
$family -Tparent -o +NS,PID
$family -T -J -o +NS
$family -o PID,COMMAND,NSFS
$family -o NSFS,COMMAND
LC_ALL=C.UTF-8 $family -o COMMAND,NSFS,PID
--output-all -o +NS,PID
-T -o +PATH --output-all
-o +UID $inside
-t user $inside
-t net $inside
-p 1 $inside
12345
8321499133
99999999999999999999999
abc
0x10
${inside}x
-- -l
-x
--bogus
--no
-o BOGUS
-o +BOGUS
-o NS,
-o=NS
-o
-t bogus
-t net -t bogus
-t MNT
-t ''
-t=net
-p abc
-p 2x
-p 99999999999
-p
-T bogus
-Tbogus
--tree=
-J -r
-r -J
LC_ALL=C.UTF-8
LC_ALL=C.UTF-8 -l
LC_ALL=C.UTF-8 -r
LC_ALL=C.UTF-8 -T
LC_ALL=C.UTF-8 -T -r
LC_ALL=C.UTF-8 -t net
LC_ALL=C.UTF-8 -T -o +PATH,NSFS -p $all
LC_ALL=C.UTF-8 -J
LC_ALL=C.utf8
LC_ALL=POSIX
LC_ALL= LC_CTYPE=C.UTF-8
LC_ALL= LC_CTYPE=C LANG=C.UTF-8
LC_ALL= LC_CTYPE= LANG=C.UTF-8
LC_ALL= LANG=C.UTF-8 -l
LC_ALL= LANG=
COLUMNS=50 -l
PTY_COLUMNS=80
PTY_COLUMNS=80 -l
PTY_COLUMNS=80 -T
PTY_COLUMNS=80 -t net
PTY_COLUMNS=80 -t net -W
PTY_COLUMNS=80 -t net -u
PTY_COLUMNS=80 -t net -r
PTY_COLUMNS=80 -t net -J
PTY_COLUMNS=80 -n
PTY_COLUMNS=80 -u
PTY_COLUMNS=80 --output-all
PTY_COLUMNS=150 --output-all
PTY_COLUMNS=200 --output-all
PTY_COLUMNS=37
PTY_COLUMNS=10
PTY_COLUMNS=1
PTY_COLUMNS=60 -o COMMAND
PTY_COLUMNS=30 -l -o COMMAND,NS
PTY_COLUMNS=31 -l -o NS,COMMAND,COMMAND
PTY_COLUMNS=40 -l -o COMMAND,PATH
PTY_COLUMNS=20 -T -o NS,NSFS
PTY_COLUMNS=20 -t net -o NSFS,COMMAND
PTY_COLUMNS=60 LC_ALL=C.UTF-8
PTY_COLUMNS=61 LC_ALL=C.UTF-8 -l -o COMMAND,NS
PTY_COLUMNS=62 LC_ALL=C.UTF-8 -l -o COMMAND,NS
PTY_COLUMNS=63 LC_ALL=C.UTF-8 -l -o COMMAND,NS
PTY_COLUMNS=64 LC_ALL=C.UTF-8 -l -o COMMAND,NS
PTY_COLUMNS=65 LC_ALL=C.UTF-8 -o COMMAND,NS
PTY_COLUMNS=60 COLUMNS=100
PTY_COLUMNS=0 COLUMNS=60
PTY_COLUMNS=0
EOF

nobody()	# as another user: mounted ones aside, which the old one does not know
{
	capture setpriv --reuid 65534 --clear-groups sh -c '"$0" -l -o NS,TYPE,NPROCS,UID,USER; "$0" -T -p $$ -o NS,TYPE,NPROCS,PNS,ONS' "$1"
}
as_nobody()
{
	nobody "$PEER/lsns" && mv "$TMP/out" "$TMP/peer.out" && nobody "$BIN/lsns" && grep -v ' 0  *$' "$TMP/out" | diff "$TMP/peer.out" -
}
t "as there: another user's"			as_nobody
# What differs.
t "2 when the kernel does not know owners"	fails 2 "Linux 4.9" nosys "ioctl:0xb701" -- lsns -T
t "a list does not need owners"			exits 0 nosys "ioctl:0xb701" -- lsns -l
t "-t takes a list, too"			sh -c '[ "$(lsns -l -t net,uts)" = "$(lsns -l -t net -t uts)" ]'
t "-p 0 is no process"				fails 1 "invalid PID" lsns -p 0
t "one namespace at a time"			fails 1 "one namespace" lsns "$inside" 12345
t "no column's name is empty"			fails 1 "no column" lsns -o ''
t "-P and -p are not combined"			fails 1 "cannot be combined" lsns -P -p 1
t "no /proc is said"				fails 1 "is it mounted" unshare -m sh -c 'mount -t tmpfs none /proc; lsns'
t "output that cannot be written"		sh -c '! lsns >/dev/full 2>/dev/null'
counted()	# above others there are users' namespaces with their own counts
{
	lsns -t pid -T -r -n -o NS,TYPE,NPROCS,COMMAND | grep -q " user 1 unshare"
}
t "owners have their own counts"		counted
waits sh -c "$wait" "$TMP/never" "$(printf 'bad \377 or \303( or \033[31m or \342\200\256 ')"
t "JSON is valid whatever a command line has"	sh -c 'lsns -J "$(stat -Lc %i /proc/self/ns/uts)" | python3 -m json.tool >/dev/null'
t "what turns a line around is escaped"		sh -c 'LC_ALL=C.UTF-8 lsns -l "$(stat -Lc %i /proc/self/ns/uts)" | grep -aF "bad \\xff or \\xc3( or \\x1b[31m or \\xe2\\x80\\xae"'

: >"$TMP/kept"
unshare "--uts=$TMP/kept" true
kept=$(stat -Lc %i "$TMP/kept")
t "one that only a mount keeps"			sh -c '[ "$(lsns -P -n -r -o NS,TYPE,NPROCS,PID,NSFS)" = "$1 uts 0  $2" ]' - "$kept" "$TMP/kept"
t "and what is above it"			sh -c '[ "$(lsns -P -T -n -r -o NS,TYPE | wc -l)" = 2 ]'

t "-H tells the columns"			sh -c 'lsns -H | grep -qE "^ *NPROCS <integer> +[a-z]" && [ "$(lsns -H | wc -l)" = 13 ]'
t "-H -r"					sh -c 'lsns -H -r | grep -qE "^USER <string> [^ ]+$"'
t "-H -J"					sh -c 'lsns -HJ | python3 -c "
import json, sys
rows = json.load(sys.stdin)[\"lsns-columns\"]
assert len(rows) == 13 and rows[0][\"holder\"] == \"NS\" and rows[0][\"type\"] == \"<integer>\" and rows[0][\"description\"]"'
