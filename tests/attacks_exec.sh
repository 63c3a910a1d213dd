#!/bin/sh
# What a hostile container tries against who execs into it: each attack works against a peer and fails here.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"
need root docker peer
or_end "attacks on exec"
docker_up || exit 1
docker_image bb && cp "$TOOLS/show" "$TOOLS/spy" "$CAGE/image/bin" && docker_image bb || exit 1
run()
{
	docker run -d --name "$@" bb tail -f /dev/null >/dev/null
}
run web
run users
run user
web_pid=$(docker inspect -f "{{.State.Pid}}" web)

# spied NAME look|overwrite COMMAND...: a process of container NAME watches while COMMAND runs, again and again, with a
# host's directory as its file 9; what that process got, tried and was denied is left in $TMP/spied.
spied()
{
	spied_name=$1 how=$2
	shift 2
	exec 9<"$TMP/secret"
	spied_root=/proc/$(docker inspect -f "{{.State.Pid}}" "$spied_name")/root
	rm -f "$spied_root/stop" "$TMP/spied"
	docker exec "$spied_name" /bin/spy "$how" /stop >"$TMP/spied" 9<&- &
	until_true grep -q up "$TMP/spied" || return 1
	spied_round=0
	while [ $spied_round -lt 30 ]; do
		"$@" >"$TMP/spied.out" 2>&1
		spied_round=$((spied_round + 1))
	done
	: >"$spied_root/stop"
	wait $!
	cat "$TMP/spied"
}
spied_count()	# WHAT
{
	sed -n "s/^$1 //p" "$TMP/spied"
}
got()
{
	grep -q "^got $1" "$TMP/spied"
}
tried()	# TIMES: it had that many to watch, and was denied what it tried
{
	[ "$(spied_count seen)" -ge "$1" ] && [ "$(spied_count denied)" -gt 0 ]
}
mkdir "$TMP/secret"
echo topsecret >"$TMP/secret/file"
docker run -d --name nnp --security-opt no-new-privileges bb tail -f /dev/null >/dev/null

# --- /proc/self/exe overwritten (CVE-2019-5736): PROG is "#!/proc/self/exe", so the kernel runs
# again what came in, now a process of the container's; that holds its file and writes to it later
docker exec web sh -c 'printf "#!/proc/self/exe\n" >/evil; chmod +x /evil'
peer_overwritten()
{
	cp "$TOOLS/naive" "$TMP/naive" && spied web overwrite "$TMP/naive" "$web_pid" /evil && [ "$(spied_count wrote)" -gt 0 ] &&
		[ "$(head -c 5 "$TMP/naive")" = PWNED ]
}
t "an exec with no sealed copy: its file is overwritten"	peer_overwritten
ours_stays()
{
	md5sum "$TOP/build/full/busyns" >"$TMP/sum"
	for try in 1 2 3 4 5 6 7 8; do		# on a busy machine it may look too late each time
		spied web overwrite nsexec web /evil && [ "$(spied_count wrote)" = 0 ] || return 1
		[ "$(spied_count kept_out)" = 0 ] || break
		echo "not caught in the act, try $try"
	done
	got 'exe /memfd:nsexec' && [ "$(spied_count kept_out)" -gt 0 ] && md5sum "$TOP/build/full/busyns" | cmp - "$TMP/sum"
}
t "nsexec's is as it was, to the same attacker"		ours_stays
tool_is_sealed()
{
	cp /bin/busybox "$TMP/busybox"
	before=$(md5sum <"$TMP/busybox")
	nsexec --tool "$TMP/busybox" web sh -c 'exec 9</proc/self/exe
		{ echo PWNED >/proc/self/fd/9; } 2>/dev/null; { echo PWNED >/proc/self/exe; } 2>/dev/null; true'
	[ "$(md5sum <"$TMP/busybox")" = "$before" ] && nsexec --tool "$TMP/busybox" web readlink /proc/self/exe | grep -q memfd
}
t "a tool runs from a sealed copy"			tool_is_sealed

