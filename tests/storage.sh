#!/bin/sh
# Podman whose storage was moved, root's and a user's, by storage.conf, an option or the environment: what its own
# command says is the oracle, with conmon alive and after kill -9 of it.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"
. "${0%/*}/rigs.sh"

need rigs
if [ -n "$t_skip" ]; then
	t "podman's storage, moved" false
	exit 0
fi

podman_up
unset CONTAINERS_STORAGE_CONF
mkdir -p /etc/containers /run/box
rm -f /etc/containers/storage.conf
cp "$(readlink -f "$BIN/nspid")" /run/box/nspid

moved()		# NAME: a place for storage, that overlays can lie on
{
	mkdir -p "/run/$1"
	mount -t tmpfs -o mode=777 "$1" "/run/$1"
	cp "$CAGE/image.tar" "/run/$1"
}
tar -C "$CAGE/image" -c . >"$CAGE/image.tar"

asked()		# FIELD NAME, as podman said: 1 the ID, 2 the PID, 3 conmon's
{
	sed -n "s/^$2 //p" "$TMP/notes" | cut -d ' ' -f "$1"
}
runs()		# NAME
{
	capture nspid "$1"
	[ "$status" = 0 ] && [ "$(cat "$TMP/out")" = "$(asked 2 "$1")" ] && [ ! -s "$TMP/err" ] || show
}
is_podmans()	# NAME...: in the list, as podman's, once
{
	nsps -a -n --no-trunc -o ENGINE,ID,NAME >"$TMP/list" || return 1
	for name; do
		[ "$(grep -c "$(asked 1 "$name")" "$TMP/list")" = 1 ] &&
			grep -q "^podman *$(asked 1 "$name") *$name\$" "$TMP/list" || { cat "$TMP/list"; return 1; }
	done
}
gone()
{
	[ ! -e "/proc/$1/exe" ]
}
orphaned()	# NAME...: kill -9 of their conmon
{
	for name; do
		keeper=$(asked 3 "$name")
		kill -9 "$keeper" && until_true gone "$keeper"
	done
}

# start_all DIR PREFIX: PREFIX1 runs, PREFIX2 is volatile, PREFIX3 was stopped, PREFIX4 never started
start_all()
{
	# shellcheck disable=SC2086
	{
		$podman import -q "$1/image.tar" localhost/bb >/dev/null
		$podman run -d --name "$2"1 $options localhost/bb tail -f /dev/null
		$podman run -d --name "$2"2 --rm $options localhost/bb tail -f /dev/null
		$podman run -d --name "$2"3 $options localhost/bb tail -f /dev/null
		$podman stop -t 0 "$2"3
		$podman create --name "$2"4 $options localhost/bb true
	} >/dev/null
	# shellcheck disable=SC2086
	$podman inspect -f '{{.Name}} {{.Id}} {{.State.Pid}} {{.State.ConmonPid}}' "$2"1 "$2"2 "$2"3 "$2"4 >>"$TMP/notes"
}
found()		# WHAT PREFIX
{
	t "$1: one that runs"		runs "$2"1
	t "$1: a volatile one"		runs "$2"2
	t "$1: by its engine"		outputs "$(asked 2 "$2"1)" nspid "podman:$2"1
	t "$1: listed as podman's"	is_podmans "$2"1 "$2"2
}
found_stopped()
{
	t "$1: one that was stopped"	fails 1 "is not running" nspid "$2"3
	t "$1: one never started"	fails 1 "created" nspid "$2"4
	t "$1: these are listed"	is_podmans "$2"3 "$2"4
}

podman=podman options="--cgroup-parent /$(cage_cgroup)/libpod_parent"
moved etc
cat >/etc/containers/storage.conf <<-'END'
	# graphroot = "/run/none"
	[storage]
	driver = "overlay"
	  runroot="/run/etc/run"
	graphroot =	'/run/etc/graph' # "/run/none"
	[storage.options]
	additionalimagestores = [
	]
END
start_all /run/etc e
found "by storage.conf" e
found_stopped "by storage.conf" e
orphaned e1 e2
found "by storage.conf, conmon dead" e
found_stopped "by storage.conf, conmon dead" e

