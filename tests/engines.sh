#!/bin/sh
# Every engine's containers at once: what each engine's own command says is the oracle for nspid and
# nsps, while the daemons live, and after kill -9 of every one.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"
. "${0%/*}/rigs.sh"

need rigs
if [ -n "$t_skip" ]; then
	t "every engine's containers" false
	exit 0
fi

# --- the containers

echo 'nobody:200000:65536' >/etc/subuid
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

nspawn_run n-mapped --private-users=600000:65536 --private-users-ownership=off

bwrap_run b-plain

# --- what the engines say: ENGINE ID NAME PID STATE, - for what there is not

# Each engine's own words for a state, in one; no process is -.
states()
{
	sed 's/ RUNNING$/ running/; s/ \(PAUSED\|FROZEN\|frozen\)$/ paused/; s/ CREATED$/ created/; s/ configured$/ created/
		s/ \(STOPPED\|stopped\)$/ exited/; s/^\(.*\) 0 \([a-z]*\)$/\1 - \2/'
}

ctr_list()	# NAMESPACE
{
	ctr -n "$1" task ls | sed 1d
}

oracle()
{
	docker ps -aq --no-trunc | xargs docker inspect -f 'docker {{.Id}} {{.Name}} {{.State.Pid}} {{.State.Status}}' | sed 's, /, ,'
	podman ps -aq --no-trunc | xargs podman inspect -f 'podman {{.Id}} {{.Name}} {{.State.Pid}} {{.State.Status}}'
	for ns in default other; do
		ctr_list $ns | awk '{ print "containerd", $1, $1, $2, $3 }'
	done
	ctr_list k8s.io | while read -r id pid state; do
		ctr -n k8s.io container info "$id" | jq -r --arg pid "$pid" --arg state "$state" '.ID as $id | .Spec.annotations |
			"containerd \($id) \(.["io.kubernetes.cri.sandbox-namespace"])/\(.["io.kubernetes.cri.sandbox-name"])" +
			(.["io.kubernetes.cri.container-name"] | if . then "/\(.)" else "" end) + " \($pid) \($state)"'
	done
	podman ps -aq --no-trunc >"$TMP/podmans"
	runc list -f json | jq -r '.[] | "runc \(.id) \(.id) \(.pid) \(.status)"' | grep -vFf "$TMP/podmans"
	crun list -f json | jq -r '.[] | "crun \(.id) \(.id) \(.pid) \(.status)"'
	for name in $(lxc-ls); do
		lxc-info -n "$name" | awk -v name="$name" '{ a[$1] = $2 } END { print "lxc", name, name, a["PID:"] + 0, a["State:"] }'
	done
}
oracle | states | sort >"$TMP/oracle"
