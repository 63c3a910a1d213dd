#!/bin/sh
# A PID is a number that is given away again.  Between the moment nsenter looks
# its target up and the moment it is inside, the target is killed and another
# process put in its place under the same PID, at every system call in turn
# (tests/tools/step.c).  PROG must never run in the other's namespaces when the
# target was named by more than its number, nor in a mixture of the two.
. "$(dirname "$0")/lib.sh"

show=$TOOLS/show
need root
# namespaces of their own to reuse PIDs in: nothing else may fork there
"$PEER/unshare" -pfm --mount-proc sh -c 'echo 100 >/proc/sys/kernel/ns_last_pid' 2>/dev/null ||
	t_skip="needs a writable ns_last_pid"
[ -z "$t_skip" ] || { t "PIDs that are reused" true; exit 0; }

# --- lists: the two processes of a PID namespace die at each of the last calls; the calls are
# counted, so in a PID namespace of its own, where nobody else comes and goes, this runs again ---
pair()	# leaves the PID of the first in $init
{
	mkfifo "$TMP/born"
	"$PEER/unshare" -p --fork --kill-child sh -c 'tail -f /dev/null >/dev/null & read -r pid rest </proc/self/stat; echo $pid; wait' \
		>"$TMP/born" </dev/null 2>/dev/null &
	holder=$!
	read -r init <"$TMP/born" || return 1
	rm "$TMP/born"
}
vanished()
{
	set -- "$@" -n -t pid
	# one that is as many processes away from it as those below
	pair && timeout --foreground -s KILL 20 step -l "$TMP/steps" "$@" >"$TMP/out" || return 1
	kill -9 "$init"
	wait $holder
	shown=0 missing=0
	for at in $(sed -n 's/^\(0\.[0-9]*\) .*/\1/p' "$TMP/steps" | tail -n 40 | awk 'NR % 2 == 0'); do
		pair || return 1
		ino=$(readlink "/proc/$init/ns/pid" | tr -cd 0-9)
		timeout --foreground -s KILL 20 step -k "$at" -x "kill -9 $init && while [ -e /proc/$init ]; do :; done" \
			"$@" >"$TMP/out" 2>/dev/null || return 1
		kill -9 "$init" 2>/dev/null	# there may have been fewer calls
		wait $holder
		row=$(awk -v ino="$ino" '$1 == ino { $1 = $1; print }' "$TMP/out")
		case $row in
		""|*" 0 children "*) missing=$((missing + 1)) ;;
		*" 2 $init "?*|*" 1 "[0-9]*" "?*) shown=$((shown + 1)) ;;
		*)	echo "at $at: $row"; return 1 ;;
		esac
	done
	[ "$shown" -gt 0 ] && [ "$missing" -gt 0 ] || { echo "shown $shown times, missing $missing times"; return 1; }
}
if [ "${1:-}" = --vanished ]; then
	shift
	vanished "$@"
	exit
fi

mkdir "$TMP/target" "$TMP/decoy"
# what either shows of itself, in one line each: it is one of them, or a mixture
target="env RACE=target $TOOLS/hold -X -muin -h target -d $TMP/target"
decoy="env RACE=decoy $TOOLS/hold -X -muin -h decoy -d $TMP/decoy"

# stepped ARG...: one run of step in a PID namespace of its own.
stepped()
{
	timeout --foreground -s KILL 20 "$PEER/unshare" -pfm --mount-proc \
		step -o show -T "$target" -D "$decoy" "$@" >"$TMP/out" 2>"$TMP/err"
}

# The PID the target has is the same in each such namespace, but its
# namespaces are new each time: it is told by host name, directory, environment
# and by what its network namespace holds, a route of its own.
whose()
{
	sed -n "s,^host \(.*\),\1,p; s,^cwd .*/\([a-z]*\) .*,\1,p; s,^env RACE=,,p" "$TMP/out" | sort -u | xargs
}

