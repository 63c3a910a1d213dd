#!/bin/sh
# The command line: the grammar of options, in every applet and in each one's own words.
#
# What an applet has is asked of its --usage-dump; nothing here needs privilege.
. "${0%/*}/lib.sh"

applets=$("$BUILD/full/busyns" --list)
version=$("$BUILD/full/busyns" --version)
tab=$(printf '\t')

status_of()	# APPLET: with what it fails
{
	case $1 in
	nsexec|nsmount|nsrun) echo 125 ;;
	nsls)	echo 2 ;;	# 1 says that two differ
	*) echo 1 ;;
	esac
}

dump()	# APPLET: in $TMP/dump
{
	"$1" --usage-dump >"$TMP/dump"
}

# --- what every applet has in common, from its table

good_dump()
{
	capture "$1" --usage-dump
	[ "$status" = 0 ] && [ -s "$TMP/out" ] && [ ! -s "$TMP/err" ] || show || return 1
	awk -F '\t' -v applet="$1" '
	function bad(why) { print why ": " $0; failed = 1 }
	NF != 6				{ bad("not six fields") }
	$1 != applet			{ bad("another applet") }
	$2 !~ /^[A-Za-z0-9]?$/		{ bad("no letter") }
	$3 !~ /^([a-z0-9]+(-[a-z0-9]+)*)?$/	{ bad("no long name") }
	$2 $3 == ""			{ bad("no name at all") }
	$4 !~ /^(none|optional|required)$/	{ bad("no kind of argument") }
	($4 == "none") != ($5 == "")	{ bad("an argument without a name, or a name without one") }
	$6 == "" || $6 ~ /^ | $|[^ -~]/	{ bad("no good help text") }
	$2 != "" && letter[$2]++	{ bad("a letter twice") }
	$3 != "" && name[$3]++		{ bad("a name twice") }
	END { if (!name["help"] || !name["version"]) { print "no --help, no --version"; failed = 1 } exit failed }
	' "$TMP/out"
}

good_help()
{
	capture "$1" --help
	[ "$status" = 0 ] && [ ! -s "$TMP/err" ] || show || return 1
	head -n 1 "$TMP/out" | grep -q "^usage: $1 " || { head -n 1 "$TMP/out"; return 1; }
	! grep -nE ".{101}| \$|$tab" "$TMP/out" || return 1
	dump "$1"
	while IFS='' read -r line; do
		letter=$(echo "$line" | cut -f 2) name=$(echo "$line" | cut -f 3) arg=$(echo "$line" | cut -f 5)
		text=$(echo "$line" | cut -f 6)
		case $letter,$name in
		*,'') word="  -$letter$arg" ;;
		,*)	word="      --$name" ;;
		*)	word="  -$letter, --$name" ;;
		esac
		case $(echo "$line" | cut -f 4) in
		optional) word="${word}[=$arg]" ;;
		required) word="$word $arg" ;;
		esac
		grep -F -- "$word " "$TMP/out" | grep -qF -- " $text" || { echo "not in the help: $line"; return 1; }
	done <"$TMP/dump"
	[ "$(grep -c '^   *-' "$TMP/out")" = "$(wc -l <"$TMP/dump")" ] || { echo "the help has more"; return 1; }
}

short_forms()	# --help and --version by their letters, where they have some
{
	dump "$1"
	while IFS=$tab read -r _ letter name _; do
		case $name in help|version) outputs "$("$1" "--$name")" "$1" "-$letter" || return 1 ;; esac
	done <<-END
	$(awk -F '\t' '$2 != "" && $3 != ""' "$TMP/dump")
	END
	outputs "$1 from $version" "$1" --version
}

# refused APPLET TEXT ARG...: fails as the applet does, with TEXT and where to find help
refused()
{
	refused_applet=$1 refused_text=$2
	shift 2
	fails "$(status_of "$refused_applet")" "$refused_applet: $refused_text" "$refused_applet" "$@" &&
		grep -qx "$refused_applet: Try '$refused_applet --help' for more information." "$TMP/err" || show
}

