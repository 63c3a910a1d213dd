#!/bin/sh
# nsexec: what PROG sees, beside a real docker exec; then with the daemon dead, and without any engine.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"

t "no TARGET is refused"			fails 125 "no TARGET" nsexec
t "an unknown option is refused"		fails 125 "--bogus" nsexec --bogus web
t "-d and -t together are refused"		fails 125 "cannot be combined" nsexec -d -t self
t "--cap-add of no capability is refused"	fails 125 "'flying' is no capability" nsexec --cap-add flying self
t "an unknown --security-opt is refused"	fails 125 "none we know" nsexec --security-opt seccomp=maybe self
t "a process that is not there is refused"	fails 125 "no process" nsexec 4194303

# --- without an engine
need root peer
start "$PEER/unshare" -muipnC --fork sh -c 'mount -t proc proc /proc; echo up; exec tail -f /dev/null >/dev/null'
pid=$(cat "/proc/$pid/task/$pid/children")
pid=${pid% }
for kind in mnt uts ipc pid net cgroup; do
	t "by PID: its $kind namespace"		same_ns $kind "$pid" nsexec "$pid"
done
t "PROG's status is ours"			exits 7 nsexec "$pid" sh -c 'exit 7'
t "a signal that ends PROG is 128+n"		exits 143 nsexec "$pid" sh -c 'kill -TERM $$'
t "a program that is not there is 127"		fails 127 "run nope" nsexec "$pid" nope
t "a program that cannot run is 126"		fails 126 "run /etc" nsexec "$pid" /etc
t "a directory that is not there is 126"	fails 126 "/nowhere" nsexec -w /nowhere "$pid" true
t "a directory must be absolute"		fails 125 "not an absolute path" nsexec -w etc "$pid" true
t "without -i stdin is empty"			outputs "" sh -c 'echo in | nsexec "$1" cat' - "$pid"
t "with -i it is ours"				outputs in sh -c 'echo in | nsexec -i "$1" cat' - "$pid"
t "-e K=V, the later of two"			outputs two nsexec -e K=one -e K=two "$pid" sh -c 'echo "$K"'
t "-e K takes ours"				outputs mine env K=mine nsexec -e K "$pid" sh -c 'echo "$K"'
t "-e K without ours unsets it"			outputs none env -u HOME nsexec -e HOSTNAME=x -e HOSTNAME "$pid" \
	sh -c 'echo "${HOSTNAME-none}"'
t "-e PFX* takes all that start so"		outputs 12 env PFX_A=1 PFX_B=2 nsexec -e 'PFX_*' "$pid" \
	sh -c 'echo "$PFX_A$PFX_B"'
printf '# comment\n\n A=1\nB=x=y\r\nC\n' >"$TMP/env"
t "--env-file"					outputs "1 x=y c" env C=c nsexec --env-file "$TMP/env" "$pid" \
	sh -c 'echo "$A $B $C"'
printf 'A B=1\n' >"$TMP/bad"
t "--env-file with a bad line is refused"	fails 125 "not a variable" nsexec --env-file "$TMP/bad" "$pid" true
t "-u UID:GID"					outputs "12 34 34" nsexec -u 12:34 "$pid" sh -c 'echo "$(id -u) $(id -g) $(id -G)"'
t "-u is read strictly"				fails 125 "not a user or group id" nsexec -u 4294967296 "$pid" true
t "an ordinary user has no capabilities"	prints "CapEff:	0000000000000000" nsexec -u 12 "$pid" cat /proc/self/status
t "but those of --cap-add"			prints "CapEff:	0000000000001000" nsexec -u 12 --cap-add net_admin "$pid" cat /proc/self/status
t "--cap-drop all"				prints "CapBnd:	0000000000000000" nsexec --cap-drop all "$pid" cat /proc/self/status
for opt in seccomp=builtin seccomp=/etc/passwd seccomp no-new-privileges=maybe label= label label=type:x_t label=level:s0 \
	apparmor apparmor= systempaths=unconfined '' = :; do
	t "--security-opt '$opt' is refused"	fails 125 "none we know" nsexec --security-opt "$opt" self true
