# Every other container engine, real, in a cage.  Source it after engine.sh; `cage "$@"` first, then:
#
#	rig_up				all of them; or podman_up, containerd_up, crun_up alone
#	podman_run NAME [OPTION]...	a container that stays, and so with each engine below
#	rig_kill9			every daemon dies as in a crash; the containers live on
#
# A container is the busybox image of engine.sh and sleeps.  Each engine keeps its state at
# its default places; its cgroups are what they would be at the root, below the cage's own.
# Nothing needs an `X_down`: it all ends with the cage.

RIG_SLEEP='exec tail -f /dev/null'

# rootfs NAME: a root file system of its own; prints its path.
rootfs()
{
	image_make
	mkdir -p "$CAGE/roots"
	cp -a "$CAGE/image" "$CAGE/roots/$1"
	echo "$CAGE/roots/$1"
}

rig_up()
{
	containerd_up && docker_up "$@" && docker_image bb && podman_up && crun_up
}

rig_kill9()
{
	containerd_kill9
	docker_kill9
}

# Podman.  It has no daemon.

podman_up()
{
	image_make
	mkdir -p "$CAGE/podman" /var/lib/containers
	# its overlays cannot lie on the cage's overlay
	mount -t tmpfs -o mode=755 containers /var/lib/containers
	cat >"$CAGE/podman/containers.conf" <<-'END'
		[containers]
		default_ulimits = []
		netns = "none"
		log_driver = "k8s-file"
		[engine]
		runtime = "runc"
		cgroup_manager = "cgroupfs"
		events_logger = "file"
	END
	printf '[storage]\ndriver = "overlay"\nrunroot = "/run/containers/storage"\ngraphroot = "/var/lib/containers/storage"\n' \
		>"$CAGE/podman/storage.conf"
	CONTAINERS_CONF=$CAGE/podman/containers.conf
	CONTAINERS_STORAGE_CONF=$CAGE/podman/storage.conf
	export CONTAINERS_CONF CONTAINERS_STORAGE_CONF
	tar -C "$CAGE/image" -c . | podman import -q - localhost/bb >/dev/null
}

podman_run()
{
	podman_name=$1
	shift
	podman run -d --name "$podman_name" --cgroup-parent "/$(cage_cgroup)/libpod_parent" "$@" \
		localhost/bb tail -f /dev/null >/dev/null
}

# containerd, its own daemon beside Docker's; started first, Docker uses it too, as on most hosts.

containerd_up()
{
	mkdir -p "$CAGE/containerd" /var/lib/containerd
	mount -t tmpfs -o mode=755 containerd /var/lib/containerd
	printf 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n' >"$CAGE/containerd/config.toml"
	containerd --config "$CAGE/containerd/config.toml" >"$CAGE/containerd/log" 2>&1 </dev/null &
	containerd_pid=$!
	until ctr version >/dev/null 2>&1; do
		if [ ! -e "/proc/$containerd_pid/exe" ]; then
			echo "# containerd does not start; the end of its log:"
			tail -n 12 "$CAGE/containerd/log" | sed 's/^/#   /'
			return 1
		fi
	done
}

containerd_kill9()
{
	kill -9 "$containerd_pid"
	wait "$containerd_pid" 2>/dev/null || :
}

# ctr_run NAMESPACE ID [FILTER]: FILTER, a jq program, edits the OCI spec.
ctr_run()
{
	bundle "$2" "/$1/$2" "${3:-.}"
	ctr -n "$1" run -d --config "$CAGE/bundles/$2/config.json" "$2" >/dev/null
}