# sweep VERDICT CMD...: at every call of CMD until PROG, replace the target.
# VERDICT judges what came of it.
sweep()
{
	verdict=$1
	shift
	stepped -l "$TMP/steps" "$@" || { echo "the undisturbed run failed"; cat "$TMP/out" "$TMP/err"; return 1; }
	[ "$(whose)" = target ] || { echo "the undisturbed run is in '$(whose)'"; cat "$TMP/out"; return 1; }
	places=0 refused=0 decoys=0
	grep '^[0-9]*\.' "$TMP/steps" >"$TMP/places"
	while read -r at name; do
		status=0
		stepped -k "$at" -S "$@" </dev/null || status=$?
		places=$((places + 1))
		"$verdict" || {
			echo "the target was replaced at $at, $name: status $status, PROG is in '$(whose)'"
			cat "$TMP/out" "$TMP/err"
			return 1
		}
	done <"$TMP/places"
	echo "$places places, $refused refused, $decoys in the decoy"
	[ "$places" -gt 3 ]
}

# Refused with a message, or run in one of them alone.
whole()
{
	case $(whose) in
	target)	[ "$status" = 0 ] ;;
	decoy)	decoys=$((decoys + 1)); [ "$status" = 0 ] ;;
	'')	refused=$((refused + 1)); [ "$status" = 1 ] && [ ! -s "$TMP/out" ] && grep -q '^nsenter: ' "$TMP/err" ;;
	*)	false ;;
	esac
}

# The same, and never the decoy.
identified()
{
	[ "$(whose)" != decoy ] && whole
}

# Once its number has been looked at, a target without an identity is pinned too:
# what comes after is never the decoy.
pinned()
{
	whole || return 1
	if [ "$(whose)" = decoy ]; then
		[ -z "$seen" ]
	else
		seen=1
	fi
}

everything="-m -u -i -n -w -e"
# shellcheck disable=SC2086
{
t "-t PID:START -muin -w -e: never another process under that PID" sweep identified nsenter -t @PID:@START $everything "$show"
t "-t PID:START -a -r -w -e: the same" sweep identified nsenter -t @PID:@START -a -r -w -e "$show"
t "-t PID:START -n: the same" sweep identified nsenter -t @PID:@START -n -u -w -e "$show"
t "-t PID -muin -w -e: never a mixture of two processes" sweep whole nsenter -t @PID $everything "$show"
t "-t PID -a -r -w -e: the same" sweep whole nsenter -t @PID -a -r -w -e "$show"
t "-t PID: once looked at, it is the one" eval 'seen=; sweep pinned nsenter -t @PID $everything "$show"'
}

replaced_before()
{
	# by the time nsenter starts, its first call
	status=0
	stepped -k 0.1 -S nsenter -t @PID:@START -n "$show" || status=$?
	[ "$status" = 1 ] && [ ! -s "$TMP/out" ] && grep -q '^nsenter: ' "$TMP/err" || { cat "$TMP/out" "$TMP/err"; return 1; }
}
t "-t PID:START of a PID reused since is refused" replaced_before

# What the attack is: at some call, the peer runs PROG in the namespaces of one
# process and the directory of another (D4: /proc/PID/cwd is opened by path).
mixes()
{
	stepped -l "$TMP/steps" "$@" || return 1
	grep '^0\.' "$TMP/steps" | tail -n 60 >"$TMP/places"
	while read -r at name; do
		stepped -k "$at" -S "$@" </dev/null
		[ "$(whose)" != "decoy target" ] || { echo "at $at, $name"; return 0; }
	done <"$TMP/places"
	return 1
}
if [ -x "$PEER/nsenter" ]; then
	t "-t PID: the peer runs PROG in a mixture (D4)" mixes "$PEER/nsenter" -t @PID -u -i -n -w env -u RACE "$show"
fi

# On kernels without pidfds the same must hold by /proc alone.
# shellcheck disable=SC2086
{
t "without pidfd_open: never another process" sweep identified nosys pidfd_open -- nsenter -t @PID:@START $everything "$show"
t "without pidfd_open: never a mixture" sweep whole nosys pidfd_open -- nsenter -t @PID $everything "$show"
}
t "-S follow: the ids of the one whose namespaces they are" eval '
	target="$target -o 1111 -g 1111" decoy="$decoy -o 2222 -g 2222"
	consistent()
	{
		whole || return 1
		case $(whose) in
		target)	grep -q "^uid 1111 1111 1111" "$TMP/out" ;;
		decoy)	grep -q "^uid 2222 2222 2222" "$TMP/out" ;;
		esac
	}
	sweep consistent nsenter -t @PID -u -n -w -e -S follow -G follow "$show"'