done
for opt in no-new-privileges=true no-new-privileges:true; do
	t "$opt"			prints "NoNewPrivs:	1" nsexec --security-opt $opt "$pid" cat /proc/self/status
done
t "no-new-privileges=false, given last"		prints "NoNewPrivs:	0" nsexec --security-opt no-new-privileges --security-opt no-new-privileges:false "$pid" cat /proc/self/status
t "no-new-privileges"				prints "NoNewPrivs:	1" nsexec --security-opt no-new-privileges "$pid" cat /proc/self/status
t "no file of ours reaches PROG"		outputs "0 1 2 3" sh -c 'exec 9</etc/passwd; nsexec "$1" sh -c "echo \$(ls /proc/self/fd)"' - "$pid"
t "but those of --preserve-fds"			outputs kept sh -c 'exec 3<"$2"; nsexec --preserve-fds 1 "$1" cat /dev/fd/3' - "$pid" \
	"$(echo kept >"$TMP/kept"; echo "$TMP/kept")"
detached()
{
	mkfifo "$TMP/d"
	nsexec -d --pid-file "$TMP/pid" "$pid" sh -c "echo up >$TMP/d; exec tail -f /dev/null" || return 1
	read -r line <"$TMP/d"
	child=$(cat "$TMP/pid")
	[ "$line" = up ] && [ "$(readlink "/proc/$child/ns/pid")" = "$(readlink "/proc/$pid/ns/pid")" ] && kill -9 "$child"
}
t "-d leaves PROG running"			detached
t "-d of what cannot run is 127"		fails 127 "run nope" nsexec -d "$pid" nope
ends_with_us()
{
	mkfifo "$TMP/e"
	nsexec --pid-file "$TMP/pid" "$pid" sh -c "echo up; exec tail -f /dev/null" >"$TMP/e" &
	us=$!
	exec 8<"$TMP/e"
	read -r line <&8
	kill -9 "$us"
	cat <&8		# until all who could write are gone
}
t "kill -9 of nsexec ends PROG"			timeout 10 sh -c ':' && t "at once" ends_with_us
passes_on()
{
	mkfifo "$TMP/s"
	nsexec "$pid" sh -c "trap 'echo got; exit 9' $1; echo up; while :; do sleep 0.1; done" >"$TMP/s" &
	us=$!
	exec 8<"$TMP/s"
	read -r line <&8
	kill -"$1" "$us"
	read -r line <&8
	wait "$us" || [ $? = 9 ] && [ "$line" = got ]
	rm "$TMP/s"
}
for sig in TERM HUP INT QUIT USR1 USR2; do
	t "$sig reaches PROG"			passes_on $sig