moved opt
podman="podman --root /run/opt/graph --runroot /run/opt/run"
start_all /run/opt o
found "by options" o
found_stopped "by options" o
orphaned o1 o2
found "by options, conmon dead" o

moved env
printf '[storage]\ndriver = "overlay"\nrunroot = "/run/env/run"\ngraphroot = "/run/env/graph"\n' >"$CAGE/env.conf"
podman="env CONTAINERS_STORAGE_CONF=$CAGE/env.conf podman"
start_all /run/env v
orphaned v1 v2
found "by the environment, conmon dead" v
$podman stop -t 0 v1 >/dev/null
$podman kill v2 >/dev/null
# conmon would have taken these away
rm -r "/run/runc/$(asked 1 v1)" "/run/runc/$(asked 1 v2)"
podman=podman
t "by storage.conf, among others" runs e1
t "by the environment, none running: without it" fails 1 "no container 'v1'" nspid v1
t "by the environment, none running: which would help" fails 1 "CONTAINERS_STORAGE_CONF" nspid podman:v3
CONTAINERS_STORAGE_CONF=$CAGE/env.conf
export CONTAINERS_STORAGE_CONF
found_stopped "by our environment" v
t "by our environment: a volatile one" fails 1 "is not running" nspid v2
t "by our environment: those of storage.conf, too" runs e1
CONTAINERS_STORAGE_CONF=$CAGE/none.conf
t "by our environment: no such file" runs e1
unset CONTAINERS_STORAGE_CONF

# transient_store, of Podman from 4.4 on, as its 5.4 leaves it: both lists and bundles are in runroot
transient()	# NAME: so is that one now
{
	kept=/run/etc/graph/overlay-containers passing=/run/etc/run/overlay-containers
	mv "$kept/$(asked 1 "$1")/userdata/config.json" "$passing/$(asked 1 "$1")/userdata/"
	cp $kept/containers.json "$TMP/containers.json"
	jq -c --arg name "$1" 'map(select(.names == [$name]))' "$TMP/containers.json" >$passing/volatile-containers.json
	jq -c --arg name "$1" 'map(select(.names != [$name]))' "$TMP/containers.json" >$kept/containers.json
}
transient e2
t "a transient one" runs e2
t "a transient one: listed" is_podmans e1 e2
t "a transient one: its command" prints "tail -f" nsps -a -f name=e2 -o COMMAND
kill -9 "$(asked 2 e2)" && until_true gone "$(asked 2 e2)"
rm -r "/run/runc/$(asked 1 e2)"
t "a transient one that ended" fails 1 "is not running" nspid e2

# A user's

rider()
{
	setpriv --reuid 4242 --regid 4242 --clear-groups env -i PATH="$PATH" HOME=/run/rider XDG_RUNTIME_DIR=/run/user/4242 "$@"
}
mkdir -p /run/rider/.config/containers /run/user/4242
echo 'rider:x:4242:4242::/run/rider:/bin/sh' >>/etc/passwd
echo 'rider:200000:65536' >/etc/subuid
cp /etc/subuid /etc/subgid
moved home
# shellcheck disable=SC2016	# Podman's own to expand
printf '[storage]\ndriver = "vfs"\nrunroot = "/run/home/run"\ngraphroot = "$HOME/graph"\n' >/run/rider/.config/containers/storage.conf
cp "$CAGE/podman/containers.conf" /run/rider/.config/containers/
chown -R 4242:4242 /run/rider /run/user/4242
podman='rider podman' options=''
start_all /run/home r 2>"$TMP/says" || cat "$TMP/says"
found "a user's" r
found_stopped "a user's" r
t "a user's: found by that user" outputs "$(asked 2 r1)" rider /run/box/nspid r1
orphaned r1 r2
found "a user's, conmon dead" r
found_stopped "a user's, conmon dead" r
t "a user's: entered" outputs "$(asked 1 r1 | cut -c 1-12)" nsexec r1 hostname
{
	$podman stop -t 0 r1
	$podman kill r2
} >/dev/null
found_stopped "a user's, none running" r
t "a user's: which podman made where we look" test -d /run/rider/graph

