#!/bin/sh
# tests/bench/nsexec.sh [ROUNDS]: what `nsexec NAME PROG` costs, beside each engine's own exec (make bench).
#
# Real containers, in a cage.  Each peer is timed in pairs with nsexec of the same container: nsexec,
# peer, nsexec, peer; the ratio is the median of the pairs'.  Slow peers get fewer of the ROUNDS.
# All pairs are of whole processes, from vfork to wait, PROG ending at once.  BUSYNS is another box to measure.
# Then each beside the floor (floor.c): what the kernel takes for the least that an exec into it has to ask.
case $0 in
/*)	cd "${0%/*}/../.." || exit 1 ;;
*)	exec sh "$PWD/$0" "$@" ;;		# it runs again, elsewhere, in the cage
esac
ENGINE_SH=$PWD/tests/engine.sh
. tests/engine.sh
if [ -z "${CAGE:-}" ]; then
	tests/setup check && make -s all || exit 1
	mkdir -p build/bench
	for source in tests/tools/nop.c tests/bench/startup.c tests/bench/filter.c tests/bench/floor.c; do
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
for name in nsenter nspid; do
	ln -s "$(readlink "$CAGE/nsexec")" "$CAGE/$name"
done
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

# floors PART LABEL PID FILTER PEER... [-- PEER...]: the same beside the floor of the container PID
floors()
{
	count=$((rounds / $1)) label=$2
	[ "$count" -gt 3 ] || count=3
	base="build/bench/floor $3 $4 /bin/nop"
	shift 4
	# shellcheck disable=SC2086 # words of their own
	build/bench/startup "$count" $base -- "$@" | while read -r peer floor ratio; do
		printf '%-28s %8s %8s %7s %8s\n' "${label%%,*}" "$peer" "$floor" "$ratio" "$count"
		label=${label#*,}
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

build/bench/floor -w "$shop" "$CAGE/filter"
barn=$("$CAGE/nspid" crun:barn)
echo
printf '%-28s %8s %8s %7s %8s\n' 'beside the floor' us floor ratio pairs
floors 10 'docker exec' "$shop" "$CAGE/filter" "$(command -v docker)" exec shop /bin/nop
floors 1 'nsexec docker:,nsexec PID,nsenter -a (no filter)' "$shop" "$CAGE/filter" \
	"$CAGE/nsexec" docker:shop /bin/nop -- "$CAGE/nsexec" "$shop" /bin/nop -- /usr/bin/nsenter -t "$shop" -a /bin/nop
floors 4 'crun exec' "$barn" - "$@"
floors 1 'nsexec crun:,nsexec PID,nsenter -a' "$barn" - \
	"$CAGE/nsexec" crun:barn /bin/nop -- "$CAGE/nsexec" "$barn" /bin/nop -- /usr/bin/nsenter -t "$barn" -a /bin/nop
