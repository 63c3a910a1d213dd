#!/bin/busybox sh
# Runs in the virtual machine, as root: what the box does on this kernel.
#
# Speaks TAP without numbers, a failed test's reasons before its line:
# tests/kernels.sh counts.  All of busybox is here, and its shell would run its
# own nsenter: the box is called by its path.
# shellcheck disable=SC2046	# ns makes words
set -u
ME=/busyns/busyns
PATH=/busyns:/tools:/bin
export PATH
T=/tmp/t
mkdir -p $T
count=0 skip=''
kinds='mnt uts ipc net pid cgroup user time'

nsenter() { /busyns/nsenter "$@"; }
nsrun() { /busyns/nsrun "$@"; }
nspid() { /busyns/nspid "$@"; }
nsexec() { $ME nsexec "$@"; }
as_user() { /bin/su -- user -c 'exec "$@"' sh "$@"; }

# ns PROCESS: the files of its namespaces.  links: of `stat -c %N` of these, the namespaces alone.
ns() { for kind in $kinds; do printf '/proc/%s/ns/%s ' "$1" "$kind"; done; }
links() { sed "s/.* -> .//; s/.$//"; }

# from MAJOR MINOR: is this kernel at least that?
from()
{
	major=$(uname -r | cut -d . -f 1)
	minor=$(uname -r | cut -d . -f 2)
	[ "$major" -gt "$1" ] || { [ "$major" = "$1" ] && [ "${minor%%[!0-9]*}" -ge "$2" ]; }
}

t()
{
	name=$1
	shift
	count=$((count + 1))
	if [ -n "$skip" ]; then
		echo "ok - $name # SKIP $skip"
	elif ( "$@" ) >$T/log 2>&1 </dev/null; then
		echo "ok - $name"
	else
		echo "# check: $*"
		head -n 40 $T/log | sed 's/^/# /'
		echo "not ok - $name"
	fi
}

capture()
{
	status=0
	"$@" >$T/out 2>$T/err || status=$?
}

show()
{
	echo "status $status"
	awk '{ print "stdout: " $0 }' $T/out	# ends the last line too
	awk '{ print "stderr: " $0 }' $T/err
	return 1
}

# outputs TEXT CMD...: exits 0, TEXT is all of stdout, stderr is empty.
outputs()
{
	text=$1
	shift
	capture "$@"
	[ "$status" = 0 ] && [ "$(cat $T/out)" = "$text" ] && [ ! -s $T/err ] || { show; echo "expected: $text"; return 1; }
}

# fails STATUS TEXT CMD...: exits STATUS, says TEXT (a pattern) on stderr, nothing on stdout.
fails()
{
	want=$1 text=$2
	shift 2
	capture "$@"
	[ "$status" = "$want" ] && grep -qiE -- "$text" $T/err && [ ! -s $T/out ] || { show; echo "expected: $text"; return 1; }
}

# joins PID KINDS CMD...: CMD's program has PID's namespaces of KINDS, and for the rest ours.
# A target that shares one of them with us would prove nothing.
joins()
{
	of=$1 joined=$2
	shift 2
	stat -c %N $(ns "$of") | links | paste $T/ours - | awk -v joined="$joined" '
		BEGIN { split(joined, kinds, " "); for (i in kinds) join[kinds[i]] = 1 }
		{ kind = $1; sub(":.*", "", kind); print kind in join ? $2 : $1 }
		kind in join && $1 == $2 { print "the target has no " kind " namespace of its own" }
	' >$T/expected
	capture "$@" stat -c %N $(ns self)
	links <$T/out | cmp -s $T/expected - && [ "$status" = 0 ] && [ ! -s $T/err ] ||
		{ show; sed 's/^/expected: /' $T/expected; return 1; }
}

# start CMD...: run CMD, which prints a line when it is ready: the PID, in $line.
start()
{
	rm -f $T/fifo
	mkfifo $T/fifo
	"$@" >$T/fifo </dev/null &
	line=''
	read -r line <$T/fifo || echo "# start failed: $*"
}

# start_time PID: field 22, counted after the name, which may hold blanks.
start_time()
{
	sed 's/.*) //' "/proc/$1/stat" | cut -d ' ' -f 20
}

echo "# kernel $(uname -r)"
stat -c %N $(ns self) | links >$T/ours
printf '%s\n' root:x:0:0::/:/bin/sh user:x:1000:1000::/tmp:/bin/sh nobody:x:65534:65534::/:/bin/sh >/etc/passwd
printf '%s\n' root:x:0: user:x:1000: nobody:x:65534: >/etc/group
echo 'nameserver 192.0.2.1' >/etc/resolv.conf
echo '127.0.0.1 localhost guest' >/etc/hosts
ln -s /run /var/run
chmod 1777 $T

# another root: a shell, its own files
jail=/jail
mkdir -p $jail/bin $jail/etc $jail/dir $jail/proc $jail/sys $jail/tmp
ln /bin/busybox $jail/bin/busybox
ln $ME $jail/bin/busyns
for name in sh cat pwd id ls readlink; do
	ln -s busybox $jail/bin/$name
done
echo 'nameserver 198.51.100.7' >$jail/etc/resolv.conf
echo '198.51.100.8 web' >$jail/etc/hosts
echo jail >$jail/mark
echo dir >$jail/dir/mark


# --- each kind, from -t

