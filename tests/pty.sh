#!/bin/sh
# PROG's own terminal, -t: an interactive shell on it, its bytes, its ends, and a container that lays traps for it.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"
need root cage tmux

# --- what is joined: a container of ours, with a devpts of its own ---
mkdir "$TMP/box" "$TMP/box/dev" "$TMP/box/proc" "$TMP/box/old" "$TMP/box/bin" "$TMP/box/tmp"
cp "$(command -v busybox)" "$TOOLS/sti" "$TOOLS/show" "$TMP/box/bin"
"$TMP/box/bin/busybox" --install -s "$TMP/box/bin"
for link in "$TMP/box/bin/"*; do
	[ ! -L "$link" ] || ln -sf busybox "$link"
done
# box MOUNTS: a process in it, $pid; MOUNTS are commands that make its /dev, in /dev of its root
box()
{
	start "$PEER/unshare" -mpf --kill-child sh -c '
		mount --make-rprivate / && mount --bind "$1" "$1" && cd "$1" && mount -t proc proc proc && mount -t tmpfs dev dev &&
		pivot_root . old && exec busybox chroot . /bin/sh -c "
			umount -l /old; cd /dev; mkdir pts; mknod null c 1 3; $2
			echo up; trap : TERM; while :; do sleep 1000 >/dev/null & wait; done"' sh "$TMP/box" "$1"
	pid=$(cat "/proc/$pid/task/$pid/children")
	pid=${pid% }
}
own_devpts='mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts pts; ln -s pts/ptmx ptmx'
box "$own_devpts"
box=$pid
in_box="nsrun --mnt container:$box --pid container:$box"

# --- a terminal to watch it on ---
driver=$TMP/driver
cat >"$driver" <<'EOF'
# driver CMD...: run CMD; leaves the terminal's name and modes, CMD's PID and status.
dir=$1
shift
tty >"$dir/tty"
stty -g >"$dir/before"
sh -c 'echo $$ >"$0/pid"; exec "$@"' "$dir" "$@"
echo $? >"$dir/rc"
stty -g >"$dir/after"
EOF
# session CMD...: CMD on a terminal, in the background; nothing is typed.
session()
{
	rm -f "$TMP/pid" "$TMP/rc" "$TMP/after"
	tail -f /dev/null | pty sh "$driver" "$TMP" "$@" >"$TMP/seen" 2>&1 &
	session_pid=$!
	t_pids="$t_pids $session_pid"
	until_true test -s "$TMP/pid"
}
is_raw()
{
	stty -F "$(cat "$TMP/tty")" -a | grep -q -- -icanon
}
shows()
{
	grep -q "$1" "$TMP/seen"
}
# ended STATUS: the session has ended so, its terminal is as it was
ended()
{
	until_true test -s "$TMP/after" && [ "$(cat "$TMP/rc")" = "$1" ] && cmp "$TMP/before" "$TMP/after" || {
		echo "status $(cat "$TMP/rc")"
		cat "$TMP/before" "$TMP/after" "$TMP/seen"
		false
	}
}
tmux_()
{
	TERM=screen tmux -S "$TMP/tmux" -f /dev/null "$@"
}
screen_has()
{
	tmux_ capture-pane -p | grep -q -- "$1"
}
sees()
{
	until_true screen_has "$1" || { tmux_ capture-pane -p; false; }
}
keys()
{
	tmux_ send-keys "$@"
}

