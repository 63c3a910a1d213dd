#!/bin/sh
# tests/bench/nsexec.sh [ROUNDS]: what `nsexec NAME PROG` costs, beside each engine's own exec (make bench).
#
# Real containers, in a cage.  Each peer is timed in pairs with nsexec of the same container: nsexec,
# peer, nsexec, peer; the ratio is the median of the pairs'.  Slow peers get fewer of the ROUNDS.
# All pairs are of whole processes, from vfork to wait, PROG ending at once.  BUSYNS is another box to measure.
case $0 in
/*)	cd "${0%/*}/../.." || exit 1 ;;
*)	exec sh "$PWD/$0" "$@" ;;		# it runs again, elsewhere, in the cage
esac
ENGINE_SH=$PWD/tests/engine.sh
. tests/engine.sh
if [ -z "${CAGE:-}" ]; then
	tests/setup check && make -s all || exit 1
	mkdir -p build/bench
	for source in tests/tools/nop.c tests/bench/startup.c tests/bench/filter.c; do
		musl-gcc -static -O1 -Wall -Wextra -o "build/bench/$(basename "$source" .c)" "$source" || exit 1
	done
	refusal=$(cage_refusal)
	[ -z "$refusal" ] || { echo "tests/bench/nsexec.sh: $refusal" >&2; exit 1; }
fi
cage "$@"
. tests/rigs.sh

set -eu
rounds=${1:-400}
ln -s "${BUSYNS:-$PWD/build/default/busyns}" "$CAGE/nsexec"
ln -s "$(readlink "$CAGE/nsexec")" "$CAGE/nsenter"
image_make
cp build/bench/nop "$CAGE/image/bin/nop"
rig_up
docker run -d --name shop --network none bb tail -f /dev/null >/dev/null
podman_run post
runc_run mill
crun_run barn
lxc_run farm

# pairs PART TARGET LABEL PEER...: so many pairs of nsexec TARGET and PEER, a line of the table
pairs()
{
	count=$((rounds / $1)) target=$2 label=$3
	shift 3
	[ "$count" -gt 3 ] || count=3
	# shellcheck disable=SC2086 # options before it are words of their own
	build/bench/startup "$count" "$CAGE/nsexec" $target /bin/nop -- "$@" | while read -r peer ours ratio; do
		printf '%-28s %8s %8s %7s %8s\n' "$label" "$peer" "$ours" "$ratio" "$count"
	done
}

printf '%-28s %8s %8s %7s %8s\n' 'medians of pairs' us nsexec ratio pairs
pairs 10 docker:shop 'docker exec' "$(command -v docker)" exec shop /bin/nop
pairs 20 podman:post 'podman exec' "$(command -v podman)" exec post /bin/nop
pairs 8 runc:mill 'runc exec' "$(command -v runc)" exec mill /bin/nop
# crun needs another mount namespace where both versions of cgroups are: the way there is our nsenter's, 0.2 ms
set -- "/usr/bin/crun" exec barn /bin/nop
[ -z "$crun_keeper" ] || set -- "$CAGE/nsenter" --mount="/proc/$crun_keeper/ns/mnt" "$@"
pairs 4 crun:barn 'crun exec' "$@"
pairs 4 lxc:farm 'lxc-attach' "$(command -v lxc-attach)" -n farm /bin/nop
# nsenter knows no names: both get the PID.  Without a cgroup and without the container's filter, of which the kernel
# takes most of a millisecond to compile a copy
mill=$(sed 's/.*"init_process_pid":\([0-9]*\).*/\1/' /run/runc/mill/state.json)
shop=$(docker inspect -f '{{.State.Pid}}' shop)
pairs 1 "$mill" 'nsenter -a (util-linux), runc' /usr/bin/nsenter -t "$mill" -a /bin/nop
pairs 1 "--security-opt seccomp=unconfined $shop" 'nsenter -a, no filter' /usr/bin/nsenter -t "$shop" -a /bin/nop
pairs 1 "$shop" 'nsenter -a' /usr/bin/nsenter -t "$shop" -a /bin/nop
printf '%-28s %8s\n' "that filter alone, in the kernel" "$(build/bench/filter "$shop" 100)"