start hold -muinpCT -h web
all=$line
t "-m joins the mount namespace"	joins "$all" mnt nsenter -t "$all" -m
t "-u joins the UTS namespace"		joins "$all" uts nsenter -t "$all" -u
t "-i joins the IPC namespace"		joins "$all" ipc nsenter -t "$all" -i
t "-n joins the network namespace"	joins "$all" net nsenter -t "$all" -n
t "-p joins the PID namespace"		joins "$all" pid nsenter -t "$all" -p
t "-C joins the cgroup namespace"	joins "$all" cgroup nsenter -t "$all" -C
t "-T joins the time namespace"		joins "$all" time nsenter -t "$all" -T
t "seven kinds at once"			joins "$all" 'mnt uts ipc net pid cgroup time' nsenter -t "$all" -m -u -i -n -p -C -T
t "-u brings the host name"		outputs web nsenter -t "$all" -u hostname
t "kinds from two processes"		joins "$all" 'uts net' nsenter -t 1 -u"/proc/$all/ns/uts" -n"/proc/$all/ns/net" -i

two_pids()
{
	capture nsenter -t "$all" -p sh -c 'grep NSpid /proc/self/status'
	set -- $(cat $T/out)
	[ "$status" = 0 ] && [ $# = 3 ] && [ "$3" -gt 1 ] && [ "$3" -lt 1000 ] || show
}
t "-p: the program has a PID of its own in there" two_pids

pid_for_children()
{
	capture nsenter -t "$1" -p -F sh -c 'readlink /proc/self/ns/pid_for_children; exec readlink /proc/$$/ns/pid'
	[ "$(head -n 1 $T/out)" = "$(readlink "/proc/$1/ns/pid")" ] &&
		[ "$(tail -n 1 $T/out)" = "$(readlink /proc/self/ns/pid)" ] && [ "$status" = 0 ] || show
}
t "-p -F does not fork: only children would be in there" pid_for_children "$all"

start hold -muinpCT -P -h own
own=$line
t "-a joins all that differ, a /proc of its own included" \
	joins "$own" 'mnt uts ipc net pid cgroup time' nsenter -t "$own" -a
t "-a: /proc there knows the program" outputs sh nsenter -t "$own" -a sh -c 'read -r comm </proc/$$/comm; echo $comm'

open_fds()
{
	outputs '' nsenter -t "$own" "$@" show fd
}
t "-a hands over no descriptor"		open_fds -a
t "-a -r -w hands over no descriptor"	open_fds -a -r -w

start hold -k
t "--pid-for-children joins what the target's children get" \
	outputs "$(readlink "/proc/$line/ns/pid_for_children")" \
	nsenter -t "$line" --pid-for-children readlink /proc/self/ns/pid

start hold -n -S 20
sock=$line
start hold -n -s 20
t "-N: a socket of ours, held by another" outputs "$(readlink /proc/self/ns/net)" \
	nsenter -t "$line" -N 20 readlink /proc/self/ns/net
t "-N joins the network namespace of a target's socket" joins "$sock" net nsenter -t "$sock" -N 20


# --- user namespaces

start hold -Umnu -M 0:100000:1000
user=$line
t "-U joins the user namespace"		joins "$user" user nsenter -t "$user" -U
t "-U with others"			joins "$user" 'user mnt net uts' nsenter -t "$user" -U -m -n -u
t "-a includes a user namespace that differs" joins "$user" 'user mnt net uts' nsenter -t "$user" -a
t "-n without -U leaves ours"		joins "$user" net nsenter -t "$user" -n
t "-U becomes root in there"		outputs '0 0' nsenter -t "$user" -U sh -c 'echo $(id -u) $(id -g)'
t "-U brings the maps"			outputs "$(cat "/proc/$user/uid_map")" nsenter -t "$user" -U cat /proc/self/uid_map
t "--preserve-credentials keeps ours, unmapped there" \
	outputs '65534 65534' nsenter -t "$user" -U --preserve-credentials sh -c 'echo $(id -u) $(id -g)'

# a network namespace that the user namespace beside it does not own
start hold -n
outer=$line
start busybox nsenter -t "$outer" -n hold -U -M 0:100000:1000
t "a network namespace owned by the outer user namespace" joins "$line" 'user net' nsenter -t "$line" -U -n

start hold -Un -M 0:100000:1000
owner=$line
t "--user-parent joins the user namespace that owns the target's network" \
	joins "$owner" 'user net' nsenter -t "$owner" -n --user-parent

start hold -Un -M 0:100000:1000 -o 5 -g 6
t "-S follow -G follow: the target's ids, as its user namespace has them" \
	outputs '5 6' nsenter -t "$line" -U -S follow -G follow sh -c 'echo $(id -u) $(id -g)'
start hold -n -o 1000 -g 1000
t "-S follow -G follow without a user namespace" \
	outputs '1000 1000' nsenter -t "$line" -n -S follow -G follow sh -c 'echo $(id -u) $(id -g)'

start as_user /tools/hold -Umpniu
mine=$line
t "an unprivileged caller joins a user namespace of its own" \
	joins "$mine" 'user mnt pid net ipc uts' as_user /busyns/nsenter -t "$mine" --preserve-credentials -U -m -p -n -i -u
t "an unprivileged caller: -a" \
	joins "$mine" 'user mnt pid net ipc uts' as_user /busyns/nsenter -t "$mine" --preserve-credentials -a
t "an unprivileged caller is root in there" \
	outputs 0 as_user /busyns/nsenter -t "$mine" --preserve-credentials -U -n id -u
t "root joins a user namespace made by a user" \
	joins "$mine" 'user net' nsenter -t "$mine" --preserve-credentials -U -n
t "an unprivileged caller is refused ours" \
	fails 1 'denied|permitted' as_user /busyns/nsenter -t "$all" -n true


# --- control groups: version 2 alone; version 1 comes last, for it does not go away

mkdir -p /sys/fs/cgroup
start hold -C -n
grouped=$line

cgroup_line() { nsenter -t "$grouped" "$@" cat /proc/self/cgroup | grep "^[0-9]*:$hierarchy:"; }

hierarchy=''
mount -t cgroup2 none /sys/fs/cgroup
mkdir -p /sys/fs/cgroup/v2/web
echo "$grouped" >/sys/fs/cgroup/v2/web/cgroup.procs
t "version 2: -c joins the target's group" outputs 0::/v2/web cgroup_line -n -c
t "version 2: without -c it stays in ours" outputs 0::/ cgroup_line -n
# made inside its group, a cgroup namespace begins there
start sh -c 'echo $$ >/sys/fs/cgroup/v2/web/cgroup.procs; exec hold -C'
t "version 2: -c -C: the group is the root of what it sees" \
	outputs 0::/ nsenter -t "$line" -c -C cat /proc/self/cgroup
t "version 2: the program and not only its parent is in the group" \
	outputs 0::/v2/web sh -c '/busyns/nsenter -t "$1" -p -c cat /proc/self/cgroup | grep ^0' sh "$grouped"

# as systemd mounts it: who is in a cgroup namespace moves nothing in or out of what that shows
mount -o remount,nsdelegate none /sys/fs/cgroup
mkdir -p /dev/pts
mount -t devpts none /dev/pts
start sh -c 'echo $$ >/sys/fs/cgroup/v2/web/cgroup.procs; exec hold -muinpC'
t "nsexec joins all that the target has" joins "$line" 'mnt uts ipc net pid cgroup' nsexec "$line"
t "nsexec: and its group, which is the root of what it sees" outputs 0::/ nsexec "$line" cat /proc/self/cgroup
t "nsexec: we stay outside" outputs 0::/ nsexec "$line" sh -c 'cat /proc/$(awk "/^PPid/ { print \$2 }" /proc/self/status)/cgroup'
t "nsexec: a status" fails 7 '^$' nsexec "$line" sh -c 'echo >&2; exit 7'
t "nsexec -t: on a terminal" outputs "$(printf '/dev/pts/N\r')" sh -c 'pty /busyns/busyns nsexec -it "$1" tty | sed "s/[0-9][0-9]*/N/"' sh "$line"
if from 5 14; then
	t "nsexec --kill-tree ends what PROG leaves" outputs 0 sh -c '
		/busyns/busyns nsexec --kill-tree "$1" sh -c "sleep 1234 & exit 0"
		{ ps -o args | grep -x "sleep 1234"; ls /sys/fs/cgroup/v2/web | grep nsexec; } | grep -c . || true' sh "$line"
else
	t "nsexec --kill-tree says what it needs" fails 125 'Linux 5.14' nsexec --kill-tree "$line" true
fi
mount -o remount none /sys/fs/cgroup


# --- time namespaces with clocks of their own

start hold -X -K
clock=$line
echo 'boottime 500000 0' >"/proc/$clock/timens_offsets"
start nsenter --time="/proc/$clock/ns/time_for_children" sh -c 'echo $$; exec sleep 1000'
later=$line
t "--time=FILE joins a time namespace" \
	outputs "$(readlink "/proc/$clock/ns/time_for_children")" readlink "/proc/$later/ns/time"
t "-T joins it from a process" joins "$later" time nsenter -t "$later" -T
uptime_from() { [ "$(nsenter -t "$later" "$@" cut -d . -f 1 /proc/uptime)" -ge 500000 ]; }
t "-T brings the clock" uptime_from -T
t "-T brings the clock through a fork" uptime_from -T -u
start hold -Tp -m -P
t "-T -p -m: all of a container's" joins "$line" 'time pid mnt' nsenter -t "$line" -T -p -m


# --- root, working directory, environment

start env - PATH=/bin MARK=target /tools/hold -m -n -r $jail -d /dir
jailed=$line
t "-r is the target's root" outputs jail nsenter -t "$jailed" -m -r cat /mark
t "-w is the target's working directory" outputs "/dir dir" nsenter -t "$jailed" -m -r -w sh -c 'echo $(pwd) $(cat mark)'
t "-r=DIR and -w=DIR" outputs "jail dir" nsenter -t "$jailed" -n --root=$jail --wd=$jail/dir /bin/sh -c 'echo $(cat /mark) $(cat mark)'
t "-W DIR is looked up inside" outputs dir nsenter -t "$jailed" -m -r --wdns=/dir cat mark
t "-e brings the target's environment, and only that" \
	outputs "PATH=/bin MARK=target" sh -c 'LEAK=1 exec /busyns/nsenter -t "$1" -n -e /bin/busybox env | grep -v ^LEAK.= | tr "\n" " " | sed "s/ $//"' sh "$jailed"


# --- namespaces by file, by ID; processes by identity

mkdir -p /run/netns
: >/run/netns/web
mount --bind "/proc/$all/ns/net" /run/netns/web
t "--net=FILE, a bind-mounted namespace" joins "$all" net nsenter --net=/run/netns/web
t "--net=FILE, not a namespace" fails 1 'not a namespace|invalid' nsenter --net=/etc/passwd true

if id=$(nsid "/proc/$all/ns/net" 2>/dev/null); then
	known="this kernel names namespaces by ID"
else
	known='' id=123456
fi
if from 6 19; then
	t "--net=:NSID, an ID of this kernel's" joins "$all" net nsenter --net=":$id"
	t "--net=:NSID of nothing" fails 1 'no such|not found|stale' nsenter --net=:999999999999 true
	t "--net=:NSID of another kind" fails 1 'kind|type|invalid|not a net' nsenter --net=":$(nsid "/proc/$all/ns/uts")" true
else
	t "--net=:NSID is refused, with the reason${known:+, though $known}" fails 1 'linux 6\.19' nsenter --net=":$id" true
fi

begun=$(start_time "$all")
t "-t PID:START, the start time" joins "$all" net nsenter -t "$all:$begun" -n
t "-t PID:START of another process" fails 1 . nsenter -t "$all:$((begun + 1))" -n true
if from 6 9; then
	inode=$(nsid -p "$all")
	t "-t PID:INO, the inode of its pidfd" joins "$all" net nsenter -t "$all:$inode" -n
	t "-t PID:INO of another process" fails 1 . nsenter -t "$all:$(nsid -p 1)" -n true
else
	# one inode for every pidfd: it identifies nothing and must not seem to
	t "-t PID:INO, an inode that means nothing here" fails 1 . nsenter -t "$all:7" -n true
fi


# --- capabilities, LSM labels

effective() { sed -n 's/^CapEff:[[:space:]]*//p' "$1"; }
# CAP_NET_RAW is 13, CAP_SYS_ADMIN 21
without() { printf '%016x\n' $((0x$(effective /proc/self/status) & ~0x$1)); }
t "--cap-drop drops one" outputs "$(without 2000)" \
	nsenter -t "$all" -n --cap-drop net_raw sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status
t "--cap-drop drops it from the bounding set too" outputs "$(without 202000)" \
	nsenter -t "$all" -n --cap-drop net_raw,sys_admin sed -n 's/^CapBnd:[[:space:]]*//p' /proc/self/status
t "--cap-drop all leaves none" outputs 0000000000000000 \
	nsenter -t "$all" -n --cap-drop all sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status
t "--keep-caps: a user who is not root keeps them" outputs "$(effective /proc/self/status)" \
	nsenter -t "$user" -U -n -S 5 --keep-caps sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status

mount -t securityfs none /sys/kernel/security
label='' context=''
if [ -e /sys/kernel/security/apparmor ]; then
	cat /tests/apparmor >/sys/kernel/security/apparmor/.load || echo "# no profile loaded"
	start sh -c 'echo "exec busyns-web" >/proc/self/attr/exec; exec hold -n'
	label=AppArmor context='busyns-web (enforce)'
elif [ -d /sys/fs/selinux ] && mount -t selinuxfs none /sys/fs/selinux; then
	dd if=/tests/selinux of=/sys/fs/selinux/load bs=1M 2>/dev/null || echo "# no policy loaded"
	start sh -c 'echo -n base_u:base_r:web_t >/proc/self/attr/current; exec hold -n'
	label=SELinux context=base_u:base_r:web_t
else
	skip="this kernel has no AppArmor or SELinux enabled"
fi
# SELinux ends a context with a NUL
attr() { tr -d '\0\n' </proc/"$1"/attr/current; }
following() { nsenter -t "$line" -n "$@" cat /proc/self/attr/current | tr -d '\0\n'; }
t "the fixture: the target is ${label:-labelled} $context" outputs "$context" attr "$line"
t "-Z follows the target's ${label:-label}" outputs "$context" following -Z
t "without -Z the ${label:-label} is ours" outputs "$(attr self)" following
# nsexec takes it by itself, or another by name, whichever module it is of
labelled() { /busyns/nsexec "$@" "$line" cat /proc/self/attr/current | tr -d '\0\n'; }
t "nsexec: PROG has the target's ${label:-label}" outputs "$context" labelled
t "nsexec label=disable: ours"	outputs "$(attr self)" labelled --security-opt label=disable
target=$line line=$all
t "nsexec label=NAME: that ${label:-label}" outputs "$context" labelled --security-opt label="${context% (*}"
t "and with a user and no capabilities" outputs "$context" labelled --security-opt label="${context% (*}" -u 1000 --cap-drop all
line=$target
t "nsexec label=NAME of none is refused" fails 125 "security label.*nosuch" nsexec --security-opt label=nosuch "$all" true
skip=''



# --- nsexec: as confined as the process is

t "nsexec joins all of a container's" joins "$own" 'mnt uts ipc net pid cgroup time' nsexec "$own"
t "nsexec hands over no descriptor" outputs '' nsexec "$own" show fd
t "nsexec: PROG's own status"	fails 7 '^$' nsexec "$own" sh -c 'echo >&2; exit 7'
t "nsexec: PROG's death"	fails 137 '^$' nsexec "$own" sh -c 'echo >&2; kill -9 $$'
start nsenter -t "$all" -n --cap-drop net_raw,sys_admin sh -c 'echo $$; exec sleep 1000'
t "nsexec: capabilities are the container's" outputs "$(without 202000)" \
	nsexec "$line" sed -n 's/^CapBnd:[[:space:]]*//p' /proc/self/status
start nosys sethostname=EPERM -- hold -u
t "nsexec: its seccomp filter is copied" fails 1 'permitted' nsexec "$line" hostname other
t "nsexec: and is not, if waived" outputs other nsexec --security-opt seccomp=unconfined "$line" sh -c 'hostname other; hostname'

# the container's first process, moved below by itself, with controllers on above: as systemd does, and Docker in Docker
moved=/sys/fs/cgroup/v2/box
mkdir -p $moved/init $moved/sub/leaf
start hold -uC
boxed=$line
echo "$boxed" >$moved/init/cgroup.procs
for dir in /sys/fs/cgroup /sys/fs/cgroup/v2 $moved; do echo +pids >"$dir/cgroup.subtree_control"; done
grouped_by() { "$@" cat /proc/self/cgroup | grep ^0:; }
busy() { ! sh -c 'echo $$ >"$1"' - $moved/cgroup.procs; }
t "the fixture: nobody may join the cgroup above"	busy
t "nsexec: in the cgroup that the first process moved to" outputs 0::/v2/box/init grouped_by nsexec "$boxed"
t "nsexec without clone3 (before 5.7): there, too" outputs 0::/v2/box/init grouped_by \
	nosys clone3 -- /busyns/nsexec --security-opt seccomp=unconfined "$boxed"
t "nsenter -c: there, too"	outputs 0::/v2/box/init grouped_by nsenter -t "$boxed" -n -u -c
mkdir $moved/init/free
t "nsexec --cgroup: one below"	outputs 0::/v2/box/init/free grouped_by nsexec --cgroup free "$boxed"
rmdir $moved/init/free
killed_tree()
{
	if from 5 14; then
		capture nsexec --kill-tree "$boxed" sh -c 'grep ^0: /proc/self/cgroup; setsid sleep 1000 & echo $!'
		[ "$status" = 0 ] && grep -q "^0::/v2/box/init/nsexec-" $T/out && [ ! -d "/proc/$(tail -n 1 $T/out)" ] || show
	else
		fails 125 'linux 5\.14' nsexec --kill-tree "$boxed" true
	fi
	! ls -d $moved/init/nsexec-*
}
t "nsexec --kill-tree: in one below, nothing is left" killed_tree
# version 1 has it later
for dir in $moved /sys/fs/cgroup/v2 /sys/fs/cgroup; do echo -pids >"$dir/cgroup.subtree_control"; done

# a threaded cgroup takes a process whole, or not at all
mkdir -p /sys/fs/cgroup/v2/threads/init
echo threaded >/sys/fs/cgroup/v2/threads/init/cgroup.type
start hold -uC
threaded=$line
echo "$threaded" >/sys/fs/cgroup/v2/threads/init/cgroup.procs
t "the fixture: its cgroup is threaded"	outputs threaded cat "/sys/fs/cgroup$(sed -n 's/^0:://p' "/proc/$threaded/cgroup")/cgroup.type"
t "nsexec: in a cgroup that is threaded" outputs 0::/v2/threads/init grouped_by nsexec "$threaded"
t "nsexec without clone3: there, too" outputs 0::/v2/threads/init grouped_by \
	nosys clone3 -- /busyns/nsexec --security-opt seccomp=unconfined "$threaded"
t "nsenter -c: there, too"	outputs 0::/v2/threads/init grouped_by nsenter -t "$threaded" -n -u -c
threaded_tree()
{
	fails 125 'join cgroup|linux 5\.14' nsexec --kill-tree "$threaded" true && ! ls -d /sys/fs/cgroup/v2/threads/init/nsexec-*
}
t "nsexec --kill-tree there: refused, nothing is left" threaded_tree


# --- nsrun

start hold -mn -r $jail
web=$line
busybox nsenter -t "$web" -n busybox ip link set lo mtu 4321

t "nsrun --net container:PID joins the network" outputs "$(readlink "/proc/$web/ns/net")" \
	nsrun --net "container:$web" readlink /proc/self/ns/net
t "nsrun --net: resolv.conf is the container's" outputs 'nameserver 198.51.100.7' nsrun --net "container:$web" cat /etc/resolv.conf
t "nsrun --net: hosts is the container's" outputs '198.51.100.8 web' nsrun --net "container:$web" cat /etc/hosts
t "nsrun --net: the rest is ours" outputs guest nsrun --net "container:$web" hostname
t "nsrun --net: /sys shows the container's network" outputs 4321 nsrun --net "container:$web" cat /sys/class/net/lo/mtu
t "nsrun --net: /sys/class/net has its devices" outputs lo nsrun --net "container:$web" ls /sys/class/net
t "nsrun --net: /sys/fs/cgroup stays" outputs "$(cat /sys/fs/cgroup/cgroup.controllers)" \
	nsrun --net "container:$web" cat /sys/fs/cgroup/cgroup.controllers
t "nsrun --net: the host sees none of it" outputs "nameserver 192.0.2.1 65536" sh -c 'echo $(cat /etc/resolv.conf /sys/class/net/lo/mtu)'
t "nsrun --net ns:PATH" outputs "$(readlink "/proc/$all/ns/net")" nsrun --net ns:/run/netns/web readlink /proc/self/ns/net
t "nsrun --net netns:NAME" outputs "$(readlink "/proc/$all/ns/net")" nsrun --net netns:web readlink /proc/self/ns/net
t "nsrun --net host" outputs "$(readlink /proc/self/ns/net)" nsrun --net host readlink /proc/self/ns/net

none()
{
	capture nsrun --net none sh -c 'readlink /proc/self/ns/net; ls /sys/class/net; cat /sys/class/net/lo/mtu'
	[ "$status" = 0 ] && [ "$(sed 1d $T/out | tr '\n' ' ')" = 'lo 65536 ' ] &&
		! grep -qxF "$(readlink /proc/self/ns/net)" $T/out || show
}
# told apart from ours, whose loopback differs for a moment
apart()
{
	ip link set lo mtu 60000
	"$@"
	apart_status=$?
	ip link set lo mtu 65536
	return $apart_status
}
t "nsrun --net none: a new network, its own /sys" apart none
t "nsrun --userns private --net none, unprivileged" \
	apart outputs 65536 as_user /busyns/nsrun --userns private --net none cat /sys/class/net/lo/mtu
t "nsrun --net none, unprivileged, needs that" fails 125 'permitted|denied' as_user /busyns/nsrun --net none true
mkdir /dev/shm
start hold -mi
busybox nsenter -t "$line" -m busybox sh -c 'mount -t tmpfs shm /dev/shm && echo theirs >/dev/shm/file'
t "nsrun --ipc container:PID: its /dev/shm" outputs theirs nsrun --ipc "container:$line" --net none cat /dev/shm/file
t "nsrun into a container of one's own, unprivileged" outputs "$(readlink "/proc/$mine/ns/net")" \
	as_user /busyns/nsrun --userns "container:$mine" --net "container:$mine" readlink /proc/self/ns/net

# --- nsmount, by the user whose container it is
mkdir -p $T/src $T/place
mount -t tmpfs -o nodev,nosuid src $T/src
echo text >$T/src/file
chown user $T/src $T/src/file
chmod 755 $T
start as_user /busyns/unshare -Urm sh -c 'echo $$; exec sleep 10000 >/dev/null'
t "nsmount, unprivileged" outputs text sh -c 'su -- user -c "exec /busyns/nsmount $1 $2/src:$2/place" && /busyns/nsenter -t $1 -U -m cat $2/place/file' - "$line" $T
t "-u" outputs "" as_user /busyns/nsmount -u "$line" $T/place
t "ro" fails 1 'Read-only' sh -c 'su -- user -c "exec /busyns/nsmount $1 $2/src:$2/place:ro" && /busyns/nsenter -t $1 -U -m touch $2/place/file' - "$line" $T
t "what SRC's mount has stays" outputs ro,nosuid,nodev,relatime nsenter -t "$line" -U -m awk '$5 == "'$T'/place" { print $6 }' /proc/self/mountinfo
t "nsrun --uts and --ipc container:PID" outputs "$(readlink "/proc/$all/ns/uts") $(readlink "/proc/$all/ns/ipc")" \
	nsrun --uts "container:$all" --ipc "container:$all" sh -c 'echo $(readlink /proc/self/ns/uts) $(readlink /proc/self/ns/ipc)'
t "nsrun --pid container:PID" outputs "$(readlink "/proc/$all/ns/pid")" nsrun --pid "container:$all" readlink /proc/self/ns/pid
private()
{
	capture nsrun --userns private --mnt private --uts private --ipc private --net private --pid private \
		--cgroupns private --time private sh -c 'stat -c %N "$@"; echo /proc/[0-9]*' sh $(ns self)
	sed '$d' $T/out | links | grep -xF -f $T/ours && { echo "is still ours"; return 1; }
	[ "$status" = 0 ] && [ "$(sed '$d' $T/out | wc -l)" = 8 ] && tail -n 1 $T/out | grep -qx /proc/1 || show
}
t "nsrun: every kind private, with a /proc of its own" private
t "nsrun: no such container" fails 125 . nsrun --net container:nosuch true
t "nsrun: no such program" fails 127 . nsrun --net none /no/such/program
t "nsrun: not a program" fails 126 . nsrun --net none /etc/passwd
t "nsrun: the program's own status" fails 7 '^$' nsrun --net none sh -c 'echo >&2; exit 7'


# --- nsls: what no process is in

nsls() { /busyns/nsls "$@"; }
# held INODE KIND HOLDER OPTION...: with these, nsls has such a row of no process's
held()
{
	row="^ *$1 $2 +0 $3\$"
	shift 3
	capture nsls -n -P -o NS,TYPE,NPROCS,HOLDER "$@"
	[ "$status" = 0 ] && grep -qE "$row" $T/out || { show; echo "expected: $row"; return 1; }
}
# told: on stderr, in one line, where the kernel has no listns
told()
{
	capture nsls -P
	[ "$status" = 0 ] || show || return 1
	if from 6 19; then
		[ ! -s $T/err ] || show
	else
		[ "$(wc -l <$T/err)" = 1 ] && grep -q 'not seen before Linux 6.19' $T/err || show
	fi
}
unsaid() { capture nsls; [ "$status" = 0 ] && [ ! -s $T/err ] || show; }

t "nsls -P tells what this kernel hides, where it does" told
t "nsls as it is says nothing of it" unsaid
start keep file
t "nsls: one that only an open file keeps" held "${line#* }" uts "fd ${line% *}"
if from 5 6; then
	start hold -X -K
	t "nsls: one that only the next child will be in" \
		held "$(stat -Lc %i "/proc/$line/ns/time_for_children")" time "children $line"
fi
start hold -x n
t "nsls --threads: a network that only a thread is in" \
	held "$(stat -Lc %i "$(echo "/proc/$line/task"/* | tr ' ' '\n' | grep -v "/$line\$")/ns/net")" net "thread $line/[0-9]+" --threads
start keep socket
t "nsls --sockets: a network that only a socket keeps" held "${line#* }" net "socket ${line% *}" --sockets
# kept MAJOR MINOR INODE KIND HOLDER: from that Linux on there is the row; before it there is none, which is said
kept()
{
	if from "$1" "$2"; then
		shift 2
		held "$@"
		return
	fi
	capture nsls -P -o NS
	[ "$status" = 0 ] && ! grep -q "$3" $T/out && grep -q 'not seen before Linux 6.19' $T/err || show
}
start keep message
t "nsls: a namespace that only a message in a socket keeps" kept 6 19 "${line#* }" uts unknown
start keep mount
both=${line#* }
t "nsls: one that only a mount keeps, where no process is" kept 6 19 "${both% *}" uts unknown
t "nsls: and the mount namespace that has it, in a message" kept 6 12 "${both#* }" mnt unknown
start keep child
both=${line#* }
t "nsls: a user namespace that only the one below it keeps" kept 6 19 "${both% *}" user child
t "nsls: and that one, in a message" kept 6 19 "${both#* }" user unknown

# More than a thousand: where /proc/PID/ns cannot be gone into, all that is known is what the kernel's programs tell.
start spaces 11 100
crowd=$!
[ -s /sys/kernel/btf/vmlinux ] || skip="this kernel says nothing of its types"
# of the first namespaces there may be a hundred, too
groups() { nosys "$1" -- $ME lsns -nr -o NS,TYPE,NPROCS | awk '$3 == 100 && $1 > 4026532000'; }
programs()
{
	groups bpf=EPERM >$T/read
	groups chdir=EACCES >$T/told
	[ "$(wc -l <$T/read)" -ge 88 ] && diff $T/read $T/told
}
t "lsns: programs tell of the namespaces of a thousand processes" programs
# what is for the children of one who has none yet, the kernel shows or not
start unshare -p sh -c 'echo; exec sleep 1000'
held_too()
{
	nsls -nr -o NS,TYPE,NPROCS,HOLDER >$T/told
	nosys bpf=EPERM -- $ME nsls -nr -o NS,TYPE,NPROCS,HOLDER >$T/read
	[ "$(wc -l <$T/read)" -ge 88 ] && diff $T/read $T/told
}
t "nsls: and of what holds namespaces, as /proc does" held_too
skip=''
kill -9 $crowd $!


# --- docker's state on disk, no docker

web_id=c0ffee0123456789abcdef0123456789abcdef0123456789abcdef0123456789
db_id=c0ffeeba5eba11dead10ccfacade5ca1ab1eba5eba11dead10ccfacade5ca1ab
old_id=deadbeef0123456789abcdef0123456789abcdef0123456789abcdef01234567
# container NAME ID PID START: what dockerd and runc would have written
container()
{
	mkdir -p "/var/lib/docker/containers/$2" "/run/docker/runtime-runc/moby/$2"
	cat >"/var/lib/docker/containers/$2/config.v2.json" <<END
{"StreamConfig":{},"State":{"Running":true,"Paused":false,"Restarting":false,"OOMKilled":false,"RemovalInProgress":false,"Dead":false,"Pid":$3,"ExitCode":0,"Error":"","StartedAt":"2025-05-20T10:11:12.123456789Z","FinishedAt":"0001-01-01T00:00:00Z","Health":null},"ID":"$2","Created":"2025-05-20T10:11:11.987654321Z","Managed":false,"Path":"/bin/sh","Args":["-c","echo \"{\\\\\"Name\\\\\":\\\\\"/decoy\\\\\"}\"; exec sleep 1000"],"Config":{"Hostname":"${2%"${2#????????????}"}","Domainname":"","User":"","AttachStdin":false,"Tty":false,"Env":["PATH=/bin","NOTE=caf\u00e9 \ud83d\ude00"],"Cmd":["/bin/sh"],"Image":"bb","Volumes":null,"WorkingDir":"","Entrypoint":null,"OnBuild":null,"Labels":{"Name":"/decoy","ID":"decoy"}},"Image":"sha256:4444444444444444444444444444444444444444444444444444444444444444","ImageManifest":null,"NetworkSettings":{"Bridge":"","SandboxID":"77","Networks":{"none":{"IPAMConfig":null,"NetworkID":"88","EndpointID":"99","Gateway":"","IPAddress":""}},"SandboxKey":"/var/run/docker/netns/123456789abc"},"LogPath":"/var/lib/docker/containers/$2/$2-json.log","Name":"/$1","Driver":"vfs","OS":"linux","RestartCount":0,"HasBeenStartedBefore":true,"HasBeenManuallyStopped":false,"MountPoints":{},"SecretReferences":null,"AppArmorProfile":"","HostnamePath":"","HostsPath":"","ShmPath":"","ResolvConfPath":"","SeccompProfile":"","NoNewPrivileges":false,"LocalLogCacheMeta":{"HaveNotifyEnabled":false}}
END
	cat >"/run/docker/runtime-runc/moby/$2/state.json" <<END
{"id":"$2","init_process_pid":$3,"init_process_start":$4,"created":"2025-05-20T10:11:12.100000000Z","config":{"no_pivot_root":false,"parent_death_signal":0,"rootfs":"/var/lib/docker/vfs/dir/1","namespaces":[{"type":"NEWNS","path":""}],"cgroups":{"path":"/docker/$2"}},"rootless":false,"cgroup_paths":{"":"/sys/fs/cgroup/docker/$2"},"namespace_paths":{"NEWNET":"/proc/$3/ns/net"},"external_descriptors":["/dev/null"]}
END
	mkdir -p "/sys/fs/cgroup/docker/$2"
	echo "$3" >"/sys/fs/cgroup/docker/$2/cgroup.procs"
}
start hold -muinpC -P -h db
db=$line
container web "$web_id" "$web" "$(start_time "$web")"
container db "$db_id" "$db" "$(start_time "$db")"
container old "$old_id" "$outer" $(($(start_time "$outer") - 1))

t "nspid by name"			outputs "$web" nspid web
t "nspid by ID"				outputs "$db" nspid $db_id
t "nspid by a unique prefix"		outputs "$web" nspid c0ffee01
t "nspid by engine and name"		outputs "$db" nspid docker:db
t "nspid of several, in order"		outputs "$(printf '%s\n' "$db" "$web")" nspid db web
t "nspid: not found"			fails 1 nosuch nspid nosuch
t "nspid: ambiguous, both listed"	fails 2 'web(.|$)*' nspid c0ffee
t "nspid: another process has its PID now" fails 1 old nspid old
t "nspid of a PID"			outputs "$web" nspid "$web"
t "nsenter -t NAME -n"			joins "$web" net nsenter -t web -n
t "nsenter -t NAME -a"			joins "$db" 'mnt uts ipc net pid cgroup' nsenter -t db -a
t "nsenter -t NAME -c"			outputs "0::/docker/$db_id" nsenter -t db -c -u cat /proc/self/cgroup
t "nsenter -t NAME: another process has its PID now" fails 1 old nsenter -t old -n true
t "nsenter -t NAME: not found"		fails 1 nosuch nsenter -t nosuch -n true
t "nsrun --net container:NAME"		outputs 'nameserver 198.51.100.7 4321' \
	nsrun --net container:web sh -c 'echo $(cat /etc/resolv.conf /sys/class/net/lo/mtu)'


t "nsps lists them, the dead one not" outputs "$(printf '%s\n' "db $db" "web $web")" sh -c '/busyns/nsps -n -o NAME,PID | tr -s " " | sort'
t "nsps TARGET: the process, and its PID inside" outputs "$db 1" /busyns/nsps -n -o PID,INSIDE db
t "nsexec NAME"				outputs db nsexec db hostname
t "nsls of two: what they share"	fails 2 'nosuch' nsls db nosuch
t "nsls of two: what differs"		sh -c '/busyns/nsls -t net,user db self | grep -E "^(net .*[0-9] *|user .*shared)$" | wc -l | grep -qx 2'


# --- nsmount, unshare

nsmount() { /busyns/nsmount "$@"; }
inside() { nsexec db "$@"; }
mkdir -p /mnt/a /mnt/b
mounted()
{
	capture nsmount "db" $jail/dir:/mnt/a:ro
	[ "$status" = 0 ] && [ "$(inside cat /mnt/a/mark)" = dir ] && ! inside touch /mnt/a/new && [ ! -e /mnt/a/mark ] || show
}
t "nsmount: there, read-only, and not here" mounted
t "nsmount -l has it"	sh -c '/busyns/nsmount -l db | grep -q "^/mnt/a .*ro"'
# with SELinux on, z and Z are said to change no label; else they are nothing at all
relabels()
{
	text=$1
	shift
	capture "$@"
	[ "$status" = 0 ] && [ "$(cat $T/out)" = "$text" ] || show || return 1
	if [ -e /sys/fs/selinux/enforce ]; then
		[ "$(wc -l <$T/err)" = 1 ] && grep -q 'no.* another label; chcon' $T/err || show
	else
		[ ! -s $T/err ] || show
	fi
}
t "nsrun -v SRC:DST:z"	relabels dir nsrun -v $jail/dir:/mnt/b:z cat /mnt/b/mark
t "nsmount SRC:DST:Z"	relabels '' nsmount db $jail/dir:/mnt/b:ro,Z
t "and it is there"	outputs dir inside cat /mnt/b/mark
t "and away"	outputs '' nsmount -u db /mnt/b
t "nsmount -u takes it away"	outputs '' sh -c '/busyns/nsmount -u db /mnt/a && ls /mnt/a && /busyns/nsexec db ls /mnt/a'
if from 5 12; then
	t "nsmount rro"	sh -c "/busyns/nsmount db $jail/dir:/mnt/b:rro && ! /busyns/nsexec db touch /mnt/b/new"
else
	t "nsmount rro is refused, with the reason" fails 125 'linux 5\.12' nsmount db $jail/dir:/mnt/b:rro
fi
t "nsmount --tmpfs"	outputs tmpfs sh -c '/busyns/nsmount -T /mnt/a:size=1m db && /busyns/nsexec db stat -f -c %T /mnt/a'
t "nsrun -v: there, read-only, and not here" outputs "dir 1" sh -c \
	"/busyns/nsrun -v $jail/dir:/mnt/new:ro sh -c 'echo \$(cat /mnt/new/mark; touch /mnt/new/x 2>/dev/null; echo \$?)'; ls /mnt/new 2>/dev/null; :"
# the guest's / is the initramfs, which older kernels let nobody leave so
if busybox unshare -m sh -c 'mount --bind "$1" "$1" && cd "$1" && pivot_root . tmp' - $jail 2>/dev/null; then
	t "nsrun --rootfs"	outputs "jail 1" nsrun --rootfs $jail --pid none sh -c 'echo $(cat /mark) $$'
else
	t "nsrun --rootfs is refused, with the reason" fails 125 'initramfs' nsrun --rootfs $jail true
fi
t "unshare -Ur -pf --mount-proc, unprivileged"	outputs "0 1 1" as_user /busyns/unshare -Ur -pf --mount-proc \
	sh -c 'echo "$(id -u) $$ $(sed -n "s/^Pid:[[:space:]]*//p" /proc/1/status)"'
t "unshare -T: a clock of its own"	sh -c '[ "$(/busyns/unshare -T --boottime 500000 -f cut -d . -f 1 /proc/uptime)" -ge 500000 ]'


# --- control groups: version 1, then both

echo "$grouped" >/sys/fs/cgroup/cgroup.procs
umount /sys/fs/cgroup
mount -t tmpfs none /sys/fs/cgroup
if mkdir -p /sys/fs/cgroup/pids && mount -t cgroup -o pids none /sys/fs/cgroup/pids 2>/dev/null; then
	mkdir -p /sys/fs/cgroup/pids/v1/web
	echo "$grouped" >/sys/fs/cgroup/pids/v1/web/cgroup.procs
else
	skip="this kernel has no version 1 pids controller to mount"
fi
hierarchy=pids
v1=$(grep ":pids:" "/proc/$grouped/cgroup")
t "the fixture: the target is in a version 1 group" [ "${v1#*:pids:}" = /v1/web ]
t "-c joins the target's version 1 group" outputs "$v1" cgroup_line -n -c
t "-c keeps standard input" outputs hello sh -c 'echo hello | /busyns/nsenter -t "$1" -n -c cat' sh "$grouped"
mkdir -p /sys/fs/cgroup/unified
mount -t cgroup2 none /sys/fs/cgroup/unified
mkdir -p /sys/fs/cgroup/unified/v2/web
echo "$grouped" >/sys/fs/cgroup/unified/v2/web/cgroup.procs
t "hybrid: -c joins the version 1 group" outputs "$v1" cgroup_line -n -c
skip='' hierarchy=''
t "hybrid: -c joins the version 2 group" outputs 0::/v2/web cgroup_line -n -c
t "-c hands over no descriptor" outputs '' nsenter -t "$grouped" -n -c show fd

echo "1..$count"