# Where the user's environment has them, or none does: Podman takes to /tmp then
mv /run/rider/.config/containers/storage.conf "$TMP/rider.conf"
xdg()
{
	rider XDG_DATA_HOME=/run/home/data XDG_CONFIG_HOME=/run/home/config XDG_RUNTIME_DIR=/run/home/runtime "$@"
}
rider mkdir -p /run/home/data /run/home/config/containers /run/home/runtime
rider cp /run/rider/.config/containers/containers.conf /run/home/config/containers/
mkdir -p /run/home/tmp && chmod 1777 /run/home/tmp
podman='xdg podman'
start_all /run/home x 2>"$TMP/says" || cat "$TMP/says"
by_xdg()
{
	while read -r name id pid _; do
		case $name in
		x[12])	outputs "$pid" xdg /run/box/nspid "$name" ;;
		x[34])	fails 1 "$name is not running" xdg /run/box/nspid "$name" ;;
		esac || return 1
	done <"$TMP/notes"
}
orphaned x1 x2
t "a user's: by that user's XDG_*" by_xdg
nowhere()
{
	setpriv --reuid 4242 --regid 4242 --clear-groups env -i PATH="$PATH" HOME=/run/rider TMPDIR=/run/home/tmp "$@"
}
mv /run/user/4242 /run/home/was
# shellcheck disable=SC2016	# Podman's own to expand
sed -i 's|^driver.*|&\nrootless_storage_path = "$HOME/path"|' /etc/containers/storage.conf
podman='nowhere podman'
start_all /run/home n 2>"$TMP/says" || cat "$TMP/says"
mv /run/home/was /run/user/4242
t "a user's: by rootless_storage_path" test -d /run/rider/path
found "a user's: by rootless_storage_path, and no XDG_RUNTIME_DIR" n
t "a user's: by rootless_storage_path, found by that user" outputs "$(asked 2 n1)" nowhere /run/box/nspid n1
orphaned n1 n2
found "a user's: the same, conmon dead" n
found_stopped "a user's: the same, conmon dead" n
mv "$TMP/rider.conf" /run/rider/.config/containers/storage.conf

# What that user may write there

hostile()	# WARNING ("" none): root's are as ever
{
	capture timeout 5 nspid e1
	[ "$status" = 0 ] && [ "$(cat "$TMP/out")" = "$(asked 2 e1)" ] || show || return 1
	if [ -n "$1" ]; then grep -q "$1" "$TMP/err"; else [ ! -s "$TMP/err" ]; fi || show
}
conf=/run/rider/.config/containers/storage.conf
printf '[storage]\ngraphroot = "/run/etc/graph"\n' >$conf
t "a user's: root's storage"			hostile ""
t "a user's: root's storage, listed"		is_podmans e1 e2
printf 'graphroot = "/run/etc/graph' >$conf
t "a user's: no end"				hostile ""
printf 'graphroot\ngraphroot =\ngraphroot = "\ngraphroot = "../x"\nrunroot = ""\ngraphroot = "$HOME' >$conf
t "a user's: no value"				hostile ""
awk 'BEGIN { printf "graphroot = \"/"; for (i = 0; i < 5000; i++) printf "x"; print "\"" }' >$conf
t "a user's: a path too long"			hostile ""
rm $conf && mkfifo $conf
t "a user's: a FIFO"				hostile "read $conf: "
rm $conf && ln -s /dev/zero $conf
t "a user's: a device"				hostile "read $conf: "

# and in its runtime's state: more storages than are looked at
i=0
while [ $i -lt 300 ]; do
	id=$(printf '%064d' $i)
	mkdir -p "/run/rider/s$i/vfs-containers" "/run/user/4242/runc/$id"
	printf '{"init_process_pid":%d,"init_process_start":1,"config":{"labels":["bundle=/run/rider/s%d/vfs-containers/%s/userdata"]}}' \
		$$ $i "$id" >"/run/user/4242/runc/$id/state.json"
	i=$((i + 1))
done
rm $conf
t "a user's: three hundred storages"		hostile "user 4242"