done
dies_with_it()
{
	start "$PEER/unshare" -pm --fork --kill-child sh -c 'echo up; exec tail -f /dev/null >/dev/null'
	outer=$pid
	init=$(cat "/proc/$pid/task/$pid/children")
	mkfifo "$TMP/k"
	nsexec "${init% }" sh -c 'echo up; exec tail -f /dev/null >/dev/null' >"$TMP/k" &
	us=$!
	read -r line <"$TMP/k"
	kill -9 "$outer"
	status=0
	wait "$us" || status=$?
	[ "$status" = 137 ] || { echo "status $status, init $init"; false; }
}
t "a container that dies is 137"		dies_with_it
start "$PEER/unshare" -Urmpf --mount-proc sh -c 'echo up; exec tail -f /dev/null >/dev/null'
user=$(cat "/proc/$pid/task/$pid/children")
t "into a user namespace"			same_ns user "${user% }" nsexec "${user% }"
limits()
{
	start sh -c 'ulimit -n 77; umask 027; echo 321 >/proc/self/oom_score_adj; echo up; exec tail -f /dev/null >/dev/null'
	outputs "77 0027 321" nsexec "$pid" sh -c 'echo "$(ulimit -n) $(umask) $(cat /proc/self/oom_score_adj)"'
}
t "limits, umask and oom_score_adj"		limits
t "--dry-run runs nothing"			prints "run       touch" nsexec --dry-run "$pid" touch "$TMP/touched"
t "nor did it"					[ ! -e "$TMP/touched" ]
planned()	# LINE OPTION...: a line of the plan, whole
{
	planned_line=$1
	shift
	capture nsexec --dry-run "$@" "$pid" true
	[ "$status" = 0 ] && grep -qxF -e "$planned_line" "$TMP/out" || show
}
t "it names the capabilities that PROG has"	planned "become    uid 0, gid 0, groups none; capabilities 21" --cap-drop all --cap-add chown,kill
t "it names PROG's files"			planned "files     0-2 of the caller's, but 0 /dev/null"
t "and the caller's input, if that is one"	planned "files     0-2 of the caller's" -i
t "it names the file of the PID"		planned "pid       written to $TMP/pid before it runs" --pid-file "$TMP/pid"
t "it tells of -d"				planned "run       true, searched in PATH, in the background: we end once it runs" -d
t "it tells of --kill-tree"			planned "tree      what is left of it is killed when it ends" --kill-tree
t "it names the keys that detach"		sh -c 'script -qec "nsexec --dry-run -it --detach-keys ctrl-p,ctrl-q $1 true" /dev/null </dev/null |
	grep -q "^terminal .* joined to it until one types ctrl-p,ctrl-q"' - "$pid"

# --- beside docker exec
need docker
[ -z "$t_skip" ] || { t "beside docker exec" true; exit 0; }
docker_up || exit 1
docker_image bb && cp "$TOOLS/show" "$CAGE/image/bin" && docker_image bb || exit 1
docker run -d --name web -e A=1 -e NOT_OURS -w /srv bb tail -f /dev/null >/dev/null
docker run -d --name tight -u app --security-opt no-new-privileges --cap-drop all --read-only --oom-score-adj 300 \
	bb tail -f /dev/null >/dev/null
docker run -d --name far --pid host --uts host --net host --security-opt seccomp=unconfined bb tail -f /dev/null >/dev/null
# What must differ: pipes for files, numbers of processes, and that ours ends with us.
alike()
{
	docker exec "$@" /bin/show >"$TMP/want" || return 1
	nsexec "$@" /bin/show >"$TMP/got" || return 1
	[ -s "$TMP/want" ] && diff -I '^std\.' -I '^pid ' -I '^ppid ' -I '^session ' -I '^sig.pdeath ' "$TMP/want" "$TMP/got"
}
for name in web tight far; do
	for how in "" "-u app" "-u 1000" "-u 77" "-u app:log" "-u :2000" "-u 1000:1000" "-w /tmp" "-e X=y"; do
		# docker sets another limit there, by mistake: its own runtime has raised it
		# shellcheck disable=SC2086
		t "as docker exec: $name $how"	alike $how $name
	done
done
t "-u NAME that is not there is refused"	fails 125 "no user 'who'" nsexec -u who web true
denied()
{
	docker exec web sh -c '{ unshare -U true; echo $?; } 2>&1' >"$TMP/want"
	nsexec web sh -c '{ unshare -U true; echo $?; } 2>&1' >"$TMP/got"
	nsexec --security-opt seccomp=unconfined web grep Seccomp: /proc/self/status >"$TMP/un"
	cmp "$TMP/want" "$TMP/got" && grep -q '0$' "$TMP/un" && grep -q 'not permitted' "$TMP/got"
}
t "its seccomp filter denies the same"		denied
t "--privileged: all that we have ourselves"	prints "CapBnd:	$(sed -n 's/^CapBnd:	//p' /proc/self/status)" \
	nsexec --privileged web cat /proc/self/status