# cri_run NAMESPACE POD CONTAINER: what a kubelet would have containerd start, the pod's
# sandbox when there is none yet.  Prints the container's ID; CONTAINER "" is the sandbox.
cri_run()
{
	cri_uid=$(cri_id "$1/$2" | sed 's/^\(.\{8\}\)\(....\)\(....\)\(....\)\(.\{12\}\).*/\1-\2-\3-\4-\5/')
	cri_sandbox=$(cri_id "$1/$2/")
	cri_filter='.annotations = {
			"io.kubernetes.cri.container-type": "sandbox",
			"io.kubernetes.cri.sandbox-id": $sandbox, "io.kubernetes.cri.sandbox-name": $pod,
			"io.kubernetes.cri.sandbox-namespace": $ns, "io.kubernetes.cri.sandbox-uid": $uid,
			"io.kubernetes.cri.sandbox-log-directory": "/var/log/pods/\($ns)_\($pod)_\($uid)" }
		| .hostname = $pod | .linux.cgroupsPath = "/\($cage)/kubepods/besteffort/pod\($uid)/\($id)" | .process.oomScoreAdj = 1000'
	if [ ! -e "$CAGE/bundles/$cri_sandbox" ]; then
		cri_start "$cri_sandbox" "$1" "$2" "" "$cri_filter"
	fi
	[ -n "$3" ] || { echo "$cri_sandbox"; return; }
	cri_pid=$(ctr -n k8s.io task ls | awk -v id="$cri_sandbox" '$1 == id { print $2 }')
	cri_start "$(cri_id "$1/$2/$3")" "$1" "$2" "$3" "$cri_filter"'
		| .annotations["io.kubernetes.cri.container-type"] = "container"
		| .annotations["io.kubernetes.cri.container-name"] = $name
		| .annotations["io.kubernetes.cri.image-name"] = "registry.example/bb:1"
		| .linux.namespaces |= map(if .type == "network" or .type == "ipc" or .type == "uts"
			then .path = "/proc/'"$cri_pid"'/ns/" + {network: "net", ipc: "ipc", uts: "uts"}[.type] else . end)
		| del(.hostname)'
	cri_id "$1/$2/$3"
}

cri_id()
{
	printf '%s' "$1" | sha256sum | cut -d ' ' -f 1
}

cri_start()	# ID NAMESPACE POD CONTAINER FILTER
{
	bundle "$1" unused "$5" --arg id "$1" --arg sandbox "$cri_sandbox" --arg ns "$2" --arg pod "$3" \
		--arg name "$4" --arg uid "$cri_uid" --arg cage "$(cage_cgroup)"
	ctr -n k8s.io run -d --config "$CAGE/bundles/$1/config.json" "$1" >/dev/null
}

# runc and crun, bare

# bundle NAME CGROUP FILTER [JQ-OPTION]...: an OCI bundle, $CAGE/bundles/NAME; it asks for no
# resource limit, since raising one may be refused here.
bundle()
{
	bundle_name=$1 bundle_cgroup=$2 bundle_filter=$3
	shift 3
	mkdir -p "$CAGE/bundles/$bundle_name"
	(cd "$CAGE/bundles/$bundle_name" && runc spec)
	bundle_root=$(rootfs "$bundle_name")
	jq --arg bundle_root "$bundle_root" --arg bundle_cgroup "/$(cage_cgroup)$bundle_cgroup" --arg bundle_sleep "$RIG_SLEEP" "$@" '
		.process.terminal = false | .process.args = ["/bin/sh", "-c", $bundle_sleep] | del(.process.rlimits)
		| .root = { path: $bundle_root } | .linux.cgroupsPath = $bundle_cgroup | '"$bundle_filter" \
		"$CAGE/bundles/$bundle_name/config.json" >"$CAGE/bundles/$bundle_name/new" &&
		mv "$CAGE/bundles/$bundle_name/new" "$CAGE/bundles/$bundle_name/config.json"
}

# runc_run NAME [FILTER], runc_create NAME [FILTER]; the same of crun
runc_run()	{ oci_make "$1" "${2:-.}" runc run -d; }
runc_create()	{ oci_make "$1" "${2:-.}" runc create; }
crun_run()	{ oci_make "$1" "${2:-.}" crun run -d; }
crun_create()	{ oci_make "$1" "${2:-.}" crun create; }

oci_make()	# NAME FILTER CMD...
{
	bundle "$1" "/$1" "$2"
	oci_name=$1
	shift 2
	rig_says "$oci_name" "$@" -b "$CAGE/bundles/$oci_name" "$oci_name"
}

# rig_says NAME CMD...: CMD, whose words, and those of the container it leaves, matter if it fails.
rig_says()
{
	rig_log=$CAGE/bundles/$1/log
	shift
	"$@" </dev/null >"$rig_log" 2>&1 || { sed 's/^/#   /' "$rig_log"; return 1; }
}

