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

need root
start unshare -n sh -c 'echo up; exec tail -f /dev/null >/dev/null'
one_net()
{
	capture nsls -J self "$pid"
	[ "$status" = 1 ] && [ "$(grep -c '"shared": false' "$TMP/out")" = 1 ] &&
		grep '"shared": false' "$TMP/out" | grep -q '"kind": "net"' || show
}
t "only the network differs"			one_net
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
t "an ordinary user is told what is missing"	sh -c '
	setpriv --reuid 65534 --clear-groups nsls 2>&1 >/dev/null | grep -q "^nsls: [0-9]* processes not looked into"'
t "lsns keeps quiet about it"			sh -c '[ -z "$(setpriv --reuid 65534 --clear-groups lsns 2>&1 >/dev/null)" ]'
t "without /proc it says so"			sh -c 'unshare -m sh -c "mount -t tmpfs none /proc && \"$1\" nsls" - 2>&1 | grep -q "no process in /proc"' - "$TOP/build/full/busyns"

# held INODE KIND HOLDER OPTION...: with these, there is such a row of no process's
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
hidden()	# VALUE TEXT: an ordinary user is told, once
{
	capture unshare -m sh -c 'mount -t proc -o "hidepid=$1" proc /proc && exec setpriv --reuid 65534 --regid 65534 --clear-groups "$2/full/busyns" nsls' - "$1" "$BUILD"
	[ "$status" = 0 ] && [ "$(grep -c "$2" "$TMP/err")" = 1 ] || show
}
t "hidepid=2 is said to an ordinary user"	hidden 2 "hides processes of others (hidepid)"
t "hidepid=1: those not looked into are counted"	hidden 1 "[0-9]* processes not looked into"
t "hidepid: lsns keeps quiet"			sh -c '
	[ -z "$(unshare -m sh -c "mount -t proc -o hidepid=2 proc /proc && exec setpriv --reuid 65534 --regid 65534 --clear-groups \"\$1/full/busyns\" lsns" - "$1" 2>&1 >/dev/null)" ]' - "$BUILD"

t "--dot: the host's network, with its edge"	sh -c 'nsls --dot -t net | grep -qE "^.\"host\" -> $(stat -Lc %i /proc/self/ns/net)\$"'
need dot
t "graphviz renders it"				sh -c 'nsls --dot | dot -Tplain | grep -q "^edge host "'
