#!/bin/sh
# The same commands through each engine's own exec and through nsexec, on the same containers: what PROG sees.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"
. "${0%/*}/rigs.sh"

need rigs
or_end "nsexec beside every engine's exec"

# What differs and is meant to: PEER, when (a pattern of "CONTAINER OPTION..."), the line's key (a
# regular expression), and why.  README.md lists and argues them.
meant()
{
	sed 's/[	 ]*#.*//; /^$/d' <<-'END'
	*	*		sig.pdeath		# PROG ends when nsexec is killed; theirs lives on
	docker	*-d*		std.[12]		# nobody reads what a detached PROG writes: it is /dev/null
	podman	*-d*		std.[12]
	docker	strict*-u*	groups			# --group-add is for the container's own user, as with podman
	docker	strict*-u?root*	cap.(eff|prm)		# root has what the container's bounding set holds, as with podman
	podman	*		groups			# podman 4.3 leaves the primary group out; newer ones do not
	podman	strict*		cap.(amb|inh|eff|prm)	# no ambient or inheritable capability, ever (CVE-2022-24769)
	podman	mapped*		env.HOSTNAME=.*		# in podman's own record, though its exec leaves it out
	runc	*-u*		groups			# runc leaves the primary group out, and keeps the other user's
	runc	user*		umask			# runc 1.1's exec forgets the container's
	crun	*		(cwd|oom|rlimit.[47])	# crun 1.8's exec forgets what the container was made with
	crun	*		leader			# it leaves PROG in crun's session, which is outside
	crun	user*		(uid|gid|groups|umask|nnp|cap.(eff|prm)|env.HOME=.*)
	crun	*-e*		env.(PATH|SPACED|TERM|HOME)=.*	# with -e it drops all other variables
	lxc	*		env.*			# lxc-attach hands over the host's environment
	lxc	*		fd			# and the files that happen to be open
	lxc	*		sig.ignored		# and what its caller ignores
	lxc	*		leader			# and leaves PROG in the host's session
	lxc	*		cgroup			# in v2 it is beside init, in .lxc
	END
}

# --- the containers: as much as can be asked of each engine is other than its default

image_make
cp "$TOOLS/show" "$CAGE/image/bin/show"
printf '#!/no/such/interpreter\n' >"$CAGE/image/bin/broken"
chmod 755 "$CAGE/image/bin/broken"
: >"$CAGE/image/bin/plain"
sed -i 's/^log:.*/&,other/' "$CAGE/image/etc/group"
echo 'other:x:1002:' >>"$CAGE/image/etc/group"
echo 'other:x:1002:1002:another:/tmp:/bin/sh' >>"$CAGE/image/etc/passwd"
rig_up || exit 1

set -- --network none --hostname inside -e COLOUR=blue -e 'SPACED=two words' -w /srv
docker run -d --name plain "$@" bb tail -f /dev/null >/dev/null
podman_run plain "$@"
set -- "$@" --cap-drop ALL --cap-add CHOWN --cap-add KILL --security-opt no-new-privileges --ulimit nofile=512:512 \
	--oom-score-adj 300 --user app --group-add 4321
docker run -d --name strict "$@" bb tail -f /dev/null >/dev/null
podman_run strict "$@" --ulimit nproc=1000:1000
docker run -d --name open --network none --security-opt seccomp=unconfined --pid host --ipc host --uts host \
	--cgroupns private bb tail -f /dev/null >/dev/null
podman_run mapped --uidmap 0:300000:65536 --gidmap 0:300000:65536

# what an OCI runtime can be told
oci='.process.env += ["COLOUR=blue", "SPACED=two words"] | .process.cwd = "/srv" | .hostname = "inside"
	| .process.capabilities = (["CAP_CHOWN", "CAP_KILL", "CAP_SETUID", "CAP_SETGID"] as $caps | {bounding: $caps, effective: $caps, permitted: $caps})
	| .process.oomScoreAdj = 200 | .process.noNewPrivileges = false
	| .process.rlimits = [{type: "RLIMIT_NOFILE", soft: 600, hard: 600}, {type: "RLIMIT_CORE", soft: 0, hard: 0}]
	| .linux.namespaces += [{type: "cgroup"}]'
filter=' | .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", architectures: ["SCMP_ARCH_X86_64"],
	syscalls: [{names: ["unshare", "keyctl", "bpf"], action: "SCMP_ACT_ERRNO", errnoRet: 1}]}'
