#!/bin/sh
# Containers of engines that cannot be installed here, by records made as those engines make them.
#
# The init of each is a real process, in a cgroup of the name that its engine gives it.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"

need cage setpriv jq
or_end "engines by their records"
for dir in /var /root; do		# what the cage does not cover of what is written here
	mkdir -p "$CAGE/upper$dir" "$CAGE/work$dir"
	mount -t overlay -o "lowerdir=$dir,upperdir=$CAGE/upper$dir,workdir=$CAGE/work$dir" cage "$dir" || exit 1
done
rm -rf /var/lib/docker /var/lib/containers /var/lib/nerdctl /var/lib/lxc /etc/docker
unified=/sys/fs/cgroup/unified
[ -d "$unified" ] || unified=/sys/fs/cgroup
own=/$(cage_cgroup)
start_of_pid() { sed 's/.*) //' "/proc/$1/stat" | cut -d ' ' -f 20; }
id()		# id C: C sixty-four times
{
	printf '%064d' 0 | tr 0 "$1"
}

# init [CGROUP]: a process in namespaces of its own, in that cgroup; its PID in $pid
init()
{
	start unshare -n sh -c 'echo up; exec tail -f /dev/null >/dev/null' || exit 1
	[ -z "${1:-}" ] || into "$pid" "$1"
}

into()		# PID CGROUP
{
	mkdir -p "$unified$own/$2"
	echo "$1" >"$unified$own/$2/cgroup.procs"
}

# is WHAT NAME PID ENGINE: NAME leads to PID, which ENGINE has by that name
is()
{
	t "$1: found"		outputs "$3" nspid "$2"
	t "$1: by its engine"	outputs "$3" nspid "$4:$2"
	t "$1: and only there"	fails 1 "no container" nspid "docker:$2"
	t "$1: is $4's"		prints "\"engine\": \"$4\"" nspid -J "$2"
	t "$1: entered"		same_ns net "$3" nsenter -t "$2" -n
}

# oci DIR EXTRA: an OCI configuration in DIR
oci()
{
	mkdir -p "$1"
	cat >"$1/config.json" <<END
{"ociVersion":"1.0.2","process":{"user":{"uid":5,"gid":6},"args":["sleep","1000"],"env":["A=1"],"cwd":"/srv"},
"root":{"path":"rootfs"}${2:+,$2}}
END
}

# CRI-O

store=/var/lib/containers/storage/overlay-containers
cri=$(id c)
init "kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod1_2.slice/crio-$cri.scope"
crio_pid=$pid
crio()		# PID START
{
	mkdir -p "$store/$cri/userdata"
	cat >"$store/$cri/userdata/state.json" <<END
{"ociVersion":"1.0.2","id":"$cri","status":"running","pid":$1,"bundle":"/x","annotations":{},
"created":"2024-05-01T10:00:00Z","initPid":$1,"initStartTime":"$2"}
END
}
crio "$crio_pid" "$(start_of_pid "$crio_pid")"
# shellcheck disable=SC2016	# a JSON string
oci "$store/$cri/userdata" '"annotations":{"io.kubernetes.cri-o.ContainerType":"container","io.kubernetes.cri-o.ImageName":"quay.io/x/db:1",
"io.kubernetes.cri-o.Labels":"{\"io.kubernetes.container.name\":\"db\",\"io.kubernetes.pod.name\":\"store-0\",\"io.kubernetes.pod.namespace\":\"shop\"}"}'
is "CRI-O"				store-0/db "$crio_pid" crio
t "CRI-O: with the namespace"		outputs "$crio_pid" nspid shop/store-0/db
t "CRI-O: with another namespace"	fails 1 "no container" nspid other/store-0/db
t "CRI-O: by ID"			outputs "$crio_pid" nspid "$cri"
t "CRI-O: its image"			prints quay.io/x/db:1 nspid -J store-0/db
crio "$crio_pid" 1
t "CRI-O: a used-again PID is dead"	fails 1 "another process now" nspid store-0/db
init elsewhere
crio "$pid" ""
t "CRI-O: without a start time the cgroup decides"	fails 1 "another process now" nspid store-0/db
crio "$crio_pid" ""
t "CRI-O: which may agree"		outputs "$crio_pid" nspid store-0/db

# Kubernetes on containerd: k3s, with a systemd unit's name in the cgroup