t "without PROG: the user's shell"		outputs /bin/sh sh -c 'echo "readlink /proc/\$\$/exe; exit" | nsexec -i web | sed s,busybox,sh,'
docker pause web >/dev/null
t "a paused container is refused"		fails 125 "paused" nsexec web true
docker unpause web >/dev/null
mkdir -p "$CAGE/bare/etc" "$CAGE/bare/proc" && cp "$(command -v busybox)" "$CAGE/bare/tail"
tar -C "$CAGE/bare" -c . | docker import - bare >/dev/null
docker run -d --name bare --read-only -u 1000 bare /tail -f /dev/null >/dev/null
t "no shell inside: the message names --tool"	fails 127 "--tool" nsexec bare
t "--tool busybox: a shell, and its applets"	outputs "1000 tail" nsexec --tool /bin/busybox bare sh -c 'echo "$(id -u) $(ls /tail | sed s,/,,)"'
t "and by itself"				outputs 1000 sh -c 'echo "id -u" | nsexec -i --tool /bin/busybox bare'
mkdir "$TMP/beside" && cp "$TOP/build/full/busyns" "$TMP/beside" && cp /bin/busybox "$TMP/beside/busybox-static"
ln -s busybox-static "$TMP/beside/busybox-it"
auto()	# BOX [VARIABLE=VALUE]...: what --tool auto brings along
{
	auto_box=$1
	shift
	env "$@" "$auto_box" nsexec --tool auto bare readlink /proc/self/exe
}
t "--tool auto: the one beside busyns"		outputs "/memfd:busybox-static (deleted)" auto "$TMP/beside/busyns" PATH=/nowhere
t "else that of PATH"				outputs "/memfd:busybox (deleted)" auto "$TOP/build/full/busyns" PATH=/nowhere:/bin
t "before both, what BUSYNS_TOOL names"		outputs "/memfd:busybox-it (deleted)" auto "$TMP/beside/busyns" BUSYNS_TOOL="$TMP/beside/busybox-it"
t "also where that is no file"			fails 127 "open the tool /no/such" auto "$TMP/beside/busyns" BUSYNS_TOOL=/no/such
t "none is there"				fails 127 "BUSYNS_TOOL may name it" auto "$TOP/build/full/busyns" PATH=/nowhere
t "PROG gets no such variable"			outputs '' sh -c '"$1" nsexec --tool auto bare env | grep BUSYNS; true' - "$TMP/beside/busyns"
t "a dynamic tool is refused"			fails 126 "not static" nsexec --tool /bin/ls bare
t "a script is refused"				fails 126 "a script" nsexec --tool "$TESTS/run" bare
tree()
{
	exits 5 nsexec --kill-tree web sh -c 'setsid tail -f /etc/group & (setsid setsid tail -f /etc/group &); exit 5' || return 1
	! nsps -n web | grep 'tail -f /etc/group' && ! ls -d /sys/fs/cgroup/unified/*/docker/*/nsexec-* 2>/dev/null
}
t "--kill-tree: nothing that PROG started outlives it"	tree
t "and without it, it does"	sh -c 'nsexec web sh -c "setsid tail -f /etc/group >/dev/null 2>&1 &" && nsps -n web | grep "tail -f /etc/group"'
t "--kill-tree, and PROG is not there"	fails 127 "run nosuch" nsexec --kill-tree web nosuch
ended_early()	# by a signal while its cgroup is made
{
	status=0
	timeout 20 strace -o "$TMP/trace" -e trace=mkdirat -e inject=mkdirat:signal=SIGTERM nsexec --kill-tree web tail -f /etc/group || status=$?
	[ $status = 143 ] && grep mkdirat "$TMP/trace" && [ -z "$(find /sys/fs/cgroup -path "*$(cage_cgroup)*" -name 'nsexec-*')" ]
}
need docker strace
t "--kill-tree, and a signal at the worst moment"	ended_early
need docker
t "--cgroup needs a path"		fails 125 "--cgroup needs a path" nsexec --cgroup '' web true
t "and is none with --no-cgroup"	fails 125 "goes not with --no-cgroup" nsexec --cgroup sub --no-cgroup web true
unseen()
{
	fails 125 "No space left" sh -c 'nsexec --kill-tree -t web sh -c "trap \"\" HUP; tail -f /etc/hostname >/dev/null & echo x; tail -f /etc/hostname >/dev/null" >/dev/full' &&
		! nsps -n web | grep 'tail -f /etc/hostname' && [ -z "$(find /sys/fs/cgroup -path "*$(cage_cgroup)*" -name 'nsexec-*')" ]
}
t "--kill-tree: also where what PROG shows cannot be seen"	unseen
t "--kill-tree with -d is refused"	fails 125 "--kill-tree" nsexec --kill-tree -d web true
on_terminal()	# STATUS OUTPUT COMMAND: on a terminal, it ends with STATUS and shows OUTPUT
{
	status=0
	script -qec "$3" /dev/null </dev/null >"$TMP/shown" 2>&1 || status=$?
	[ "$status" = "$1" ] && [ "$(tr -d '\r' <"$TMP/shown" | grep -v '^\^D')" = "$2" ] || { od -c "$TMP/shown"; return 1; }
}
t "without -t no terminal of ours is inside"	on_terminal 0 none \
	"nsexec -i web sh -c 'for i in 0 1 2; do [ ! -t \$i ] || echo \$i; done; echo none'"