# --- the real thing: targets that die while they are entered ---
# Each has its own namespaces; what PROG sees is this target's or PROG never ran.
dying()
{
	ran=0 refused=0
	for n in $(seq 60); do
		mkfifo "$TMP/born.$n"
		hold -u -n -i -C -h "dying-$n" >"$TMP/born.$n" </dev/null &
		holder=$!
		read -r pid <"$TMP/born.$n"
		rm "$TMP/born.$n"
		want=$(for kind in cgroup ipc net uts; do
			printf 'ns.%s %s\n' $kind "$(readlink "/proc/$pid/ns/$kind" | tr -cd 0-9)"
		done)
		"$@" -t "$pid" -a "$show" ns.cgroup ns.ipc ns.net ns.uts >"$TMP/out" 2>"$TMP/err" &
		entry=$!
		# later and later, in steps of what a call takes
		i=0
		while [ $i -lt $((n * 40)) ]; do i=$((i + 1)); done
		kill -9 "$pid"
		status=0
		wait $entry || status=$?
		wait $holder
		if [ "$status" = 0 ]; then
			ran=$((ran + 1))
			[ "$(cat "$TMP/out")" = "$want" ] || { echo "run $n: wanted"; echo "$want"; cat "$TMP/out"; return 1; }
		else
			refused=$((refused + 1))
			[ "$status" = 1 ] && [ ! -s "$TMP/out" ] && grep -q '^nsenter: ' "$TMP/err" ||
				{ echo "run $n: status $status"; cat "$TMP/out" "$TMP/err"; return 1; }
		fi
	done
	echo "$ran ran, $refused refused"
}
t "targets that die while they are entered" dying nsenter
t "the same without pidfd_open" dying nosys pidfd_open -- nsenter

# --- and at each call, once more: the target dies, nothing takes its place ---
killed()
{
	step -o show -l "$TMP/steps" nsenter "$@" "$show" ns.net >"$TMP/out" 2>&1 </dev/null || { cat "$TMP/out"; return 1; }
	grep '^[0-9]*\.' "$TMP/steps" >"$TMP/places"
	while read -r at name; do
		mkfifo "$TMP/born"
		hold -u -n -i -p >"$TMP/born" </dev/null &
		holder=$!
		read -r pid <"$TMP/born"
		rm "$TMP/born"
		want="ns.net $(readlink "/proc/$pid/ns/net" | tr -cd 0-9)"
		status=0
		timeout --foreground -s KILL 20 step -o show -k "$at" -x "kill -9 $pid" \
			nsenter -t "$pid" -u -n -i -p "$show" ns.net >"$TMP/out" 2>"$TMP/err" </dev/null || status=$?
		kill -9 "$pid" 2>/dev/null
		wait $holder
		case $status in
		0)	[ "$(cat "$TMP/out")" = "$want" ] ;;
		137)	grep -q exec "$TMP/steps" && [ ! -s "$TMP/out" ] ;;	# its PID namespace is gone, and all in it
		*)	[ "$status" = 1 ] && [ ! -s "$TMP/out" ] && grep -q '^nsenter: ' "$TMP/err" ;;
		esac || { echo "killed at $at, $name: status $status"; cat "$TMP/out" "$TMP/err"; return 1; }
	done <"$TMP/places"
}
start hold -u -n -i -p
t "a target that dies at any call of an entry: inside its namespaces, or a refusal" killed -t "$line" -u -n -i -p

vanishing()
{
	"$PEER/unshare" -pfm --mount-proc --kill-child sh "$0" --vanished "$@"
}
t "nsls: processes that die while it lists: a whole row, or none"	vanishing nsls -o NS,NPROCS,PID,HOLDER
t "lsns: the same"							vanishing lsns -l -o NS,NPROCS,PID,COMMAND
