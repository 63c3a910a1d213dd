#!/bin/sh
# The box: finding the applet that is meant, the lists, and --install.
. "${0%/*}/lib.sh"

mkdir "$TMP/box"
chmod 755 "$TMP" "$TMP/box"
cp "$BUILD/full/busyns" "$TMP/box/busyns"
box=$TMP/box/busyns
applets=$("$box" --list)

# nobody CMD...: as a user without any right here
nobody()
{
	if [ "$(id -u)" = 0 ]; then
		"$PEER/setpriv" --reuid 65534 --regid 65534 --clear-groups "$@"
	else
		"$@"
	fi
}

# is_box FILE: it is the box, by whatever name or link
is_box()
{
	[ "$(stat -Lc %d:%i "$1")" = "$(stat -Lc %d:%i "$box")" ]
}

# unknown NAME CMD...: 127, NAME and every applet on stderr
unknown()
{
	unknown_name=$1
	shift
	fails 127 "'$unknown_name'" "$@" || return 1
	for word in $applets; do
		grep -qw -- "$word" "$TMP/err" || show || return 1
	done
}

# same CMD...: with the status, the output and the messages of what was captured last
same()
{
	cp "$TMP/out" "$TMP/out.1" && cp "$TMP/err" "$TMP/err.1" && same_status=$status
	capture "$@"
	[ "$status" = "$same_status" ] && cmp "$TMP/out" "$TMP/out.1" && cmp "$TMP/err" "$TMP/err.1" || show
}

# --- which applet

by_every_name()	# ARG...: by symbolic link, hard link, and as the box's argument
{
	mkdir "$TMP/names"
	for word in $applets; do
		ln -s "$box" "$TMP/names/$word"
		ln "$box" "$TMP/box/$word"
		capture "$box" "$word" "$@"
		same "$TMP/names/$word" "$@" && same "$TMP/box/$word" "$@" && same "$TOOLS/argv" "$box" "$word" "$@" &&
			same "$TOOLS/argv" "$box" "/no/such/$word" "$@" || return 1
	done
	rm -r "$TMP/names"
	find "$TMP/box" ! -name busyns -type f -exec rm {} +
}

summaries()
{
	for word in $applets; do
		grep -qE "^  $word  +[a-z].*[a-z)]$" "$TMP/out" || { echo "no line for $word"; show; return 1; }
	done
	! grep -n '.\{101\}' "$TMP/out"
}

listed()
{
	[ -n "$applets" ] && echo "$applets" >"$TMP/list" && LC_ALL=C sort -uc "$TMP/list" &&
		sed -n 's/^APPLET(\([a-z]*\),.*/\1/p' "$TOP/applets/applets.h" | diff - "$TMP/list"
}

t "the box lists its applets, sorted"			listed
t "--list-full has them as files of a root directory"	outputs "$(echo "$applets" | sed 's,^,usr/bin/,')" "$box" --list-full
t "--version"						outputs "busyns $(sed -n 's/^VERSION.*= *//p' "$TOP/Makefile")" "$box" --version
capture "$box"
t "alone it gives a line to each applet"		summaries
t "--help does too"					same "$box" --help
t "any name that starts with busyns is the box's"	same "$TOOLS/argv" "$box" /bin/busyns-0.1
t "--help, by each name an applet can be called"	by_every_name --help
t "a refusal, by each name an applet can be called"	by_every_name --no-such-option
t "an unknown applet: 127, and the list"		unknown nonesuch "$box" nonesuch
t "a link with an unknown name: 127, and the list"	unknown nonesuch "$TOOLS/argv" "$box" /bin/nonesuch
t "an unknown option of the box's is no applet"		unknown --nonesuch "$box" --nonesuch
t "an empty name is no applet"				unknown '' "$box" ''
t "an applet's name with more to it is none"		unknown nspidx "$box" nspidx
t "the start of an applet's name is none"		unknown nspi "$box" nspi
t "called with an empty argv[0]"			unknown '' "$TOOLS/argv" "$box" ''
t "called with no argv[0]"				sh -c '"$@"; status=$?; [ $status = 127 ] || [ $status = 1 ]' - "$TOOLS/argv" "$box"
t "called with nothing but slashes"			unknown '' "$TOOLS/argv" "$box" //