task=/run/k3s/containerd/io.containerd.runtime.v2.task/k8s.io
web=$(id a) pause=$(id e)
cri_notes()	# TYPE NAME
{
	echo "\"annotations\":{\"io.kubernetes.cri.container-type\":\"$1\",${2:+\"io.kubernetes.cri.container-name\":\"$2\",}
\"io.kubernetes.cri.sandbox-name\":\"web-0\",\"io.kubernetes.cri.sandbox-namespace\":\"prod\"}"
}
init "system.slice/k3s.service/kubepods-pod7.slice:cri-containerd:$web"
web_pid=$pid
oci "$task/$web" "$(cri_notes container nginx)"
echo "$web_pid" >"$task/$web/init.pid"
init "kubepods/pod7/$pause"
pause_pid=$pid
oci "$task/$pause" "$(cri_notes sandbox)"
echo "$pause_pid" >"$task/$pause/init.pid"
is "k3s"				web-0/nginx "$web_pid" containerd
t "k3s: with the namespace"		outputs "$web_pid" nspid prod/web-0/nginx
t "k3s: the pod is its sandbox"		outputs "$pause_pid" nspid k8s:web-0
t "k3s: with the namespace, too"	outputs "$pause_pid" nspid k8s:prod/web-0
t "k3s: a container by k8s:"		outputs "$web_pid" nspid k8s:web-0/nginx
mkdir -p "/run/containerd/runc/k8s.io/$web"
echo "{\"id\":\"$web\",\"init_process_pid\":$pause_pid,\"init_process_start\":1," \
	>"/run/containerd/runc/k8s.io/$web/state.json"
t "k3s: the runtime's start time decides"	fails 1 "another process now" nspid web-0/nginx
echo "{\"id\":\"$web\",\"init_process_pid\":$web_pid,\"init_process_start\":$(start_of_pid "$web_pid"),\"cut" \
	>"/run/containerd/runc/k8s.io/$web/state.json"
t "k3s: no more of it is read than PID and start"	outputs "$web_pid" nspid web-0/nginx

# Kata and gVisor

kata=$(id d)
init "kata/$kata"
oci "/run/containerd/io.containerd.runtime.v2.task/default/$kata"
echo "$pid" >"/run/containerd/io.containerd.runtime.v2.task/default/$kata/init.pid"
echo /usr/bin/containerd-shim-kata-v2 >"/run/containerd/io.containerd.runtime.v2.task/default/$kata/shim-binary-path"
t "Kata: refused, with what works"	fails 1 "ctr task exec --exec-id 1 -t $kata sh" nsenter -t "$kata" -n true
mkdir -p /run/runsc
echo '{}' >"/run/runsc/gv_sandbox:gv.state"
t "gVisor: refused, with what works"	fails 1 "runsc exec" nsenter -t gv -n true

# nerdctl

nerd=$(id f)
init "nerdctl-$nerd.scope"
nerd_pid=$pid
mkdir -p /var/lib/nerdctl/1935db59/names/default
printf '%s' "$nerd" >/var/lib/nerdctl/1935db59/names/default/proxy
oci "/run/containerd/io.containerd.runtime.v2.task/default/$nerd"
echo "$nerd_pid" >"/run/containerd/io.containerd.runtime.v2.task/default/$nerd/init.pid"
is "nerdctl"				proxy "$nerd_pid" nerdctl
file=/run/containerd/io.containerd.runtime.v2.task/default/$nerd/init.pid
echo "$nerd_pid" >>"$file"
t "a pidfile with more than a PID in it has none"	fails 1 "init.pid: no PID" nspid nerdctl:proxy
echo "$nerd_pid" >"$file"
t "nerdctl: containerd's is the same container"	outputs "$nerd_pid" nspid "$nerd"

# snap's docker; youki

snap=$(id 7)
init "docker-$snap.scope"
mkdir -p "/var/snap/docker/common/var-lib-docker/containers/$snap"
echo "{\"State\":{\"Running\":true,\"Pid\":$pid},\"ID\":\"$snap\",\"Name\":\"/snapped\",\"Config\":{}}" \
	>"/var/snap/docker/common/var-lib-docker/containers/$snap/config.v2.json"
t "snap's docker: found"		outputs "$pid" nspid docker:snapped
init youki-y1.scope
mkdir -p /run/youki/y1
echo "{\"ociVersion\":\"v1.0.2\",\"id\":\"y1\",\"status\":\"running\",\"pid\":$pid,\"bundle\":\"/b\"}" >/run/youki/y1/state.json
is "youki"				y1 "$pid" youki

# machined

