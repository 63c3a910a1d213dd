#!/bin/sh
# make docs: man pages and completions say what the option tables say, and are well formed.
. "${0%/*}/lib.sh"

box=$BUILD/full/busyns
docs=$BUILD/docs

# The page as a reader sees it: one line, plain letters.
rendered()
{
	groff -man -Tascii -P-cbou -rHY=0 "$1" | tr -s ' \n' ' '
	echo
}

made()
{
	make -s -C "$TOP" docs CONFIG=configs/full.h && [ -s "$docs/busyns.8" ] || return 1
	for page_of in $("$box" --list); do
		[ -s "$docs/$page_of.8" ] || { echo "$page_of has no page"; return 1; }
	done
}

# make docs writes nothing outside build/docs: the box is built already
writes_only_docs()
{
	touch "$TMP/before"
	made
	find "$TOP" -path "$docs" -prune -o -path "$TOP/.git" -prune -o \
		-path "$BUILD/check" -prune -o -type f -newer "$TMP/before" -print >"$TMP/found"
	[ ! -s "$TMP/found" ] || { cat "$TMP/found"; return 1; }
}

sections()	# PAGE SECTION...
{
	sections_page=$docs/$1
	shift
	for section; do
		grep -qx ".SH \"\\{0,1\\}$section\"\\{0,1\\}" "$sections_page" || { echo "no $section"; return 1; }
	done
}