# crun_up: crun refuses hierarchies of both versions; it gets a mount namespace with the first only,
# that of the process $crun_keeper.  (Its file cannot be mounted: on some kernels that fails at random.)
crun_up()
{
	crun_keeper=''
	mountpoint -q /sys/fs/cgroup/unified || return 0
	mkfifo "$CAGE/crun"
	unshare --mount --propagation slave sh -c 'umount /sys/fs/cgroup/unified && echo up && exec tail -f /dev/null >/dev/null' \
		>"$CAGE/crun" </dev/null &
	crun_keeper=$!
	read -r rig_line <"$CAGE/crun"
}

crun()
{
	if [ -n "$crun_keeper" ]; then
		nsenter --mount="/proc/$crun_keeper/ns/mnt" crun "$@"
	else
		command crun "$@"
	fi
}

# LXC

# lxc_run NAME [CONFIG-LINE]...
lxc_run()
{
	lxc_name=$1
	shift
	mkdir -p "/var/lib/lxc/$lxc_name"
	{
		echo "lxc.rootfs.path = dir:$(rootfs "$lxc_name")"
		echo "lxc.uts.name = $lxc_name"
		echo "lxc.net.0.type = empty"
		echo "lxc.mount.auto = proc:mixed sys:mixed"
		echo "lxc.cgroup.dir = $(cage_cgroup)"
		echo "lxc.init.cmd = /bin/tail -f /dev/null"
		printf '%s\n' "$@"
	} >"/var/lib/lxc/$lxc_name/config"
	lxc-start -n "$lxc_name" -d -o "/var/lib/lxc/$lxc_name/log" || { tail -n 12 "/var/lib/lxc/$lxc_name/log" | sed 's/^/#   /'; return 1; }
}

# systemd-nspawn and bubblewrap: what starts one stays as its parent

# nspawn_run NAME [OPTION]...
nspawn_run()
{
	nspawn_name=$1
	shift
	nspawn_root=$(rootfs "$nspawn_name")
	mkfifo -m 666 "$CAGE/roots/$nspawn_name.up"
	in_cgroup "$nspawn_name" systemd-nspawn -q --register=no --keep-unit --machine="$nspawn_name" -D "$nspawn_root" \
		--bind="$CAGE/roots/$nspawn_name.up:/srv/up" "$@" /bin/sh -c "echo up >/srv/up && $RIG_SLEEP" \
		>"$CAGE/roots/$nspawn_name.log" 2>&1 </dev/null &
	nspawn_pid=$!
	rig_await "$nspawn_pid" "$nspawn_name"
}

# bwrap_run NAME [OPTION]...: the name is ours alone; its PID outside is $bwrap_pid.
bwrap_run()
{
	bwrap_name=$1
	shift
	bwrap_root=$(rootfs "$bwrap_name")
	mkfifo -m 666 "$CAGE/roots/$bwrap_name.up"
	bwrap --unshare-all --bind "$bwrap_root" / --proc /proc --dev /dev --bind "$CAGE/roots/$bwrap_name.up" /srv/up \
		--info-fd 3 "$@" /bin/sh -c "echo up >/srv/up && $RIG_SLEEP" \
		3>"$CAGE/roots/$bwrap_name.info" >"$CAGE/roots/$bwrap_name.log" 2>&1 </dev/null &
	rig_await "$!" "$bwrap_name" || return 1
	bwrap_pid=$(jq '."child-pid"' "$CAGE/roots/$bwrap_name.info")
}

# rig_await PID NAME: until NAME's container says it is up; 1 when PID ended first.
rig_await()
{
	{
		while [ -e "/proc/$1/exe" ]; do busybox usleep 20000; done
		echo down >"$CAGE/roots/$2.up"
	} &
	rig_watcher=$!
	read -r rig_line <"$CAGE/roots/$2.up"
	kill "$rig_watcher" 2>/dev/null
	wait "$rig_watcher" 2>/dev/null || :
	[ "$rig_line" = up ] || { sed 's/^/#   /' "$CAGE/roots/$2.log"; return 1; }
}

# in_cgroup NAME CMD...: CMD in a cgroup of its own, where the service manager's are, below the cage's.
in_cgroup()
{
	in_cgroup_name=$1
	shift
	for in_cgroup_path in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
		[ -e "$in_cgroup_path/cgroup.procs" ] || continue
		mkdir -p "$in_cgroup_path/$(cage_cgroup)/$in_cgroup_name"
		sh -c 'echo "$PPID" >"$1"' - "$in_cgroup_path/$(cage_cgroup)/$in_cgroup_name/cgroup.procs"
	done
	exec "$@"
}
