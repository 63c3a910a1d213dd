#!/bin/sh
# A real Docker: containers found and entered by name while dockerd lives, and after kill -9 of it.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"

need docker jq ip
or_end "a real docker's containers"

# What is asked of docker is asked once, while it lives; the answers outlive it.

note()
{
	docker inspect -f '{{.Name}} {{.State.Pid}} {{.Id}}' "$1" | sed 's,^/,,' >>"$TMP/notes"
}

pid_of()
{
	awk -v name="$1" '$1 == name { print $2 }' "$TMP/notes"
}

id_of()
{
	awk -v name="$1" '$1 == name { print $3 }' "$TMP/notes"
}

run()	# NAME [OPTION]...: a container that stays
{
	name=$1
	shift
	docker run -d --name "$name" "$@" bb tail -f /dev/null >/dev/null
	note "$name"
}

host_state()
{
	cat /proc/self/mountinfo /etc/resolv.conf /etc/hosts
	ls /sys/class/net /sys/fs/cgroup /run/netns
}

# Twelve digits of its ID or more, a letter among them lest they be a PID.
short()
{
	id_of "$1" | grep -o '^.....[^a-f]*[a-f].....[^a-f]*[a-f]'	# longer than prefix_of_web, whatever the ID
}

# A form of naming web, filled in.
meant()
{
	echo "$1" | sed "s/PID/$(pid_of web)/; s/PREFIX/$(short web)/; s/ID\$/$(id_of web)/"
}

prefix_of_web()
{
	short web | cut -c 1-11
}

# A letter that at least two IDs begin with; more are made until there is one.
shared_letter()
{
	while :; do
		docker ps -aq --no-trunc | cut -c 1 | grep '[a-f]' | sort | uniq -d | head -n 1 >"$TMP/letter"
		[ ! -s "$TMP/letter" ] || break
		docker create bb true >/dev/null
	done
	cat "$TMP/letter"
}

docker_up || exit 1
docker_image bb || exit 1
ip netns add blue
while run web --hostname webhost --dns 10.9.8.7 --dns-search example.test --add-host db:10.1.2.3; ! prefix_of_web | grep -q '[a-f]'; do
	docker rm -f web >/dev/null	# digits alone are no name
	: >"$TMP/notes"
