#!/bin/sh
# The build: every configuration and option with both compilers, and what the Makefile promises.
#
# It works on copies of the tree, which it may break.  The sizes of size.budget
# are checked here too: what they are about has just been built.
. "${0%/*}/lib.sh"

# make check's own variables are no business of the makes below
unset MAKEFLAGS MFLAGS MAKEOVERRIDES CONFIG
jobs=$(nproc)
tree=$TMP/gcc
werror='CFLAGS=$(small) $(whole) -Werror'
clang=tests/musl-clang

names()	# NOT FILE...: the names of FILES, but for NOT
{
	not=$1
	shift
	for word; do
		word=${word##*/}
		word=${word%.*}
		[ "$word" = "$not" ] || echo "$word"
	done
}
applets=$(names main "$TOP"/applets/*.c)
configs=$(names options "$TOP"/configs/*.h)

copy()	# DIR: the tree as it is, without what was built
{
	mkdir -p "$1" && (cd "$TOP" && tar -cf - --exclude=./build --exclude=./.git .) | tar -xf - -C "$1"
}

# makes DIR ARG...: make succeeds there, and nothing on the way is worth a warning.
makes()
{
	makes_dir=$1
	shift
	make -C "$makes_dir" -j"$jobs" "$@" >"$TMP/make.log" 2>&1 || { cat "$TMP/make.log"; return 1; }
	! grep -i 'warning:' "$TMP/make.log"
}

# stops TEXT DIR ARG...: make fails there and says TEXT.
stops()
{
	stops_text=$1 stops_dir=$2
	shift 2
	! make -C "$stops_dir" "$@" >"$TMP/make.log" 2>&1 && grep -qF -- "$stops_text" "$TMP/make.log" ||
		{ cat "$TMP/make.log"; return 1; }
}

says_version()	# FILE WORD: FILE runs, says who it is, and is static
{
	"$1" --version >"$TMP/version" && grep -q "^$2 .*[0-9]" "$TMP/version" || { cat "$TMP/version"; return 1; }
	! readelf -lW "$1" | grep -E 'INTERP|DYNAMIC'
}

menu()	# CONFIG: name, value, meaning of each option
{
	(cd "$TOP" && CC=musl-gcc configs/options list "configs/$1.h")
}

copy "$tree"
copy "$TMP/clang"

built()	# DIR CONFIG MAKE-ARG...: the box and each applet alone
{
	built_dir=$1 built_out=$1/build/$2 built_config=$2
	shift 2
	# shellcheck disable=SC2086	# one word an applet
	makes "$built_dir" CONFIG="configs/$built_config.h" "$werror" "$@" all $applets || return 1
	says_version "$built_out/busyns" busyns || return 1
	for word in $applets; do
		says_version "$built_out/$word" "$word" || return 1
	done
}

# the box has the applets that its configuration turned on, no other
lists()	# DIR CONFIG
{
	menu "$2" >"$TMP/menu"
	for word in $applets; do
		if grep -qi "^CONFIG_$word  *1 " "$TMP/menu"; then echo "$word"; fi
	done >"$TMP/wanted"
	"$1/build/$2/busyns" --list | diff "$TMP/wanted" -
}

for config in $configs; do
	t "$config: gcc builds the box and each applet alone, static, without a warning" built "$tree" "$config" CC=musl-gcc
	t "$config: clang does too" built "$TMP/clang" "$config" CC="$clang"
	t "$config: the box has the applets it should" lists "$tree" "$config"
done

# --- sizes

within()	# FILE CEILING
{
	bytes=$(wc -c <"$1")
	echo "$bytes bytes, of $2"
	[ "$bytes" -le "$2" ]
}

while read -r config artefact ceiling _; do
	case $config in ''|'#'*) continue ;; esac
	t "size.budget: $config, $artefact" within "$tree/build/$config/$artefact" "$ceiling"
done <"$TESTS/size.budget"

# What of musl is in there with libbb/start.c: none of it may want more of a
# thread than errno and a stack guard (no fork, signal handler, cancellation, locale, stdio, malloc).
musl_parts()
{
	[ "$(uname -m)" = x86_64 ] || return 0
	rm "$tree/build/full/busyns"
	makes "$tree" CONFIG=configs/full.h "$werror" CC=musl-gcc "LDFLAGS=-Wl,-Map=$TMP/map" || return 1
	sed -n '/^Linker script/,$ s/.* 0x0*[1-9a-f][0-9a-f]*  *0x0*[1-9a-f][0-9a-f]* [^ ]*libc\.a(\(.*\)\.l*o)$/\1/p' "$TMP/map" |
		LC_ALL=C sort -u >"$TMP/parts"
	grep -qx memcpy "$TMP/parts" && ! grep -vxE '__environ|cfmakeraw|getpagesize|ioctl|memcpy|memmove|mount|rename|sched_cpucount|syscall_ret|tc[gs]etattr' "$TMP/parts"
}
t "of musl, only what start.c prepares for is linked"	musl_parts

# --- options

# Without -flto, which would make each link compile everything.
plain='CFLAGS=$(small) -Werror'
# One place for all of them, where full.h's own is built once.  For another header only those objects are
# compiled again of which the source, or a header of its, names an option that has another value now:
# all others are made from the same text.
flips=build/flips
again=$tree/$flips/out
mkdir -p "$tree/$flips"

values()	# each option and its value in flip.h
{
	sed -n 's/^#ifndef \(CONFIG_.*\)/"\1" \1/p' "$TOP/configs/options.h" |
		(cd "$tree" && musl-gcc -E -P -include $flips/flip.h -include configs/options.h -)
}

flip_make()
{
	# older than every object, whatever is in it
	touch -d '2000-01-01' "$tree/$flips/flip.h"
	makes "$tree" "$plain" CONFIG=$flips/flip.h out=$flips/out
}

unflipped()
{
	cp "$TOP/configs/full.h" "$tree/$flips/flip.h"
	flip_make || return 1
	cp -a "$again" "$TMP/unflipped"
	values >"$TMP/values"
	# NAME OBJECT of all that an object is compiled from
	(cd "$tree" && grep -oE '\bCONFIG_[A-Z0-9_]+' applets/*.[ch] libbb/*.[ch] | sort -u | tr : ' ' &&
		find $flips/out -name '*.d' -exec cat {} +) | awk '
		NF == 2 && $2 ~ /^CONFIG_/ { names[$1] = names[$1] " " $2; next }
		{
			for (i = 1; i <= NF; i++) {
				if ($i ~ /\.o:$/)
					object = substr($i, 1, length($i) - 1)
				count = split(names[$i], name)
				for (n = 1; n <= count; n++)
					print name[n], object
			}
		}' | sort -u >"$TMP/compiled"
	[ "$(grep -c '^CONFIG_ASSERT ' "$TMP/compiled")" -gt 9 ]
}
t "full.h again, where its options are changed" unflipped

flipped()	# HEADER: full.h's objects become that one's box, $again/busyns
{
	cp "$1" "$tree/$flips/flip.h"
	cp -a "$TMP/unflipped/." "$again"
	values | diff "$TMP/values" - | sed -n 's/^> "\(.*\)".*/\1/p' >"$TMP/changed"
	awk 'NR == FNR { changed[$1] = 1; next } $1 in changed { print $2 }' "$TMP/changed" "$TMP/compiled" | sort -u >"$TMP/stale"
	[ -s "$TMP/stale" ] || { echo "nothing is compiled from these:"; cat "$TMP/changed"; return 1; }
	(cd "$tree" && xargs rm <"$TMP/stale") && rm "$again/busyns" && flip_make
}

as_built()	# CONFIG: the same bytes as when everything was compiled for it
{
	makes "$tree" "$plain" CONFIG="configs/$1.h" out=$flips/own && flipped "$TOP/configs/$1.h" &&
		cmp "$again/busyns" "$tree/$flips/own/busyns"
}
for config in default tiny; do
	t "full.h's objects become $config.h's box" as_built "$config"
	rm -rf "${tree:?}/$flips/own"
done

flip()	# NAME VALUE: full.h with that one set so
{
	{ grep -vw "$1" "$TOP/configs/full.h"; echo "#define $1 $2"; } >"$TMP/flip.h"
	flipped "$TMP/flip.h" && says_version "$again/busyns" busyns
}

menu full >"$TMP/full"
t "the menu has options, each 0 or 1" sh -c '
	[ -s "$1" ] && ! grep -vE "^CONFIG_[A-Z0-9_]+ +[01]  [^ ]" "$1"' - "$TMP/full"
while read -r name value _; do
	flipped=$((1 - value))
	t "full.h with $name $flipped" flip "$name" $flipped
done <"$TMP/full"

# NAME=VALUE... and what the compiler must say, of each #error: what follows a ! is off
awk '
/^#if/ {
	while (/\\$/) {
		sub(/\\$/, "")
		text = $0
		getline
		$0 = text $0
	}
	mix = ""; off = 0
	for (i = 2; i <= NF; i++) {
		if (!match($i, /CONFIG_[A-Z0-9_]+/))
			continue
		name = substr($i, RSTART, RLENGTH)
		if ($i ~ /^\(?!/)
			off = 1
		mix = mix " " name "=" (off ? 0 : 1)
		if ($i ~ /\)$/ || $i !~ /\(/ && !open)
			off = 0
		open = ($i ~ /\(/ || open) && $i !~ /\)$/
	}
}
/^# *error/ { text = $0; sub(/^[^"]*"/, "", text); sub(/"[^"]*$/, "", text); print mix "\t" text }
' "$TOP/configs/options.h" >"$TMP/mixes"

impossible()	# TEXT NAME=VALUE...
{
	text=$1
	shift
	for word; do echo "#define ${word%=*} ${word#*=}"; done >"$tree/build/flips/mix.h"
	stops "$text" "$tree" CONFIG=build/flips/mix.h out=build/flips/mix
}

t "the menu says which mixes are impossible" [ -s "$TMP/mixes" ]
while IFS='	' read -r mix text; do
	# shellcheck disable=SC2086	# one word a setting
	t "impossible:$mix" impossible "$text" $mix
done <"$TMP/mixes"

# --- make config-list, config-check

t "config-list names every option of the menu, with clang too" sh -c '
	cd "$1" && sed -n "s/^#ifndef \(CONFIG_.*\)/\1/p" configs/options.h >"$2" &&
	make -s config-list | cut -d " " -f 1 | diff "$2" - &&
	make -s config-list CC=tests/musl-clang | cut -d " " -f 1 | diff "$2" -' - "$tree" "$TMP/names"
t "config-list shows CONFIG's values" sh -c '
	cd "$1" && make -s config-list CONFIG=configs/tiny.h | grep -q "^CONFIG_HELP  *0 " &&
	make -s config-list | grep -q "^CONFIG_HELP  *1 "' - "$tree"
t "config-check has nothing to say" outputs "" make -s -C "$TOP" --no-print-directory config-check

checks()	# TEXT FILE LINES: config-check fails when FILE has these LINES in addition
{
	cp -p "$tree/$2" "$TMP/saved"
	case $2 in
	configs/options.h) awk -v lines="$3" '/^#if CONFIG/ && !done { print lines; done = 1 } { print }' "$TMP/saved" ;;
	*) cat "$TMP/saved"; echo "$3" ;;
	esac >"$tree/$2"
	stops "$1" "$tree" config-check
	checks_status=$?
	cp -p "$TMP/saved" "$tree/$2"
	return $checks_status
}