# --- a host's directory on a file number (CVE-2024-21626)
peer_leaks()
{
	exec 9<"$TMP/secret"
	"$PEER/nsenter" -t "$web_pid" -a cat /proc/self/fd/9/file | grep -q topsecret
}
ours_not()
{
	exec 9<"$TMP/secret"
	capture nsexec "$@" web cat /proc/self/fd/9/file ../../../file
	[ "$status" != 0 ] && ! grep -q topsecret "$TMP/out" || show
}
t "util-linux's nsenter lets a host's directory in"	peer_leaks
t "nsexec does not"					ours_not
t "nor as working directory"				ours_not -w /proc/self/fd/9
cwd_out()
{
	exec 9<"$TMP/secret"
	fails 126 "/proc/self/fd/9" nsexec -w /proc/self/fd/9 web pwd
}
t "which is refused"					cwd_out

# --- PROG's interpreter is a path that leads out of a directory of ours: the kernel opens it before it closes any file
docker exec web sh -c 'for n in $(seq 3 60); do printf "#!/proc/self/fd/%s/../../../../..%s\n" $n '"$TMP/secret/echo"' >/via$n; chmod +x /via$n; done
	printf "#!/proc/self/fd/9/echo\n" >/via; chmod +x /via'
cp "$(command -v busybox)" "$TMP/secret/echo"
peer_leads_out()
{
	exec 9<"$TMP/secret"
	"$PEER/nsenter" -t "$web_pid" -a /via | grep /via
}
t "util-linux's nsenter runs a file of the host's that PROG names"	peer_leads_out
ours_does_not()	# COMMAND...
{
	exec 9<"$TMP/secret"
	for n in '' $(seq 3 60); do
		! "$@" "/via$n" 2>&1 | grep "^/via" || return 1
	done
}
t "nsexec does not"					ours_does_not nsexec web
t "nor on a terminal"					ours_does_not nsexec -t web
t "nor where files are let through"			ours_does_not nsexec --preserve-fds 6 web
t "nor without close_range (before 5.9)"		ours_does_not "$TOOLS/nosys" close_range -- \
	nsexec --security-opt seccomp=unconfined web
t "nor does nsenter"					ours_does_not nsenter -t "$web_pid" -a
cp -a "$CAGE/image" "$TMP/rooted" && cp -p "/proc/$web_pid/root/via"* "$TMP/rooted"
t "nor nsrun"						ours_does_not nsrun --uts private --rootfs "$TMP/rooted"

# --- no environment of ours
t "nsenter brings our environment"			outputs s3cret env TOKEN=s3cret "$PEER/nsenter" -t "$web_pid" -a \
	/bin/busybox sh -c 'echo "$TOKEN"'
t "nsexec does not"					outputs '' env TOKEN=s3cret nsexec web sh -c 'echo -n "$TOKEN"'

# --- passwd is a FIFO
docker exec users sh -c 'rm /etc/passwd; mkfifo /etc/passwd'
t "docker exec hangs at a passwd that is a FIFO"	exits 124 timeout -s KILL -k 1 3 sh -c 'timeout 2 docker exec users true'
t "nsexec does not"					timeout 5 nsexec users true
t "a name is then refused"				fails 125 "read /etc/passwd inside" timeout 5 nsexec -u app users true
nsexec users sh -c 'rm /etc/passwd; echo app:x:5:5::/:/bin/sh >/etc/passwd'
start perl -e '$SIG{IO} = "IGNORE"; $| = 1; open(F, "<", $ARGV[0]) && fcntl(F, 1024, 1) || die $!; print "leased\n"; sleep' \
	"/proc/$(nspid users)/root/etc/passwd"
t "nor at one that is leased"				timeout 5 nsexec users true
kill -9 "$pid"
nsexec users sh -c 'ln -sf "$(seq 200 | tr -d "\n")" /etc/passwd; ln -sf /etc/passwd /dev/null'
t "a link whose text is no name is none"		nsexec users true
docker kill users >/dev/null

# --- a uid of 4294967296
docker exec user sh -c 'echo "big:x:4294967296:0::/:/bin/sh" >>/etc/passwd'
t "docker takes a uid of 4294967296 for root"		outputs 0 docker exec -u 4294967296 user id -u
t "nsexec refuses it"					fails 125 "not a user or group id" nsexec -u 4294967296 user id -u
t "and a line that has it"				fails 125 "no valid id" nsexec -u big user id -u

# --- what comes in is looked at and taken hold of, before it is PROG (CVE-2016-9962)
peer_spied()
{
	spied web look "$TOOLS/naive" "$web_pid" /bin/true && got 'secret: topsecret' && got ptrace && got mem && got "exe .*/naive"
}
t "an exec that is dumpable: its files, memory and itself are got"	peer_spied
ours_unseen()
{
	spied "$1" look nsexec "$1" true && tried 20 && ! got .
}
t "nsexec, to the same attacker: nothing is"		ours_unseen web
t "nor with no_new_privs"				ours_unseen nnp

