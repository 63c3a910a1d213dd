#!/bin/sh
# Every engine's containers at once: what each engine's own command says is the oracle for nspid and
# nsps, while the daemons live, and after kill -9 of every one.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"
. "${0%/*}/rigs.sh"

need rigs
or_end "every engine's containers"

# --- the containers

# Docker's, and lxc's where newuidmap is installed
printf 'nobody:200000:65536\nroot:500000:65536\n' >/etc/subuid
cp /etc/subuid /etc/subgid
rig_up --userns-remap=nobody:nogroup || exit 1

docker_run()	# NAME [OPTION]...
{
	docker_name=$1
	shift
	docker run -d --name "$docker_name" --network none "$@" bb tail -f /dev/null >/dev/null
}
docker_run d-mapped
docker_run d-plain --userns=host --label tier=front
docker_run d-pidhost --userns=host --pid=host
docker_run d-pidof --userns=host --pid=container:d-plain
docker_run d-init --userns=host --init
docker_run d-cgroupns --cgroupns=private
docker_run d-paused && docker pause d-paused >/dev/null
docker_run d-entered && docker exec -d d-entered tail -f /dev/null
docker run --name d-exited bb true
docker create --name d-created bb true >/dev/null
docker_run twin

podman_run p-plain
podman_run p-pidhost --pid=host
podman_run p-pidof --pid=container:p-plain
podman_run p-cgroupns --cgroupns=private
podman_run p-mapped --uidmap 0:300000:65536 --gidmap 0:300000:65536
podman_run p-paused && podman pause p-paused >/dev/null
podman_run p-entered && podman exec -d p-entered tail -f /dev/null >/dev/null
podman_run p-exited && podman kill p-exited >/dev/null && podman wait p-exited >/dev/null
podman create --name p-created localhost/bb true >/dev/null
podman_run twin

mapped='.linux.namespaces += [{type: "user"}]
	| .linux.uidMappings = [{containerID: 0, hostID: 400000, size: 65536}] | .linux.gidMappings = .linux.uidMappings'
inner_pid='.linux.namespaces |= map(select(.type != "pid"))'
inner_cgroup='.linux.namespaces += [{type: "cgroup"}]'

ctr_run default c-plain
ctr_run default c-pidhost "$inner_pid"
ctr_run default c-paused && ctr task pause c-paused
ctr_run default c-entered && ctr task exec -d --exec-id again c-entered tail -f /dev/null
ctr_run other c-other
ctr_run default c-ended && ctr task kill -s KILL c-ended
cri_run shop front web >/dev/null
cri_run shop front log >/dev/null
cri_run till front web >/dev/null

runc_run r-plain
runc_run r-cgroupns "$inner_cgroup"
runc_run r-pidhost "$inner_pid"
runc_run r-mapped "$mapped"
runc_run r-paused && runc pause r-paused
runc_run r-entered && runc exec -d r-entered tail -f /dev/null </dev/null >/dev/null 2>&1
runc_run r-ended && runc kill r-ended KILL
runc_create r-created
runc_run same

crun_run k-plain
crun_run k-pidhost "$inner_pid"
crun_run k-mapped "$mapped"
crun_run k-paused && crun pause k-paused
crun_run k-entered && crun exec -d k-entered tail -f /dev/null </dev/null >/dev/null 2>&1
crun_run k-ended && crun kill k-ended KILL
crun_create k-created

lxc_run l-plain
lxc_run same
lxc_run l-mapped 'lxc.idmap = u 0 500000 65536' 'lxc.idmap = g 0 500000 65536'
lxc_run l-frozen && lxc-freeze l-frozen
lxc_run l-entered && { lxc-attach l-entered -- /bin/tail -f /dev/null </dev/null >/dev/null 2>&1 & }
lxc_run l-stopped && lxc-stop -k l-stopped

nspawn_run n-plain
nspawn_keeper=$nspawn_pid
nspawn_run n-mapped --private-users=600000:65536 --private-users-ownership=off
bwrap_run b-plain


# --- what the engines say: ENGINE ID NAME PID STATE.  PID is - where none runs or none is started yet;
# what is over is "ended": whether it said so itself or just is no more depends on who was there to see.

same_words()
{
	tr '[:upper:]' '[:lower:]' | sed 's/ frozen$/ paused/; s/ configured$/ created/; s/ \(stopped\|exited\|dead\)$/ ended/' |
		awk '{ if ($5 != "running" && $5 != "paused") $4 = "-"; print }' | sort
}

ctr_tasks()	# NAMESPACE
{
	ctr -n "$1" task ls | sed 1d
}