stanza='#ifndef CONFIG_NOVEL
# define CONFIG_NOVEL 0
#endif'
t "config-check finds a misspelt option in a configuration"	checks CONFIG_NSENTR configs/tiny.h '#define CONFIG_NSENTR 0'
t "config-check finds a misspelt option in the code" \
	checks CONFIG_HLEP libbb/num.c 'int x(void) { return CONFIG_HLEP; }'
t "config-check finds an option that nothing uses" \
	checks "CONFIG_NOVEL is in" configs/options.h "/* Something new. */
$stanza"
t "config-check finds an option without a meaning" \
	checks "CONFIG_NOVEL has no meaning" configs/options.h "
$stanza"
t "a misspelt option in the code does not compile" sh -c '
	cd "$1" && cp -p libbb/num.c "$2" && echo "int x(void); int x(void) { return CONFIG_HLEP; }" >>libbb/num.c
	make CFLAGS=-Werror out=build/misspelt build/misspelt/libbb/num.o
	status=$?
	cp -p "$2" libbb/num.c
	[ $status = 2 ]' - "$tree" "$TMP/saved"

# --- make itself

t "a second make does nothing" sh -c '
	for config in $2; do
		make -q -C "$1" CONFIG=configs/$config.h all $3 || { echo "$config again"; exit 1; }
	done' - "$tree" "$configs" "$applets"