# --- the host's /dev/null
t "docker exec's standard input is a /dev/null of another's"	sh -c 'docker exec web stat -L -c %D:%i /proc/self/fd/0 /dev/null | uniq | wc -l | grep -qx 2'
safe_null()
{
	nsexec web chmod 600 /proc/self/fd/0
	[ "$(stat -c %a /dev/null)" = 666 ] && outputs 600 nsexec web stat -c %a /dev/null && nsexec web chmod 666 /dev/null
}
t "nsexec's is the container's own"			safe_null
docker run -d --name fifo bb tail -f /dev/null >/dev/null
t "where that is no device, an end is read"		sh -c 'nsexec fifo sh -c "rm /dev/null; mkfifo /dev/null" && timeout 5 nsexec fifo cat && ! timeout 5 nsexec -d fifo true 2>/dev/null'
docker kill fifo >/dev/null

# --- a file of the host's as input or output: root inside opens it anew by /proc/self/fd, or changes its mode
file_given()	# COMMAND...
{
	echo 'echo ours' >"$TMP/script"
	: >"$TMP/log" && cp -a /dev/null "$TMP/null" && chmod 600 "$TMP/log"
	"$@" sh -c 'echo theirs >/proc/self/fd/0; chmod 4777 /proc/self/fd/1 2>/proc/self/fd/2; chmod 0 /proc/self/fd/2; echo said' \
		<"$TMP/script" >"$TMP/log" 2>"$TMP/null"
	grep -q theirs "$TMP/script" && [ "$(stat -c %a "$TMP/log" "$TMP/null" | xargs)" = "4777 0" ]
}
t "nsenter: it is written to, and its mode changed"	file_given "$PEER/nsenter" -t "$web_pid" -a
file_kept()
{
	! file_given nsexec -i web && [ "$(cat "$TMP/script" "$TMP/log" | xargs)" = "echo ours said" ] &&
		[ "$(stat -c %a "$TMP/log" "$TMP/null" | xargs)" = "600 666" ]
}
t "nsexec: it is not"					file_kept
fifo_given()	# COMMAND...: root inside writes to what it had to read, and gives others what they may not have
{
	rm -f "$TMP/named"
	mkfifo -m 600 "$TMP/named"
	exec 8<>"$TMP/named"
	echo ours >&8
	"$@" sh -c 'read -r line; echo "theirs, not $line" >/proc/self/fd/0; chmod 666 /proc/self/fd/0' <"$TMP/named" 2>/dev/null
	read -r line <&8 || return
	exec 8<&-
	[ "$line" = "theirs, not ours" ] && [ "$(stat -c %a "$TMP/named")" = 666 ]
}
t "nor is a FIFO with a name safe in there"	fifo_given "$PEER/nsenter" -t "$web_pid" -a
fifo_kept()
{
	mkfifo -m 600 "$TMP/kept"
	start sh -c 'echo up; exec cat "$1" >"$2"' - "$TMP/kept" "$TMP/read"
	nsexec web sh -c 'echo said; chmod 666 /proc/self/fd/1 /proc/self/fd/2' >"$TMP/kept" 2>&1
	wait "$pid"
	[ "$(cat "$TMP/read")" = said ] && [ "$(stat -c %a "$TMP/kept")" = 600 ] && mkfifo -m 600 "$TMP/in" || return 1
	echo ours >"$TMP/in" &
	outputs "ours" nsexec -i web sh -c 'cat; echo theirs >/proc/self/fd/0; chmod 666 /proc/self/fd/0' <"$TMP/in" &&
		[ "$(stat -c %a "$TMP/in")" = 600 ]
}
t "nsexec's stays outside, too"			fifo_kept
t "a directory is not handed on as input"		outputs no nsexec -i web sh -c 'cat /proc/self/fd/0/etc/hostname 2>/dev/null || echo no' </

# --- paused
docker pause web >/dev/null
t "nsenter runs in a paused container"			exits 0 "$PEER/nsenter" -t "$web_pid" -m -p /bin/busybox true
t "nsexec refuses, before it would be frozen"		fails 125 "paused" timeout 5 nsexec web true
docker unpause web >/dev/null
t "and enters it afterwards"				exits 0 nsexec web true