oracle_docker()
{
	docker ps -aq --no-trunc | xargs docker inspect -f 'docker {{.Id}} {{slice .Name 1}} {{.State.Pid}} {{.State.Status}}'
}

oracle_podman()
{
	podman ps -aq --no-trunc | xargs podman inspect -f 'podman {{.Id}} {{.Name}} {{.State.Pid}} {{.State.Status}}'
}

oracle_containerd()
{
	for namespace in default other; do
		ctr_tasks $namespace | awk '{ print "containerd", $1, $1, $2, $3 }'
	done
	ctr_tasks k8s.io | while read -r id pid state; do
		ctr -n k8s.io container info "$id" | jq -r --arg pid "$pid" --arg state "$state" \
			'.ID as $id | .Spec.annotations | "containerd \($id) \(.["io.kubernetes.cri.sandbox-name"])" +
			(.["io.kubernetes.cri.container-name"] | if . then "/\(.)" else "" end) + " \($pid) \($state)"'
	done
}

oracle_runc()	# podman has its own there, too
{
	podman ps -aq --no-trunc >"$TMP/podmans"
	runc list -f json | jq -r '.[] | "runc \(.id) \(.id) \(.pid) \(.status)"' | grep -vFf "$TMP/podmans"
}

oracle_crun()
{
	crun list -f json | jq -r '.[] | "crun \(.id) \(.id) \(.pid) \(.status)"'
}

oracle_lxc()
{
	for name in $(lxc-ls); do
		lxc-info -n "$name" | awk -v name="$name" '{ a[$1] = $2 } END { print "lxc", name, name, a["PID:"] + 0, a["State:"] }'
	done
}

child_of()
{
	tr -d ' ' <"/proc/$1/task/$1/children"
}

# Without a register there is no command that lists them: their starters know.
oracle_machine()
{
	echo machine n-plain n-plain "$(child_of "$nspawn_keeper")" running
	echo machine n-mapped n-mapped "$(child_of "$nspawn_pid")" running
}

ENGINES='docker podman containerd runc crun lxc machine'
for engine in $ENGINES; do
	"oracle_$engine" | same_words >"$TMP/oracle.$engine"
done

# --- what we say

ours()	# ENGINE
{
	capture nsps -a -J --no-trunc -f "engine=$1"
	[ "$status" = 0 ] && [ ! -s "$TMP/err" ] || show || return 1
	jq -r '.[] | "\(.engine) \(.id) \(.name) \(.pid // "-") \(.state)"' "$TMP/out" | same_words | diff "$TMP/oracle.$1" -
}

record()	# ENGINE ID NAME PID STATE: nspid -J of it
{
	capture nspid -J "$1:$2"
	[ "$status" = 0 ] && [ ! -s "$TMP/err" ] || show || return 1
	start=$(sed 's/.*) //' "/proc/$4/stat" | cut -d ' ' -f 20)
	jq -e --arg engine "$1" --arg id "$2" --arg name "$3" --argjson pid "$4" --arg state "$5" --argjson start "$start" \
		--argjson net "$(stat -Lc %i "/proc/$4/ns/net")" \
		'.[0] | .engine == $engine and .id == $id and .name == $name and .pid == $pid and .state == $state
		and .start == $start and .namespaces.net == $net' "$TMP/out" || show
}