user=' | .process.user = {uid: 1000, gid: 1001, additionalGids: [1001, 4321], umask: 23} | .process.noNewPrivileges = true'
runc_run plain-runc "$oci$filter"
runc_run user-runc "$oci$filter$user"
crun_run plain-crun "$oci$filter"
crun_run user-crun "$oci$filter$user"
lxc_run plain-lxc 'lxc.cap.drop = sys_admin sys_module' 'lxc.environment = COLOUR=blue'

docker run -d --name remote --network container:plain --pid container:plain --ipc none bb tail -f /dev/null >/dev/null
printf 'FROM_FILE=1\n# no\n\nCOLOUR=file\n' >"$TMP/envs"

# --- the comparison

KEYS='uid gid groups cap securebits nnp seccomp filters denied secure dumpable cwd root umask host ns sig nice rlimit
	std fd cgroup oom label personality leader ppid env tty'


# peer_words PEER CONTAINER [OPTION]...: the engine's command for it, in $words, one a line
peer_words()
{
	peer=$1 name=$2
	shift 2
	case $peer in
	docker|podman)	set -- "$peer" exec "$@" "$name" ;;
	runc|crun)
		for word do
			shift
			case $word in -w) word=--cwd ;; -i) continue ;; -it) word=-t ;; esac
			set -- "$@" "$word"
		done
		set -- "$peer" exec "$@" "$name"
		[ "$peer" = runc ] || [ -z "$crun_keeper" ] || set -- nsenter --mount="/proc/$crun_keeper/ns/mnt" "$@" ;;
	lxc)	set -- lxc-attach -n "$name" -- ;;	# always with its stdin
	esac
	words=$(printf '%s\n' "$@")
}

# seen FILE CMD...: what CMD, which runs show there, lets it see
seen()
{
	seen_file=$1
	shift
	rm -f "$root/tmp/seen" "$seen_file"
	if [ -n "$on_terminal" ]; then
		pty "$@" </dev/null >"$TMP/out" 2>&1 || { cat "$TMP/out"; return 1; }
	else
		echo typed | "$@" 2>&1 | cat >"$TMP/out"
	fi
	until_true test -s "$root/tmp/seen" || { cat "$TMP/out"; return 1; }
	# whose child it is matters only where that one is inside; most peers set the size too late, and
	# give the last terminal back too late, at random
	sed 's/^ppid [1-9].*/ppid other/; /^tty.size /d; s,^tty /dev/pts/[0-9]*,tty /dev/pts/N,' "$root/tmp/seen" | sort >"$seen_file"
}

# same PEER CONTAINER [OPTION]...: what PROG sees is the same, but for what is meant to differ
same()
{
	on_terminal=''
	for word; do
		case $word in -t|-it) on_terminal=yes ;; esac
	done
	keys="$KEYS stdin"
	[ -z "$on_terminal" ] || keys=$KEYS		# nobody types there
	root=/proc/$(nspid "$1:$2")/root
	peer_words "$@"
	peer=$1 name=$2
	shift 2
	options=$(printf '%s\n' "$@") said=$*
	old_ifs=$IFS
	IFS='
'
	# shellcheck disable=SC2086 # one word a line
	set -- $words
	IFS=$old_ifs
	for try in 1 2 3 4 5; do
		# shellcheck disable=SC2086 # and keys are words
		seen "$TMP/peer" "$@" /bin/show -o /tmp/seen $keys || { echo "$peer itself"; return 1; }
		# podman loses its input at times
		grep -q '^stdin nothing' "$TMP/peer" || break
		echo "input lost, try $try"
	done
	IFS='
'
	# shellcheck disable=SC2086 # one word a line
	set -- $options
	IFS=$old_ifs
	# shellcheck disable=SC2086 # keys are words
	seen "$TMP/ours" nsexec "$@" "$peer:$name" /bin/show -o /tmp/seen $keys || return 1
	diff "$TMP/peer" "$TMP/ours" | sed -n 's/^[<>] /&/p' >"$TMP/diff"
	meant >"$TMP/rows"
	echo '^$' >"$TMP/known"
	while read -r of when key; do
		# shellcheck disable=SC2254 # patterns
		case $peer in $of) ;; *) continue ;; esac
		# shellcheck disable=SC2254 # patterns
		case "$name $said" in $when) ;; *) continue ;; esac
		echo "^[<>] $key([ .]|\$)" >>"$TMP/known"
		! grep -qE "^[<>] $key([ .]|\$)" "$TMP/diff" || echo "$of $when $key" >>"$TMP/met"
	done <"$TMP/rows"
	! grep -vEf "$TMP/known" "$TMP/diff"
}