done
run alone --network none
run hostnet --network host
run hostpid --pid host
run init --init
run paused
docker pause paused >/dev/null
run again
docker restart -t 0 again >/dev/null
sed -i '/^again /d' "$TMP/notes"
note again
run doomed
run 4194000
run 01
run "$(prefix_of_web)"
run "$(pid_of web)"
docker run --name exited bb true
docker create --name created bb true >/dev/null
letter=$(shared_letter)
docker ps -aq --no-trunc | grep "^$letter" | cut -c 1-12 >"$TMP/same"
docker run --rm --net container:web bb ip -o addr >"$TMP/addr"
docker run --rm --net container:web bb route -n >"$TMP/routes"
docker run --rm --net container:web bb cat /etc/resolv.conf >"$TMP/resolv.conf"
docker run --rm --net container:web bb cat /etc/hosts >"$TMP/hosts"
host_state >"$TMP/host.before"
# an ordinary user must reach the program wherever the source is
mkdir /run/box
cp "$(readlink -f "$BIN/nspid")" /run/box/nspid
cp "$BIN/nspid" /run/box/busyns
nobody()
{
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

# The checks

gone()
{
	[ ! -e "/proc/$1" ]
}

ambiguous()	# STATUS CMD...
{
	want=$1
	shift
	capture "$@"
	[ "$status" = "$want" ] && [ ! -s "$TMP/out" ] || show || return 1
	while read -r same; do
		grep -qF "$same" "$TMP/err" || { echo "does not list $same"; show; return 1; }
	done <"$TMP/same"
}

inside_web()
{
	capture nsenter -t web -a /bin/sh -c 'hostname; ps'
	[ "$status" = 0 ] && [ "$(head -n 1 "$TMP/out")" = webhost ] &&
		grep -q '^ *1 root .*tail -f /dev/null' "$TMP/out" &&
		! grep -q dockerd "$TMP/out" || show
}

all_ns()	# NAME: nsenter -a is in each of its namespaces
{
	for kind in user cgroup ipc uts net pid pid_for_children mnt time time_for_children; do
		[ ! -e "/proc/self/ns/$kind" ] || same_ns "$kind" "$(pid_of "$1")" nsenter -t "$1" -a || return 1
	done
}

same_file()	# FILE CMD...: CMD prints just what FILE holds
{
	file=$1
	shift
	capture "$@"
	[ "$status" = 0 ] && [ ! -s "$TMP/err" ] && diff "$file" "$TMP/out" || show
}

new_net()	# CMD...: prints a network namespace that is neither ours nor web's
{
	capture "$@"
	[ "$status" = 0 ] && grep -q '^net:' "$TMP/out" &&
		[ "$(cat "$TMP/out")" != "$(readlink /proc/self/ns/net)" ] &&
		[ "$(cat "$TMP/out")" != "$(readlink "/proc/$(pid_of web)/ns/net")" ] || show
}

other_ns()	# KIND CMD...: prints a KIND namespace that is not ours
{
	kind=$1
	shift
	capture "$@" readlink "/proc/self/ns/$kind"
	[ "$status" = 0 ] && grep -q "^$kind:" "$TMP/out" && [ "$(cat "$TMP/out")" != "$(readlink "/proc/self/ns/$kind")" ] || show
}

record()	# nspid -J web is JSON that holds what docker said
{
	capture nspid -J web
	[ "$status" = 0 ] && [ ! -s "$TMP/err" ] || show || return 1
	start=$(sed 's/.*) //' "/proc/$(pid_of web)/stat" | cut -d ' ' -f 20)
	jq -e --arg id "$(id_of web)" --argjson pid "$(pid_of web)" --argjson start "$start" \
		'[.. | objects | select(.id? == $id)] | length == 1 and (.[0] |
		.engine == "docker" and .name == "web" and .image == "bb" and .pid == $pid and .start == $start)' \
		"$TMP/out" || show
}

records()	# two targets are one document
{
	capture nspid -J web alone
	[ "$status" = 0 ] && [ "$(jq -s length "$TMP/out")" = 1 ] &&
		[ "$(jq '[.. | objects | select(.id?)] | length' "$TMP/out")" = 2 ] || show
}