t "what PROG writes last is shown"	on_terminal 3 "$(seq 20000)" "nsexec web sh -c 'seq 20000; exit 3'"
t "also of a pipe that PROG made larger"	outputs 1000000 sh -c 'pty nsexec self \
	perl -e "fcntl(STDOUT, 1031, 1048576) && syswrite(STDOUT, q(x) x 1000000)" </dev/null | wc -c'
t "input that is closed is empty"	exits 0 sh -c 'nsexec -i web cat <&-'
t "a user opens /dev/stdout, which is a pipe"	on_terminal 0 hi "nsexec -u app web sh -c 'echo hi >/dev/stdout'"
t "^C reaches what PROG waits for"	sh -c '{ until nsps -n web | grep -q "tail -f /etc/passwd"; do :; done; printf "\003"; } |
	script -qec "nsexec web sh -c \"tail -f /etc/passwd; echo after\"" /dev/null; [ $? = 130 ] && ! nsps -n web | grep "tail -f /etc/passwd"'
through_files()
{
	head -c 3000000 /dev/urandom >"$TMP/big" && nsexec -i web cat <"$TMP/big" >"$TMP/back" && cmp "$TMP/big" "$TMP/back" &&
		nsexec web sh -c 'for i in $(seq 200); do echo $i; echo $i >&2; done' >"$TMP/both" 2>&1 &&
		[ "$(cat "$TMP/both")" = "$(for i in $(seq 200); do echo "$i"; echo "$i"; done)" ] &&
		nsexec web echo more >>"$TMP/both" && [ "$(tail -n 1 "$TMP/both")" = more ] && [ "$(wc -l <"$TMP/both")" = 401 ]
}
t "to and from files: all of it, in the order written"	through_files
nonblocking()	# by another's wish; PROG asks for input before there is any, and writes more than is read
{
	# shellcheck disable=SC2094	# it waits for what PROG writes
	{ until_true test -s "$TMP/asks"; head -c 150000 "$TMP/big"; : >"$TMP/gave"; tail -c +150001 "$TMP/big"; } |
		perl -e 'fcntl(STDIN, 4, 2048); fcntl(STDOUT, 4, 2049); exec @ARGV' nsexec -i web sh -c 'echo asks >&2; exec cat' 2>"$TMP/asks" |
		{ until_true test -e "$TMP/gave"; cmp - "$TMP/big"; }
}
t "input and output that do not block"	nonblocking
reader_gone()	# of a FIFO: as of a pipe, which PROG has itself
{
	mkfifo "$TMP/short"
	head -n 1 "$TMP/short" >"$TMP/first" &
	status=0
	nsexec web yes >"$TMP/short" 2>"$TMP/err" || status=$?
	[ $status = 141 ] && wait $! && [ "$(cat "$TMP/first")" = y ] && [ ! -s "$TMP/err" ]
}
t "a reader that goes ends PROG, nothing is said"	reader_gone
closed_input()	# more output than a pipe holds: what is left of the input was tried meanwhile
{
	nsexec -i web sh -c 'exec <&-; exec head -c 1000000 /dev/zero' <"$TMP/big" >"$TMP/zeros" &&
		[ "$(wc -c <"$TMP/zeros")" = 1000000 ]
}
t "input that PROG closes does not end it"	closed_input
t "and so is one that cannot be waited for"	fails 125 "wait for signals" nosys poll,ppoll -- nsexec --security-opt seccomp=unconfined self echo lost
t "input that cannot be read is a failure"	fails 125 "read standard input: Is a directory" sh -c 'nsexec -i web cat <"$1"' - "$TMP"
t "output that cannot be kept is a failure"	fails 125 "write what PROG shows: No space" sh -c 'nsexec web echo lost >/dev/full'
t "no signal is ignored that a caller ignores"	sh -c 'trap "" TERM USR1 ALRM
	nsexec web grep "SigIgn:.0000000000000000$" /proc/self/status'