long=$(printf '%0100000d' 0)
escapes()
{
	fails 127 "no applet" "$box" "$(printf '\033[31m\r\n\177\377\302\233')" && ! grep '[^ -~]' "$TMP/err"
}
t "a name of 100,000 bytes still gets the list" sh -c '
	"$1" "$2" 2>"$3"; [ $? = 127 ] && grep -q "^  nsenter$" "$3"' - "$box" "$long" "$TMP/err"
t "a name cannot drive the terminal"			escapes

# --- files that are not as usual

# broken CMD...: cannot write its output, says so and fails
broken()
{
	for where in '>/dev/full' '>&-' '</dev/null 1<&0'; do
		sh -c '"$@" '"$where"' 2>"$0"' "$TMP/err" "$@"
		status=$?
		[ "$status" != 0 ] && [ "$status" -lt 126 ] && grep -q 'write\|standard output' "$TMP/err" ||
			{ echo "$* $where: status $status"; cat "$TMP/err"; return 1; }
	done
}

unwritable()
{
	broken "$box" && broken "$box" --list && broken "$box" --list-full && broken "$box" --version &&
		broken "$box" --install --help || return 1
	for word in $applets; do
		broken "$box" "$word" --help && broken "$box" "$word" --version && broken "$box" "$word" --usage-dump || return 1
	done
}

closed()	# STATUS CMD...: whatever of 0, 1, 2 is closed, the status is that
{
	want=$1
	shift
	for where in '<&-' '2>&-' '<&- 2>&-' '>/dev/null 2>/dev/full'; do
		sh -c '"$@" '"$where" - "$@" >"$TMP/out" 2>"$TMP/err"
		status=$?
		[ "$status" = "$want" ] || { echo "$* $where: status $status"; return 1; }
	done
}

t "what cannot be written is an error, in the box and in every applet"	unwritable
t "a closed stdin or stderr is none"			closed 0 "$box" --list
t "nor does it change an unknown applet's status"	closed 127 "$box" nonesuch
t "with all three closed it still fails"		sh -c '"$1" --list <&- >&- 2>&-; [ $? = 1 ]' - "$box"

anybody()
{
	nobody "$box" --list >"$TMP/out" && [ "$(cat "$TMP/out")" = "$applets" ] || return 1
	for word in $applets; do
		nobody "$box" "$word" --help >"$TMP/out" && nobody "$box" "$word" --version >"$TMP/out" || return 1
	done
	[ "$(nobody "$TOOLS/argv" "$box" nspid 1)" = 1 ]
}
t "uid 65534 may use it" anybody

# --- --install

dir=$TMP/dir

# the directory holds links to the applets and nothing else
links()	# DIR
{
	(cd "$1" && find . ! -name . ! -name busyns) | sed 's,^\./,,' | sort >"$TMP/names"
	echo "$applets" | diff - "$TMP/names" || return 1
	for word in $applets; do
		[ "$("$1/$word" --version)" = "$word from $("$box" --version)" ] || { echo "$word does not run"; return 1; }
	done
}

lead_to_box()	# DIR
{
	for word in $applets; do
		is_box "$1/$word" || { ls -li "$1"; return 1; }
	done
}

hard()
{
	outputs "" "$box" --install "$dir" && links "$dir" && lead_to_box "$dir" && [ -z "$(find "$dir" -type l)" ]
}

symbolic()	# OPTION...
{
	outputs "" "$box" --install "$@" && links "$dir" && lead_to_box "$dir" || return 1
	for word in $applets; do
		[ "$(readlink "$dir/$word")" = "$box" ] || { ls -l "$dir"; return 1; }
	done
}

snapshot()
{
	(cd "$1" && find . -printf '%P %y %m %s %i %T@ %C@ %l\n' | sort)
}

# refused WORD TEXT CMD...: fails with TEXT, and DIR is afterwards what it was before
refused()
{
	refused_text=$1
	shift
	snapshot "$dir" >"$TMP/before"
	fails 1 "$refused_text" "$@" || return 1
	snapshot "$dir" | diff "$TMP/before" -
}

place()	# COMMAND, which puts something in the place of the last applet, in a new DIR
{
	rm -rf "$dir"
	mkdir "$dir"
	last=$(echo "$applets" | tail -n 1)
	echo precious >"$TMP/precious"
	( cd "$dir" && eval "$1" )
}