# --- an interactive shell ---
interactive()
{
	tmux_ new-session -d -x 80 -y 24 "env PS1='host> ' ENV= sh" || exit 1
	sees 'host>' || return 1
	keys "stty -g >$TMP/modes1; $in_box -it /bin/env 'PS1=box> ' /bin/sh; echo rc=\$?; stty -g >$TMP/modes2" Enter
	sees 'box>'
}
t "a shell inside, on a terminal"		interactive
typed()	# TEXT PATTERN: typing TEXT makes PATTERN seen
{
	tmux_ clear-history
	keys "$1" Enter
	sees "$2"
}
t "its terminal is the container's"		typed 'tty; stat -c "%u %t %a" $(tty)' '^0 88 620'
t "it has its name there"			screen_has '^/dev/pts/0'
stopped()
{
	keys 'sleep 987' Enter
	until_true pgrep -fx 'sleep 987' && keys C-z && sees 'Stopped.*sleep 987'
}
t "^Z stops a job in it"			stopped
interrupted()
{
	keys fg Enter && sees '^sleep 987' && keys C-c && prog_gone_args 'sleep 987' && typed 'echo rc-$?' '^rc-130'
}
prog_gone_args()
{
	until_true sh -c '! pgrep -fx "$1"' sh "$1"
}
t "fg goes on with it, ^C ends it"		interrupted
resized()
{
	tmux_ resize-window -x 101 -y 31 && until_true keys_until 'stty size' '^31 101'
}
keys_until()
{
	keys "$1" Enter
	sees "$2"
}
t "a resize is seen inside"			resized
edited()
{
	keys 'vi /tmp/page' Enter && sees '^~' && sees '/tmp/page' && keys i 'written in vi' Escape && sees '^written in vi' &&
		screen_has '^~' && keys ':wq' Enter && sees 'box>' && [ "$(cat "$TMP/box/tmp/page")" = 'written in vi' ]
}
t "vi, full screen: open, edit, save"		edited
left()
{
	keys 'exit 3' Enter && sees 'rc=3' && until_true test -s "$TMP/modes2" && cmp "$TMP/modes1" "$TMP/modes2"
}
t "its end is ours; the terminal is as it was"	left

# --- TIOCSTI: what is typed on the caller's terminal from inside is run by the caller's shell ---
injected()	# FILE COMMAND...: does COMMAND, in the caller's shell, make it create FILE?
{
	injected_file=$1
	shift
	rm -f "$TMP/done" "$TMP/ran"
	keys "$*; : >$TMP/ran" Enter
	until_true test -e "$TMP/ran" || return 1
	keys "touch $TMP/done" Enter
	until_true test -e "$TMP/done" && [ -e "$injected_file" ]
}
t "nsenter's PROG types on the caller's terminal"	injected "$TMP/peer" "$PEER/nsenter -t $box -m /bin/sti 'touch $TMP/peer'"
not_injected()
{
	! injected "$TMP/ours" "$in_box -it /bin/sh -c \"/bin/sti 'touch $TMP/ours' && echo typed\"" && sees '^typed'
}
t "with -t it only has its own"			not_injected

# --- stopped from outside ---
suspended()
{
	tmux_ clear-history
	keys "set -m; stty -g >$TMP/modes1; nsrun -it sh -c 'echo \$PPID >$TMP/relay; echo up; exec sleep 654'" Enter
	until_true test -s "$TMP/relay" && sees '^up' && tty=$(tmux_ display -p '#{pane_tty}') &&
		until_true sh -c 'stty -F "$1" -a | grep -q -- -icanon' sh "$tty" &&
		kill -TSTP "$(cat "$TMP/relay")" && sees Stopped && typed "stty -g >$TMP/modes2; echo was-saved" '^was-saved' &&
		cmp "$TMP/modes1" "$TMP/modes2"
}
t "TSTP: stopped, the terminal as it was"	suspended
resumed()
{
	tty=$(tmux_ display -p '#{pane_tty}')
	keys fg Enter && until_true sh -c 'stty -F "$1" -a | grep -q -- -icanon' sh "$tty" && keys C-c &&
		prog_gone_args 'sleep 654' && typed 'echo $((40+2))' '^42' && stty -F "$tty" -a | grep -q ' icanon'
}
t "fg: raw again, and ^C reaches PROG"		resumed

