#!/bin/sh
# lsns: the same rows as util-linux's lsns of the same moment, in every output mode.
. "${0%/*}/lib.sh"

need root
[ -x "$PEER/lsns" ] || t_skip="needs util-linux's lsns"
: >"$TMP/mark"
made=0
while [ "$made" -lt 12 ]; do
	start unshare -m -u -i -n -C -p -f --kill-child sh -c 'echo up; exec tail -f "$0" >/dev/null' "$TMP/mark"
	start unshare -U -r -n -u -i sh -c 'echo up; exec tail -f "$0" >/dev/null' "$TMP/mark"
	made=$((made + 1))
done
start unshare -U -r -p -f --kill-child unshare -U -r -p -f --kill-child sh -c 'echo up; exec tail -f "$0" >/dev/null' "$TMP/mark"
nested=$pid

# The namespaces of our own processes, with what is the same from one moment to the next:
# the machine's own counts change while we look.
squeeze='s/ *$//'
rows()	# LSNS [OPTION]...
{
	"$@" | grep -F "$TMP" | sed "$squeeze"
}
same()	# [OPTION]...: the machine may change between the two; then once more
{
	for same_try in 1 2 3 4 5; do
		rows "$PEER/lsns" "$@" >"$TMP/peer" && rows lsns "$@" >"$TMP/ours" || return 1
		! cmp -s "$TMP/peer" "$TMP/ours" || break
	done
	[ "$(grep -c . "$TMP/ours")" -ge "${least:-20}" ] && diff "$TMP/peer" "$TMP/ours"
}
json()	# [OPTION]...: the same document, keys and nesting
{
	for json_try in 1 2 3 4 5; do
		"$PEER/lsns" -J "$@" | python3 -c "$normal" "$TMP" >"$TMP/peer" && lsns -J "$@" | python3 -c "$normal" "$TMP" >"$TMP/ours" || return 1
		! cmp -s "$TMP/peer" "$TMP/ours" || break
	done
	[ "$(grep -c . "$TMP/ours")" -ge 20 ] && diff "$TMP/peer" "$TMP/ours"
}
normal='
import json, sys
def walk(rows, depth):
	for row in rows:
		below = row.pop("children", [])
		if sys.argv[1] in (row.get("command") or ""):
			print(depth, json.dumps(row))
		walk(below, depth + 1)
walk(json.load(sys.stdin)["namespaces"], 0)'

t "the rows, as a tree by process"		same
t "a list"					same -l
t "raw lines"					same -r
t "no headings"					same -n
# who has the longest command line of the machine changes the widths
squeeze='s/  */ /g; s/ *$//'
t "all columns"					same -l --output-all
t "a tree by owner"				same -T
t "a tree by parent"				same --tree=parent
t "chosen columns"				same -l -o NS,TYPE,PATH,PPID,UID,PNS,ONS,COMMAND
for type in mnt net ipc user pid uts cgroup; do
	least=10 t "-t $type"			same -l -t "$type"
done
least=1
t "the namespaces of one process"		same -l -p "$nested"
need python3
t "JSON"					json -l
t "JSON as a tree"				json
t "JSON of networks"				json -l -t net -t mnt
need nothing
t "the processes in one"			sh -c '[ "$(lsns -n -o PID "$(stat -Lc %i /proc/self/ns/uts)" | wc -l)" -gt 2 ]'
t "a namespace that is not there"		fails 1 "not found namespace" lsns 12345
t "a PID that is not there is an empty list"	exits 0 lsns -p 4194304
t "an unknown type"				fails 1 "unknown namespace type" lsns -t bogus
t "an unknown column"				fails 1 "BOGUS" lsns -o BOGUS
t "-p and a namespace are not combined"		fails 1 "cannot be combined" lsns -p 1 4026531836
t "output that cannot be written"		sh -c '! lsns >/dev/full 2>/dev/null'

filtered()	# EXPR AWK: the rows that EXPR lets through are those AWK picks, by name and type alone
{
	lsns -nlr -o NS,TYPE,COMMAND -Q "$1" >"$TMP/with" || return 1
	lsns -nlr -o NS,TYPE,COMMAND | awk "$2" >"$TMP/without"
	grep -F "$TMP" "$TMP/with" >"$TMP/a"; grep -F "$TMP" "$TMP/without" >"$TMP/b"
	[ -s "$TMP/a" ] && diff "$TMP/a" "$TMP/b"
}
t "a filter"					filtered 'TYPE == "net"' '$2 == "net"'
t "a filter of two"				filtered 'TYPE=="net" and not PID < 2 or TYPE eq "uts"' '$2 == "net" || $2 == "uts"'
t "a filter with an expression"			filtered "TYPE =~ '^(n|u)(et|.s)\$' && COMMAND !~ 'no such [a-z]+'" '$2 == "net" || $2 == "uts"'
t "parentheses"					filtered '(TYPE == "net" || TYPE == "uts") && !(TYPE == "net")' '$2 == "uts"'
t "a column of a filter that is not there"	fails 1 "BOGUS" lsns -Q 'BOGUS == 1'
t "a filter that is none"			fails 1 "failed to initialize filter" lsns -Q 'TYPE =='
t "an expression that is none"			fails 1 "failed to initialize filter" lsns -Q 'TYPE =~ "(a"'