# an argument that must be there is missed, one that must not be is refused,
# under every name and letter
arguments()
{
	dump "$1"
	for kind in none required; do
		awk -F '\t' -v kind=$kind '$4 == kind { print ($2 == "" ? "-" : $2) "\t" $3 }' "$TMP/dump" >"$TMP/of_kind"
		while IFS=$tab read -r letter name; do
			case $kind in
			none)
				[ -z "$name" ] || { refused "$1" "option '--$name' doesn't allow an argument" "--$name=x" &&
					refused "$1" "option '--$name' doesn't allow an argument" "--$name="; } || return 1 ;;
			required)
				[ -z "$name" ] || refused "$1" "option '--$name' requires an argument" "--$name" || return 1
				[ "$letter" = - ] || refused "$1" "option requires an argument -- '$letter'" "-$letter" || return 1 ;;
			esac
		done <"$TMP/of_kind"
	done
}

# Every prefix of every long name is that option, or said to be ambiguous.
prefixes()
{
	dump "$1"
	cut -f 3 "$TMP/dump" | grep . >"$TMP/all"
	awk -F '\t' '$3 != "" && $4 != "optional" { print $3 "\t" $4 }' "$TMP/dump" >"$TMP/names"
	while IFS=$tab read -r name kind; do
		prefix=$name
		while [ -n "$prefix" ]; do
			case $kind in
			none) set -- "$1" "--$prefix=x" "option '--$name' doesn't allow an argument" ;;
			required) set -- "$1" "--$prefix" "option '--$name' requires an argument" ;;
			esac
			if ! grep -qx "$prefix" "$TMP/all" && [ "$(grep -c "^$prefix" "$TMP/all")" -gt 1 ]; then
				set -- "$1" "$2" "option '--$prefix' is ambiguous: --"
			fi
			# docker's --ip is none of ours, and not the start of --ipc either
			if [ "$1-$prefix" = nsrun-ip ]; then set -- "$1" "$2" "option --ip: "; fi
			# --he is --help, --help is another's prefix: that one's turn comes
			if [ "$prefix" = "$name" ] || ! grep -qx "$prefix" "$TMP/all"; then
				refused "$1" "$3" "$2" || return 1
			fi
			prefix=${prefix%?}
		done
	done <"$TMP/names"
}

unknown_ones()
{
	refused "$1" "unrecognized option '--no-such-option'" --no-such-option &&
		refused "$1" "unrecognized option '--helpx'" --helpx &&
		refused "$1" "unrecognized option '--no-such'" --no-such=value &&
		refused "$1" "invalid option -- '?'" '-?' &&
		refused "$1" "invalid option -- '='" -= &&
		refused "$1" "invalid option -- '%'" -%help || return 1
	# the first that is wrong is named, and what comes later is not looked at
	refused "$1" "unrecognized option '--wrong'" --wrong --help && prints "usage: $1" "$1" --help --wrong
}

# Bytes a terminal would act on, each on its own, and what no encoding has.
# An e with an acute accent may appear as it is.
evil=$(printf 'a\033[31m\007\b\r\n\t\177z\302\233z\377z\303(z\342\200\256z\355\240\200z\364\220\200\200z')
fair=$(printf '\303\251')

# tame CMD...: whatever it says, no byte of it could drive a terminal; $1 of what was captured
tame()
{
	capture timeout -s KILL 10 "$@"
	cat "$TMP/out" "$TMP/err" | sed "s/$fair//g" >"$TMP/said"
	[ -s "$TMP/said" ] && [ "$status" -lt 128 ] && ! grep -n "[^ -~$tab]" "$TMP/said" || show
}