foreign()	# COMMAND: what it places is refused, and kept
{
	place "$1" || return 1
	refused "is not ours" "$box" --install "$dir" && grep -q -- '-f' "$TMP/err" &&
		refused "is not ours" "$box" --install -s "$dir" &&
		grep -q precious "$TMP/precious"
}

forced()	# COMMAND OPTION...
{
	place "$1" || return 1
	shift
	outputs "" "$box" --install "$@" "$dir" && links "$dir" && lead_to_box "$dir" && grep -q precious "$TMP/precious"
}

t "--install makes DIR, and hard links in it"		hard
t "again"						hard
t "--install -s makes symbolic links, in place of those"	symbolic -s "$dir"
t "again, in other words"				symbolic --symbolic -- "$dir"
t "hard links again, in place of those"			hard
t "with a link missing, and one left over by a run that was killed" \
	sh -c 'rm "$1/nspid" && ln -s /nowhere "$1/.nspid.busyns-new"' - "$dir"
t "... mends it"					hard
t "a file that is not ours is refused, and nothing changes"		foreign 'echo mine >"$last"'
t "so is a symbolic link to another's file"		foreign 'ln -s "$TMP/precious" "$last"'
t "so is one that leads nowhere"			foreign 'ln -s /nowhere "$last"'
t "so is a directory"					foreign 'mkdir "$last"'
t "so is a copy of the box: another file"		foreign 'cp "$box" "$last"'
t "-f replaces a file"					forced 'echo mine >"$last"' -f
t "-f replaces a link, not what it leads to"		forced 'ln -s "$TMP/precious" "$last"' -sf
t "--force with symbolic links replaces a file"		forced 'cp "$box" "$last"' --force --symbolic
t "-f does not replace a directory"			sh -c '
	mkdir -p "$2/full/nspid/in" && ! "$1" --install -f "$2/full" 2>"$3" && grep nspid "$3" && [ -d "$2/full/nspid/in" ] &&
	! find "$2/full" -name ".*" | grep .' - "$box" "$TMP" "$TMP/err"

beside()
{
	outputs "" "$box" --install && links "$TMP/box" && lead_to_box "$TMP/box"
}
t "without DIR, links go where the box is"		beside

beside_the_box()
{
	find "$TMP/box" -type f ! -name busyns -exec rm {} +
	mkdir "$TMP/elsewhere"
	ln -s "$box" "$TMP/elsewhere/busyns"
	outputs "" "$TMP/elsewhere/busyns" --install && links "$TMP/box" && [ "$(ls "$TMP/elsewhere")" = busyns ]
}
t "called by a link, they go where the box is, not the link" beside_the_box

rm -rf "$dir"
mkdir "$dir"
t "two directories are one too many"			refused "one DIR" "$box" --install "$dir" "$dir"
t "an option it has not"				refused "Try" "$box" --install -x "$dir"
t "a DIR whose parent is not there"			refused "No such file" "$box" --install "$dir/a/b"
t "a DIR that is a file"				refused "Not a directory" "$box" --install "$box"
t "a DIR in a name too long"				refused "" "$box" --install "$dir/$(printf '%05000d' 0)"
chmod 555 "$dir"
t "a directory one may not write to"			refused "denied" nobody "$box" --install -s "$dir"
t "a closed stdout does not matter to it"		sh -c '"$1" --install "$2" >&-' - "$box" "$TMP/other"

across()
{
	mkdir "$TMP/mount"
	capture "$PEER/unshare" -Urm sh -c 'mount -t tmpfs other "$2" && { "$1" --install "$2"; status=$?; ls -A "$2"; exit $status; }' \
		- "$box" "$TMP/mount"
	[ "$status" = 1 ] && [ ! -s "$TMP/out" ] && grep -qi "cross-device" "$TMP/err" && grep -q -- "-s " "$TMP/err" || show
}
need userns
t "hard links do not cross file systems: -s is suggested" across
t "without /proc it says what it misses" fails 1 "/proc/self/exe" \
	"$PEER/unshare" -Urm sh -c 'mount -t tmpfs none /proc && exec "$@"' - "$box" --install -s "$dir"
