#!/bin/sh
# nsls of many: fds that are looked for by number, processes shared among workers, keepers left out.
. "${0%/*}/lib.sh"

need root python3
cat >"$TMP/hold.py" <<'END'
import ctypes, os, resource, signal, sys
most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
libc = ctypes.CDLL(None)
for fd in range(3, 64):
    try: os.close(fd)
    except OSError: pass
our = os.open("/proc/self/ns/uts", os.O_RDONLY)
for i in range(int(sys.argv[1])):
    os.dup(our)
libc.unshare(0x04000000)
held = os.open("/proc/self/ns/uts", os.O_RDONLY)
libc.setns(our, 0)
for i in range(int(sys.argv[2])):
    if os.fork() == 0:
        break
else:
    print(os.fstat(held).st_ino, held, flush=True)
libc.prctl(1, signal.SIGKILL)
signal.pause()
END

# held_by FDS CHILDREN: a process that has FDS fds of its own, then one of a namespace nobody is in, as have its children
held_by()
{
	start python3 "$TMP/hold.py" "$1" "$2"
	ino=${line% *} fd=${line#* }
}
holder()
{
	nsls -n -o NS,NPROCS,HOLDER | grep -E "^ *$1 +0 fd $2 *\$"
}
held_by 0 0
t "an fd that has no gap below it"	sh -c '[ "$1" -lt 6 ]' - "$fd"
t "is found by its number"		holder "$ino" "$pid"
held_by 5000 0
t "one behind five thousand"		holder "$ino" "$pid"
held_by 0 500
first=$(echo "$pid $(cat "/proc/$pid/task/$pid/children")" | xargs -n 1 | sort -n | head -n 1)	# numbers may have begun again
t "of many holders the first is told"	holder "$ino" "$first"
t "each time"				sh -c 'for i in 1 2 3; do nsls -n -o HOLDER -Q "NS == $1"; done | sort -u | grep -c . | grep -qx 1' - "$ino"

# a family has all its files from one, and of those only one has another as its input
cat >"$TMP/family.py" <<'END'
import ctypes, os, signal
libc = ctypes.CDLL(None)
our = os.open("/proc/self/ns/uts", os.O_RDONLY)
libc.unshare(0x04000000)
held = os.open("/proc/self/ns/uts", os.O_RDONLY)
libc.setns(our, 0)
os.set_inheritable(held, True)
ready, told = os.pipe()
for i in range(9):
    if os.fork() == 0:
        if i == 4: os.dup2(held, 0)
        os.close(held)
        os.write(told, b"%d" % (i == 4))
        break
else:
    ino = os.fstat(held).st_ino
    os.close(held)
    for i in range(9): os.read(ready, 1)
    print(ino, flush=True)
libc.prctl(1, signal.SIGKILL)
signal.pause()
END
start python3 "$TMP/family.py"
t "the one of a family that has it as its input"	holder "$line" "[0-9]*"
t "is the one that is told"		sh -c '[ "$(stat -Lc %i "/proc/$(nsls -n -o HOLDER -Q "NS == $1" | grep -o "[0-9]*")/fd/0")" = "$1" ]' - "$line"
t "also where kcmp(2) is refused"	sh -c 'strace -f -o /dev/null -e inject=kcmp:error=EPERM nsls -n -o NS,HOLDER | grep -q "^ *$1 fd "' - "$line"
t "as it is asked"			sh -c 'strace -f -o "$2" nsls -t uts >/dev/null; grep -q "kcmp(.* = 0" "$2"' - "$line" "$TMP/trace"

start unshare -u python3 -c '
import ctypes, os, signal
for i in range(500):
    if os.fork() == 0: break
else: print(os.getpid(), flush=True)
ctypes.CDLL(None).prctl(1, 9)
signal.pause()'
ino=$(stat -Lc %i "/proc/$pid/ns/uts")
count="nsls -n -o NPROCS,PID -Q NS==$ino"
t "all are counted by several workers"	sh -c '[ "$($1 | tr -s " " | sed "s/^ //")" = "501 $2" ]' - "$count" "$pid"
t "and by one"				sh -c '[ "$(taskset 1 $1)" = "$($1)" ]' - "$count"
t "lsns lists each of them"		sh -c '[ "$(lsns -n -o PID "$1" | wc -l)" = 501 ]' - "$ino"
t "below the first"			sh -c '[ "$(lsns -nr -o PPID "$1" | grep -cx "$2")" = 500 ]' - "$ino" "$pid"
need root python3 strace
t "one processor: no fork"		sh -c '! taskset 1 strace -f -qq -e trace=clone,fork,vfork nsls 2>&1 >/dev/null | grep -q clone'
t "we are where we were"		sh -c 'cd "$1" && strace -qq -e trace=fchdir nsls 2>&1 >/dev/null | grep -q "fchdir.*= 0"' - "$TMP"

need root python3 strace unshare
start unshare -pfu --kill-child --mount-proc python3 -c '
import os, signal
for i in range(20):
    if os.fork() == 0: break
else: print("up", flush=True)
signal.pause()'
inside=$(cut -d' ' -f1 "/proc/$pid/task/$pid/children")
strace -f -qq -o "$TMP/trace" -e trace=openat nsls >/dev/null 2>&1
t "none that cannot keep a container is asked its name" sh -c '! grep -q "\"$1/comm\"" "$2"' - "$inside" "$TMP/trace"
t "the others are"			grep -q "\"$$/comm\"" "$TMP/trace"
