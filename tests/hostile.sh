#!/bin/sh
# Docker's state files, written by an enemy or by a disk that was full.
#
# Whatever stands in them, nothing hangs, dies of a signal or enters: the message
# names the file, and the container next to it is found and entered as ever.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"

need cage setpriv
or_end "hostile state files"

docker=/var/lib/docker
runtime=/var/run/docker/runtime-runc/moby
rm -rf "$docker" /etc/docker		# overlayfs' marks that say: not here
mkdir -p "$docker/containers" "$runtime"
chmod 755 "$TMP" "$CAGE" "$CAGE/tmp"
start_of_pid() { sed 's/.*) //' "/proc/$1/stat" | cut -d ' ' -f 20; }

# id C: C sixty-four times
id()
{
	printf '%064d' 0 | tr 0 "$1"
}

# record ROOT ID NAME PID [STATE]: a container as dockerd writes it down, running.
record()
{
	mkdir -p "$1/containers/$2"
	cat >"$1/containers/$2/config.v2.json" <<END
{"StreamConfig":{},"State":{"Running":true,"Paused":false,"Pid":$4,"StartedAt":"2024-05-01T10:00:00.5Z"},
"ID":"$2","Created":"2024-05-01T10:00:00Z","Config":{"Image":"bb","Env":["A=\"{}[],:"]},"Name":"$3"}
END
}

# state DIR ID PID START: the same, by runc.
state()
{
	mkdir -p "$1/$2"
	echo "{\"id\":\"$2\",\"init_process_pid\":$3,\"init_process_start\":$4,\"namespace_paths\":{}}" >"$1/$2/state.json"
}

start hold -n
victim=$line		# a process of root's that bad's record would lead into
start hold -n
good=$line
bad=$(id b) well=$(id a)
config=$docker/containers/$bad/config.v2.json
status=$runtime/$bad/state.json
prog=$TMP/entered

fresh()		# bad and well, both sound
{
	rm -rf "$docker/containers" "$runtime" /etc/docker
	record "$docker" "$bad" /bad "$victim"
	state "$runtime" "$bad" "$victim" "$(start_of_pid "$victim")"
	record "$docker" "$well" /well "$good"
	state "$runtime" "$well" "$good" "$(start_of_pid "$good")"
}

# A command that has five seconds, as SUDO when that is set.
quick()
{
	# shellcheck disable=SC2086	# words
	timeout -s KILL 5 ${SUDO:-} "$@"
}

# refused TEXT TARGET [STATUS]: nobody enters it, whoever asks; the message says TEXT.
refused()
{
	fails "${3:-1}" "$1" quick nspid "$2" &&
		fails "${3:-1}" "$1" quick nspid -J "$2" &&
		fails 1 "$1" quick nsenter -t "$2" -n touch "$prog" &&
		fails 1 "$1" quick nsenter -t "$2" -a --dry-run &&
		fails 125 "$1" quick nsrun --net "container:$2" touch "$prog" || return 1
	[ ! -e "$prog" ] || { echo "PROG ran"; return 1; }
}

# found NAME PID: by all of them, whatever they say of other containers on stderr.
found()
{
	capture quick nspid "$1"
	[ "$status" = 0 ] && [ "$(cat "$TMP/out")" = "$2" ] || show || return 1
	capture quick nsenter -t "$1" -n readlink /proc/self/ns/net
	[ "$status" = 0 ] && [ "$(cat "$TMP/out")" = "$(readlink "/proc/$2/ns/net")" ] || show || return 1
	capture quick nsrun --net "container:$1" readlink /proc/self/ns/net
	[ "$status" = 0 ] && [ "$(cat "$TMP/out")" = "$(readlink "/proc/$2/ns/net")" ] || show
}

# bad_refused TEXT: bad is, and well is not.
bad_refused()
{
	refused "$1" bad && found well "$good"
}

fresh
t "both are found when nothing is wrong"	found bad "$victim"
t "as is the one next to it"			found well "$good"

# Something else in the place of a file