# Everything that must hold with and without a daemon.
holds()
{
	for name in web alone hostnet hostpid init again; do
		t "$1: nspid $name" outputs "$(pid_of $name)" nspid $name
	done
	t "$1: nspid of several" outputs "$(pid_of web; pid_of alone)" nspid web alone
	for spec in container:web docker:web ID container:ID docker:ID PREFIX container:PREFIX docker:PREFIX; do
		t "$1: nspid $spec" outputs "$(pid_of web)" nspid "$(meant "$spec")"
	done
	t "$1: a name of digits" outputs "$(pid_of 4194000)" nspid docker:4194000
	t "$1: a name of digits, where no such PID is" outputs "$(pid_of 4194000)" nspid container:4194000
	t "$1: a name of digits that no PID is written with" outputs "$(pid_of 01)" nspid 01
	t "$1: a PID is not a name" outputs "$(pid_of web)" nspid "$(pid_of web)"
	t "$1: container:PID is that PID" outputs "$(pid_of web)" nspid "container:$(pid_of web)"
	t "$1: a name that is another's PID" outputs "$(pid_of "$(pid_of web)")" nspid "docker:$(pid_of web)"
	t "$1: a name goes before the ID it begins" outputs "$(pid_of "$(prefix_of_web)")" nspid "$(prefix_of_web)"
	t "$1: nspid -J is the record" record
	t "$1: nspid -J of several is one document" records

	t "$1: an ambiguous prefix is refused, with a list" ambiguous 2 nspid "$letter"
	t "$1: nsenter of an ambiguous prefix" ambiguous 1 nsenter -t "$letter" -a true
	t "$1: nsrun of an ambiguous prefix" ambiguous 125 nsrun --net "container:$letter" true
	t "$1: nspid of nothing known" fails 1 "nowhere" nspid nowhere
	t "$1: nsenter of nothing known" fails 1 "nowhere" nsenter -t nowhere -a true
	t "$1: nsrun of nothing known" fails 125 "nowhere" nsrun --net container:nowhere true
	t "$1: part of a name is no name" fails 1 "we" nspid we
	t "$1: an ID and more is no ID" fails 1 "no container" nspid "$(id_of web)0"
	for name in exited created; do
		t "$1: nspid $name" fails 1 "not running" nspid $name
		t "$1: nsenter -t $name" fails 1 "not running" nsenter -t $name -a true
		t "$1: nsrun --net container:$name" fails 125 "not running" nsrun --net container:$name true
	done
	t "$1: an ordinary user is told why" fails 1 "Permission denied" nobody /run/box/nspid web
	t "$1: an ordinary user may name a PID" outputs "$(pid_of web)" nobody /run/box/nspid "$(pid_of web)"

	t "$1: nsenter -t web -a: its name, its processes" inside_web
	for name in web alone hostnet hostpid init again; do
		t "$1: nsenter -t $name -a: every namespace" all_ns $name
	done
	t "$1: nsenter -n alone leaves the rest" same_ns mnt $$ nsenter -t web -n
	t "$1: nsenter has PROG's status" exits 7 nsenter -t web -a /bin/sh -c 'exit 7'
	t "$1: nsenter dies as PROG did" exits 143 nsenter -t web -a /bin/sh -c 'kill -TERM $$'
	t "$1: nsenter, no such PROG" exits 127 nsenter -t web -a /no/such
	t "$1: nsenter, PROG cannot be run" exits 126 nsenter -t web -a /etc/passwd

	t "$1: nsrun --net container:web is in its network" same_ns net "$(pid_of web)" nsrun --net container:web
	t "$1: nsrun shows what docker run showed" same_file "$TMP/addr" nsrun --net container:web busybox ip -o addr
	t "$1: nsrun has the container's routes" same_file "$TMP/routes" nsrun --net container:web busybox route -n
	t "$1: the first of them goes to Docker's bridge" prints "0.0.0.0         172.17.0.1" nsrun --net container:web busybox route -n
	t "$1: nsrun runs the host's tools" prints "172.17." nsrun --net container:web ip -o -4 addr show eth0
	t "$1: nsrun has the container's resolv.conf" same_file "$TMP/resolv.conf" nsrun --net container:web cat /etc/resolv.conf
	t "$1: nsrun has the container's hosts" same_file "$TMP/hosts" nsrun --net container:web cat /etc/hosts
	t "$1: names resolve as in the container" prints "10.1.2.3" nsrun --net container:web getent hosts db
	t "$1: nsrun's /sys is of that network" outputs "$(printf 'eth0\nlo')" nsrun --net container:web ls /sys/class/net
	t "$1: nsrun's mounts are its own" other_ns mnt nsrun --net container:web
	t "$1: nsrun --no-resolv has the host's" same_file /etc/resolv.conf nsrun --no-resolv --net container:web cat /etc/resolv.conf
	for kind in user ipc uts pid; do
		t "$1: nsrun --net leaves $kind" same_ns $kind $$ nsrun --net container:web
	done
	for spec in container:ID container:PREFIX container:PID ns:/proc/PID/ns/net; do
		t "$1: nsrun --net $spec" same_ns net "$(pid_of web)" nsrun --net "$(meant "$spec")"
	done
	t "$1: nsrun --net container:hostnet" same_ns net $$ nsrun --net container:hostnet
	for kind in ipc uts pid time; do
		t "$1: nsrun --$kind container:web" same_ns $kind "$(pid_of web)" nsrun --$kind container:web
	done
	# its /proc shows only who is in its PID namespace
	t "$1: nsrun --mnt container:web" same_ns mnt "$(pid_of web)" nsrun --pid container:web --mnt container:web
	t "$1: nsrun --cgroupns container:web" same_ns cgroup "$(pid_of web)" nsrun --cgroupns container:web
	t "$1: nsrun --userns container:web" same_ns user "$(pid_of web)" nsrun --userns container:web
	t "$1: nsrun mixes containers" outputs "webhost $(readlink "/proc/$(pid_of alone)/ns/net")" \
		nsrun --uts container:web --net container:alone sh -c 'echo $(hostname) $(readlink /proc/self/ns/net)'
}