# Every spelling of every option, with its argument and its help, as the dump has it.
lists_options()	# APPLET
{
	rendered "$docs/$1.8" >"$TMP/page"
	"$box" "$1" --usage-dump | awk -F '\t' '
		function seen(text) {
			# what stands between quotes is bold there, without them
			gsub(/`/, "", text)
			gsub(/'\''( |$)/, " ", text)
			sub(/ $/, "", text)
			if (!index(page, text)) {
				print "not in the page: " text
				failed = 1
			}
		}
		NR == FNR { page = $0; gsub(/'\''( |$)/, " ", page); next }
		{
			option = $2 != "" ? "-" $2 : ""
			option = option ($2 != "" && $3 != "" ? ", " : "") ($3 != "" ? "--" $3 : "")
			option = option ($4 == "required" ? " " $5 : $4 == "optional" ? "[=" $5 "]" : "")
			seen(option " " $6)
			rows++
		}
		END { exit failed || !rows }
	' "$TMP/page" -
}

same_summary()	# APPLET: the source's first line and the box's list
{
	want=$("$box" --help | sed -n "s/^  $1  *//p")
	rendered "$docs/$1.8" | grep -qF " $1 - $want SYNOPSIS" || { echo "not: $1 - $want"; return 1; }
}

groff_likes()
{
	groff -man -Tutf8 -ww "$1" 2>&1 >/dev/null | tee "$TMP/found"
	[ ! -s "$TMP/found" ]
}

# There is no date: a page is the same whenever it is made.
mandoc_likes()
{
	mandoc -Tlint -Wwarning "$1" | grep -v 'missing date' | tee "$TMP/found"
	[ ! -s "$TMP/found" ]
}

# A manual with all that roff could take for its own.
nasty_source()
{
	cat <<'END'
/*
 * nasty - a `quoted' summary with a back\slash and a "quote"
 *
 * .SH at the start, code `with \fB in it`, and
 * .so /etc/passwd
 * 'br as well.  Then --long-options, a^b~c and \(aq.
 * Exits with 1 - always.
 *
 * EXAMPLES
 *	.first line
 *	'second \n line
 *	nasty --opt='a b' | grep "^x" \
 *	    -e y
 */
END
}

nasty_help()
{
	printf 'nasty\tx\tex\toptional\tFILE\t.help with \\back and -dash\n'
	printf 'nasty\t\tlong\tnone\t\t'\''quoted'\'' "both" ways\n'
	printf 'usage: nasty [-x] FILE\na summary\n\n  -x, --ex    help\n'
}

escapes()	# AWK
{
	nasty_source >"$TMP/nasty.c"
	nasty_help | $1 -v version=1 -f "$TOP/applets/man.awk" - "$TMP/nasty.c" >"$TMP/nasty.8" &&
		groff_likes "$TMP/nasty.8" && mandoc_likes "$TMP/nasty.8" || return 1
	rendered "$TMP/nasty.8" >"$TMP/page"
	while read -r want; do
		grep -qF -e "$want" "$TMP/page" || { echo "lost: $want"; cat "$TMP/page"; return 1; }
	done <<'END'
nasty - a `quoted' summary with a back\slash and a "quote" SYNOPSIS nasty [-x] FILE DESCRIPTION
.SH at the start, code with \fB in it, and .so /etc/passwd 'br as well.
Then --long-options, a^b~c and \(aq.
-x, --ex[=FILE] .help with \back and -dash
--long 'quoted' "both" ways
EXIT STATUS Exits with 1 - always. EXAMPLES .first line 'second \n line nasty --opt='a b' | grep "^x" \ -e y SEE
END
}

# COMPREPLY for a command line, which bash has split into WORD... already; `=' is a word.
bash_completes()	# WANT WORD...
{
	want=$1
	shift
	bash -c '
		set -u
		source "$0"
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_busyns
		printf "%s\n" "${COMPREPLY[@]}"
	' "$docs/busyns.bash" "$@" >"$TMP/got" 2>&1
	[ "$(tr '\n' ' ' <"$TMP/got")" = "$want " ] || { cat "$TMP/got"; return 1; }
}

# As by hand: what readline puts on the line when TAB is pressed.
bash_presses_tab()
{
	printf 'source %s\ncd %s\nnsenter() { echo "<$*>"; }\nnsenter --preserve-c\t ip\nexit\n' "$docs/busyns.bash" "$TMP" |
		TERM=dumb bash --norc --noprofile -i >"$TMP/got" 2>&1
	grep -qF '<--preserve-credentials ip>' "$TMP/got" || { cat "$TMP/got"; return 1; }
}

# Every option of the dump is offered.
bash_offers()	# APPLET
{
	bash_completes "$("$box" "$1" --usage-dump | awk -F '\t' '
		{ printf "%s%s", $2 != "" ? "-" $2 " " : "", $3 != "" ? "--" $3 " " : "" }' | sed 's/ $//')" "$1" -
}

fish_completes()	# WANT LINE
{
	HOME=$TMP fish --no-config -c 'source $argv[1]; complete -C$argv[2]' "$docs/busyns.fish" "$2" >"$TMP/got" 2>&1
	[ "$(cut -f 1 "$TMP/got" | tr '\n' ' ')" = "$1${1:+ }" ] || { cat "$TMP/got"; return 1; }
}

fish_explains()	# LINE OPTION HELP
{
	HOME=$TMP fish --no-config -c 'source $argv[1]; complete -C$argv[2]' "$docs/busyns.fish" "$1" >"$TMP/got" 2>&1
	grep -qxF -e "$(printf '%s\t%s' "$2" "$3")" "$TMP/got" || { cat "$TMP/got"; return 1; }
}

same_from_both()	# AWK...: they make the same of the same
{
	for awk; do
		mkdir "$TMP/${awk%% *}"
		for what in $("$box" --list); do
			{ "$box" "$what" --usage-dump; "$box" "$what" --help; } |
				$awk -v version=1 -f "$TOP/applets/man.awk" - "$TOP/applets/$what.c" >"$TMP/${awk%% *}/$what.8" || return 1
			{ "$box" "$what" --help; "$box" "$what" --usage-dump; } >>"$TMP/${awk%% *}/usage"
		done
		for what in bash zsh fish; do
			$awk -v shell=$what -f "$TOP/applets/complete.awk" "$TMP/${awk%% *}/usage" >"$TMP/${awk%% *}/$what" || return 1
		done
	done
	diff -r "$TMP/${1%% *}" "$TMP/${2%% *}"
}

need groff
t "every applet gets a man page, the box too"		made
t "nothing but build/docs is written"			writes_only_docs
for applet in $("$box" --list); do
	t "$applet.8 has its sections"			sections "$applet.8" NAME SYNOPSIS DESCRIPTION OPTIONS "EXIT STATUS" EXAMPLES
	t "$applet.8 has every option of the dump"	lists_options "$applet"
	t "$applet.8 has the summary that the box lists"	same_summary "$applet"
	t "groff -ww likes $applet.8"			groff_likes "$docs/$applet.8"
done
t "busyns.8 has its sections"		sections busyns.8 NAME SYNOPSIS DESCRIPTION OPTIONS APPLETS
t "groff -ww likes busyns.8"		groff_likes "$docs/busyns.8"
t "a page made by awk loses no character"	escapes awk
need mandoc
for applet in $("$box" --list) busyns; do
	t "mandoc -Tlint likes $applet.8"	mandoc_likes "$docs/$applet.8"
done
need mawk gawk
t "mawk and gawk agree"			same_from_both mawk "gawk --posix"
t "a page made by mawk loses no character"	escapes mawk
t "a page made by gawk loses no character"	escapes gawk
need nothing
t "a box without the dump has no pages"	fails 1 "CONFIG_USAGE_DUMP" \
	sh -c 'echo "usage: nspid [-y]" | awk -f "$0/man.awk" - "$0/nspid.c"' "$TOP/applets"

need bash
both="--preserve-credentials --preserve-fds"
t "bash: the file is sound"			bash -n "$docs/busyns.bash"
t "bash: nsenter --pre"				bash_completes "$both" nsenter --pre
t "bash: by its path"				bash_completes "$both" /usr/local/bin/nsenter --pre
t "bash: busyns nsenter --pre"			bash_completes "$both" busyns nsenter --pre
t "bash: after an option's argument"		bash_completes "$both" nsenter -t web --pre
t "bash: after a cluster's argument"		bash_completes "$both" nsenter -at web --pre
t "bash: after --name=argument"			bash_completes "$both" nsenter --target = web --pre
t "bash: options end at PROG"			bash_completes "" nsenter -a ip --pre
t "bash: and at --"				bash_completes "" nsenter -- --pre
t "bash: a name's letters attached to -n are its file"	bash_completes "$both" nsenter -nt --pre
t "bash: a file for --net="			bash_completes /proc/self/uid_map nsenter --net = /proc/self/uid
t "bash: a file for -m="			bash_completes /proc/self/uid_map nsenter -m = /proc/self/uid
t "bash: a user for -S"				bash_completes root nsenter -S roo
t "bash: nothing for a TARGET"			bash_completes "" nspid /et
t "bash: the box offers applets"		bash_completes "nsenter" busyns nsen
t "bash: TAB in a shell"			bash_presses_tab
for applet in $("$box" --list); do
	t "bash: every option of $applet"	bash_offers "$applet"
done
t "bash: shellcheck likes it"			shellcheck -s bash "$docs/busyns.bash"

need zsh
t "zsh: the file is sound"			zsh -n "$docs/_busyns"
need fish
t "fish: the file is sound"			fish -n "$docs/busyns.fish"
t "fish: nsenter --pre"				fish_completes "$both" "nsenter --pre"
t "fish: busyns nsenter -t web --pre"		fish_completes "$both" "busyns nsenter -t web --pre"
t "fish: options end at PROG"			fish_completes "" "nsenter -a ip --pre"
t "fish: with the help of the table"		fish_explains "nsenter --env" --env "take TARGET's environment"