# --- --detach-keys ---
deaf()	# AFTER CMD...: a PROG that ignores HUP, started by CMD, and what becomes of it
{
	after=$1
	shift
	: >"$TMP/deaf"
	session sh -c 'deaf=$1; shift; exec "$@" sh -c "trap \"\" HUP; echo \$\$ >$deaf; echo x; exec sleep 1000" >/dev/full' sh "$TMP/deaf" "$@"
	ended 125 && until_true "$after" "$(cat "$TMP/deaf")"
}
is_gone()
{
	[ -n "$1" ] && [ ! -d "/proc/$1" ]
}
t "and PROG does not end: we do, it goes on"	deaf kill nsrun -it
t "nsexec's ends with us"			deaf is_gone nsexec -it $$
keyed="nsexec --detach-keys ctrl-p,ctrl-q --pid-file $TMP/prog -it $box"
parts_pass()
{
	tmux_ clear-history
	keys "$keyed /bin/sh -c 'stty raw -echo; echo ready; head -c 5 | od -An -tx1'" Enter
	sees ^ready && keys C-p x C-p C-p x && sees '10 78 10 10 78'
}
t "a part of the keys reaches PROG"		parts_pass
counts_on()	# since $count: more than a terminal holds
{
	[ "$(cat "$TMP/box/tmp/count")" -gt $((count + 20000)) ]
}
detaches()
{
	rm -f "$TMP/modes1" "$TMP/modes2"
	keys "stty -g >$TMP/modes1; exec 9<$TMP/driver; $keyed /bin/sh -c 'i=0; while :; do echo \$((i+=1)) >/tmp/count; echo \$i; done'; echo rc=\$? >$TMP/left; stty -g >$TMP/modes2" Enter
	until_true test -s "$TMP/box/tmp/count" && until_true is_raw_at "$(tmux_ display -p '#{pane_tty}')" && keys C-p C-q &&
		until_true test -s "$TMP/modes2" && cmp "$TMP/modes1" "$TMP/modes2" && [ "$(cat "$TMP/left")" = rc=1 ] &&
		count=$(cat "$TMP/box/tmp/count") && until_true counts_on
}
is_raw_at()
{
	stty -F "$1" -a | grep -q -- -icanon
}
t "all of them: we end, the terminal as it was, PROG goes on"	detaches
keeper_of()
{
	prog=$(cat "$TMP/prog")
	keeper=$(sed -n 's/^PPid:	//p' "/proc/$prog/status")
	[ "$keeper" -gt 1 ]
}
keeps_nothing()
{
	keeper_of && tty=$(tmux_ display -p '#{pane_tty}') && ls -l "/proc/$keeper/fd" &&
		! readlink "/proc/$keeper/fd/"* | grep "$TMP" && ! stat -L -c %d:%i "/proc/$keeper/fd/"* | grep "^$(stat -c %d:%i "$tty")$"
}
t "who keeps it has no file of the caller's"	keeps_nothing
tmux_ kill-server
outlives()
{
	keeper_of && count=$(cat "$TMP/box/tmp/count") && until_true counts_on && kill -STOP "$prog" &&
		until_true grep -q '^State:.T' "/proc/$prog/status" && kill -CONT "$prog" &&
		count=$(cat "$TMP/box/tmp/count") && until_true counts_on && kill "$prog" && until_true test ! -d "/proc/$keeper"
}
t "the terminal gone: PROG goes on; its keeper ends with it"	outlives