holds alive

# From a container that shares the host's PIDs: the host's records are below PID 1's root

docker run -d --name inspector --pid host --network none --cap-add SYS_PTRACE --cap-add SYS_ADMIN \
	--security-opt seccomp=unconfined --security-opt apparmor=unconfined bb tail -f /dev/null >/dev/null
cp "$BUILD/full/busyns" "/proc/$(docker inspect -f '{{.State.Pid}}' inspector)/root/bin/busyns"
inspector_lists()
{
	nsps -q -n | sort >"$TMP/want"
	docker exec inspector busyns nsps -q -n | sort >"$TMP/got"
	grep -q "$(id_of web | cut -c 1-12)" "$TMP/got" && diff "$TMP/want" "$TMP/got"
}
t "in a container with the host's PIDs: the same list" inspector_lists
t "there: the PID of another container" outputs "$(pid_of web)" docker exec inspector busyns nspid web
t "there: its own PID" outputs "$(docker inspect -f '{{.State.Pid}}' inspector)" docker exec inspector busyns nspid inspector
t "there: another container is entered" outputs webhost docker exec inspector busyns nsexec --no-cgroup web hostname
t "and without the host's PIDs there is nothing to be found" sh -c 'cp "$2" "/proc/$1/root/bin/busyns" && ! docker exec alone busyns nspid web' \
	- "$(pid_of alone)" "$BUILD/full/busyns"
docker run -d --name blind --pid host --network none bb tail -f /dev/null >/dev/null
nameless()	# where no record is to be seen, nobody's name is 64 letters
{
	cp "$BUILD/full/busyns" "/proc/$(docker inspect -f '{{.State.Pid}}' blind)/root/bin/busyns"
	capture docker exec blind busyns nsps -n -o NAME
	[ "$status" = 0 ] && grep -qE '^[0-9a-f]{12} *$' "$TMP/out" && ! grep -qE '[0-9a-f]{13}' "$TMP/out" || show
}
t "there, with no record to be seen: names are short IDs" nameless
docker rm -f inspector blind >/dev/null

docker_kill9
t "dockerd is dead" fails 1 "daemon" docker ps
holds dead

# What a container's own root says on a command line, and what an ordinary user says outside

no_forged()
{
	nsps -a -J --no-trunc >"$TMP/out" && jq -e '[.[] | select(.name == "forged")] | length == 0' "$TMP/out" &&
		fails 1 "no container 'forged'" nspid forged
}
theirs()	# PID NOTE: the row of that process
{
	nsps -J -o NAME,PID,NOTE,UNVERIFIED >"$TMP/out" &&
		jq -e --argjson pid "$1" --arg note "$2" --arg name "$3" '[.[] | select(.pid == $pid)] |
		length == 1 and .[0].note == $note and .[0].name == $name and .[0].unverified' "$TMP/out" || show
}
forged_outside()
{
	theirs "$1" unverified forged && capture nspid forged && [ "$status" = 0 ] &&
		[ "$(cat "$TMP/out")" = "$1" ] && grep -q "could be forged" "$TMP/err" || show
}
cp "$TOOLS/titled" "/proc/$(pid_of alone)/root/tmp/titled"
start nsexec -i alone /tmp/titled "[lxc monitor] /srv/lxc forged"
until_true sh -c 'grep -lz "lxc monitor" /proc/[0-9]*/cmdline'
forged=$(grep -lz '^.lxc monitor. /srv/lxc forged' /proc/[0-9]*/cmdline | cut -d / -f 3 | sort -n | tail -n 1)
t "a monitor that a container's root forged is none of the host's" no_forged
t "it is that container's, and unverified" theirs "$forged" "unverified, in $(id_of alone | cut -c 1-12)" alone/forged
kill -9 "$pid"
start setpriv --reuid 4242 --regid 4242 --clear-groups titled "[lxc monitor] /srv/lxc forged"
t "the same words outside, an ordinary user's, are listed as unverified" forged_outside "$line"
kill -9 "$pid"

# Networks that are no container's

