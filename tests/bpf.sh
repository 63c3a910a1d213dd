#!/bin/sh
# nsls of more than a thousand processes, told of by programs that the kernel runs: what it says is what /proc says.
#
# In a /proc of its own, where nothing else comes and goes.
[ "${BPF_TEST:-}" ] || [ "$(id -u)" != 0 ] || exec env BPF_TEST=1 unshare -pfm --kill-child --mount-proc sh "$0" "$@"
. "${0%/*}/lib.sh"

need root strace
or_end "nsls of a thousand processes"
btf=/sys/kernel/btf/vmlinux

# What is rare: a process each, which ends with the first.
cat >"$TMP/rare.py" <<'END'
import ctypes, os, signal, threading
libc = ctypes.CDLL(None)
UTS, NET, PID, TIME = 0x04000000, 0x40000000, 0x20000000, 0x80
ready, says = os.pipe()
def rare(*what):
    if os.fork() == 0:
        libc.prctl(1, signal.SIGKILL)
        for each in what:
            each()
        os.write(says, b".")
        while True:
            signal.pause()
    os.read(ready, 1)
def unshare(kind):
    if libc.unshare(kind):
        raise OSError("unshare")
def keep(fd):
    before = os.open("/proc/self/ns/uts", os.O_RDONLY)
    unshare(UTS)
    os.dup2(os.open("/proc/self/ns/uts", os.O_RDONLY), fd)
    libc.setns(before, 0)
def child(ends):
    if os.fork() == 0:
        libc.prctl(1, signal.SIGKILL)
        if ends:
            os._exit(0)
        while True:
            signal.pause()
    if ends:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
def thread():
    there = threading.Event()
    def run():
        unshare(NET)
        there.set()
        signal.pause()
    threading.Thread(target=run, daemon=True).start()
    there.wait()
rare(lambda: keep(9))
rare(lambda: keep(70))
rare(lambda: keep(900))
rare(lambda: unshare(PID))
rare(lambda: unshare(PID), lambda: child(False))
rare(lambda: unshare(PID), lambda: child(True))
rare(lambda: unshare(TIME))
rare(lambda: unshare(TIME), lambda: child(False))
rare(lambda: child(True))
rare(lambda: os.setresuid(65534, 65534, 65534))
rare(lambda: libc.prctl(4, 0))
rare(thread)
print(flush=True)
signal.pause()
END
start python3 "$TMP/rare.py" || exit 1
start spaces 11 100 || exit 1
columns=NS,TYPE,NPROCS,PID,HOLDER

# others FILE: its rows, but for those of the namespaces that we are in ourselves
others()
{
	awk '$4 != 1' "$1"
}

# calls CMD...: with how many programs and links it does
calls()
{
	strace -f --seccomp-bpf -o "$TMP/trace" -e trace=bpf,readlinkat "$@" >"$TMP/rows" || return 1
	programs=$(grep -c 'bpf(BPF_ITER_CREATE.* = [0-9]' "$TMP/trace")
	links=$(grep -c 'readlinkat(' "$TMP/trace")
	echo "$programs programs, $links links"
}
told()	# PROGRAMS CMD...
{
	want=$1
	shift
	calls "$@" && [ "$programs" = "$want" ] && [ "$links" -lt 500 ]
}
read_all()
{
	calls "$@" && [ "$programs" = 0 ] && [ "$links" -gt 8000 ]
}

# alike CMD...: prints what $from has: what /proc said
alike()
{
	capture "$@"
	[ "$status" = 0 ] && others "$TMP/out" | diff "$TMP/$from" -
}
from=proc
[ ! -s $btf ] || { btf_there=yes; mount --bind /dev/null $btf; }
t "where the kernel says nothing of itself, each process is read"	read_all nsls -nr -o $columns
others "$TMP/rows" >"$TMP/proc"
t "and by lsns"			read_all lsns -nr -o NS,TYPE,NPROCS,PID
others "$TMP/rows" >"$TMP/lsns"
t "what is rare is there"	sh -c '[ "$(grep -c "^[0-9]* uts 0  fd" "$1")" = 3 ]' - "$TMP/proc"
umount $btf 2>/dev/null
if [ ! "${btf_there:-}" ]; then
	t "this kernel says nothing of itself: that is all"	read_all nsls -nr
	exit 0
