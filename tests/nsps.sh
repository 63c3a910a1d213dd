#!/bin/sh
# nsps: a target's processes and the list of containers; columns, JSON, trees, --watch; a real Docker's beside its own ps.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"

start_of_pid()
{
	sed 's/.*) //' "/proc/$1/stat" | cut -d ' ' -f 20
}

pidns_of()	# PID: everybody in its PID namespace, by /proc
{
	for p_dir in /proc/[0-9]*; do
		[ "$(readlink "$p_dir/ns/pid" 2>/dev/null)" != "$(readlink "/proc/$1/ns/pid")" ] || echo "${p_dir#/proc/}"
	done | sort -n
}

plain_bytes()	# nothing that a terminal would act on, in lines of printable ASCII
{
	! LC_ALL=C grep -q '[^ -~]' "$TMP/out" "$TMP/err" || { od -c "$TMP/out" "$TMP/err"; return 1; }
}

says()		# JQ WANTED CMD...: CMD's JSON, by jq
{
	jq_program=$1 wanted=$2
	shift 2
	capture "$@"
	[ "$status" = 0 ] && [ ! -s "$TMP/err" ] && [ "$(jq -rc "$jq_program" "$TMP/out")" = "$wanted" ] ||
		{ jq -rc "$jq_program" "$TMP/out"; show; }
}

# --- the command line

t "an unknown option"			fails 1 "--bogus" nsps --bogus
t "-T needs TARGET"			fails 1 "needs TARGET" nsps -T
t "-a has no TARGET"			fails 1 "without TARGET" nsps -a 1
t "-q with -o"				fails 1 "cannot be combined" nsps -q -o PID 1
t "an unknown column is told which there are"	fails 1 "'SIZE'; there are CONTAINER PID INSIDE" nsps -o PID,SIZE $$
t "no column"				fails 1 "no column ''" nsps -o , $$
t "-f: no such key"			fails 1 "'colour=red' is not KEY=VALUE" nsps -f colour=red
need root
t "without /proc nothing is told of any"	fails 1 "no process in /proc" unshare -m sh -c 'mount -t tmpfs none /proc && exec nsps -a'
need nothing
t "-f: no such state"			fails 1 "no state 'stopped'" nsps -f state=stopped
t "-f: no value"			fails 1 "'name' is not KEY=VALUE" nsps -f name
t "--sort by nothing known"		fails 1 "no column 'SIZE'" nsps --sort SIZE
t "a PID that is not there"		fails 1 "no process" nsps 4194303
t "a name that is not there"		fails 1 "no container" nsps nobody-has-this-name
t "--watch without a terminal"		fails 1 "no terminal" nsps --watch
t "standard output that is full"	fails 1 "write standard output" sh -c "exec nsps $$ >/dev/full"

# --- processes of our own PID namespace: those that TARGET started

cat >"$TMP/two" <<'END'
tail -f /dev/null >/dev/null &
echo $!
wait
END
start sh "$TMP/two"
parent=$pid child=$line
t "a process and its children"		outputs "$(printf '%s\n%s' "$parent" "$child")" nsps -q "$parent"
t "columns, in the order asked for"	outputs "$(printf '%s %s' "$child" "$parent")" nsps -n -o PID,PPID "$child"
t "headings above"			outputs "PID PPID" sh -c 'nsps -o pid,ppid "$1" | sed "s/^ *//; s/  */ /; q"' - "$child"
t "+LIST adds"				prints COMM nsps -o +COMM "$child"
t "a column asked for twice comes once"	outputs "$child" nsps -n -o PID,PID "$child"
t "all columns"				prints HOSTUID nsps -o all "$child"
t "--sort"				outputs "$(printf '%s\n%s' "$child" "$parent")" nsps -q --sort -PID "$parent"
need jq
t "-J: numbers, texts"			says '.[0] | [.pid, .ppid, .comm, .command]' "[$child,$parent,\"tail\",\"tail -f /dev/null\"]" \
	nsps -J -o PID,PPID,COMM,COMMAND "$child"
t "-J: START is the time of day"	sh -c '
	began=$(nsps -J '"$child"' | jq ".[0].start") && [ "$began" -le "$(date +%s)" ] && [ "$began" -gt "$(($(date +%s) - 600))" ]'