# ends PEER CONTAINER THEIRS OURS CMD...: the statuses of both
ends()
{
	peer=$1 name=$2 theirs=$3 ours=$4
	shift 4
	peer_words "$peer" "$name"
	# shellcheck disable=SC2086 # no word has a space
	exits "$theirs" $words "$@" || { echo "$peer itself"; return 1; }
	exits "$ours" nsexec "$peer:$name" "$@"
}

# says PEER CONTAINER OPTION...: the bytes of both streams are kept apart and whole
says()
{
	peer=$1 name=$2
	capture nsexec "$peer:$name" /bin/sh -c 'head -c 300000 /dev/zero; echo err >&2'
	[ "$status" = 0 ] && [ "$(wc -c <"$TMP/out")" = 300000 ] && [ "$(cat "$TMP/err")" = err ]
}

# sized: the window's size is there from the start
sized()
{
	rm -f "$root/tmp/seen"
	pty nsexec -it docker:plain show -o /tmp/seen tty.size </dev/null && [ "$(cat "$root/tmp/seen")" = "tty.size 80x24" ]
}

# each_used: no row of the table is about a difference that is none
each_used()
{
	meant | while read -r of when key; do
		grep -qxF "$of $when $key" "$TMP/met" || { echo "nothing of $of, $when, differs in $key"; exit 1; }
	done
}

TERM=xterm
export TERM
trap '' ALRM		# who calls ignores something
exec 9</dev/null	# and has a file open
: >"$TMP/met"
need nsexec

for peer in docker podman; do
	for name in plain strict; do
		t "$peer: $name" same $peer $name
		t "$peer: $name, -i" same $peer $name -i
		t "$peer: $name, on a terminal" same $peer $name -it
		t "$peer: $name, detached" same $peer $name -d
		t "$peer: $name, as root" same $peer $name -u root
		t "$peer: $name, as a user of its passwd" same $peer $name -u other
		t "$peer: $name, as that user's number" same $peer $name -u 1002
		t "$peer: $name, on a terminal as that user" same $peer $name -it -u other
		t "$peer: $name, as a user with one group" same $peer $name -u app:log
		t "$peer: $name, as a number and a number" same $peer $name -u 1000:1000
		t "$peer: $name, as nobody's number" same $peer $name -u 77
		t "$peer: $name, with variables" same $peer $name -e COLOUR=red -e NEW=1 -e "SPACED=a b"
		t "$peer: $name, with a file of variables" same $peer $name --env-file "$TMP/envs"
		t "$peer: $name, elsewhere" same $peer $name -w /tmp
	done
done
t "docker: the host's PIDs, no filter" same docker open
t "docker: another's network and PIDs" same docker remote
t "podman: mapped ids" same podman mapped
t "podman: mapped ids, on a terminal" same podman mapped -it
t "podman: mapped ids, as a user" same podman mapped -u app
t "podman: privileged" same podman plain --privileged
t "podman: privileged, as a user" same podman plain --privileged -u app
for name in plain user; do
	t "runc: $name" same runc $name-runc -i
	t "runc: $name, on a terminal" same runc $name-runc -it
	t "runc: $name, as a number and a number" same runc $name-runc -i -u 1002:1002
	t "runc: $name, with variables" same runc $name-runc -i -e COLOUR=red -e NEW=1
	t "runc: $name, elsewhere" same runc $name-runc -i -w /tmp
	t "crun: $name" same crun $name-crun -i
	t "crun: $name, on a terminal" same crun $name-crun -it
	t "crun: $name, with variables" same crun $name-crun -i -e COLOUR=red -e NEW=1
done
t "lxc: plain" same lxc plain-lxc -i

# --- how it ends

while read -r peer name missing plain; do
	t "$peer: PROG's own status" ends "$peer" "$name" 7 7 /bin/sh -c 'exit 7'
	t "$peer: PROG that a signal ends" ends "$peer" "$name" 143 143 /bin/sh -c 'kill -TERM $$'
	t "$peer: PROG that is killed" ends "$peer" "$name" 137 137 /bin/sh -c 'kill -KILL $$'
	t "$peer: no such PROG" ends "$peer" "$name" "$missing" 127 /no/such
	t "$peer: PROG cannot be run" ends "$peer" "$name" "$plain" 126 /bin/plain
	t "$peer: PROG is a directory" ends "$peer" "$name" "$plain" 126 /tmp
	t "$peer: both streams, whole" says "$peer" "$name"
done <<-'END'
	docker	plain		126	126
	podman	plain		127	126
	runc	plain-runc	255	255
	crun	plain-crun	255	255
	lxc	plain-lxc	127	126
END
root=/proc/$(nspid docker:plain)/root
t "the terminal's size is there from the start" sized
t "what is meant to differ does" each_used