instead()	# WHAT FILE
{
	rm -rf "$2"
	case $1 in
	"a FIFO")		mkfifo "$2" ;;
	"1 GB of nothing")	truncate -s 1G "$2" ;;
	"a symlink loop")	ln -s "$2" "$2" ;;
	"a link to /dev/zero")	ln -s /dev/zero "$2" ;;
	"a link to a terminal")	ln -s /dev/tty "$2" ;;
	"a directory")		mkdir "$2" ;;
	"a socket")		busybox nc -lU "$2" & until_true test -e "$2" ;;
	"a file of length 0")	: >"$2" ;;
	esac
}

for what in "a FIFO" "1 GB of nothing" "a symlink loop" "a link to /dev/zero" "a link to a terminal" "a directory" \
	"a file of length 0"; do
	fresh
	instead "$what" "$config"
	t "config.v2.json is $what"	bad_refused "$config"
	fresh
	instead "$what" "$status"
	t "state.json is $what"		bad_refused "$status"
	fresh
	mkdir /etc/docker
	instead "$what" /etc/docker/daemon.json
	t "daemon.json is $what: what is at the usual place is found"	found well "$good"
	t "daemon.json is $what: it is named when nothing is found"	refused /etc/docker/daemon.json nobody
done

fresh
chmod 700 "$docker/containers/$bad" "$runtime/$bad"
chmod 000 "$config"
SUDO="setpriv --reuid=65534 --regid=65534 --clear-groups"
t "config.v2.json may not be read"		refused "$config: Permission denied" bad
chmod 700 "$docker/containers"
t "the containers' directory may not be read"	refused "$docker/containers: Permission denied" bad
SUDO=

# What a crash leaves

cut_at()	# FILE BYTES
{
	head -c "$2" "$1" >"$TMP/cut"
	cat "$TMP/cut" >"$1"
}

fresh
size=$(wc -c <"$config")
for at in 1 2 15 40 70 100 150 200 $((size - 3)) $((size - 2)); do
	fresh
	cut_at "$config" "$at"
	t "config.v2.json ends after byte $([ "$at" -gt 200 ] && echo "$((at - size)) from the end" || echo "$at")" \
		bad_refused "$config: "
done
for at in 1 6 80 90 110; do
	fresh
	cut_at "$status" "$at"
	t "state.json ends after byte $at"	bad_refused "$status: "
done

# What no engine writes.  WHAT|TEXT|the document, with PID for victim's

while IFS='|' read -r what text document; do
	[ -n "$what" ] || continue
	fresh
	printf '%s' "$document" | sed "s/PID/$victim/g" >"$config"
	t "config.v2.json: $what"	bad_refused "$config: $text"