escaped()
{
	tame "$1" "--$evil" && tame "$1" "-$evil" && tame "$1" "$evil" && tame "$1" "--help=$evil" || return 1
	dump "$1"
	awk -F '\t' '$3 != "" && $4 != "none" { print $3 }' "$TMP/dump" >"$TMP/names"
	while read -r name; do
		tame "$1" "--$name=$evil" && tame "$1" "--$name=$evil" "$evil" || return 1
		if grep -q "${tab}dry-run$tab" "$TMP/dump"; then
			tame "$1" "--$name=$evil" --dry-run "$evil" || return 1
		fi
		if [ "$name" != target ] && grep -q "${tab}target$tab" "$TMP/dump"; then
			tame "$1" -t self "--$name=$evil" --dry-run "$evil" || return 1
		fi
	done <"$TMP/names"
}

shown()	# letters beyond ASCII stay readable, bytes that are none are given as numbers
{
	capture "$1" "--caf$fair$(printf '\033\377')"
	grep -qF "'--caf$fair\\x1b\\xff'" "$TMP/err" || show
}

huge=$(printf '%0100000d' 0)
overlong()
{
	for word in "--$huge" "-$huge" "--help=$huge" "$huge"; do
		capture "$1" "$word"
		[ "$status" != 0 ] && [ "$status" -lt 128 ] && grep -q "^$1: " "$TMP/err" || show | cut -c 1-300 || return 1
	done
}

for applet in $applets; do
	t "$applet: --usage-dump is six fields a line, no letter or name twice"		good_dump "$applet"
	t "$applet: --help shows every option in at most 100 columns"			good_help "$applet"
	t "$applet: --help and --version by letter, and what --version says"		short_forms "$applet"
	t "$applet: an argument missing, or one too many, for every option"		arguments "$applet"
	t "$applet: every prefix of a long option is it, or is ambiguous"		prefixes "$applet"
	t "$applet: what is no option; the first wrong one counts"			unknown_ones "$applet"
	t "$applet: no byte of an argument drives the terminal"				escaped "$applet"
	t "$applet: letters beyond ASCII are shown, other bytes as numbers"		shown "$applet"
	t "$applet: arguments of 100,000 bytes"						overlong "$applet"
done

# --- nsenter, by table: words | what it says

# same_plan "WORDS" "WORDS": both mean the same, by the plan they make
same_plan()
{
	for words; do
		# shellcheck disable=SC2086
		"$BIN/nsenter" $words 2>&1 | sed 's/pid [0-9]*//; s/started.*//; s/process [0-9]*//'
		echo
	done | awk -v RS= '{ plan[NR] = $0 } END { print; exit !(NR == 2 && plan[1] == plan[2] && plan[1] ~ /run  /) }'
}

says()	# TEXT ARG...: nsenter fails, with a message that starts so
{
	says_text=$1
	shift
	capture nsenter "$@"
	[ "$status" = 1 ] && case $(cat "$TMP/err") in "nsenter: $says_text"*) ;; *) false ;; esac || show
}

runs()	# WORDS ARG...: the plan is to run WORDS
{
	runs_text=$1
	shift
	capture nsenter -t self -n --dry-run "$@"
	[ "$status" = 0 ] && grep -qE "^run +$runs_text\$" "$TMP/out" || show
}

