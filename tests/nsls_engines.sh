#!/bin/sh
# nsls among the containers of three engines: whose each namespace is, who shares it, and the graph of it.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"
. "${0%/*}/rigs.sh"

need rigs
if [ -n "$t_skip" ]; then
	t "containers of three engines" false
	exit 0
fi

{ containerd_up && docker_up && docker_image bb && podman_up; } || exit 1
docker_run()	# NAME [OPTION]...
{
	docker_name=$1
	shift
	docker run -d --name "$docker_name" "$@" bb tail -f /dev/null >/dev/null
}
docker_run web --network none
docker_run side --network container:web
docker_run onhost --network host
podman_run pod
podman_run twin
docker_run twin --network none
cri_run shop front web >/dev/null
cri_run shop front log >/dev/null
cri_run till front web >/dev/null

ino()	# CONTAINER KIND
{
	stat -Lc %i "/proc/$(docker inspect -f '{{.State.Pid}}' "$1" 2>/dev/null || podman inspect -f '{{.State.Pid}}' "$1")/ns/$2"
}
web_net=$(ino web net)
host_net=$(stat -Lc %i /proc/1/ns/net)
pod_net=$(stat -Lc %i "/proc/$(nspid k8s:shop/front)/ns/net")

# row INODE EXPR [OPTION]...: EXPR, jq's, holds for the row of that namespace, and there is one
row()
{
	row_ino=$1 row_expr=$2
	shift 2
	capture nsls -J "$@"
	jq -e ".namespaces | map(select(.ns == $row_ino)) | length == 1 and (.[0] | $row_expr)" "$TMP/out" || show
}
sorted='split(",") | sort'

t "CONTAINER: who shares a network"	row "$web_net" ".container | $sorted == [\"side\", \"web\"]"
t "ENGINE: once for both"		row "$web_net" '.engine == "docker"' -o +ENGINE,POD
t "POD: none"				row "$web_net" '.pod == null' -o +ENGINE,POD
t "a pod's network: its parts"		row "$pod_net" ".container | $sorted == [\"front\", \"front/log\", \"front/web\"]"
t "POD: with its namespace, once"	row "$pod_net" '.pod == "shop/front"' -o +ENGINE,POD
t "ENGINE: of all who share it"		row "$(stat -Lc %i /proc/1/ns/user)" ".engine | $sorted == [\"containerd\", \"docker\", \"podman\"]" -o +ENGINE
t "the host's network: who has it"	row "$host_net" '.container == "host,onhost"'
table()
{
	capture nsls -n -o ENGINE,POD,CONTAINER -t net
	[ ! -s "$TMP/err" ] && grep -q '^docker .*\(web,side\|side,web\) *$' "$TMP/out" && grep -q '^containerd *till/front *front' "$TMP/out" || show
}
t "the same as text"			table
t "columns that are not asked for are not there"	sh -c '! nsls | head -n 1 | grep -qE "ENGINE|POD"'

# --- one target: with whom it shares; several: what

others()	# KIND EXPR TARGET
{
	capture nsls -J "$3"
	jq -e ".namespaces | map(select(.type == \"$1\")) | length == 1 and (.[0] | $2)" "$TMP/out" || show
}
t "nsls web: its network is side's too"	others net '.others == "side"' web
t "nsls web: its users are the host's, and all others'"	others user '.others | split(",") | sort | index("host") and index("pod") and (index("web") | not)' web
t "nsls web: what it has alone"		others mnt '.others == null' web
t "nsls onhost: its network is the host's"	others net '.others == "host"' onhost
t "nsls host: who else is in its network"	others net '.others == "onhost"' host
t "nsls PID: a process of web's is not web"	others net ".others | $sorted == [\"side\", \"web\"]" "$(docker exec -d web tail -f /dev/zero; until_true pgrep -f 'tail -f /dev/zero' >/dev/null; pgrep -f 'tail -f /dev/zero' | head -n 1)"
t "nsls web: eight rows, its own"	sh -c '[ "$(nsls -n -o TYPE web | sort | tr -s " \n" " ")" = "cgroup ipc mnt net pid time user uts " ]'

# compared NAME... : net is shared, and what all share with the host; the rest is not
compared()
{
	capture nsls "$@"
	[ "$status" = 1 ] && [ "$(awk '$NF == "shared" { print $1 }' "$TMP/out" | sort | tr '\n' ' ')" = "cgroup net time user " ] || show
}
t "--net container: net is shared, the rest is not"	compared web side
t "so with three, one of them a PID"	compared web side "$(docker inspect -f '{{.State.Pid}}' side)"
t "a script may ask for one kind"	exits 0 nsls -t net web side
t "and is told 1 where it differs"	exits 1 nsls -t net web pod
t "two engines' of one name"		sh -c 'nsls docker:twin podman:twin | head -n 1 | grep -qE "^KIND +docker:twin +podman:twin *$"'