t "nor blocked that a caller blocks"	env --block-signal=TERM,USR1,CHLD nsexec web grep "SigBlk:.0000000000000000$" /proc/self/status
docker pause web >/dev/null
t "paused, and --no-cgroup: an end, too"	fails 125 "seccomp filter: Timed out" timeout 20 nsexec --no-cgroup web true
docker unpause web >/dev/null
docker run -d --name free --security-opt seccomp=unconfined -v "$TOP/build/full/busyns:/bin/busyns:ro" bb tail -f /dev/null >/dev/null
for it in self 1; do	# it may not be shown a hierarchy of cgroups that all of it is in
	t "from inside, as root there: $it"	outputs "$(docker exec free cat /proc/self/cgroup)" docker exec free busyns nsexec $it cat /proc/self/cgroup
done
docker run -d --name few --ulimit nofile=16 bb tail -f /dev/null >/dev/null
t "few files are enough for a terminal"	on_terminal 0 16 "nsexec -t few sh -c 'ulimit -n'"
need docker strace
let_go_first()	# a signal that stopped us would leave it stopped, too
{
	status=0
	strace -o "$TMP/trace" -e trace=ptrace -e inject=ptrace:signal=SIGTERM:when=3 nsexec web true || status=$?
	cat "$TMP/trace"
	[ $status = 143 ] && grep GET_FILTER "$TMP/trace" && grep DETACH "$TMP/trace"
}
t "a signal while its filter is copied waits for that"	let_go_first
need docker
t "seccomp=all: its filter, and those it put on itself"	prints "Seccomp:	2" nsexec --security-opt seccomp=all web grep Seccomp: /proc/self/status
t "label=LABEL that is none is refused"	fails 125 "security label 'nosuch'" nsexec --security-opt label=nosuch web true
t "apparmor=PROFILE is a label"	fails 125 "security label 'nosuch'" nsexec --security-opt apparmor=nosuch web true
t "apparmor:PROFILE, too"	fails 125 "security label 'nosuch'" nsexec --security-opt apparmor:nosuch web true
for opt in seccomp:unconfined seccomp=unconfined; do
	t "$opt"	outputs "Seccomp:	0" nsexec --security-opt $opt web grep Seccomp: /proc/self/status
done
for opt in label:disable apparmor=unconfined apparmor:unconfined; do
	t "$opt sets none"	exits 0 nsexec --security-opt $opt web true