each_found()	# ENGINE: by its name, its ID, its short ID
{
	[ -s "$TMP/oracle.$1" ] || return 1
	while read -r engine id name pid state; do
		[ "$pid" != - ] || continue
		case $name in
		twin|same|front|*/web) ;;
		*)	outputs "$pid" nspid "$name" || return 1 ;;
		esac
		case $name in
		front|front/web) ;;
		*)	outputs "$pid" nspid "$engine:$name" || return 1 ;;
		esac
		outputs "$pid" nspid "$engine:$id" || return 1
		outputs "$pid" nspid "container:$pid" || return 1
		[ ${#id} != 64 ] || outputs "$pid" nspid "$engine:$(echo "$id" | cut -c 1-20)" || return 1
		record "$engine" "$id" "$name" "$pid" "$state" || return 1
	done <"$TMP/oracle.$1"
}

each_refused()	# ENGINE: what has no process to enter
{
	while read -r engine id name pid state; do
		[ "$pid" = - ] || continue
		fails 1 "$name" nspid "$engine:$id" || return 1
	done <"$TMP/oracle.$1"
}

each_entered()	# ENGINE: into every namespace of it
{
	while read -r engine id name pid state; do
		[ "$state" = running ] || continue
		for kind in user cgroup ipc uts net pid mnt; do
			same_ns $kind "$pid" nsenter -t "$engine:$id" -a || { echo "$kind of $name"; return 1; }
		done
	done <"$TMP/oracle.$1"
}

ambiguous()	# NAME ENGINE...
{
	name=$1
	shift
	fails 2 "$name" nspid "$name" || return 1
	for engine; do
		grep -q "$engine:" "$TMP/err" || show || return 1
	done
}

pods()
{
	for name in shop/front/web shop/front/log till/front/web; do
		id=$(cri_id $name)
		outputs "$(awk -v id="$id" '$2 == id { print $4 }' "$TMP/oracle.containerd")" nspid $name || return 1
	done
	id=$(cri_id shop/front/)
	outputs "$(awk -v id="$id" '$2 == id { print $4 }' "$TMP/oracle.containerd")" nspid k8s:shop/front
}

# bubblewrap keeps no record and has no names: it is at least seen.
bwrap_seen()
{
	nsps -J >"$TMP/out" && jq -e --argjson pid "$bwrap_pid" '[.[] | select(.pid == $pid)] | length == 1' "$TMP/out"
}

no_more()	# nothing but what the oracles and bubblewrap have
{
	nsps -a -J --no-trunc >"$TMP/out" || return 1
	jq -r '.[].id' "$TMP/out" | sort >"$TMP/ids"
	awk '{ print $2 }' "$TMP"/oracle.* | sort >"$TMP/known"
	[ "$(comm -13 "$TMP/ids" "$TMP/known" | wc -l)" = 0 ] && [ "$(comm -23 "$TMP/ids" "$TMP/known" | wc -l)" -le 1 ] ||
		{ diff "$TMP/known" "$TMP/ids"; return 1; }
}

holds()
{
	for engine in $ENGINES; do
		t "$1: nsps: $engine, as its own command has it" ours "$engine"
		t "$1: nspid: $engine, each by name, ID and record" each_found "$engine"
		t "$1: nspid: $engine, what is not running is refused" each_refused "$engine"
		t "$1: nsenter: $engine, every namespace of each" each_entered "$engine"
	done
	t "$1: nsps: bubblewrap's sandbox" bwrap_seen
	t "$1: nsps: no container twice, and no other" no_more
	t "$1: one name, two engines" ambiguous twin docker podman
	t "$1: one name, a runtime's and lxc's" ambiguous same runc lxc
	t "$1: one pod's name in two namespaces" ambiguous front/web containerd
	t "$1: pods by their whole names" pods
}

need nsps
holds alive
frugal()
{
	strace -o "$TMP/trace" nspid "$1" >/dev/null && ! grep '/comm"' "$TMP/trace"
}
t "nspid: on an engine's record: Docker's shims are no reason to ask all processes" frugal crun:k-plain
rig_kill9
t "Docker's daemon is dead" fails 1 daemon docker ps
t "containerd is dead" exits 1 timeout 5 ctr --connect-timeout 100ms version
holds dead

# --- and then the containers die unseen: their records stay

over()	# ENGINE NAME
{
	nsps -a -J -f "engine=$1" >"$TMP/out" && jq -e --arg name "$2" '[.[] | select(.name == $name)] |
		length == 1 and .[0].state == "dead" and .[0].pid == null' "$TMP/out" &&
		fails 1 "$2 is dead" nspid "$1:$2"
}

pid_of()	# ENGINE NAME
{
	awk -v name="$2" '$3 == name { print $4 }' "$TMP/oracle.$1"
}

gone()
{
	[ ! -e "/proc/$1" ]
}

# as when it is just being removed, or its disk fails
without_record()
{
	record=/run/containerd/io.containerd.runtime.v2.task/default/c-plain/config.json
	mv "$record" "$TMP/record"
	capture nsexec c-plain readlink /proc/self/ns/net
	nsps -q -f name=c-plain >"$TMP/list" || status=$?
	mv "$TMP/record" "$record"
	[ "$status" = 0 ] && [ "$(cat "$TMP/list")" = c-plain ] &&
		[ "$(cat "$TMP/out")" = "$(readlink "/proc/$(pid_of containerd c-plain)/ns/net")" ] || show
}
t "containerd: a task whose configuration is gone is known by its shim" without_record

for engine in docker podman containerd runc crun; do
	name=$(echo $engine | sed 's/crun/k/; s/^\(.\).*/\1/')-plain
	pid=$(pid_of "$engine" "$name")
	parent=$(awk '{ print $4 }' "/proc/$pid/stat")
	# its shim or conmon would note it
	[ "$parent" = 1 ] || kill -9 "$parent"
	kill -9 "$pid"
	until_true gone "$pid"
	t "$engine: a container that died unseen is dead" over "$engine" "$name"
done