# --- ends ---
# shellcheck disable=SC2016	# all that follows is the inner shell's
killed_by()	# SIGNAL STATUS
{
	session nsrun -it sh -c 'echo up; exec sleep 1000'
	until_true shows up && until_true is_raw && kill "-$1" "$(cat "$TMP/pid")" && ended "$2"
}
t "TERM ends PROG; the terminal is as it was"	killed_by TERM 143
t "HUP too"					killed_by HUP 129
each_signal()	# reaches sigs, in the session that was just started
{
	until_true shows ready && until_true is_raw || return 1
	for signal in HUP INT QUIT USR1 USR2 CONT TERM; do
		kill "-$signal" "$(cat "$TMP/pid")" && until_true shows "got $signal" || return 1
	done
	ended 7
}
signals_pass()
{
	session nsrun -it sigs
	each_signal
}
t "each signal for PROG reaches it"		signals_pass
shell_killed()
{
	session nsrun -it sh -c 'echo "up $$"; exec sleep 1000'
	until_true is_raw && until_true shows up && kill -9 "$(sed -n 's/^up \([0-9]*\).*/\1/p' "$TMP/seen")" && ended 137
}
t "kill -9 of PROG: 137, the terminal is as it was"	shell_killed
container_dies()
{
	box "$own_devpts"
	session nsrun --mnt "container:$pid" --pid "container:$pid" -it sh -c 'echo up; exec sleep 1000'
	until_true shows up && until_true is_raw && kill -9 "$pid" && ended 137
}
t "the container dies: 137, the terminal is as it was"	container_dies
relay_killed()
{
	session nsrun -it sh -c 'echo "up $$"; exec sleep 1000'
	until_true shows up && until_true is_raw && prog=$(sed -n 's/^up \([0-9]*\).*/\1/p' "$TMP/seen") &&
		[ -d "/proc/$prog" ] && kill -9 "$(cat "$TMP/pid")" && until_true test ! -d "/proc/$prog"
}
t "kill -9 of ours ends PROG"			relay_killed
hung_up()
{
	session nsrun -it sh -c 'trap "echo hup >'"$TMP/hup"'; exit" HUP; echo up; while :; do sleep 0.1; done'
	until_true shows up && until_true is_raw && kill -9 "$(cut -d ' ' -f 1 "/proc/$session_pid/task/$session_pid/children")" "$session_pid"
	until_true test -s "$TMP/hup"
}
t "our terminal hangs up: so does PROG's"	hung_up
t "PROG is not there: 127, as it was"		sh -c '! pty nsrun -t /nowhere </dev/null >"$1"; grep -q "run /nowhere" "$1"' - "$TMP/seen"
not_found()
{
	session nsrun -it /nowhere
	ended 127 && until_true shows "run /nowhere: No such file"
}
t "PROG is not there: said on our terminal"	not_found
holder()	# COMMAND: what a background job does
{
	from=$(date +%s%N)
	capture timeout 5 nsrun -t sh -c "trap '' HUP; $1 & echo hi"
	[ "$status" = 0 ] && grep -q hi "$TMP/out" && [ $((($(date +%s%N) - from) / 1000000)) -lt 1000 ] || show | head -n 20
}
t "a background job that holds it: we end"	holder 'sleep 5'
t "one that writes without end: we end"		holder 'timeout 5 yes'
t "who reads us goes: PROG ends"		outputs y sh -c 'timeout 5 nsrun -t yes | head -n 1 | tr -d "\r"'
t "a full disk is said"				fails 129 "No space left" sh -c 'nsrun -t sh -c "echo x; exec sleep 1000" >/dev/full'
keyed="nsexec --detach-keys ctrl-p,ctrl-q -it $$"
keyed_killed()
{
	# shellcheck disable=SC2086	# words
	session $keyed sh -c 'echo "up $$"; trap "" HUP TERM; while :; do sleep 0.1; done'
	until_true shows up && until_true is_raw && prog=$(sed -n 's/^up \([0-9]*\).*/\1/p' "$TMP/seen") &&
		[ -d "/proc/$prog" ] && kill -9 "$(cat "$TMP/pid")" && until_true test ! -d "/proc/$prog"
}
t "--detach-keys: kill -9 of ours ends PROG"	keyed_killed
keyed_signals()
{
	# shellcheck disable=SC2086	# words
	session $keyed "$TOOLS/sigs"
	each_signal
}
t "--detach-keys: each signal reaches PROG"	keyed_signals