fi
few()
{
	nsls -nr -t pid,uts -o $columns >"$TMP/few" && grep -E ' (pid|uts) ' "$TMP/proc" >"$TMP/wanted" && [ -s "$TMP/wanted" ] &&
		others "$TMP/few" | diff "$TMP/wanted" -
}
t "else two programs tell"		told 2 nsls -nr
t "the same of each namespace"		alike nsls -nr -o $columns
t "and of some kinds alone"		few
t "lsns, too, asks them"		told 1 lsns -nr
from=lsns
t "with what it said before"		alike lsns -nr -o NS,TYPE,NPROCS,PID
from=proc
same_as_peer()
{
	"$PEER/lsns" -nr -o NS,TYPE,NPROCS | sed 's/ *$//' | awk '$3 == 100' | sort >"$TMP/theirs"
	lsns -nr -o NS,TYPE,NPROCS | awk '$3 == 100' | sort | diff "$TMP/theirs" - && [ "$(wc -l <"$TMP/theirs")" = 88 ]
}
need peer
t "lsns has the rows of util-linux's"	same_as_peer
need nothing

# blind CMD...: as where the kernel says nothing of itself
blind()
{
	mount --bind /dev/null $btf && "$@"
	blind=$?
	umount $btf
	return $blind
}
# as_read CMD...: the same lines as by /proc, but for our own PID, and what we are in ourselves
as_read()
{
	blind "$@" 2>"$TMP/want.err" | awk '$4 != 1 { sub(/x20[0-9]+$/, ""); print }' | sort >"$TMP/want"
	"$@" 2>"$TMP/has.err" | awk '$4 != 1 { sub(/x20[0-9]+$/, ""); print }' | sort | diff "$TMP/want" - && diff "$TMP/want.err" "$TMP/has.err"
}
own='exec 7</proc/self/ns/net; exec nsenter -n -t 1 nsls -nr -t net -o TYPE,NPROCS,HOLDER'
only_ours()
{
	unshare -n sh -c "$own" | grep '^net 0 fd' && as_read unshare -n sh -c "$own"
}
t "a namespace that only nsls itself has open is there"	only_ours
cat >"$TMP/landlock.py" <<'END'
import ctypes, os, struct, sys
libc = ctypes.CDLL(None)
rules = libc.syscall(444, struct.pack("Q", 64), ctypes.c_size_t(8), 0)
if rules < 0:
    sys.exit(77)
if len(sys.argv) > 1:
    if libc.syscall(446, rules, 0):
        sys.exit(1)
    os.execvp(sys.argv[1], sys.argv[1:])
END
python3 "$TMP/landlock.py" || t_skip="needs Landlock"
kept_from()
{
	python3 "$TMP/landlock.py" nsls -nr | grep -c . | grep -x 8 &&
		as_read python3 "$TMP/landlock.py" nsls -nr -t net,uts,pid -o NS,TYPE,NPROCS
}
t "what Landlock keeps from us is not there"		kept_from
need nothing

# --- who may not, and what can go wrong: then /proc is read, with the same answer

# Without a capability some are not to be seen, the same ones.
as_less()	# CMD...
{
	setpriv --bounding-set "-$cap" --inh-caps "-$cap" "$@"
}
fewer()
{
	as_less nsls -nr -o $columns >"$TMP/less" 2>"$TMP/less.err"
	strace -f --seccomp-bpf -o "$TMP/trace" -e trace=bpf setpriv --bounding-set "-$cap" --inh-caps "-$cap" nsls >"$TMP/rows" 2>&1
	! grep -q 'ITER_CREATE.* = [0-9]' "$TMP/trace"
}
for cap in sys_admin sys_ptrace; do
	t "without CAP_$cap it is not tried, or refused"	fewer
done
t "an ordinary user does not try"	sh -c '
	strace -f -o "$1/trace" -e trace=bpf,openat setpriv --reuid 65534 --regid 65534 --clear-groups nsls >"$1/rows" 2>&1
	! grep -E "bpf\(|btf" "$1/trace"' - "$TMP"
t "with the /proc of another PID namespace it is not tried" read_all unshare -pf nsls -nr

# refused NTH CALL: the nth call of that sort fails, once and for all
refused()
{
	alike strace -f --seccomp-bpf -o "$TMP/trace" -e trace=bpf -e "inject=bpf:error=$2:when=$1" "$BIN/nsls" -nr -o $columns &&
		grep -q INJECTED "$TMP/trace"
}
for nth in 1 2 3 4 5 6; do
	t "call $nth of bpf(2) refused"		refused $nth EPERM
done
t "bpf(2) refused altogether"			refused 1+ ENOSYS
# An iterator's file is the only one read with these sizes.
broken()	# WHICH ERROR
{
	alike strace -f -o "$TMP/trace" -P anon_inode:bpf_iter -e trace=read -e "inject=read:$2:when=$1" "$BIN/nsls" -nr -o $columns &&
		grep -q INJECTED "$TMP/trace"
}
t "what they tell cannot be read"		broken 1 error=EIO
t "nor to its end"				broken 3 error=EIO
t "it ends too early"				broken 1 retval=0
