#!/bin/sh
# nsexec -it on a terminal, while each system call fails in turn: PROG runs as it should or not at all, the
# terminal is as it was, nobody is left behind, and nothing hangs.
. "${0%/*}/lib.sh"

need root
or_end "nsexec -it while each call fails"

keys="ns uid gid groups cap nnp dumpable secure cwd root umask host sig std fd cgroup tty"
start hold -muipn -h all -P
all=$line
give_cgroup "busyns-tty-$$" "$all"

# run STEP-OPTION...: what PROG saw in $TMP/got.out, nsexec's message in got.err, $status
run()
{
	status=0
	# shellcheck disable=SC2016,SC2086	# the shell in there expands them; words
	PTY_MODES=1 timeout --foreground -s KILL 5 pty sh -c 'exec step -w -o show "$@" 2>"$0"' "$TMP/got.err" "$@" -- \
		nsexec -it $all "$TOOLS/show" $keys </dev/null >"$TMP/got.out" 2>"$TMP/pty.err" || status=$?
	# which one it is; what ours makes of a line's end; its size, when that cannot be set
	sed -i 's,/dev/pts/[0-9]*,/dev/pts/N,; s/\r//g; /^tty.size/d' "$TMP/got.out"
}

# alone: nobody of nsexec's is in its cgroup
alone()
{
	for path in $cgroups; do
		[ "$(cat "$path/cgroup.procs")" = "$all" ] || return 1
	done
}

# judge CALL: as it should, or not at all
unrestored=0
judge()
{
	until_true alone || { echo "$1: some are left"; return 1; }
	[ "$status" != 0 ] || ! cmp -s "$TMP/want.out" "$TMP/got.out" || return 0
	case $1:$status in
	read*:0|read*:129|write*:0|write*:129) return ;;	# ours is gone, as it seems: so is PROG's
	*:12[567]) [ ! -s "$TMP/got.out" ] || cmp -s "$TMP/want.out" "$TMP/got.out" && return ;;
	ioctl*:123)	# the one that gives the modes back
		[ "$((unrestored += 1))" = 1 ] && return ;;
	arch_prctl*:139) return ;;	# before main, in libc
	esac
	echo "$1: status $status, $(cat "$TMP/got.err" "$TMP/pty.err")"
	diff "$TMP/want.out" "$TMP/got.out" | sed 's/^/    /' | head -n 5
	return 1
}

# first of all what happens undisturbed
run -l "$TMP/steps"
cp "$TMP/got.out" "$TMP/want.out"
t "it runs on a terminal" eval '[ "$status" = 0 ] && grep -q "^tty /dev/pts/" "$TMP/want.out" || cat "$TMP"/*.err'
grep '^[0-9]*\.' "$TMP/steps" >"$TMP/places"

every_name()
{
	wrong=0
	cut -d ' ' -f 2 "$TMP/places" | sort -u >"$TMP/names"
	while read -r call; do
		run -K "$call" -f "$1"
		judge "$call" || wrong=$((wrong + 1))
	done <"$TMP/names"
	[ "$wrong" = 0 ]
}
# refused.sh has all calls of a plan; here are those from the join on, of equal ones in a row the first
every_call()
{
	wrong=0 places=0
	while read -r at call; do
		run -k "$at:$call" -f EPERM
		judge "$call at $at" || wrong=$((wrong + 1))
		places=$((places + 1))
	done <<-END
		$(awk '$2 == "setns" { on = 1 } on && $2 != last[$1 + 0] { print } { last[$1 + 0] = $2 }' "$TMP/places")
	END
	echo "$places calls, $wrong wrong"
	[ "$wrong" = 0 ] && [ "$places" -gt 30 ]
}
t "each call that it makes answers EPERM all the time" every_name EPERM
t "each call from the join on answers EPERM, once" every_call