# --- bytes ---
head -c 104857600 /dev/urandom >"$TMP/big"
sum=$(md5sum <"$TMP/big")
output_whole()
{
	[ "$(nsrun -t sh -c 'stty raw; exec cat "$1"' sh "$TMP/big" | md5sum)" = "$sum" ]
}
t "100 MB out, every byte"			output_whole
input_whole()
{
	: >"$TMP/seen"
	{ until_true shows ready; cat "$TMP/big"; } | timeout 200 pty nsrun -it sh -c '
		stty raw -echo; echo ready; head -c 104857600 | md5sum >"$1/sum"' sh "$TMP" >"$TMP/seen"
	[ "$(cat "$TMP/sum")" = "$sum" ]
}
t "100 MB in, every byte"			input_whole
lost_nothing()
{
	i=0
	while [ $i -lt 50 ]; do
		[ "$(nsrun -t sh -c 'stty raw; exec head -c 20000 /dev/zero' | wc -c)" = 20000 ] || return 1
		i=$((i + 1))
	done
}
t "the last bytes before its end, 50 times"	lost_nothing
rm -f "$TMP/big"

# --- what PROG has ---
t "all three are the terminal, and controlled"	outputs yes nsrun -t sh -c '[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && : </dev/tty && printf yes'
t "no other file"				outputs "" sh -c 'exec 7</dev/null nsrun -t show fds'
t "stdin closed: it has one"			outputs yes sh -c 'nsrun -t sh -c "[ -t 0 ] && printf yes" <&-'
t "stdout a file, stdin a terminal"		sh -c 'pty sh -c "nsrun -it sh -c \"[ -t 1 ] && printf yes\" >$1/file" </dev/null; [ "$(cat "$1/file")" = yes ]' - "$TMP"
t "appended to, where stdout is"		sh -c 'printf a >$1/file; nsrun -t printf b >>$1/file; [ "$(cat "$1/file")" = ab ]' - "$TMP"
t "-it without a terminal"			fails 125 "the input device is not a TTY" nsrun -it true
as_nobody()
{
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}
t "an ordinary user's is its own"		outputs 65534 as_nobody nsrun -t sh -c 'printf %s "$(stat -L -c %u /proc/self/fd/0)"'

# --- a /dev of the container's own making ---
host_devpts=$(stat -c %d /dev/pts)
devpts_is()	# ours|host MOUNTS
{
	where=$1
	box "$2"
	# shellcheck disable=SC2086	# words
	capture timeout 5 ${as_on:-} nsrun --mnt "container:$pid" --pid "container:$pid" -t /bin/sh -c 'stat -L -c %d:%t /proc/self/fd/1'
	kill -9 "$pid"
	[ "$status" = 0 ] && got=$(tr -d '\r' <"$TMP/out") || { show; return 1; }
	case $where:$got in
	host:"$host_devpts":88) ;;
	ours:"$host_devpts":*) show; false ;;
	ours:*:88) ;;
	*) show; false ;;
	esac
}
t "its own devpts"				devpts_is ours "$own_devpts"
as_on='nosys ioctl:0x5441 --'
t "before 4.13 too"				devpts_is ours "$own_devpts"
as_on=''
t "none: one of the host's"			devpts_is host ''
t "/dev/ptmx leads elsewhere"			devpts_is ours "$own_devpts; rm ptmx; ln -s /proc/1/mem ptmx"
t "/dev/pts is a link"				devpts_is host "mkdir real; mount -t devpts -o newinstance,ptmxmode=0666 d real; rmdir pts; ln -s real pts"
t "/dev is no devpts, its ptmx a FIFO"		devpts_is host 'mkfifo pts/ptmx'
t "a regular file"				devpts_is host 'echo x >pts/ptmx'
t "a link to a file"				devpts_is host 'echo x >/tmp/victim; ln -s /tmp/victim pts/ptmx'
t "a false devpts: nodes in a tmpfs"		devpts_is host 'mknod pts/ptmx c 5 2; mknod pts/0 c 136 0'
t "a FIFO over a true devpts' ptmx"		devpts_is host "$own_devpts; mkfifo f; mount --bind f pts/ptmx"
t "a slave over it"				devpts_is host "$own_devpts; exec 9<>pts/ptmx; mount --bind pts/0 pts/ptmx"
t "another devpts' over it"			devpts_is host "$own_devpts; mkdir o; mount -t devpts -o newinstance,ptmxmode=0666 d o; mount --bind o/ptmx pts/ptmx"
t "no more to be had"				devpts_is host "mount -t devpts -o newinstance,ptmxmode=0666,max=1 d pts; exec 9<>pts/ptmx"