done <<'END'
no JSON|bad value|hello
two documents|text after its end|{"Name":"/bad","State":{"Running":true,"Pid":PID}}{}
a bad escape|bad escape|{"Name":"/b\ad","State":{"Running":true,"Pid":PID}}
an escape cut short|bad \u escape|{"Name":"/bad\u12","State":{"Running":true,"Pid":PID}}
an escape that is not hex|bad \u escape|{"Name":"/bad\u00g0","State":{"Running":true,"Pid":PID}}
a NUL in the name|NUL in a string|{"Name":"/bad\u0000","State":{"Running":true,"Pid":PID}}
a NUL in a key|NUL in a string|{"Name":"/bad","Sta\u0000te":{},"State":{"Running":true,"Pid":PID}}
half a surrogate pair|lone surrogate|{"Name":"/bad","x":"\ud800","State":{"Running":true,"Pid":PID}}
the other half|lone surrogate|{"Name":"/bad","x":"\udc00","State":{"Running":true,"Pid":PID}}
a high surrogate twice|lone surrogate|{"Name":"/bad","x":"\ud800\ud800","State":{"Running":true,"Pid":PID}}
a PID twice|a key stands twice|{"Name":"/bad","State":{"Running":true,"Pid":1,"Pid":PID}}
a state twice|a key stands twice|{"Name":"/bad","State":{"Running":true,"Pid":1},"State":{"Pid":PID}}
a name twice|a key stands twice|{"Name":"/good","Name":"/bad","State":{"Running":true,"Pid":PID}}
a name twice, once escaped|a key stands twice|{"Name":"/good","N\u0061me":"/bad","State":{"Running":true,"Pid":PID}}
PID -1|State.Pid is no PID|{"Name":"/bad","State":{"Running":true,"Pid":-1}}
PID 1.5|a value of another type|{"Name":"/bad","State":{"Running":true,"Pid":1.5}}
PID 1.0|a value of another type|{"Name":"/bad","State":{"Running":true,"Pid":1.0}}
PID 1e3|a value of another type|{"Name":"/bad","State":{"Running":true,"Pid":1e3}}
PID 01|bad number|{"Name":"/bad","State":{"Running":true,"Pid":01}}
PID +1|bad value|{"Name":"/bad","State":{"Running":true,"Pid":+1}}
PID 0x1|',' or an end|{"Name":"/bad","State":{"Running":true,"Pid":0x1}}
PID 2147483648|State.Pid is no PID|{"Name":"/bad","State":{"Running":true,"Pid":2147483648}}
PID 99999999999|State.Pid is no PID|{"Name":"/bad","State":{"Running":true,"Pid":99999999999}}
PID 2^64 and 1|a value of another type|{"Name":"/bad","State":{"Running":true,"Pid":18446744073709551617}}
a PID in quotes|a value of another type|{"Name":"/bad","State":{"Running":true,"Pid":"PID"}}
a PID in a list|a value of another type|{"Name":"/bad","State":{"Running":true,"Pid":[PID]}}
a name that is a number|a value of another type|{"Name":5,"State":{"Running":true,"Pid":PID}}
a name that is an object|a value of another type|{"Name":{"x":"/bad"},"State":{"Running":true,"Pid":PID}}
running is a text|a value of another type|{"Name":"/bad","State":{"Running":"true","Pid":PID}}
running is a number|a value of another type|{"Name":"/bad","State":{"Running":1,"Pid":PID}}
a comment|a key was expected|{/* */"Name":"/bad","State":{"Running":true,"Pid":PID}}
a comma too many|a key was expected|{"Name":"/bad","State":{"Running":true,"Pid":PID},}
keys without quotes|a key was expected|{Name:"/bad","State":{"Running":true,"Pid":PID}}
single quotes|a key was expected|{'Name':"/bad","State":{"Running":true,"Pid":PID}}
NaN|bad value|{"Name":"/bad","x":NaN,"State":{"Running":true,"Pid":PID}}
END

# Sound JSON, but no container that can be entered
while IFS='|' read -r what text document; do
	[ -n "$what" ] || continue
	fresh
	rm "$status"
	printf '%s' "$document" | sed "s/PID/$victim/g" >"$config"
	t "config.v2.json: $what"	bad_refused "$text"
done <<'END'
PID 0|config.v2.json names no PID|{"Name":"/bad","State":{"Running":true,"Pid":0}}
no PID|config.v2.json names no PID|{"Name":"/bad","State":{"Running":true}}
a PID that is null|config.v2.json names no PID|{"Name":"/bad","State":{"Running":true,"Pid":null}}
a state that is null|is not running|{"Name":"/bad","State":null}
a state that is a list|is not running|{"Name":"/bad","State":[{"Running":true,"Pid":PID}]}
no state|is not running|{"Name":"/bad"}
keys with dots in them|is not running|{"Name":"/bad","State.Running":true,"State.Pid":PID}
no name|no container 'bad'|{"State":{"Running":true,"Pid":PID}}
a list around it|no container 'bad'|[{"Name":"/bad","State":{"Running":true,"Pid":PID}}]
just a text|no container 'bad'|"/bad"
a PID alone, without the runtime's record|config.v2.json has it running as PID|{"Name":"/bad","State":{"Running":true,"Pid":PID}}
END

while IFS='|' read -r what text document; do
	[ -n "$what" ] || continue
	fresh
	printf '%s' "$document" | sed "s/PID/$victim/g; s/START/$(start_of_pid "$victim")/g" >"$status"
	t "state.json: $what"	bad_refused "$status: $text"