init "machine.slice/machine-box.scope/payload"
mkdir -p /run/systemd/machines
printf '# private\nNAME=box\nSCOPE=machine-box.scope\nROOT=/var/lib/machines/box\nLEADER=%d\nCLASS=container\n' "$pid" \
	>/run/systemd/machines/box
ln -s box /run/systemd/machines/unit:machine-box.scope
is "machined"				box "$pid" machine
into "$pid" elsewhere
t "machined: a process that is not in its scope"	fails 1 "another process now" nspid box

# Those whose keeper is on record: each has the init as its child
mkdir -p /root/.apptainer/instances/app/host/root/inst
# shellcheck disable=SC2016	# for that shell
start sh -c 'unshare -n tail -f /dev/null >/dev/null & echo $!; exec >/dev/null; wait'
echo "{\"pid\":$line,\"ppid\":$pid,\"name\":\"inst\",\"image\":\"/x.sif\",\"userns\":false}" \
	>/root/.apptainer/instances/app/host/root/inst/inst.json
is "Apptainer"				inst "$line" apptainer
echo "{\"pid\":$line,\"ppid\":1,\"name\":\"inst\"}" >/root/.apptainer/instances/app/host/root/inst/inst.json
t "Apptainer: another parent's child"	fails 1 "another process now" nspid inst

chmod 755 "$CAGE" "$CAGE/tmp" "$TMP"
mkdir -p /run/user/4321/.flatpak/77
# shellcheck disable=SC2016	# for that shell
start setpriv --reuid=4321 --regid=4321 --clear-groups \
	sh -c 'unshare -Un tail -f /dev/null >/dev/null & echo $!; exec >/dev/null; wait'
echo "{\"child-pid\":$line}" >/run/user/4321/.flatpak/77/bwrapinfo.json
echo "$pid" >/run/user/4321/.flatpak/77/pid
printf '[Application]\nname=org.example.Viewer\n' >/run/user/4321/.flatpak/77/info
t "Flatpak: found"			outputs "$line" nspid org.example.Viewer
echo "{\"child-pid\":$web_pid}" >/run/user/4321/.flatpak/77/bwrapinfo.json
t "Flatpak: a user's record does not lead into another's"	fails 1 "not user 4321" nspid org.example.Viewer

# Incus: the monitor's title names it

mkdir -p /var/lib/incus/containers/vault
start titled "[lxc monitor] /var/lib/incus/containers vault"
is "Incus"				vault "$line" incus
start titled "[lxc monitor] /srv/lxc moved"
t "LXC: a path that only the monitor tells of"	outputs "$line" nspid lxc:moved

# Forged: an ordinary user's and a container's own command lines

start setpriv --reuid=4321 --regid=4321 --clear-groups titled "[lxc monitor] /var/lib/incus/containers vault"
t "a forged monitor changes nothing"	sh -c '[ "$(nspid vault)" != "$1" ]' - "$line"
start setpriv --reuid=4321 --regid=4321 --clear-groups titled conmon -c "$cri" -n store-0/db
t "a forged conmon changes nothing"	outputs "$crio_pid" nspid store-0/db

# The same words, said outside by an ordinary user and inside by a container's own root
listed()	# NAME: as UNVERIFIED PID; nothing when it is not
{
	nsps -a -J -o NAME,PID,UNVERIFIED 2>/dev/null | jq -r --arg name "$1" '.[] | select(.name == $name) | "\(.unverified) \(.pid)"'
}
unlisted()	# WORD: in nobody's name or command
{
	nsps -a -J --no-trunc >"$TMP/out" 2>&1 && jq -e --arg word "$1" '[.[] | select(.name | contains($word))] | length == 0' "$TMP/out" || show
}
forged()	# NAME PID: listed, and entered with a warning only
{
	[ "$(listed "$1")" = "true $2" ] || { nsps -a -J; return 1; }
	capture nspid "$1"
	[ "$status" = 0 ] && [ "$(cat "$TMP/out")" = "$2" ] && grep -q "could be forged" "$TMP/err" || show
}
start unshare -p --fork --mount-proc titled "[lxc monitor] /srv/lxc fromwithin"
t "a monitor in a PID namespace of its own is none"	unlisted fromwithin
t "nor does its name lead there"			fails 1 "no container 'fromwithin'" nspid fromwithin
start unshare -p --fork --mount-proc titled conmon -c "$(id 5)" -n fromwithin
t "nor is a conmon there"				unlisted fromwithin
start setpriv --reuid=4321 --regid=4321 --clear-groups titled "[lxc monitor] /srv/lxc fromwithin"
t "the same words outside are listed, as unverified"	forged fromwithin "$line"
into "$pid" "docker/$(id 6)"
t "from inside a container it is that one's"		forged "$(id 6)/fromwithin" "$line"
t "and the plain name is none"				fails 1 "no container 'fromwithin'" nspid fromwithin
mkdir -p "/var/lib/docker/containers/$(id 6)"
echo "{\"State\":{\"Running\":true,\"Pid\":$web_pid},\"ID\":\"$(id 6)\",\"Name\":\"/ward\",\"Config\":{}}" \
	>"/var/lib/docker/containers/$(id 6)/config.v2.json"