# --- docker's container ---
need docker
or_end "nsexec -t in docker's container"
docker_up || exit 1
docker_image bb
docker run -d --name web bb tail -f /dev/null >/dev/null
terminal='stat -L -c "%u %g %a %t" /proc/self/fd/0; tty | tr -d 0-9; stty -a'
same_as_docker()	# OPTION...
{
	docker exec -t "$@" web sh -c "$terminal" >"$TMP/docker" && nsexec -t "$@" web sh -c "$terminal" >"$TMP/nsexec" &&
		grep -q ^/dev/pts/ "$TMP/nsexec" && diff "$TMP/docker" "$TMP/nsexec"
}
t "nsexec -t: the terminal docker exec -t gives"	same_as_docker
t "with -u, too"					same_as_docker -u app
nsexec_ends()
{
	session nsexec -it web sh -c 'echo up; exec sleep 1000'
	until_true shows up && until_true is_raw && kill -TERM "$(cat "$TMP/pid")" && ended 143
}
t "nsexec -it: TERM, the terminal is as it was"		nsexec_ends
nsexec_killed()
{
	session nsexec -it web sh -c 'echo up; exec sleep 1000'
	until_true shows up && until_true is_raw && docker kill web >/dev/null && ended 137
}
t "docker kill: 137, the terminal is as it was"		nsexec_killed
docker start web >/dev/null
t "a key alone is taken"				exits 0 nsexec --detach-keys a web true
keys_as_docker()
{
	# shellcheck disable=SC1003,SC2258	# a backslash; a comma at the end
	for list in a a,b ctrl-p ctrl-@ 'ctrl-[' 'ctrl-\' ctrl-] ctrl-^ ctrl-_ ' ' DEL ctrl- ctrl-P ctrl-1 'ctrl-`' ctrl-ab xy , a, ,a a,,b 'a, b'; do
		want=ok got=ok
		docker exec --detach-keys "$list" web true 2>"$TMP/err" || want=refused
		capture nsexec --detach-keys "$list" web true || true
		[ "$status" = 0 ] || got=refused
		case $status in 0|125) ;; *) show; return 1 ;; esac
		[ $want = $got ] || { echo "'$list': docker $want, we $got"; cat "$TMP/err"; return 1; }
	done
}
t "the syntax of --detach-keys is docker's"		keys_as_docker
status_as_docker()
{
	: >"$TMP/seen"
	for command in 'docker exec' nsexec; do
		# shellcheck disable=SC2086	# words; the keys once PROG is up, and as long as the client needs to begin to listen
		{ until_true shows up; while :; do printf '\020\021'; sleep 0.1; done; } 2>/dev/null |
			pty $command --detach-keys ctrl-p,ctrl-q -it web sh -c 'echo up; exec tail -f /etc/group' >"$TMP/seen"
		echo $? >>"$TMP/detached"
		: >"$TMP/seen"
	done
	[ "$(uniq "$TMP/detached")" = 1 ] && [ "$(nsps web | grep -c 'tail -f /etc/group')" = 2 ] || { cat "$TMP/detached"; nsps web; false; }
}
t "detached: docker's status, and PROG there"		status_as_docker
