# Sourced by every tests/*.sh: TAP on stdout, one line a test.
#
#	t "what must hold" CHECK [ARG]...	run CHECK; 0 is a pass
#	need WORD...				skip what follows, with the reason, when a thing is missing
#
# A check is any command or function; those below judge a command's status,
# output or effect.  Everything a failed check printed is shown as a comment.
# tests/README.md says how to write one.

set -u
TOP=$(cd "$(dirname "$0")/.." && pwd)
TESTS=$TOP/tests
BUILD=$TOP/build
BIN=${BIN:-$BUILD/check/bin}		# symlinks to the box under test
PEER=${PEER:-/usr/bin}			# util-linux, the oracle
TOOLS=${TOOLS:-$BUILD/check/tools}		# what tests/tools/*.c build to
TMP=$(mktemp -d "${TMPDIR:-/tmp}/busyns-test.XXXXXX")
PATH=$BIN:$TOOLS:$PATH
LC_ALL=C
export PATH LC_ALL
t_count=0 t_skip='' t_pids=''

t_end()
{
	t_status=$?
	for t_word in $t_pids; do kill -9 "$t_word" 2>/dev/null; done
	if command -v t_cleanup >/dev/null; then t_cleanup; fi
	rm -rf "$TMP"
	# a script that stops early must not look like one that passed
	[ "$t_status" = 0 ] || echo "not ok $((t_count + 1)) - $(basename "$0") stopped with status $t_status"
	echo "1..$t_count"
}
trap t_end EXIT
trap 'exit 130' INT TERM HUP

t()
{
	t_name=$1
	shift
	t_count=$((t_count + 1))
	if [ -n "$t_skip" ]; then
		echo "ok $t_count - $t_name # SKIP $t_skip"
		return 0
	fi
	if ( "$@" ) >"$TMP/t.log" 2>&1 </dev/null; then
		echo "ok $t_count - $t_name"
	else
		echo "not ok $t_count - $t_name"
		echo "#   check: $*"
		sed 's/^/#   /' "$TMP/t.log" | head -n 40
	fi
}

# need WORD...: each WORD is a row of the case below, or a command that must exist.
# `need nothing` ends a skip.
need()
{
	t_skip=''
	for t_word; do
		case $t_word in
		nothing) ;;
		root)	[ "$(id -u)" = 0 ] || t_skip="needs root" ;;
		userns)	"$PEER/unshare" -U true 2>/dev/null || t_skip="needs user namespaces" ;;
		peer)	[ -x "$PEER/nsenter" ] || t_skip="needs util-linux" ;;
		cage)	[ -n "${CAGE:-}" ] || t_skip=$(cage_refusal) ;;
		docker)	if [ -z "${CAGE:-}" ]; then t_skip=$(cage_refusal)
			elif ! command -v dockerd >/dev/null; then t_skip="needs dockerd"
			fi ;;
		rigs)	t_skip=''
			[ -n "${CAGE:-}" ] || t_skip=$(cage_refusal)
			for t_engine in dockerd podman conmon containerd ctr runc crun lxc-start systemd-nspawn bwrap jq; do
				command -v $t_engine >/dev/null || t_skip="needs $t_engine"
			done ;;
		*)	command -v "$t_word" >/dev/null || t_skip="needs $t_word" ;;
		esac
		[ -z "$t_skip" ] || return 0
	done
}

# or_end TITLE: where something needed is not there, that is skipped, and the script ends.
or_end()
{
	[ -n "$t_skip" ] || return 0
	t "$1" false
	exit 0
}

# capture CMD...: run it; leaves $status, and its output in $TMP/out and $TMP/err.
capture()
{
	status=0
	"$@" >"$TMP/out" 2>"$TMP/err" || status=$?
}

show()
{
	echo "status $status"
	sed 's/^/stdout: /' "$TMP/out"
	sed 's/^/stderr: /' "$TMP/err"
	return 1
}

# fails STATUS TEXT CMD...: exits STATUS, says TEXT on stderr, nothing on stdout.
fails()
{
	want=$1 text=$2
	shift 2
	capture "$@"
	[ "$status" = "$want" ] && grep -qF -- "$text" "$TMP/err" && [ ! -s "$TMP/out" ] || show
}

# exits STATUS CMD...
exits()
{
	want=$1
	shift
	capture "$@"
	[ "$status" = "$want" ] || show
}

# prints TEXT CMD...: exits 0, TEXT is part of stdout, stderr is empty.
prints()
{
	text=$1
	shift
	capture "$@"
	[ "$status" = 0 ] && grep -qF -- "$text" "$TMP/out" && [ ! -s "$TMP/err" ] || show
}

# outputs TEXT CMD...: exits 0, TEXT is all of stdout, stderr is empty.
outputs()
{
	text=$1
	shift
	capture "$@"
	[ "$status" = 0 ] && [ "$(cat "$TMP/out")" = "$text" ] && [ ! -s "$TMP/err" ] || show
}

# same_ns KIND PID CMD...: CMD's own KIND namespace, as it prints it, is PID's.
same_ns()
{
	kind=$1 pid=$2
	shift 2
	outputs "$(readlink "/proc/$pid/ns/$kind")" "$@" readlink "/proc/self/ns/$kind"
}

# start CMD...: run CMD in the background until the test ends.  CMD prints one
# line when it is ready; that line is left in $line, its PID in $pid.
start()
{
	rm -f "$TMP/fifo"
	mkfifo "$TMP/fifo"
	"$@" >"$TMP/fifo" </dev/null &
	pid=$!
	t_pids="$t_pids $pid"
	line=''
	read -r line <"$TMP/fifo" || { echo "# start failed: $*"; return 1; }
}

# until_true CMD...: try CMD until it succeeds, for at most 10 seconds.
until_true()
{
	t_until=$(($(date +%s) + 10))
	until "$@" >/dev/null 2>&1; do
		[ "$(date +%s)" -lt "$t_until" ] || { echo "not in 10 s: $*"; return 1; }
	done
}
