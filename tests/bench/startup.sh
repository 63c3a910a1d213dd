#!/bin/sh
# tests/bench/startup.sh [ROUNDS]: what `nsenter -t PID -n PROG` costs before PROG runs (make bench).
#
# Against the least a program can do, tests/tools/floor.c, and beside the other
# nsenters found here.  Wall time is the median of pairs; system calls are
# counted from the first exec to PROG's end, PROG's own with them.
# BUSYNS is another box, and NSENTER another nsenter, to be measured too.
set -eu
cd "$(dirname "$0")/../.."
rounds=${1:-1000}
work=build/bench
[ "$(id -u)" = 0 ] || { echo "tests/bench/startup.sh: only root may join a network namespace" >&2; exit 1; }
mkdir -p $work
for source in tests/tools/floor.c tests/tools/nop.c tests/tools/hold.c tests/bench/startup.c; do
	musl-gcc -static -O1 -Wall -Wextra -o "$work/$(basename "$source" .c)" "$source"
done
make -s all nsenter

mkfifo $work/ready.$$
$work/hold -n >$work/ready.$$ &
holder=$!
trap 'kill -9 $holder; rm -f $work/ready.$$' EXIT
read -r target <$work/ready.$$

nop=$PWD/$work/nop
enter="-t $target -n $nop"
: >$work/names
add()	# NAME COMMAND, words: another one to measure, when it is here
{
	[ -x "${2%% *}" ] || return 0
	printf '%s\t%s\n' "$1" "$2" >>$work/names
}
add 'busyns, nsenter alone' "$PWD/build/default/nsenter $enter"
add 'busyns, the box' "${BUSYNS:-$PWD/build/default/busyns} nsenter $enter"
[ -z "${NSENTER:-}" ] || add "$NSENTER" "$NSENTER $enter"
add 'floor again: the noise' "$PWD/$work/floor $target $nop"
add 'busybox' "$(command -v busybox || :) nsenter $enter"
add 'toybox' "$(command -v toybox || :) nsenter $enter"
add 'util-linux' "/usr/bin/nsenter $enter"
floor="$PWD/$work/floor $target $nop"
# shellcheck disable=SC2086	# words
set -- $floor
while IFS='	' read -r _ command; do
	# shellcheck disable=SC2086	# words
	set -- "$@" -- $command
done <$work/names

calls()	# COMMAND: how many system calls
{
	if ! command -v strace >/dev/null; then echo -; return; fi
	# shellcheck disable=SC2086
	strace -f -c -o $work/strace $1 && awk '/ total$/ { print $4 }' $work/strace
}

$work/startup "$rounds" "$@" >$work/times
floor_calls=$(calls "$floor")
printf '%-28s %8s %8s %7s %8s\n' "medians of $rounds pairs" 'us' 'floor' 'ratio' 'syscalls'
paste $work/names $work/times | while IFS='	' read -r name command times; do
	# shellcheck disable=SC2086
	printf '%-28s %8s %8s %7s %8s\n' "$name" $times "$(calls "$command")"
done
printf '%-28s %8s %8s %7s %8s\n' 'floor' '' '' '' "$floor_calls"
