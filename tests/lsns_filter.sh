#!/bin/sh
# lsns -Q: each expression holds for as many rows, or fails, as in util-linux 2.42's lsns.
#
# NEWER=FILE, such an lsns, is asked the same.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"

need cage
or_end "what -Q lets through"
LC_ALL=C.UTF-8
mkfifo "$TMP/never"
# shellcheck disable=SC2016	# the inner shell's
wait='echo up; read -r _ <"$0"'
start unshare -n sh -c "$wait" "$TMP/never" 'quote " here' || exit 1
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
	[ "$status" = 0 ] && wc -l <"$TMP/out" || { [ "$status" = 1 ] && echo !; }
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
2 TYPE == "net"
2 TYPE=='net'
2 TYPE eq "net"
2 TYPE EQ "net"
! TYPE Eq "net"
2 tYpe == "net"
10 TYPE ne "net"
10 TYPE != "net"
7 TYPE > "net"
9 TYPE ge "net"
3 TYPE lt "net"
5 TYPE <= "net"
2 TYPE == " net "
2 TYPE	==	"net"
! TYPE == "net
! TYPE == net
! TYPE == "net")
! (TYPE == "net"
2 (TYPE) == ("net")
4 TYPE == "net" or TYPE == "user"
4 TYPE == "net" || TYPE == "user"
1 TYPE == "net" and NSFS
1 TYPE == "net" && NSFS
1 TYPE == "user" OR TYPE == "net" AND NSFS
3 TYPE == "user" or (TYPE == "net" and NSFS)
3 NSFS and TYPE == "net" or TYPE == "user"
all not TYPE == "net"
10 not (TYPE == "net")
10 !(TYPE == "net") and !NSFS
2 !!(TYPE == "net")
1 NSFS
11 !NSFS
0 NSFS == ""
all NSFS != ""
11 NSFS < ""
all NSFS < "x"
0 NSFS >= "x"
all NSFS == NSFS
0 NSFS != NSFS
all NSFS < TYPE
0 NSFS == true
1 NSFS == false
1 NSFS != true
! NSFS == 1
1 NSFS =~ "place$"
11 NSFS !~ "place$"
11 NSFS =~ "^$"
2 PNS
10 PNS == 0
10 PNS == false
2 PNS == true
0 PNS > true
! TYPE == 1
! TYPE == 1.5
all TYPE == false
10 TYPE == (TYPE == "net")
0 (TYPE == "net") == NSFS
2 (TYPE == "net") == "yes"
10 (TYPE == "net") != 1
1 UID == 1234
1 UID == "1234"
1 UID == 1234.0
1 UID > 1233.99
1 UID < 1234.5 and UID > 0
0 UID == 1234.5
0 UID == "abc"
! UID == USER
1 USER == UID
! UID != USER
1 UID =~ "^12"
all NS > 3G
all NS < 4GiB
! NS > 4KB
all NS < 15E
! NS < 16E
! NS < 1Z
all 1K == 1024
all 1MiB == 1048576
all "1024" == 1K
! 1k
! 1.5K == 1
all 1 == 1.0
all 1.50 == 1.5
all "1.5" == 1.5
all 1.5 == "1.50"
! 1 == "1.5"
all 1 == "01"
! 1 == "1x"
0 "01" == 1
0 "abc" == 1
all 10 == 010
all 18446744073709551615 == 18446744073709551616
all true == "True"
all true == "yes"
0 true == "on"
all "true" == true
all true == 2
0 2 == true
all true > false
all true
0 FALSE
! True
0 "" or 0 or 0.0
all "0"
0 " "
all 1 == 2 == 0
0 1 != 2 > 5
0 1 == 1 or 1 == 1 and 1 == 2
all 1 or TYPE == 1
0 0 and TYPE == 1
! 1 and TYPE == 1
0 not 1 == 2
! 1 =~ "1"
! TYPE =~ TYPE
2 TYPE =~ "net" == true
! !TYPE =~ "net"
2 TYPE =~ ("net")
4 TYPE =~ "^(n|us)e[tr]$"
0 TYPE =~ "N"
8 TYPE =~ "^[[:alpha:]]{3}$"
4 TYPE =~ "^.{4,}$"
8 TYPE =~ "^.{,3}$"
2 TYPE =~ "^u?s?e?r?n*[^a-su-z]*$"
2 TYPE =~ "^(n|e|t){3}$"
all TYPE =~ "x{0}"
! TYPE =~ "n{2,1}"
! TYPE =~ "n{"
! TYPE =~ "{1}"
! TYPE =~ "[[:foo:]]"
2 TYPE =~ "[[.n.]][[=e=]]"
! TYPE =~ "[z-a]"
! TYPE =~ "[a-c-e]"
2 TYPE =~ "[]n]et"
! TYPE =~ "("
0 TYPE =~ ")"
! TYPE =~ "*"
! TYPE =~ "^*"
0 TYPE =~ "\w\W|\s"
all TYPE =~ "^\S+$"
! TYPE =~ "\"
2 COMMAND =~ " . or"
1 COMMAND =~ 'quote "'
! BOGUS == 1
! TYPE ==
! == TYPE
! TYPE TYPE
! ()
! and
! not
! TYPE & "net"
EOF
t "a character is UTF-8's"			lets 2 "$(printf 'COMMAND =~ " . or .$" or COMMAND =~ " \303\274+ or ..$"')"
t "and one of a set"				lets 2 "$(printf 'COMMAND =~ "[\303\244\303\274] or" and COMMAND =~ "\346\274\242[^a]$"')"
t "and a letter"				lets 2 "$(printf 'COMMAND =~ "\346\274\242[[:alpha:]]$"')"
t "a line end is a blank"			lets 2 "$(printf 'TYPE ==\n"net"')"
deep=$(printf '%070d' 0 | tr 0 '(')
t "not too deep"				lets ! "${deep}1"
t "a column that is not there is named"		fails 1 "BOGUS" lsns -Q 'BOGUS == 1'
t "and where it is wrong"			fails 1 "failed to initialize filter" lsns -Q 'TYPE =='
t "what cannot be compared"			fails 1 "failed to apply filter" lsns -Q 'TYPE == 1'
filtered()
{
	[ "$(lsns -r -n -o NS -T -Q 'TYPE == "pid"' | wc -l)" = 2 ]
}
t "rows go, what is below them stays"		filtered
