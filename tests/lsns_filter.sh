#!/bin/sh
# lsns -Q: each expression holds for as many rows, or fails, as in util-linux 2.42's lsns.
#
# NEWER=FILE, such an lsns, is asked the same.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"

need cage
if [ -n "$t_skip" ]; then
	t "what -Q lets through" true
	exit
fi
mkfifo "$TMP/never"
# shellcheck disable=SC2016	# the inner shell's
wait='echo up; read -r _ <"$0"'
start unshare -n sh -c "$wait" "$TMP/never" 'quote " and \' || exit 1
start unshare -U -r -p -f --kill-child sh -c "$wait" "$TMP/never" "$(printf '\303\274 or \346\274\242\345\255\227')" || exit 1
start unshare -u setpriv --reuid 1234 --regid 1 --clear-groups sh -c 'echo up; exec tail -f /dev/null >/dev/null' || exit 1
: >"$TMP/place"
mount --bind "/proc/$pid/ns/net" "$TMP/place"
t_cleanup()
{
	umount "$TMP/place" 2>/dev/null
}

rows()	# LSNS EXPR: how many rows, or ! for a failure
{
	capture "$1" -l -r -n -o NS,PID -Q "$2"
	[ "$status" = 0 ] && wc -l <"$TMP/out" || { [ "$status" = 1 ] && [ ! -s "$TMP/out" ] && echo !; }
}
every=$(lsns -l -n -o NS | wc -l)
lets()	# COUNT EXPR
{
	want=$1
	case $want in
	all)	want=$every ;;
	most)	want=$((every - 1)) ;;
	esac
	got=$(rows lsns "$2")
	[ "$got" = "$want" ] || { echo "$got rows, not $want"; show; }
	[ -z "${NEWER:-}" ] || [ "$(rows "$NEWER" "$2")" = "$got" ] || { echo "elsewhere it is another number"; show; }
}
while read -r count expr; do
	t "$count: $expr"	lets "$count" "$expr"
done <<'EOF'
EOF
