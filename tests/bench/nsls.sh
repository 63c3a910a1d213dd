#!/bin/sh
# tests/bench/nsls.sh [ROUNDS [GROUPS]]: nsls, and lsns as ours, beside util-linux's lsns (make bench).
#
# In a /proc of its own: GROUPS (100) times 100 processes, each group with its own eight namespaces,
# then twice as many.  Medians of ROUNDS (9), all in turn, of the peer, which takes seconds, of a third; the
# floor is the reading of the ten links of each process, on one processor and on all.  BUSYNS is another
# box to measure; WITHOUT_PEER=1 leaves the peer out.
[ "${NSLS_BENCH:-}" ] || exec env NSLS_BENCH=1 unshare -pfm --kill-child --mount-proc sh "$0" "$@"
set -eu
cd "$(dirname "$0")/../.."
rounds=${1:-9}
groups=${2:-100}
box=${BUSYNS:-$PWD/build/default/busyns}
peer=${LSNS:-/usr/bin/lsns}
work=$(mktemp -d)
# the crowd dies with this, which is its init
trap 'rm -rf "$work"' EXIT
for name in links rounds; do
	musl-gcc -static -O2 -Wall -Wextra -o "$work/$name" tests/bench/$name.c
done
musl-gcc -static -O2 -Wall -Wextra -o "$work/spaces" tests/tools/spaces.c
cores=$(nproc)

count()
{
	set -- /proc/[1-9]*
	echo $#
}

many()	# GROUPS: the times and peaks of all, a line each: floor, floor of all cores, nsls of one core, nsls, lsns, peer
{
	mkfifo "$work/ready"
	"$work/spaces" "$1" 100 >"$work/ready" &
	crowd=$!
	{ read -r line && [ "$line" = ready ]; } <"$work/ready" || exit 1
	rm "$work/ready"
	set -- "$work/links" 1 -- "$work/links" "$cores" -- @1 "$box" nsls -- "$box" nsls -- @1 "$box" lsns -- "$box" lsns
	[ "${WITHOUT_PEER:-}" ] || set -- "$@" -- . "$peer"
	"$work/rounds" "$rounds" "$@" >"$work/times"
	processes=$(count)
	spaces=$("$box" nsls -nr -o NS | wc -l)
	if [ -z "${WITHOUT_PEER:-}" ]; then
		"$box" lsns -nr -o NS,TYPE,NPROCS >"$work/ours"
		"$peer" -nr -o NS,TYPE,NPROCS | sed 's/ *$//' >"$work/theirs"
		# each counts itself and its shell's children in the initial ones
		awk '$3 == 100' "$work/ours" | sort >"$work/a"
		awk '$3 == 100' "$work/theirs" | sort >"$work/b"
		cmp "$work/a" "$work/b" || { echo 'nsls.sh: the rows differ' >&2; exit 1; }
	fi
	printf '%s processes, %s namespaces, medians of %s:\n' "$processes" "$spaces" "$rounds"
	awk -v cores="$cores" '
		BEGIN {
			split("the ten links, on one core;the ten links, on " cores ";nsls, on one core;nsls;lsns, on one core;lsns;the installed lsns", name, ";")
		}
		{ ms[NR] = $1; cpu[NR] = $2; peak[NR] = $3 }
		END {
			for (i = 1; i <= NR; i++) {
				printf "%-28s %8.1f ms %8.1f of processor %6d KiB a worker %6.2f floors", name[i], ms[i], cpu[i], peak[i], ms[i] / ms[1]
				printf NR == 7 ? " %6.1fx\n" : "\n", ms[7] / ms[i]
			}
		}' "$work/times"
	kill -9 $crowd
	wait $crowd 2>/dev/null || :
	# they are gone only when their init has reaped them
	until [ "$(count)" -lt 50 ]; do wait 2>/dev/null || :; done
}
many "$groups" && cp "$work/times" "$work/once"
WITHOUT_PEER=1
many $((groups * 2))
paste -d ' ' "$work/once" "$work/times" | awk 'BEGIN { split(";;;nsls;;lsns", name, ";") }
	name[NR] && NF == 6 { printf "%s grows %.2fx, in processor time %.2fx, with twice the processes and namespaces\n", name[NR], $4 / $1, $5 / $2 }'