t "-q: PIDs, and no blank before them"	sh -c 'nsps -q 1 "$1" | grep -qx "$1" && ! nsps -q 1 "$1" | grep " "' - $$
t "-T: a child is below its parent"	says '.[0] | [.pid, .children[0].pid]' "[$parent,$child]" nsps -TJ "$parent"
t "-T: as text"				prints '`-tail -f /dev/null' nsps -T "$parent"
t "several targets, each named"		says 'map(.pid) | sort' "$(printf '[%s,%s]' "$parent" "$child")" sh -c 'nsps -J -o PID "$1"' - "$parent"
need nothing
need ps jq
t "TIME is what ps says"		says '.[0].time - '"$(ps -o times= -p 1)"' | fabs < 2' true nsps -J 1
t "RSS is what ps says"			says '.[0].rss / 1024 - '"$(ps -o rss= -p "$child")"' | fabs < 512' true nsps -J "$child"
need nothing

# --- a PID namespace: all that is in it, or below

need root
start unshare --pid --fork sh -c 'tail -f /dev/null >/dev/null & unshare --pid --fork tail -f /dev/null >/dev/null & echo up; wait'
init=$(cat "/proc/$pid/task/$pid/children")
init=${init% }
deep()		# those in there, and their children: until all four are there
{
	for d_pid in $(pidns_of "$init"); do
		printf '%s\n' "$d_pid"
		tr ' ' '\n' <"/proc/$d_pid/task/$d_pid/children"
	done | sort -nu >"$TMP/members"
	[ "$(wc -l <"$TMP/members")" = 4 ]
}
until_true deep
t "everything in a PID namespace and below it"	outputs "$(cat "$TMP/members")" nsps -q "$init"
t "INSIDE is the PID in there"		sh -c '
	nsps -n -o PID,INSIDE "$1" | while read -r host inside; do
		[ "$inside" = "$(sed -n "s/^NSpid:.//p" "/proc/$host/status" | cut -f 2)" ] || { echo "$host $inside"; exit 1; }
	done' - "$init"
joined()
{
	nsenter -t "$init" -p sh -c 'echo $$; read -r _' >"$TMP/joined" <"$TMP/hold" &
	exec 9>"$TMP/hold"
	until_true [ -s "$TMP/joined" ]
	says 'map(select(.command | contains("read -r _")) | .inside)' "[$(cat "$TMP/joined")]" nsps -J "$init"
}
mkfifo "$TMP/hold"
need root jq
t "who joined the PID namespace alone is shown"	joined
need nothing

# --- the container's own names of its users

home=$TMP/home
mkdir -p "$home/etc" "$home/root"
cp "$TOOLS/hold" "$home/hold"
chmod 755 "$TMP" "$home"
echo 'root:x:0:0::/:/bin/sh
zoe:x:1234:1234::/:/bin/sh' >"$home/etc/passwd"
need root jq
start hold -p -m -r "$home" -o 1234
zoe=$line
t "USER is the container's name for it"	says '.[0] | [.user, .uid, .hostuid]' '["zoe",1234,1234]' nsps -J -o USER,UID,HOSTUID "$zoe"
users()		# what is there in place of its passwd: a number is told, at once
{
	rm -f "$home/etc/passwd"
	"$@" "$home/etc/passwd"
	says '.[0].user' 1234 timeout -s KILL 5 nsps -J "$zoe"
}
echo 'mallory:x:1234:1234::/:/bin/sh' >"$TMP/outside"
t "passwd is a FIFO"			users mkfifo
t "passwd is a link to a file of the host's"	users ln -s "$TMP/outside"
t "passwd is a link to itself"		users ln -s passwd
t "passwd is a device"			users sh -c 'mknod "$0" c 1 5'
t "no passwd"				users true
big()
{
	head -c 200000 /dev/zero >"$1"
}
t "passwd is large"			users big
start hold -p -U -m -M 0:70000:10
t "user namespaces: UID is inside, HOSTUID outside"	says '.[0] | [.uid, .hostuid]' '[0,70000]' nsps -J -o UID,HOSTUID "$line"
need nothing

# --- bytes to be afraid of

evil=$(printf 'a\nb\033]0;x\007\302\2331m\342\200\256z\377\042\134')
start sh -c 'printf "c\n\033[31m\377" >/proc/$$/comm; tail -f /dev/null >/dev/null & echo up; wait' "$evil" "$evil"
evil_text()
{
	capture nsps -o "$@" "$pid"
	[ "$status" = 0 ] && [ "$(wc -l <"$TMP/out")" = 3 ] && plain_bytes || show
}
t "a comm and a command line of escapes, as text"	evil_text PID,COMM,COMMAND
t "in a tree"						evil_text COMMAND -T
need jq
evil_json()
{
	capture nsps -J -o COMM,COMMAND "$pid"
	plain_bytes && jq -e '.[0].comm == "c\n\u001b[31m\u00ff" and (.[0].command | contains("a\nb\u001b]0;x\u0007"))' "$TMP/out" || show
}
t "as JSON"				evil_json
start sh -c 'tail -f /dev/null >/dev/null & echo up; wait' "$(head -c 100000 /dev/zero | tr '\0' x)"
t "a command line of 100,000 letters"	says '.[0].command | length' 4095 nsps -J "$pid"
need nothing

# --- a terminal

on_terminal()	# COLUMNS CMD...: on a terminal so wide, what it shows is in $TMP/screen
{
	t_columns=$1
	shift
	# shellcheck disable=SC2016
	TERM=xterm pty sh -c 'stty -onlcr cols "$1"; shift; exec "$@"' - "$t_columns" "$@" >"$TMP/screen" </dev/null
}
fits_in()	# COLUMNS
{
	on_terminal "$1" nsps "$pid" && [ "$(wc -l <"$TMP/screen")" = 3 ] && ! grep -q ".\{$(($1 + 1))\}" "$TMP/screen" &&
		grep -q '+$' "$TMP/screen" || { cat "$TMP/screen"; return 1; }
}
t "lines fit a terminal of 80"		fits_in 80
t "lines fit a terminal of 60"		fits_in 60
t "--no-trunc: they do not"		sh -c '[ "$(TERM=xterm "$1" nsps --no-trunc "$2" | wc -c)" -gt 4000 ]' - pty "$pid"
watched()	# KEY STATUS: it begins, draws, ends by KEY, and leaves the terminal as it was
{
	rm -f "$TMP/keys" "$TMP/after"
	mkfifo "$TMP/keys"
	# shellcheck disable=SC2016
	TERM=xterm pty sh -c 'stty -a >"$1/before"; nsps --watch "$2"; echo $? >"$1/status"; stty -a >"$1/after"' - "$TMP" "$pid" \
		<"$TMP/keys" >"$TMP/screen" &
	exec 8>"$TMP/keys"
	until_true grep -q COMMAND "$TMP/screen"
	frames() { [ "$(tr '\033' '\n' <"$TMP/screen" | grep -c '^\[H')" -ge 2 ]; }
	until_true frames
	printf %b "$1" >&8
	until_true [ -s "$TMP/after" ]
	exec 8>&-
	[ "$(cat "$TMP/status")" = "$2" ] && diff "$TMP/before" "$TMP/after" &&
		tr '\033' '\n' <"$TMP/screen" | tail -n 1 | grep -q '1049l' || { od -c "$TMP/screen" | tail -n 20; return 1; }
	! tr '\033' '\n' <"$TMP/screen" | grep -q '^\[2J' || { echo "the screen is erased between frames"; return 1; }
}
terminated()
{
	rm -f "$TMP/keys" "$TMP/after"
	mkfifo "$TMP/keys"
	# shellcheck disable=SC2016
	TERM=xterm pty sh -c 'stty -a >"$1/before"; sh -c "echo \$\$ >\"\$1/pid\"; exec nsps --watch \$2" - "$1" "$2"
		echo $? >"$1/status"; stty -a >"$1/after"' - "$TMP" "$pid" <"$TMP/keys" >"$TMP/screen" &
	exec 8>"$TMP/keys"
	until_true grep -q COMMAND "$TMP/screen"
	kill -TERM "$(cat "$TMP/pid")"
	until_true [ -s "$TMP/after" ]
	exec 8>&-
	[ "$(cat "$TMP/status")" = 143 ] && diff "$TMP/before" "$TMP/after"
}
t "--watch: redraws; q ends it, the terminal is as before"	watched q 0
t "--watch: ^C ends it, the terminal is as before"		watched '\003' 0
t "--watch: TERM ends it, the terminal is as before"		terminated

# --- the list of containers, from records

docker=/var/lib/docker
runtime=/run/docker/runtime-runc/moby

id()		# LETTER: an ID of sixty-four
{
	printf '%064d' 0 | tr 0 "$1"
}

record()	# LETTER NAME RUNNING PAUSED PID START
{
	mkdir -p "$docker/containers/$(id "$1")" "$runtime/$(id "$1")"
	cat >"$docker/containers/$(id "$1")/config.v2.json" <<END
{"State":{"Running":$3,"Paused":$4,"Pid":$5,"StartedAt":"2024-05-01T10:00:00.5Z"},"ID":"$(id "$1")",
"Created":"2024-05-01T10:00:00Z","Config":{"Image":"bb:$1","Labels":{"tier":"$2"}},"Name":"/$2"}
END
	if [ "$3" = true ]; then
		echo "{\"id\":\"$(id "$1")\",\"init_process_pid\":$5,\"init_process_start\":$6}" >"$runtime/$(id "$1")/state.json"
	else
		rm -f "$runtime/$(id "$1")/state.json"
	fi
}

need cage jq
if [ -z "$t_skip" ]; then
	start hold -p
	one=$line
	start hold -p
	two=$line
	record a first true false "$one" "$(start_of_pid "$one")"
	record b second true true "$two" "$(start_of_pid "$two")"
	record c stopped false false 0 0
	record d stale true false "$one" 1
fi
t "what runs or is paused"	says 'map([.name, .state, .pid]) | sort' "[[\"first\",\"running\",$one],[\"second\",\"paused\",$two]]" nsps -J
t "-a: all, each with its state"	says 'map([.name, .state]) | sort' \
	'[["first","running"],["second","paused"],["stale","dead"],["stopped","exited"]]' nsps -aJ
t "PROCS by PID namespace"	says 'map(.procs)' '[1,1]' nsps -J
t "-q: IDs, short"		outputs "$(id a | cut -c 1-12)" nsps -qf name=first
t "-q --no-trunc: whole"	outputs "$(id a)" nsps -q --no-trunc -f id=aa
t "-f: of several with one key one is enough"	outputs "$(printf 'first\nsecond')" nsps -no NAME --sort NAME -f name=fir -f name=sec
t "-f: each key counts"		outputs "" nsps -no NAME -f name=first,state=paused
t "-f state= is all of them"	outputs stopped nsps -no NAME -f status=exited
t "-f engine="			outputs "" nsps -no NAME -f engine=podman
t "--sort -NAME"		outputs "$(printf 'second\nfirst')" nsps -no NAME --sort -NAME
t "an empty column is no column"	sh -c '! nsps | grep -qE "NOTE|POD|OWNER"'
t "a column that is asked for is one"	prints POD nsps -o +POD
evil_name()
{
	record e 'e\u001b]0;x\u0007v\u009b31mi\nl\r\u202egnp' true false "$one" "$(start_of_pid "$one")"
	capture nsps
	plain_bytes && [ "$(wc -l <"$TMP/out")" = 3 ] || show || return 1
	says 'map(.name) | map(select(startswith("e\u001b"))) | length' 1 nsps -J
}
t "a name of escape sequences"	evil_name
broken()
{
	echo '{"State":' >"$docker/containers/$(id e)/config.v2.json"
	capture nsps -no NAME --sort NAME
	[ "$(cat "$TMP/out")" = "$(printf 'first\nsecond')" ] && grep -q "$(id e)/config.v2.json" "$TMP/err" || show
}
t "a broken record is named, and hides no other"	broken
nobody()
{
	chmod 700 "$docker"
	mkdir /run/box
	cp "$(readlink -f "$BIN/nsps")" /run/box/nsps
	capture setpriv --reuid 65534 --regid 65534 --clear-groups /run/box/nsps
	[ "$status" = 0 ] && [ "$(wc -l <"$TMP/err")" = 1 ] && grep -q 'Permission denied: root would see more' "$TMP/err" || show
}
t "an ordinary user is told, in one line, what root would add"	nobody
full()
{
	capture sh -c 'exec nsps >/dev/full'
	[ "$status" = 1 ] || show
}
t "the list on a full disk"	full

# --- a real Docker

need docker jq
or_end "a real docker's containers"
rm -rf $docker /run/docker /run/box
docker_up || exit 1
docker_image bb || exit 1
run()	# NAME [OPTION]... -- CMD...
{
	docker run -d --name "$@" >/dev/null
}
run web --label tier=front bb sh -c 'su app -c "tail -f /dev/null" & exec tail -f /dev/null'
run hostpid --pid host bb sh -c 'tail -f /dev/null & exec tail -f /dev/null'
run sharer --pid container:web bb tail -f /dev/null
run paused --init bb tail -f /dev/null
docker pause paused >/dev/null
docker create --name created bb true >/dev/null
docker run --name exited bb true
docker run -d --name loop --restart always bb false >/dev/null
t "about to be started anew: so it says"	until_true sh -c 'nsps -an -o NAME,STATE | grep -qx "loop  *restarting"'
t "and why it cannot be entered"	until_true sh -c 'nsexec loop true 2>&1 | grep "is not running (docker .*: restarting)"'
docker rm -f loop >/dev/null
docker exec -d web tail -f /dev/zero
docker exec -d hostpid tail -f /dev/zero
front() { [ "$(docker top web | grep -c tail)" = 3 ]; }
until_true front
docker ps -a --no-trunc --format '{{.ID}} {{.Names}} {{.State}} {{.Image}}' | sort >"$TMP/ps"
docker ps --no-trunc --format '{{.Names}}' | sort >"$TMP/running"
docker ps --format '{{.ID}}' >"$TMP/order"
for name in web hostpid sharer paused; do
	docker top "$name" -o pid,args | sed '1d; s/ *$//; s/^ *//; s/  */ /' | sort -n >"$TMP/top.$name"
	docker inspect -f '{{.Name}} {{.State.Pid}}' $name | sed 's,^/,,'
done | sort >"$TMP/pids"

as_docker()	# WHAT: nsps -a is docker ps -a
{
	capture nsps -anJ
	jq -r '.[] | "\(.id) \(.name) \(.state) \(.image)"' "$TMP/out" | sort | diff "$TMP/ps" - && [ ! -s "$TMP/err" ] || show
}
pids()
{
	capture nsps -J
	jq -r '.[] | "\(.name) \(.pid)"' "$TMP/out" | sort | diff "$TMP/pids" - || show
}
top()		# NAME: its processes and their commands
{
	capture nsps -no PID,COMMAND "$1"
	sed 's/^ *//; s/  */ /' "$TMP/out" | sort -n | diff "$TMP/top.$1" - || show
}
procs()
{
	capture nsps -J
	jq -r '.[] | "\(.name) \(.procs)"' "$TMP/out" | sort >"$TMP/procs"
	for name in hostpid paused sharer web; do echo "$name $(wc -l <"$TMP/top.$name")"; done | diff - "$TMP/procs" || show
}
entered()	# nsenter's shell is in no cgroup of web's, and is seen
{
	rm -f "$TMP/joined"
	nsenter -t web -a sh -c 'echo $$; read -r _' >"$TMP/joined" <"$TMP/hold" &
	exec 9>"$TMP/hold"
	until_true [ -s "$TMP/joined" ]
	capture nsps -J web
	exec 9>&-
	wait
	[ "$(jq "map(select(.inside == $(cat "$TMP/joined"))) | length" "$TMP/out")" = 1 ] || show
}
holds()
{
	t "$1: nsps -a is docker ps -a --no-trunc"	as_docker
	t "$1: nsps has what runs"	outputs "$(cat "$TMP/running")" sh -c 'nsps -no NAME | sort'
	t "$1: the PIDs"		pids
	t "$1: the newest first, as docker has them"	outputs "$(cat "$TMP/order")" nsps -q
	t "$1: PROCS"			procs
	t "$1: nsps sharer is its own, not web's"	top sharer
	t "$1: nsps hostpid is docker top"	top hostpid
	t "$1: nsps paused is docker top"	top paused
	t "$1: nsps web is docker top, and who shares its PID namespace" \
		outputs "$(sort -nu "$TMP/top.web" "$TMP/top.sharer" | cut -d ' ' -f 1)" nsps -q web
	t "$1: its users by its own names"	says 'map(.user) | unique' '["app","root"]' nsps -J web
	t "$1: a shell that entered is seen"	entered
	t "$1: nspid -J has the record"	says '.[0] | [.name, .state, .token == "\(.pid):\(.start)", (.file | startswith("/var/lib/docker"))]' \
		'["web","running",true,true]' nspid -J web
	t "$1: an exited one has no processes"	fails 1 "not running" nsps exited
}
holds alive
docker_kill9
holds dead