nofile="open /no/file: No such file or directory"
t "an optional argument: --net=FILE"			says "$nofile" --net=/no/file
t "an optional argument: -nFILE"			says "$nofile" -n/no/file
t "an optional argument: -n=FILE"			says "$nofile" -n=/no/file
t "an optional argument, after flags in a cluster"	says "$nofile" -Fen/no/file
t "an optional argument is never the next word: long"	says "no target PID specified" --net /no/file
t "an optional argument is never the next word: short"	says "no target PID specified" -n /no/file
t "what follows an optional argument's letter is it"	says "open F: No such file or directory" -nF
t "an = of the argument's own is kept"			says "open =/no/file: No such file or directory" -n==/no/file
t "a long name after one dash is a cluster"		says "open et: No such file or directory" -net
t "a prefix takes an argument too"			says "open /no/file: No such file or directory" --ut=/no/file
t "an exact name wins over a longer one"		says "open /no/file: No such file or directory" --pid=/no/file
t "a required argument: the next word, though it looks like an option"	says "no container '-n'" -t -n
t "... also for the long form"				says "no container '--net'" --target --net
t "... also --"						says "no container '--'" -t --
t "a required argument attached"			says "no container 'Fe:x'" -tFe:x
t "... with an = of its own"				says "no container '=x'" -t=x
t "... to the long form"				says "no container 'a=b'" --target=a=b
t "... in a cluster"					says "no container '=x'" -Fet =x
t "an option that counts once, given twice"		says "option --target may be given only once" -t self --target=self
t "... though the first was empty"			says "option --target may be given only once" -t '' -t self
t "nothing to do"					says "no namespace specified"

t "clusters and separate letters mean the same"		same_plan "-t self -Fen --dry-run true" "-t self -n -e -F --dry-run true"
t "attached and separate arguments mean the same"	same_plan "-tself -n -S0 -G0 --dry-run true" \
	"--target self --net --setuid 0 --setgid=0 --dry-run true"
t "prefixes and whole names mean the same"		same_plan "--tar=self --net --en --setu=0 --dry true" \
	"--target=self --net --env --setuid=0 --dry-run true"
t "the last of two counts"				same_plan "-t self -n/no/file -n -S1 -S0 --dry-run true" \
	"-t self -n -S0 --dry-run true"
t "the order of options does not count"			same_plan "--dry-run -S0 -n -t self true" "-t self -n -S0 --dry-run true"
t "options end at the first operand"			runs "true -a --net=/no/file, searched in PATH" true -a --net=/no/file
t "options end at --"					runs "-a --help, searched in PATH" -- -a --help
t "only the first -- is swallowed"			runs "-- -a, searched in PATH" -- -- -a
t "-- after the operand is PROG's"			runs "true --, searched in PATH" true --
t "a single dash is an operand"				runs "- -a, searched in PATH" - -a

# dropped MASK ARG...: the plan is to drop these capabilities
dropped()
{
	dropped_mask=$1
	shift
	prints "without capabilities $dropped_mask" nsenter -t self -n --dry-run "$@" true && ! grep -q "ies ${dropped_mask}[0-9a-f]" "$TMP/out"
}
t "--cap-drop"						dropped 1 --cap-drop chown
t "--cap-drop again adds to it"				dropped 2001 --cap-drop chown --cap-drop=CAP_NET_RAW
t "--cap-drop with a list, and again"			dropped 2003 --cap-drop chown,1 --cap-drop net_raw
t "--cap-drop: a word that is none, in the first or the last" sh -c '
	nsenter -t self -n --dry-run --cap-drop chown --cap-drop nope true 2>&1 | grep "nope. is no capability" &&
	nsenter -t self -n --dry-run --cap-drop nope --cap-drop chown true 2>&1 | grep "nope. is no capability"'

# --- nsrun and nspid

t "nsrun without PROG"					refused nsrun "no PROG"
t "nsrun with options only"				refused nsrun "no PROG" --net self --
t "nsrun: options end at PROG"				prints "run       true --net, searched" nsrun --dry-run true --net
t "nsrun: PROG may look like an option after --"	prints "run       --net true, searched" nsrun --dry-run -- --net true
t "nsrun: no PROG of that name"				fails 127 "no-such-program" env PATH="$BIN:/usr/bin:/bin" nsrun no-such-program
t "nsrun: a PROG that cannot be run"			fails 126 "$TMP" nsrun "$TMP"
t "nsrun: PROG's own status"				exits 7 nsrun sh -c 'exit 7'
t "nspid without TARGET"				refused nspid "no TARGET"
t "nspid: options end at the first TARGET"		sh -c '
	nspid self -J >"$1" 2>"$2"; [ $? = 1 ] && [ "$(wc -l <"$1")" = 1 ] && grep -F "'"'-J'"'" "$2"' - "$TMP/out" "$TMP/err"