t "nsrun --net host, from another network" same_ns net 1 unshare -n nsrun --net host
t "nsrun --net host, from here" same_ns net $$ nsrun --net host
t "nsrun --net none is new" new_net nsrun --net none readlink /proc/self/ns/net
t "nsrun --net none has a loopback only" outputs lo nsrun --net none ls /sys/class/net
t "nsrun --net none: the loopback is up" prints "127.0.0.1" nsrun --net none busybox ip -o -4 addr show up
t "nsrun --net netns:blue" outputs "net:[$(stat -Lc %i /run/netns/blue)]" nsrun --net netns:blue readlink /proc/self/ns/net
t "nsrun --net ns:/run/netns/blue" outputs "net:[$(stat -Lc %i /run/netns/blue)]" nsrun --net ns:/run/netns/blue readlink /proc/self/ns/net
t "nsrun --net netns:NAME, none such" fails 125 "green" nsrun --net netns:green true
t "nsrun --net ns:FILE of another kind" fails 125 "uts" nsrun --net "ns:/proc/$$/ns/uts" true
t "nsrun --net ns:FILE that is no namespace" fails 125 "/etc/passwd" nsrun --net ns:/etc/passwd true

# nsrun's exit status

t "nsrun has PROG's status" exits 7 nsrun --net container:web sh -c 'exit 7'
t "nsrun of a PROG that a signal ended" exits 143 nsrun --net container:web sh -c 'kill -TERM $$'
t "nsrun, no such PROG" exits 127 nsrun --net container:web /no/such
t "nsrun, PROG cannot be run" exits 126 nsrun --net container:web /etc/passwd
t "nsrun, no such option" fails 125 "--bogus" nsrun --bogus

# A host whose resolv.conf is a link, or is not there

by_link()
{
	same_file "$TMP/resolv.conf" nsrun --net container:web cat /etc/resolv.conf &&
		outputs "the host's" cat /run/host/resolv.conf && [ -L /etc/resolv.conf ]
}
cp /etc/resolv.conf "$TMP/resolv.host"
mkdir /run/host
echo "the host's" >/run/host/resolv.conf
ln -sf ../run/host/resolv.conf /etc/resolv.conf
t "a resolv.conf that is a link" by_link
rm -f /etc/resolv.conf
t "no resolv.conf at all: PROG still runs" exits 0 nsrun --net container:web true
t "no resolv.conf at all: none is left behind" exits 2 ls /etc/resolv.conf
cp "$TMP/resolv.host" /etc/resolv.conf

host_state >"$TMP/host.after"
t "the host's files, mounts and /sys are as before" diff "$TMP/host.before" "$TMP/host.after"

# Records that outlive their process: state on disk says running, /proc says no

refused()	# TEXT NAME
{
	fails 1 "$1" nspid "$2" && fails 1 "$1" nsenter -t "$2" -a /bin/sh -c 'echo entered' &&
		fails 125 "$1" nsrun --net "container:$2" echo entered
}

# A process of ours with the PID $1; its PID is $pid.
take_pid()
{
	tries=0
	while [ $tries -lt 200 ]; do
		echo $(($1 - 1)) >/proc/sys/kernel/ns_last_pid
		tail -f /dev/null &
		pid=$!
		t_pids="$t_pids $pid"
		[ "$pid" != "$1" ] || return 0
		tries=$((tries + 1))
	done
	return 1
}

record_file=/var/lib/docker/containers/$(id_of doomed)/config.v2.json
runtime_file=/run/docker/runtime-runc/moby/$(id_of doomed)/state.json
kill -9 "$(awk '{ print $4 }' "/proc/$(pid_of doomed)/stat")"
kill -9 "$(pid_of doomed)"
until_true gone "$(pid_of doomed)"
t "the dead container's record still says running" prints true jq .State.Running "$record_file"
t "a container that died with the daemon is refused" refused dead doomed
taken=no
[ ! -e /proc/sys/kernel/ns_last_pid ] || ! take_pid "$(pid_of doomed)" || taken=yes
[ $taken = yes ] || t_skip="needs a kernel that lets its next PID be chosen"
t "a PID used again is refused" refused dead doomed
need nothing
mv "$runtime_file" "$TMP/state.json"
t "a PID used again is refused, where the runtime left nothing" refused dead doomed
jq --argjson pid "$(pid_of web)" '.State.Pid = $pid' "$record_file" >"$TMP/record" && cp "$TMP/record" "$record_file"
t "another container's PID is refused, where the runtime left nothing" refused dead doomed
jq --argjson pid "$(pid_of web)" '.init_process_pid = $pid' "$TMP/state.json" >"$runtime_file"
t "another process' start time is refused" refused dead doomed
for text in '' '{' '[]' '{"State":{"Running":true,"Pid":99999999999}}' '{"State":{"Running":true,"Pid":-1}}'; do
	echo "$text" >"$record_file"
	t "a broken record ($text) hides no other" prints "$(pid_of web)" sh -c 'nspid web 2>/dev/null'