# the files made again after FILE was edited; an edit is a newer time
remade()	# FILE MAKE-ARG...
{
	touch "$tree/$1"
	shift
	make -n -C "$tree" V=1 "$@" | sed -n 's/.* -c -o \([^ ]*\) .*/\1/p'
}

everything_again()	# FILE
{
	(cd "$TOP" && if [ "$1" = libbb/libbb.h ]; then grep -l '^#include "' applets/*.c libbb/*.c; else ls applets/*.c libbb/*.c; fi) | sed 's,\(.*\)\.c,build/tiny/\1.o,' | sort >"$TMP/wanted"
	remade "$1" CONFIG=configs/tiny.h | sort | diff "$TMP/wanted" - && make -s -t -C "$tree" CONFIG=configs/tiny.h
}

one_again()
{
	[ "$(remade libbb/num.c CONFIG=configs/tiny.h)" = build/tiny/libbb/num.o ]
}

edited()	# an edit has its effect, and in its own configuration only
{
	makes "$tree" "$werror" && cp "$tree/build/tiny/busyns" "$TMP/before" || return 1
	sed 's/\(CONFIG_ERROR_TEXT.*\)0/\11/' "$TOP/configs/tiny.h" >"$tree/configs/tiny.h"
	makes "$tree" CONFIG=configs/tiny.h "$werror" || return 1
	! cmp -s "$TMP/before" "$tree/build/tiny/busyns" || { echo "the same box"; return 1; }
	make -q -C "$tree" CONFIG=configs/default.h || { echo "default.h again"; return 1; }
	cp "$TOP/configs/tiny.h" "$tree/configs/tiny.h"
	makes "$tree" CONFIG=configs/tiny.h "$werror" && cmp "$TMP/before" "$tree/build/tiny/busyns"
}

t "editing a source compiles that source"		one_again
t "editing a configuration compiles it again"		everything_again configs/tiny.h
t "editing the menu compiles everything"		everything_again configs/options.h
t "editing libbb.h compiles everything"			everything_again libbb/libbb.h
t "an option's change reaches the box, and that box only"	edited
t "V=1 shows the commands" sh -c '
	make -C "$1" -n V=1 CONFIG=configs/tiny.h -W libbb/num.c | grep -q "^musl-gcc .*-Wall.* libbb/num.c$"' - "$tree"
t "debug.h keeps its symbols where asked to" sh -c '
	make -s -C "$1" -j"$2" CONFIG=configs/debug.h out=build/symbols CFLAGS="-Og -g -Werror" STRIP= &&
	nm "$1/build/symbols/busyns" | grep -q " T opt_parse$" && "$1/build/symbols/busyns" --version' - "$tree" "$jobs"

# Each of its own promises that it finds broken ends it.
promises()
{
	"$tree/build/debug/busyns" --install -s "$TMP/debug" && BIN=$TMP/debug sh "$TESTS/nsrun.sh" >"$TMP/promises" 2>&1 || :
	grep -q '^ok' "$TMP/promises" && ! grep -A 6 '^not ok' "$TMP/promises"
}
t "debug.h finds no promise broken by what nsrun.sh does" promises

helps()
{
	make -s -C "$TOP" --no-print-directory help >"$TMP/help"
	sed -n 's/\$(applets)/APPLET/; s/^\.PHONY: *//p' "$TOP/Makefile" | tr ' ' '\n' >"$TMP/targets"
	while read -r word; do
		grep -qE "^$word +[a-z]" "$TMP/help" || { echo "no text for $word"; cat "$TMP/help"; return 1; }
	done <"$TMP/targets"
	! grep -n '.\{101\}' "$TMP/help"
}
t "make help explains every target" helps

# --- static, the same everywhere, nowhere else

refuses_dynamic()
{
	stops "not static" "$tree" out=build/dynamic LDFLAGS=-Wl,-Bdynamic && [ ! -e "$tree/build/dynamic/busyns" ] || return 1
	# it would have been one: the linker made it, the build refused it
	mkdir -p "$tree/build/dynamic" &&
		make -s -C "$tree" -n V=1 out=build/dynamic LDFLAGS=-Wl,-Bdynamic | grep -e '-o build/dynamic/busyns' |
		(cd "$tree" && sh) && readelf -lW "$tree/build/dynamic/busyns" | grep -q INTERP
}
t "the build fails when the box asks for a dynamic loader" refuses_dynamic

# another directory, another umask, another time zone and language, one job: both compilers side by side
elsewhere()	# NAME MAKE-ARG...
{
	elsewhere_dir=$TMP/somewhere/else/$1
	shift
	copy "$elsewhere_dir"
	umask 077
	TZ=Pacific/Auckland LC_ALL=C.UTF-8 make -s -C "$elsewhere_dir" "$werror" "$@" all nsenter >"$elsewhere_dir.log" 2>&1
}
elsewhere gcc CC=musl-gcc &
elsewhere_gcc=$!
elsewhere clang CC="$clang" &
wait $elsewhere_gcc $!

same_bytes()	# NAME DIR
{
	cat "$TMP/somewhere/else/$1.log"
	for word in busyns nsenter; do
		cmp "$2/build/default/$word" "$TMP/somewhere/else/$1/build/default/$word" || return 1
	done
}
t "reproducible: gcc makes the same bytes in another directory"		same_bytes gcc "$tree"
t "reproducible: clang makes the same bytes in another directory"	same_bytes clang "$TMP/clang"
rm -rf "$TMP/somewhere"

listing()
{
	find "$1" -path "$1/build" -prune -o -printf '%P %y %m %s %T@ %i\n' | sort
}

stays_inside()
{
	copy "$TMP/inside"
	mkdir -p "$TMP/inside/build" "$TMP/tmp" "$TMP/home"
	listing "$TMP/inside" >"$TMP/before"
	# shellcheck disable=SC2086
	TMPDIR=$TMP/tmp HOME=$TMP/home make -s -C "$TMP/inside" -j"$jobs" all $applets &&
		TMPDIR=$TMP/tmp HOME=$TMP/home make -s -C "$TMP/inside" -j"$jobs" CONFIG=configs/tiny.h CC="$clang" &&
		make -s -C "$TMP/inside" config-list config-check help || return 1
	listing "$TMP/inside" | diff "$TMP/before" - && rmdir "$TMP/tmp" "$TMP/home"
}
t "nothing is written outside build/" stays_inside
t "make clean leaves the tree as it came" sh -c '
	make -s -C "$1" clean && diff -r --exclude=build --exclude=.git "$1" "$2" && [ ! -e "$1/build" ]' - "$TMP/inside" "$TOP"

# --- make install

dest="$TMP/dest dir"
bin=$dest/usr/bin

installs()	# MAKE-ARG...
{
	make -s -C "$tree" install DESTDIR="$dest" PREFIX=/usr "$werror" "$@" || return 1
	"$tree/build/default/busyns" --list >"$TMP/list"
	{ echo busyns; cat "$TMP/list"; } | sort >"$TMP/wanted"
	(cd "$bin" && ls -A) | sort | diff "$TMP/wanted" - || return 1
	cmp "$bin/busyns" "$tree/build/default/busyns" || return 1
	while read -r word; do
		[ "$(readlink "$bin/$word")" = busyns ] && says_version "$bin/$word" "$word" || return 1
	done <"$TMP/list"
}

replaces()	# a program that runs from the old file goes on running
{
	rm "$bin/busyns" && cp "$TOOLS/sigs" "$bin/busyns" || return 1
	ln "$bin/busyns" "$TMP/old"
	start "$bin/busyns" || return 1
	installs || return 1
	kill -USR1 "$pid" && cmp "/proc/$pid/exe" "$TOOLS/sigs" && cmp "$TMP/old" "$TOOLS/sigs"
	replaces_status=$?
	kill -9 "$pid"
	return $replaces_status
}

modes()
{
	rm -rf "$dest"
	( umask 077; installs ) || return 1
	[ "$(stat -c %a "$bin/busyns")" = 755 ] && [ "$(stat -c %a "$dest/usr")" = 755 ] &&
		[ "$(stat -c %a "$bin")" = 755 ] || { ls -lR "$dest"; return 1; }
}

keeps()	# when the new one cannot be written, the old one stays
{
	stops "" "$tree" install DESTDIR=/dev/null PREFIX=/usr
	chmod 644 "$bin/busyns"
	installs && [ -x "$bin/busyns" ]
}

t "make install: the box and its links, in a directory with a space" installs
t "make install again"						installs
t "make install replaces by rename"				replaces
t "make install: mode 755 whatever the umask"			modes
t "make install into what is no directory fails, and mends a mode"	keeps