t "nspid: a cluster with an argument it does not take"	refused nspid "invalid option -- 'x'" -Jx
t "nspid: a negative number is an option"		refused nspid "invalid option -- '1'" -1
t "nspid: the engine that was asked is named"		fails 1 "no container 'podman:no-such'" nspid podman:no-such
t "nsls: a graph is no JSON"				refused nsls "options --json and --dot cannot be combined" --json --dot
t "nsmount: JSON is of a list"				fails 125 "-J is for that" nsmount -J self /:/mnt

# --- the peers' own spelling: a row's letter, name and argument are theirs; either form is one row

# LETTER NAME ARGUMENT of each option in the help that is read: util-linux's way of writing it, and docker's
their_rows()
{
	awk 'match($0, /^ +(-[A-Za-z], )? *--[a-z-]+/) {
		word = substr($0, RSTART, RLENGTH)
		rest = substr($0, RLENGTH + 1)
		letter = "-"
		if (match(word, /-[A-Za-z],/))
			letter = substr(word, RSTART + 1, 1)
		sub(/.*--/, "", word)
		print letter, word, rest ~ /^\[/ ? "optional" : rest ~ /^(=| <| [a-z]+(  |\|))/ ? "required" : "none"
	}'
}
our_rows() { "$1" --usage-dump | awk -F '\t' '{ print $2 == "" ? "-" : $2, $3, $4 }'; }
all_theirs()	# APPLET: what util-linux's has, ours has
{
	# its lsns takes -T alone, too, whatever its help says
	"$PEER/$1" --help | their_rows | sed 's/^T tree required/T tree optional/' | sort >"$TMP/theirs"
	our_rows "$1" | sort >"$TMP/rows"
	[ "$(wc -l <"$TMP/theirs")" -ge 12 ] && ! comm -23 "$TMP/theirs" "$TMP/rows" | grep .
}
for applet in lsns nsenter unshare; do
	need peer
	t "$applet: every option of util-linux's, by letter, name and argument"	all_theirs "$applet"
done
named_alike()	# APPLET MIN DOCKER-COMMAND: what has docker's name has its letter and argument, too
{
	docker "$3" --help | their_rows | sort -k 2 >"$TMP/theirs"
	our_rows "$1" | awk 'NR == FNR { theirs[$2] = $0; next } $2 in theirs { print; if ($0 != theirs[$2]) print "not", theirs[$2] }' \
		"$TMP/theirs" - >"$TMP/rows"
	[ "$(wc -l <"$TMP/rows")" -ge "$2" ] && ! grep '^not ' "$TMP/rows"
}
command -v docker >/dev/null || t_skip="needs docker"
t "nsexec: options of docker exec's names are docker exec's"	named_alike nsexec 9 exec
t "nsrun: options of docker run's names are docker run's"	named_alike nsrun 20 run
need nothing

# docker run's own words: each is ours, or is refused with a reason
known()
{
	docker run --help | sed -n 's/^ *\(-[a-zA-Z], \)*--\([a-z0-9-]*\).*/--\2/p; s/^ *\(-[a-zA-Z]\), .*/\1/p' >"$TMP/words"
	[ "$(wc -l <"$TMP/words")" -gt 60 ] || { cat "$TMP/words"; return 1; }
	while read -r word; do
		nsrun "$word" </dev/null 2>&1 | grep -E 'unrecognized|invalid option|option [^ ]*: *$' && return 1
	done <"$TMP/words"
	fails 125 "option --publish: nsrun sets no network up" nsrun --publish 80:80 true &&
		fails 125 "option -m: nsrun makes no cgroup" nsrun -m 1g true
}
command -v docker >/dev/null || t_skip="needs docker"
t "nsrun: no option of docker run's is unknown"		known
