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