done
rm -r "/var/lib/docker/containers/$(id_of doomed)"
t "a container that was removed is not found" fails 1 doomed nspid doomed

# Roots that daemon.json moved

docker_down
mkdir /etc/docker
echo '{ "data-root": "/run/moved/data", "exec-root": "/run/moved/exec" }' >/etc/docker/daemon.json
docker_up || exit 1
docker_image bb
: >"$TMP/notes"
run moved --hostname movedhost
t "roots moved, the daemon lives" outputs "$(pid_of moved)" nspid moved
docker_kill9
t "roots moved, the daemon is dead" outputs "$(pid_of moved)" nspid "$(short moved)"
t "roots moved: enter" outputs movedhost nsenter -t moved -a hostname

# Two daemons that live, and know nothing of each other

docker_down
docker_up || exit 1
docker_image bb
two()		# the same, by the other
{
	DOCKER_HOST=unix:///run/two.sock "$@"
}
two_up()	# nothing on disk says where its roots are
{
	exec dockerd --data-root /run/two/data --exec-root=/run/two/exec --pidfile /run/two.pid -H unix:///run/two.sock --bridge=none \
		--storage-driver=vfs --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent="/$(cage_cgroup)/docker" --iptables=false \
		>"$CAGE/docker/two" 2>&1 </dev/null
}
# as a service is, PID 1's child
( two_up & )
until_true two docker version
two docker_image bb
docker run -d --name both --network none bb tail -f /dev/null >/dev/null
docker run -d --name first --network none bb tail -f /dev/null >/dev/null
two docker run -d --name both --network none bb tail -f /dev/null >/dev/null
two docker run -d --name second --network none bb tail -f /dev/null >/dev/null
docker inspect -f '{{.Id}} {{.State.Pid}}' both >"$TMP/both"
two docker inspect -f '{{.Id}} {{.State.Pid}}' both >>"$TMP/both"
two docker inspect -f '{{.Id}} {{.State.Pid}}' second >"$TMP/second"

both_listed()	# STATUS CMD...
{
	want=$1
	shift
	fails "$want" "could be any of 2" "$@" || return 1
	while read -r id pid; do
		grep -q "docker:$(echo "$id" | cut -c 1-12)" "$TMP/err" || show || return 1
	done <"$TMP/both"
}
both_ambiguous()
{
	[ "$(wc -l <"$TMP/both")" = 2 ] && both_listed 2 nspid "$@" && both_listed 1 nsenter -t "$1" -n true
}
each_of_both()
{
	while read -r id pid; do
		outputs "$pid" nspid "$id" && outputs "$pid" nspid "$(echo "$id" | cut -c 1-12)" || return 1
	done <"$TMP/both"
}
t "two daemons: a name that both have is ambiguous" both_ambiguous both
t "two daemons: for one engine, too" both_ambiguous docker:both
t "two daemons: each by its ID" each_of_both
t "a name as docker inspect prints it" outputs "$(docker inspect -f '{{.State.Pid}}' first)" nspid /first
t "the same, for one engine" outputs "$(docker inspect -f '{{.State.Pid}}' first)" nspid docker:/first
t "two daemons: what only the first has" outputs "$(docker inspect -f '{{.State.Pid}}' first)" nspid first
t "two daemons: what only the second has" outputs "$(two docker inspect -f '{{.State.Pid}}' second)" nspid second
kill -9 "$(cat /run/two.pid)"
until_true gone "$(cat /run/two.pid)"
t "two daemons, the second dead: a name that both have is ambiguous" both_ambiguous both
t "two daemons, the second dead: what only it has" outputs "$(sed -n '1s/.* //p' "$TMP/second")" nspid second
t "two daemons, the second dead: for one engine, too" outputs "$(sed -n '1s/.* //p' "$TMP/second")" nspid docker:second
t "two daemons, the second dead: listed" prints " second " nsps -n -o ENGINE,NAME,PID -f "id=$(cut -d ' ' -f 1 "$TMP/second")"