done
t "label=disable sets none"		exits 0 nsexec --security-opt label=disable web true
t "--cgroup that is not there is refused"	fails 125 "no cgroup nosuch" nsexec --cgroup nosuch web true
t "--cgroup that leads out is refused"	fails 125 "not a path below" nsexec --cgroup ../x web true
t "without clone3 (before 5.7): in its cgroup all the same"	outputs "$(nsexec web cat /proc/self/cgroup)" \
	nosys clone3 -- "$(command -v nsexec)" --security-opt seccomp=unconfined web cat /proc/self/cgroup
t "--no-cgroup: ours"			outputs "$(cat /proc/self/cgroup)" nsexec --no-cgroup web cat /proc/self/cgroup
below=/sys/fs/cgroup/unified/$(cage_cgroup)
[ -d "$below" ] || below=/sys/fs/cgroup/$(cage_cgroup)
joined()	# --cgroup: PROG is in that one
{
	where=$(sed -n 's/^0:://p' "/proc/$(nspid web)/cgroup")
	mkdir "${below%"/$(cage_cgroup)"}$where/sub" || return 1
	capture nsexec --cgroup sub web grep ^0:: /proc/self/cgroup
	rmdir "${below%"/$(cage_cgroup)"}$where/sub"
	[ "$status" = 0 ] && grep -q '/sub$' "$TMP/out" || show
}
t "--cgroup of the container's: joined"	joined
user()
{
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}
start user unshare -Urmpf --kill-child sh -c 'echo up; exec tail -f /dev/null >/dev/null'
theirs=$(cat "/proc/$pid/task/$pid/children")
cp "$BUILD/full/busyns" "$TMP/busyns" && chmod 755 "$TMP" "$CAGE" "$CAGE/tmp" "$TMP/busyns"
t "a user's own, in the cgroup that both are in"	outputs 0 user "$TMP/busyns" nsexec "${theirs% }" id -u
mkdir "$below/other" && echo "${theirs% }" >"$below/other/cgroup.procs"
t "in one that the user may not join: refused, with what goes on"	fails 125 "no-cgroup stays in ours" \
	user "$TMP/busyns" nsexec "${theirs% }" id -u
t "which does"				outputs 0 user "$TMP/busyns" nsexec --no-cgroup "${theirs% }" id -u
pid_denied()
{
	fails 125 "write /nonexistent/x" nsexec --kill-tree --pid-file /nonexistent/x web true &&
		fails 125 "write /dev/full" nsexec --kill-tree --pid-file /dev/full web true &&
		fails 126 "no/such" nsexec --kill-tree -w /no/such web true &&
		[ -z "$(find /sys/fs/cgroup -path "*$(cage_cgroup)*" -name 'nsexec-*')" ]
}
t "--kill-tree leaves no cgroup when we fail"	pid_denied
said_as_docker()	# TEXT OPTION...: as docker exec takes them
{
	said=$1
	shift
	outputs "$said" docker exec "$@" web sh -c 'echo "$(id -un) $PWD $ONE"' && outputs "$said" nsexec "$@" web sh -c 'echo "$(id -un) $PWD $ONE"'
}
printf '\357\273\277ONE=1\n' >"$TMP/bom"
t "-u=NAME"				said_as_docker "app /srv " -u=app
t "behind other letters, too"		said_as_docker "app / 1" -iu=app -w=/ -e=ONE=1
t "-u '' and -w '' are as if not given"	said_as_docker "root /srv " -u '' -w ''
t "a byte order mark begins no name"	said_as_docker "root /srv 1" --env-file "$TMP/bom"
t "--tty=false, -i=true"		said_as_docker "root /srv " --tty=false -i=true --privileged=false
t "and no other word"			fails 125 "allow an argument" nsexec --tty=perhaps web true
docker_kill9
t "with the daemon dead"			outputs /srv nsexec web pwd
t "and docker cannot"				exits 1 docker exec web pwd
