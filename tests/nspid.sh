#!/bin/sh
# nspid without a container engine: the forms of TARGET, the record as JSON, its statuses.
. "${0%/*}/lib.sh"

start sh -c 'echo up; exec tail -f /dev/null >/dev/null'
ticks=$(sed 's/.*) //' "/proc/$pid/stat" | cut -d ' ' -f 20)

t "a PID"				outputs "$pid" nspid "$pid"
t "container:PID"			outputs "$pid" nspid "container:$pid"
t "several, a line each"		outputs "$(printf '%s\n%s' "$pid" "$$")" nspid "$pid" "$$"
t "PID:START"				outputs "$pid" nspid "$pid:$ticks"
t "PID:START of another"		fails 1 "used again" nspid "$pid:$((ticks + 1))"
t "PID: with nothing behind"		fails 1 "not a PID" nspid "$pid:"
t "0 is no PID"				fails 1 "not a PID" nspid 0
t "01 is a name"			fails 1 "no container '01'" nspid 01
t "01:START is no PID with a start"	fails 1 "no container '01:1'" nspid 01:1
t "container:01 is not process 1"	fails 1 "no container '01'" nspid container:01
t "nsls of 01: a name, too"		fails 1 "no container '01'" nsls 01
t "a PID that is not there"		fails 1 "no process" nspid 4194303
t "a name that is not there"		fails 1 "no container" nspid nobody-has-this-name
t "no TARGET"				fails 1 "no TARGET" nspid
some()
{
	capture nspid "$pid" nobody-has-this-name
	[ "$status" = 1 ] && [ "$(cat "$TMP/out")" = "$pid" ] && grep -q nobody-has "$TMP/err" || show
}
t "what was found before a failure is told"	some
t "standard output that is full"	fails 1 "write standard output" sh -c "exec nspid $pid >/dev/full"

need jq
record()
{
	capture nspid -J "$pid"
	[ "$status" = 0 ] && [ "$(jq -r '.[0] | [.pid, .start, .engine, .namespaces.net] | @csv' "$TMP/out")" = \
		"$pid,$ticks,,$(readlink "/proc/$pid/ns/net" | tr -dc 0-9)" ] || show
}
t "-J: the record of a PID"		record
two()
{
	capture nspid --json "$pid" "$$"
	[ "$(jq length "$TMP/out")" = 2 ] || show
}
t "-J: of two, one document"		two
need root peer
t "no /proc: a name that is not found says so"	fails 1 "there is no process in /proc: is it mounted?" "$PEER/unshare" -m sh -c \
	'mount -t tmpfs proc /proc && exec nspid web'