# The same, started by a shell that waits for it: only what keeps its containers is PID 1's child
two_up &
until_true two docker version
two docker start both second >/dev/null
sed -i 2d "$TMP/both"
two docker inspect -f '{{.Id}} {{.State.Pid}}' both >>"$TMP/both"
t "two daemons, the second a shell's: a name that both have is ambiguous" both_ambiguous both
t "two daemons, the second a shell's: for one engine, too" both_ambiguous docker:both
t "two daemons, the second a shell's: each by its ID" each_of_both
t "two daemons, the second a shell's: what only it has" outputs "$(two docker inspect -f '{{.State.Pid}}' second)" nspid second
kill -9 "$(cat /run/two.pid)"
until_true gone "$(cat /run/two.pid)"

# The same below a supervisor that its orphans come to: what keeps its containers is no child of PID 1
two_below()
{
	exec reaper dockerd --data-root /run/two/data --exec-root=/run/two/exec --pidfile /run/two.pid -H unix:///run/two.sock \
		--bridge=none --storage-driver=vfs --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent="/$(cage_cgroup)/docker" \
		--iptables=false >"$CAGE/docker/two" 2>&1 </dev/null
}
two_below &
until_true two docker version
two docker start both second >/dev/null
two docker restart -t 0 both second >/dev/null
sed -i 2d "$TMP/both"
two docker inspect -f '{{.Id}} {{.State.Pid}}' both >>"$TMP/both"
second=$(two docker inspect -f '{{.State.Pid}}' second)
below()
{
	t "two daemons, the second $1: a name that both have is ambiguous" both_ambiguous both
	t "two daemons, the second $1: for one engine, too" both_ambiguous docker:both
	t "two daemons, the second $1: each by its ID" each_of_both
	t "two daemons, the second $1: what only it has" outputs "$second" nspid second
	t "two daemons, the second $1: for one engine, too" outputs "$second" nspid docker:second
}
below "below a supervisor"
kill -9 "$(cat /run/two.pid)"
until_true gone "$(cat /run/two.pid)"
below "below a supervisor, and dead"


# Docker in Docker: a real daemon in a container, with the host's programs, and a container of its own

docker_run_outer()
{
	docker run -d --name outer --network none --security-opt seccomp=unconfined --security-opt apparmor=unconfined \
		--security-opt systempaths=unconfined --cap-add SYS_ADMIN --cap-add NET_ADMIN --cap-add SYS_PTRACE \
		-v /usr:/usr:ro -v /usr/lib:/lib:ro -v /usr/lib64:/lib64:ro -v /sys/fs/cgroup:/sys/fs/cgroup -v "$CAGE/image:/image:ro" \
		--tmpfs /run --tmpfs /tmp --tmpfs /var/lib/docker:exec bb tail -f /dev/null >/dev/null
}
within()
{
	docker exec outer env PATH=/usr/sbin:/usr/bin:/bin "$@"
}
docker_run_outer && note outer
docker exec -d outer env PATH=/usr/sbin:/usr/bin:/bin sh -c 'exec dockerd --storage-driver=vfs --exec-opt native.cgroupdriver=cgroupfs \
	--cgroup-parent="$1" --iptables=false --ip-masq=false --bridge=none >/tmp/log 2>&1' - "/$(cage_cgroup)/docker/$(id_of outer)/docker"
until_true within docker version
within sh -c 'tar -C /image -c . | docker import - bb >/dev/null && docker run -d --name inner --hostname innerhost --network none bb tail -f /dev/null' >"$TMP/inner"
inner=$(tail -n 1 "$TMP/inner")
inside=$(within docker inspect -f '{{.State.Pid}}' "$inner")
inner_pid=$(sed -n "/^NSpid:.*[[:space:]]${inside}[[:space:]]1\$/s/^NSpid:[[:space:]]*\\([0-9]*\\).*/\\1/p" /proc/[0-9]*/status 2>/dev/null)