t "by the outer one's name, when it has one"		forged ward/fromwithin "$line"
rm -r /var/lib/docker

# Only a cgroup's name is left

gone=$(id 9)
init "docker/$gone"
t "by its cgroup alone"			sh -c '[ "$(nspid "$1" 2>/dev/null)" = "$2" ]' - "$gone" "$pid"
t "which is said"			sh -c 'nspid "$1" 2>&1 >/dev/null | grep -q "could be forged"' - "$gone"
init "docker/$gone/docker/$cri"
t "a container in it that took another's ID"	outputs "$crio_pid" nspid "$cri"

# Two engines claim one name

mkdir -p /run/youki/proxy
cp /run/youki/y1/state.json /run/youki/proxy
t "a name of two engines is ambiguous"	fails 2 "nerdctl:" nspid proxy
t "and all are listed"			fails 2 "youki:" nspid proxy

# --- whatever stands where a record should, nothing hangs, every other container is found, and the file is named

crio "$crio_pid" "$(start_of_pid "$crio_pid")"
mkdir -p "/var/lib/containers/storage/overlay-containers"
echo "[{\"id\":\"$(id 4)\",\"names\":[\"pod\"],\"metadata\":\"{}\"}]" >"$store/containers.json"
spoil()		# FILE FORM
{
	rm -rf "$1"
	case $2 in
	FIFO)	mkfifo "$1" ;;
	1GB)	truncate -s 1G "$1" ;;
	loop)	ln -s "$1" "$1" ;;
	directory)	mkdir "$1" ;;
	cut)	head -c "$(($(wc -c <"$TMP/kept") / 2))" "$TMP/kept" >"$1" ;;
	twice)	sed 's/{/{"id":"x","Name":"x","pid":1,"id":"y","Name":"y","pid":2,/' "$TMP/kept" >"$1" ;;
	esac
}
# spoilt FILE FORM: a list of all and a look for one of another engine end, with their answers
spoilt()
{
	cp "$1" "$TMP/kept"
	spoil "$1" "$2"
	capture timeout 10 nsps -a -q
	[ "$status" = 0 ] && grep -q "$(echo "$bystander" | cut -c 1-12)" "$TMP/out" && grep -qF "$1" "$TMP/err" || { show; return 1; }
	capture timeout 10 nspid "$bystander"
	[ "$status" = 0 ] && [ "$(cat "$TMP/out")" = "$bystander_pid" ] || show
}
bystander=$(id 8)
init "docker-$bystander.scope"
bystander_pid=$pid
mkdir -p "/var/snap/docker/common/var-lib-docker/containers/$bystander"
echo "{\"State\":{\"Running\":true,\"Pid\":$pid},\"ID\":\"$bystander\",\"Name\":\"/bystander\",\"Config\":{}}" \
	>"/var/snap/docker/common/var-lib-docker/containers/$bystander/config.v2.json"
while read -r engine file forms; do
	for form in FIFO 1GB loop directory $forms; do
		cp "$file" "$TMP/whole"
		t "$engine: $form for ${file##*/}" spoilt "$file" "$form"
		rm -rf "$file"
		cp "$TMP/whole" "$file"
	done
done <<END
docker	/var/snap/docker/common/var-lib-docker/containers/$snap/config.v2.json	cut twice
podman	$store/containers.json	cut
crio	$store/$cri/userdata/state.json	cut twice
crio	$store/$cri/userdata/config.json	cut
containerd	$task/$web/config.json	cut
containerd	/run/containerd/io.containerd.runtime.v2.task/default/$nerd/init.pid
runc	/run/containerd/runc/k8s.io/$web/state.json	cut
nerdctl	/var/lib/nerdctl/1935db59/names/default/proxy
youki	/run/youki/y1/state.json	cut twice
machined	/run/systemd/machines/box
apptainer	/root/.apptainer/instances/app/host/root/inst/inst.json	cut twice
flatpak	/run/user/4321/.flatpak/77/bwrapinfo.json	cut
END
