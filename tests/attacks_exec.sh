#!/bin/sh
# What a hostile container tries against who execs into it: each attack works against a peer and fails here.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"
need root docker peer
if [ -n "$t_skip" ]; then
	t "attacks on exec" true
	exit 0
fi
docker_up || exit 1
docker_image bb && cp "$TOOLS/show" "$CAGE/image/bin" && docker_image bb || exit 1
run()
{
	docker run -d --name "$@" bb tail -f /dev/null >/dev/null
}
run web
run users
run user
web_pid=$(docker inspect -f "{{.State.Pid}}" web)

# --- /proc/self/exe overwritten (CVE-2019-5736): PROG is "#!/proc/self/exe", so the kernel runs
# again what came in, now a process of the container's; that holds its file and writes to it later
evil()
{
	docker exec web sh -c 'printf "#!/proc/self/exe\n" >/evil; chmod +x /evil; rm -f /seen.exe'
}
exe_is()
{
	evil
	docker exec -d web sh -c 'while [ ! -s /seen.exe ]; do for d in /proc/[0-9]*; do
		case $(readlink $d/exe) in *nsexec*|*busyns*) readlink $d/exe; { echo PWNED >$d/exe; } 2>&1; esac
	done; done >/seen.exe 2>&1'
	for _ in 1 2 3 4 5 6 7 8 9 10; do nsexec web /evil >/dev/null 2>&1; done
	docker exec web sh -c 'cat /seen.exe; echo x >>/seen.exe' >"$TMP/exe"
	md5sum "$TOP/build/full/busyns" | cmp - "$TMP/sum"
}
md5sum "$TOP/build/full/busyns" >"$TMP/sum"
t "this program's file is as it was"			exe_is
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
mkdir "$TMP/secret"
echo topsecret >"$TMP/secret/file"
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

# --- no environment of ours
t "nsenter brings our environment"			outputs s3cret env TOKEN=s3cret "$PEER/nsenter" -t "$web_pid" -a \
	/bin/busybox sh -c 'echo "$TOKEN"'
t "nsexec does not"					outputs '' env TOKEN=s3cret nsexec web sh -c 'echo -n "$TOKEN"'

# --- passwd is a FIFO
docker exec users sh -c 'rm /etc/passwd; mkfifo /etc/passwd'
t "docker exec hangs at a passwd that is a FIFO"	exits 124 timeout -s KILL -k 1 3 sh -c 'timeout 2 docker exec users true'
t "nsexec does not"					timeout 5 nsexec users true
t "a name is then refused"				fails 125 "read /etc/passwd inside" timeout 5 nsexec -u app users true
docker kill users >/dev/null

# --- a uid of 4294967296
docker exec user sh -c 'echo "big:x:4294967296:0::/:/bin/sh" >>/etc/passwd'
t "docker takes a uid of 4294967296 for root"		outputs 0 docker exec -u 4294967296 user id -u
t "nsexec refuses it"					fails 125 "not a user or group id" nsexec -u 4294967296 user id -u
t "and a line that has it"				fails 125 "no valid id" nsexec -u big user id -u

# --- what comes in is not to be looked at
in_the_window()
{
	# with every step of it slow, a watcher with the container's own capabilities looks at each process
	docker exec -d web sh -c 'while :; do for d in /proc/[0-9]*; do
		case $d in /proc/1|/proc/$$) continue ;; esac
		l=$(readlink $d/exe) && echo "$l"; ls -l $d/fd/ 2>/dev/null; done; done >>/seen 2>/dev/null'
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do nsexec web true || return 1; done
	docker exec web cat /seen >"$TMP/seen"
	[ -s "$TMP/seen" ] && ! grep -E 'nsexec|memfd|/proc/[0-9]+$' "$TMP/seen"
}
t "nothing of what comes in can be seen inside"		in_the_window

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

# --- paused
docker pause web >/dev/null
t "nsenter runs in a paused container"			exits 0 "$PEER/nsenter" -t "$web_pid" -m -p /bin/busybox true
t "nsexec refuses, before it would be frozen"		fails 125 "paused" timeout 5 nsexec web true
docker unpause web >/dev/null
t "and enters it afterwards"				exits 0 nsexec web true