done <<'END'
no JSON|bad value|hello
an empty object|no usable PID|{}
a list|no usable PID|[1, 2]
PID 0|no usable PID|{"init_process_pid":0,"init_process_start":START}
PID -1|no usable PID|{"init_process_pid":-1,"init_process_start":START}
PID 1.5|a value of another type|{"init_process_pid":1.5,"init_process_start":START}
PID 1e3|a value of another type|{"init_process_pid":1e3,"init_process_start":START}
PID 99999999999|no usable PID|{"init_process_pid":99999999999,"init_process_start":START}
PID 2^32 and victim's|no usable PID|{"init_process_pid":4294967296,"init_process_start":START}
a PID in quotes|a value of another type|{"init_process_pid":"PID","init_process_start":START}
a PID twice|a key stands twice|{"init_process_pid":1,"init_process_pid":PID,"init_process_start":START}
no start|no usable PID|{"init_process_pid":PID}
start 0|no usable PID|{"init_process_pid":PID,"init_process_start":0}
a start that is null|no usable PID|{"init_process_pid":PID,"init_process_start":null}
start -1|no usable PID|{"init_process_pid":PID,"init_process_start":-1}
a start past 2^63|a value of another type|{"init_process_pid":PID,"init_process_start":9223372036854775808}
END

# Bytes that a shell does not keep

bytes()	# FILE TEXT FORMAT: the document, by printf
{
	fresh
	# shellcheck disable=SC2059	# it is one
	printf "$3" >"$1"
	bad_refused "$1: $2"
}
t "config.v2.json: a NUL byte in a text"	bytes "$config" "control character" '{"Name":"/bad\000"}'
t "config.v2.json: a NUL byte between"		bytes "$config" "a key was expected" '{"Name":"/bad",\000}'
t "config.v2.json: a NUL byte and more at its end"	bytes "$config" "text after its end" '{"Name":"/bad"}\000{}'
t "config.v2.json: a line feed in a text"	bytes "$config" "control character" '{"Name":"/bad\n"}'
t "config.v2.json: Latin 1"			bytes "$config" "not UTF-8" '{"Name":"/b\344d"}'
t "config.v2.json: an overlong slash"		bytes "$config" "not UTF-8" '{"Name":"\300\257bad"}'
t "config.v2.json: a surrogate in UTF-8"	bytes "$config" "not UTF-8" '{"Name":"/bad\355\240\200"}'
t "config.v2.json: UTF-16"			bytes "$config" "bad value" '\377\376{\000}\000'
t "config.v2.json: a byte order mark"		bytes "$config" "bad value" '\357\273\277{"Name":"/bad"}'

# many COUNT TEXT: it, so often
many()
{
	awk -v count="$1" -v text="$2" 'BEGIN { while (count--) printf "%s", text }'
}

deep()	# OPENING CLOSING
{
	{ printf '{"Name":"/bad","x":'; many 10000 "$1"; printf 1; many 10000 "$2"; echo '}'; } >"$config"
	bad_refused "$config: nested too deep"
}
fresh
t "config.v2.json: 10,000 lists in each other"		deep '[' ']'
t "config.v2.json: 10,000 objects in each other"	deep '{"State":' '}'
wide()
{
	{ printf '{"State":{"Running":true,"Pid":%d},"Name":"/bad","x":[0' "$victim"; many 1000000 ,0; echo ']}'; } >"$config"
	found bad "$victim"
}
t "config.v2.json: a list of a million"			wide
long_key()
{
	{ printf '{"'; many 100000 State.; printf 'Pid":1,"State":{"Running":true,"Pid":%d},"Name":"/bad"}' "$victim"; } >"$config"
	found bad "$victim"
}
t "config.v2.json: a key of 600,000 letters"		long_key

# daemon.json, for which there is always the usual place

while IFS='|' read -r what text document; do
	fresh
	mkdir /etc/docker
	printf '%s' "$document" >/etc/docker/daemon.json
	t "daemon.json: $what"	found well "$good"
	t "daemon.json: $what: it is named when nothing is found"	refused "$text" nobody
