#!/bin/sh
# Rootless podman's containers, with every map that it makes: podman exec beside nsexec, as their user and as root.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"
. "${0%/*}/rigs.sh"

need rigs newuidmap
or_end "nsexec beside rootless podman's exec"
image_make
cp "$TOOLS/show" "$CAGE/image/bin/show"
podman_up && crun_up || exit 1

home=$CAGE/rider
chmod 711 "$CAGE" "$CAGE/podman"
mkdir -p "$home/bin" /run/user/4242
echo "rider:x:4242:4242::$home:/bin/sh" >>/etc/passwd
echo rider:x:4242: >>/etc/group
echo rider:700000:65536 | tee -a /etc/subuid >>/etc/subgid
cp "$BUILD/full/busyns" "$home/bin/busyns"
cp "$TOOLS/pty" "$home/bin/pty"
chmod 755 "$home/bin/busyns"
for applet in nsexec nsenter nspid; do ln -s busyns "$home/bin/$applet"; done
chown -R 4242:4242 "$home" /run/user/4242

rider()
{
	setpriv --reuid 4242 --regid 4242 --clear-groups env -i HOME="$home" XDG_RUNTIME_DIR=/run/user/4242 \
		PATH="$home/bin:/usr/bin:/bin:/usr/sbin" CONTAINERS_CONF="$CAGE/podman/containers.conf" "$@"
}
rider_podman()
{
	(
		cd / || exit 1
		# it starts crun, as crun() does
		[ -z "$crun_keeper" ] || setpriv() { "$PEER/nsenter" --mount="/proc/$crun_keeper/ns/mnt" setpriv "$@"; }
		rider podman --storage-driver vfs --runtime crun "$@"
	)
}
tar -C "$CAGE/image" -c . | rider_podman import -q - localhost/bb >/dev/null 2>&1 || exit 1

# made NAME [OPTION]...: a container of the user's; theirs cannot copy a seccomp filter
made()
{
	made_name=$1
	shift
	rider_podman run -d --cgroups=disabled --security-opt seccomp=unconfined --name "$made_name" "$@" \
		localhost/bb tail -f /dev/null >/dev/null || exit 1
}

# seen FILE CMD...: what PROG sees, its variables in no order; podman 4.3's exec has no HOSTNAME, and leaves
# the primary group out
seen()
{
	seen_file=$1
	shift
	"$@" show uid gid groups cap nnp cwd root umask host oom personality ns env >"$seen_file.raw" 2>&1 || {
		cat "$seen_file.raw"
		return 1
	}
	sed '/^env HOSTNAME=/d; /^groups/d' "$seen_file.raw" | sort >"$seen_file"
}

# same [OPTION]...: as podman exec of $map, for its user and for root
same()
{
	seen "$TMP/theirs" rider_podman exec "$@" "$map" && seen "$TMP/users" rider nsexec "$@" "podman:$map" &&
		seen "$TMP/roots" nsexec "$@" "podman:$map" && diff "$TMP/theirs" "$TMP/users" && diff "$TMP/theirs" "$TMP/roots"
}

# opened: PROG opens what it writes to by its name, as servers do with their logs
opened()
{
	for who in root rider; do
		for user in '' -uapp; do
			run=''
			[ $who = root ] || run=rider
			# shellcheck disable=SC2086	# words
			$run nsexec $user "podman:$map" sh -c 'echo out >/dev/stdout; echo err >/dev/stderr' >"$TMP/file" 2>&1
			[ "$(xargs <"$TMP/file")" = "out err" ] || { cat "$TMP/file"; return 1; }
		done
	done
}

for map in host keep-id keep-id-as nomap uidmap crossed holes app inside; do
	case $map in
	host)	set -- ;;
	keep-id) set -- --userns=keep-id ;;
	keep-id-as) set -- --userns=keep-id:uid=200,gid=210 ;;
	nomap)	set -- --userns=nomap ;;
	uidmap)	set -- --uidmap 0:1:2000 --gidmap 0:1:2000 ;;
	crossed) set -- --uidmap 0:1:1 --uidmap 1:0:1 --uidmap 2:2:2000 ;;
	holes)	set -- --uidmap 0:1:10 --gidmap 0:1:10 --uidmap 1000:1000:10 --gidmap 1000:1000:10 --user 1000:1000 ;;
	app)	set -- --userns=keep-id --user app --group-add 4321 -w /srv -e COLOUR=blue ;;
	inside)	set -- --userns=container:uidmap ;;
	esac
	made $map "$@"
	t "$map: as podman exec" same
	t "$map: PROG opens its output anew" opened
	t "$map: as a user of its, elsewhere, with a variable" same -u app -w /tmp -e MORE=1
done

map=nomap
on_terminal()
{
	rider pty nsexec -it podman:nomap sh -c 'tty && id -u' </dev/null >"$TMP/out" 2>&1
	grep -q "^/dev/pts/" "$TMP/out" && grep -q "^0" "$TMP/out" || { cat "$TMP/out"; return 1; }
}
t "on a terminal"		on_terminal
t "nsenter -a -e"		eval 'rider nsenter -t podman:nomap -a -e env >"$TMP/out" && grep -qx container=podman "$TMP/out"'
t "a tool of ours"		outputs 0 rider nsexec --tool /bin/busybox podman:nomap id -u
t "container:podman:NAME is it, too" outputs "$(rider nspid podman:nomap)" rider nspid container:podman:nomap
t "another user may not"	fails 125 "nsexec: " setpriv --reuid 4243 --clear-groups "$home/bin/nsexec" \
	"$(rider nspid podman:nomap)" true

# its own user cannot copy a filter: that is said, with what goes without
rider_podman run -d --cgroups=disabled --name filtered --userns=nomap localhost/bb tail -f /dev/null >/dev/null || exit 1
t "a seccomp filter is not left out unasked" fails 125 "--security-opt seccomp=unconfined goes without" rider nsexec podman:filtered true
t "it is when asked"		outputs "Seccomp:	0" rider nsexec --security-opt seccomp=unconfined podman:filtered grep Seccomp: /proc/self/status
t "root copies it"		outputs "Seccomp:	2" nsexec podman:filtered grep Seccomp: /proc/self/status

# --- root's, with ids that podman chose

echo containers:1000000:1000000 | tee -a /etc/subuid >>/etc/subgid
podman_run auto --userns=auto:size=3000 || exit 1
seen "$TMP/theirs" podman exec auto
t "root's --userns=auto: as podman exec" eval 'seen "$TMP/roots" nsexec podman:auto && diff "$TMP/theirs" "$TMP/roots"'