nested()	# its PID, by what leads there; with a warning, since it is that container's word
{
	capture nspid "$1"
	[ "$status" = 0 ] && [ "$(cat "$TMP/out")" = "$inner_pid" ] && grep -q "could be forged" "$TMP/err" || show
}
nested_entered()
{
	capture nsenter -t outer/inner -a hostname
	[ "$status" = 0 ] && [ "$(cat "$TMP/out")" = innerhost ] || show
}
nested_holds()
{
	t "$1: listed as outer/inner" theirs "$inner_pid" "unverified, in $(id_of outer | cut -c 1-12)" outer/inner
	t "$1: found by outer/inner" nested outer/inner
	t "$1: found by its ID" nested "$inner"
	t "$1: found by the start of its ID" nested "$(echo "$inner" | cut -c 1-20)"
	t "$1: entered" nested_entered
	t "$1: the outer one is as ever" outputs "$(pid_of outer)" nspid outer
}
nested_holds "Docker in Docker"
within sh -c 'kill -9 $(busybox pidof dockerd)'
nested_holds "Docker in Docker, the inner daemon dead"

# The record is that container's to write
named()		# NAME
{
	theirs "$inner_pid" "unverified, in $(id_of outer | cut -c 1-12)" "outer/$1" && [ ! -s "$TMP/err" ] || show || return 1
	outputs "$(pid_of outer)" nspid outer
}
record=/proc/$(pid_of outer)/root/var/lib/docker/containers/$inner/config.v2.json
echo '{"Name":"/outer"}' >"$record"
t "Docker in Docker: the outer one's name" named outer
echo '{"Name":' >"$record"
t "Docker in Docker: a record cut short" named "$inner"
rm "$record" && mkfifo "$record"
t "Docker in Docker: a FIFO" named "$inner"
rm "$record" && ln -s "/var/lib/docker/containers/$(id_of outer)/config.v2.json" "$record"
t "Docker in Docker: a link to a host's file" named "$inner"

# A rootless daemon's: its records are that user's word

rider()
{
	setpriv --reuid 4242 --regid 4242 --clear-groups env HOME=/run/rider XDG_RUNTIME_DIR=/run/user/4242 "$@"
}

# NAME PID: a record in the user's directories
rootless()
{
	id=$(printf '%064d' "$2")
	start=$(sed 's/.*) //' "/proc/$2/stat" | cut -d ' ' -f 20)
	record=/run/rider/.local/share/docker/containers/$id
	state=/run/user/4242/docker/runtime-runc/moby/$id
	mkdir -p "$record" "$state"
	jq -n --arg id "$id" --arg name "/$1" --argjson pid "$2" \
		'{State: {Running: true, Paused: false, Pid: $pid, StartedAt: "2026-01-02T03:04:05Z"},
		ID: $id, Config: {Image: "bb"}, Name: $name}' >"$record/config.v2.json"
	jq -n --arg id "$id" --argjson pid "$2" --argjson start "$start" \
		'{id: $id, init_process_pid: $pid, init_process_start: $start}' >"$state/state.json"
	chown -R 4242:4242 /run/rider /run/user/4242
}

mkdir -p /run/rider /run/user/4242
echo 'rider:x:4242:4242::/run/rider:/bin/sh' >>/etc/passwd
start setpriv --reuid 4242 --regid 4242 --clear-groups unshare -Urnu sh -c 'busybox hostname riderhost; echo up; exec tail -f /dev/null >/dev/null'
rootless mine "$pid"
rootless stolen "$(sed -n '1s/.* //p' "$TMP/both")"
rider_pid=$pid
t "rootless: its user finds it" outputs "$rider_pid" rider /run/box/nspid mine
t "rootless: root finds it" outputs "$rider_pid" nspid mine
t "rootless: root enters it" outputs riderhost nsenter -t mine -a hostname
t "rootless: a user's record does not lead root into another's process" fails 1 "user 4242" nspid stolen