done <<'END'
no JSON|/etc/docker/daemon.json: bad value|hello
a root that is a number|/etc/docker/daemon.json: a value of another type|{"data-root":5}
a root twice|/etc/docker/daemon.json: a key stands twice|{"data-root":"/a","data-root":"/b"}
a NUL in a root|/etc/docker/daemon.json: NUL in a string|{"data-root":"/var/lib/docker\u0000x"}
cut short|/etc/docker/daemon.json: cut short|{"data-root":"/var
END
long_root()
{
	fresh
	mkdir /etc/docker
	{ printf '{"data-root":"'; many 100000 /x; echo '"}'; } >/etc/docker/daemon.json
	found well "$good"
}
t "daemon.json: a root of 200,000 letters"	long_root
fresh
mkdir /etc/docker
echo '{"data-root":"var/lib/docker"}' >/etc/docker/daemon.json
relative() { cd / && found well "$good"; }
t "daemon.json: a relative root is not found twice"	relative

# Names

plain_bytes()	# nothing that a terminal would act on, in lines of printable ASCII
{
	! LC_ALL=C grep -q '[^ -~]' "$TMP/out" "$TMP/err" || { od -c "$TMP/out" "$TMP/err"; return 1; }
}

evil_name='/e\u001b]0;x\u0007v\u009b31mi\nl\r\u202egnp.\u2066exe\u200b\u007f'
evil()		# two whose IDs start alike, one with a name to be afraid of
{
	fresh
	record "$docker" "$(id c)" "$evil_name" "$victim"
	state "$runtime" "$(id c)" "$victim" "$(start_of_pid "$victim")"
	record "$docker" "cc$(id d | cut -c 3-)" /calm "$victim"
}
evil_listed()
{
	evil
	capture quick nspid cc
	[ "$status" = 2 ] && grep -qF '\x1b]0;x\x07' "$TMP/err" && plain_bytes || show
}
evil_json()
{
	evil
	capture quick nspid -J "$(id c)"
	[ "$status" = 0 ] && plain_bytes && [ "$(jq -c '.[0].name' "$TMP/out")" = "$(echo '"x"' | jq -c --arg x "$1" '$x')" ] || show
}
evil_dead()
{
	evil
	state "$runtime" "$(id c)" "$victim" 1
	capture quick nsenter -t "$(id c)" -n touch "$prog"
	[ "$status" = 1 ] && [ ! -e "$prog" ] && grep -qF '\x1b]0;x\x07' "$TMP/err" && plain_bytes || show
}
evil_plan()
{
	evil
	capture quick nsrun --dry-run --net "container:$(id c)" true
	[ "$status" = 0 ] && plain_bytes || show
}
t "a name of escape sequences: in a list of several"	evil_listed
t "a name of escape sequences: when it is dead"		evil_dead
t "a name of escape sequences: in a plan"		evil_plan
t "a name of escape sequences: as JSON"			evil_json "$(printf 'e\033]0;x\007v\302\23331mi\nl\r\342\200\256gnp.\342\201\246exe\342\200\213\177')"

evil
record "$docker" "$(id e)" /bad "$good"
state "$runtime" "$(id e)" "$good" "$(start_of_pid "$good")"
t "two of one name: nspid"		fails 2 "could be any of 2" quick nspid bad
t "two of one name: nsenter"		fails 1 "could be any of 2" quick nsenter -t bad -n touch "$prog"
t "two of one name: nsrun"		fails 125 "could be any of 2" quick nsrun --net container:bad touch "$prog"
t "two of one name: each by its ID"	found "$(id e)" "$good"
t "two of one name: the other"		found "$bad" "$victim"

fresh
for at in "$(id f | cut -c 2-)" "$(id f)f" "$(id F)" "$(id g)" "$(id f | cut -c 2-)/" ..bad "$(printf 'e\033[31m%059d' 0)"; do
	record "$docker" "$at" /stray "$victim"
done
t "directories whose name is no ID are not looked into"		fails 1 "no container 'stray'" quick nspid stray
t "the others are found"					found well "$good"
t "a name with a slash is no path"				refused "no container" "../containers/$well"
t "a name with a format in it"					refused "no container '%s%n%s'" '%s%n%s'
t "an empty name"						refused "no container" docker:

# Processes that are not the container's

fresh
: &
dead=$!
wait "$dead"
record "$docker" "$bad" /bad "$dead"
state "$runtime" "$bad" "$dead" 12345
t "the PID on record is gone"			bad_refused "config.v2.json has it running as PID $dead, which is gone"
fresh
record "$docker" "$bad" /bad 4194305
rm "$status"
t "the PID on record is past any"		bad_refused "which is gone"
fresh
state "$runtime" "$bad" "$victim" "$(($(start_of_pid "$victim") + 1))"
t "the PID was used again, one tick later"	bad_refused "which is another process now"
fresh
state "$runtime" "$bad" 1 1
t "the runtime's record names init"		bad_refused "as PID 1, which is another process now"

# A rootless engine's records are its user's word; that user may put anything there

user=$CAGE/home
echo "mallory:x:4242:4242::$user:/bin/sh" >>/etc/passwd
mkdir -p "/run/user/4242/docker/runtime-runc/moby" "$user/.local/share/docker/containers" "$user/.config/docker"
theirs=$user/.local/share/docker

mallory()	# NAME PID: a record for it
{
	rm -rf "$theirs" "/run/user/4242/docker"
	record "$theirs" "$(id 4)" "$1" "$2"
	state /run/user/4242/docker/runtime-runc/moby "$(id 4)" "$2" "$(start_of_pid "$2")"
	chown -R 4242:4242 "$user" /run/user/4242
}

fresh
mallory /theirs "$victim"
t "rootless: a user's record of root's process"		refused "$theirs/containers/$(id 4)/config.v2.json names PID $victim, which is not user 4242's" theirs
mallory /theirs "$$"
t "rootless: of our own process"			refused "which is not user 4242's" theirs
mallory /theirs 1
t "rootless: of init"					refused "which is not user 4242's" theirs
start hold -Un
mallory /theirs "$line"
t "rootless: of another's user namespace"		refused "which is not user 4242's" theirs
t "rootless: root's own containers are found"		found well "$good"
start setpriv --reuid=4242 --regid=4242 --clear-groups hold -Un
own=$line
mallory /theirs "$own"
rootless_found()
{
	outputs "$own" quick nspid theirs
}
t "rootless: its own process is one"			rootless_found

links()	# TO FROM: mallory's directory FROM is elsewhere
{
	mallory /theirs "$own"
	rm -rf "$2"
	ln -s "$1" "$2"
	chown -h 4242:4242 "$2"
	found well "$good"
}
t "rootless: its containers are a link to root's"	links "$docker/containers" "$theirs/containers"
aside()		# a container of mallory's is a directory of root's: what that says is mallory's word now
{
	rm -rf "$theirs/containers/$(id 4)" "/run/user/4242/docker"
	ln -s "$docker/containers/$bad" "$theirs/containers/$(id 4)"
	refused "which is " "$(id 4)"
}
t "rootless: a container is a link to root's"		aside
says_nothing_of()	# FILE: none of its bytes are shown
{
	mallory /theirs "$own"
	ln -sf "$1" "$theirs/containers/$(id 4)/config.v2.json"
	capture quick nspid theirs
	[ "$status" = 1 ] && ! grep -qF "$(head -n 1 "$1" | cut -d : -f 2)" "$TMP/err" || show
}
echo "root:\$y\$secret:1::::::" >"$TMP/shadow"
chmod 600 "$TMP/shadow"
t "rootless: a link to a secret tells nothing of it"	says_nothing_of "$TMP/shadow"
for what in "a FIFO" "a symlink loop" "a link to /dev/zero" "a directory" "1 GB of nothing"; do
	mallory /theirs "$own"
	instead "$what" "$theirs/containers/$(id 4)/config.v2.json"
	instead "$what" "$user/.config/docker/daemon.json"
	t "rootless: $what for files: root's own is found"	found well "$good"
done
rm -rf "$user/.config/docker/daemon.json"
mallory /theirs "$own"
echo "{\"data-root\":\"$docker\",\"exec-root\":\"/run/docker\"}" >"$user/.config/docker/daemon.json"
t "rootless: its root is said to be root's"		found well "$good"
echo '{"data-root":"/proc/self/fd/0","exec-root":"/dev"}' >"$user/.config/docker/daemon.json"
t "rootless: its root is said to be a file of ours"	found well "$good"
