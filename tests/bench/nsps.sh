#!/bin/sh
# tests/bench/nsps.sh [ROUNDS]: nsps of many containers, beside docker ps of one.
#
# In a cage: a real Docker with one container, then copies of that one's record
# for many more, each with five processes and a cgroup of its own; those that run
# have the state that runc and containerd keep.  Medians of pairs, docker ps and
# nsps in turn, on one processor: the times, how many times docker ps's that is, and
# how many times as long twice as many take.
ENGINE_SH=$(cd "${0%/*}/.." && pwd)/engine.sh
. "${0%/*}/../engine.sh"
cage "$@"
[ -n "${CAGE:-}" ] || { echo "tests/bench/nsps.sh: $(cage_refusal)" >&2; exit 1; }
set -eu
cd "$(dirname "$0")/../.."
rounds=${1:-20}
work=$CAGE/tmp
box=${BUSYNS:-$PWD/build/full/busyns}
for name in crowd startup; do
	musl-gcc -static -O1 -o "$work/$name" tests/bench/$name.c
done
docker_up
docker_image bb
docker run -d --name web bb tail -f /dev/null >/dev/null
id=$(docker inspect -f '{{.Id}}' web)
pid=$(docker inspect -f '{{.State.Pid}}' web)
config=/var/lib/docker/containers/$id/config.v2.json
state=/run/docker/runtime-runc/moby/$id/state.json
start=$(sed 's/.*"init_process_start":\([0-9]*\).*/\1/' "$state")
tree=$(find /sys/fs/cgroup -maxdepth 2 -name cgroup.procs -path '*unified*' -printf '%h' -quit)
tree=${tree:-/sys/fs/cgroup}
mkdir -p /etc/docker "$tree/$(cage_cgroup)/many"
echo '{ "data-root": "/run/many", "exec-root": "/run/exec" }' >/etc/docker/daemon.json

many()	# COUNT RUNNING: so many records, of which the first RUNNING run
{
	rm -rf /run/many /run/exec "$work/ready"
	mkfifo "$work/ready"
	"$work/crowd" "$1" 5 "$tree/$(cage_cgroup)/many" >"$work/ready" &
	crowd=$!
	left=$2
	while read -r its first when && [ -n "$its" ]; do
		mkdir -p "/run/many/containers/$its"
		edit="s/$id/$its/g; s/\"Pid\":$pid,/\"Pid\":$first,/; s,\"Name\":\"/web\",\"Name\":\"/web-$first\","
		if [ "$left" -gt 0 ]; then
			left=$((left - 1))
			mkdir -p "/run/exec/containerd/daemon/io.containerd.runtime.v2.task/moby/$its" "/run/exec/runtime-runc/moby/$its"
			sed "s/$id/$its/g; s/\"init_process_pid\":$pid,/\"init_process_pid\":$first,/
				s/\"init_process_start\":$start,/\"init_process_start\":$when,/" \
				"$state" >"/run/exec/runtime-runc/moby/$its/state.json"
		else
			edit="$edit; s/\"Running\":true/\"Running\":false/"
		fi
		sed "$edit" "$config" >"/run/many/containers/$its/config.v2.json"
	done <"$work/ready"
	"$work/startup" "$rounds" "$(command -v docker)" ps -- "$box" nsps -n -- "$box" nsps -an | tail -n 2 >"$work/times"
	awk -v records="$1" -v running="$2" '
		function times(us, ratio) { return sprintf("%.1f ms, %.2f times", us / 1000, ratio) }
		NR == 1 { plain = times($1, $3); floor = sprintf("%.1f ms", $2 / 1000) }
		NR == 2 { printf "%5d records, %4d running, %5d processes: docker ps of one %s; nsps %s; nsps -a %s\n",
			records, running, records * 5, floor, plain, times($1, $3) }' "$work/times"
	sed "s/^/$1 $2 /" "$work/times" >>"$work/all"
	[ "$("$box" nsps -q | wc -l)" -ge "$2" ] || { echo "they are not all listed" >&2; exit 1; }
	kill -9 $crowd
	wait $crowd 2>/dev/null || :
	until find "$tree/$(cage_cgroup)/many" -mindepth 1 -depth -type d -exec rmdir {} + 2>/dev/null; do :; done
}
for count in 1000 2000; do
	many $count 20
	many $count $count
done
# lines of COUNT RUNNING TIME FLOOR RATIO, nsps and nsps -a in turn
awk '
	{ kind = ($2 == 20 ? "20 running" : "all running") (NR % 2 ? ", nsps" : ", nsps -a") }
	$1 == 1000 { ratio[kind] = $5; next }
	{ printf "1000 -> 2000 records, %s: %.2f times as long\n", kind, $5 / ratio[kind] }' "$work/all"
