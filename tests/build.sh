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
	make -C "$makes_dir" -j"$jobs" "$@" >"$makes_dir.log" 2>&1 || { cat "$makes_dir.log"; return 1; }
	! grep -i 'warning:' "$makes_dir.log"
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
	says=$("$1" --version) || { echo "$1 --version: status $?"; return 1; }
	case $says in "$2 "*[0-9]*) ;; *) echo "$1 says $says"; return 1 ;; esac
	! readelf -lW "$1" | grep -E 'INTERP|DYNAMIC'
}

menu()	# CONFIG: name, value, meaning of each option
{
	(cd "$TOP" && CC=musl-gcc configs/options list "configs/$1.h")
}

# noted NAME CHECK...: a check beside others; `t TITLE found NAME` has its result later on.
noted()
{
	noted_name=$1
	shift
	if ( "$@" ) >"$TMP/$noted_name.said" 2>&1 </dev/null; then : >"$TMP/$noted_name.good"; fi
}

found()
{
	cat "$TMP/$1.said"
	[ -e "$TMP/$1.good" ]
}

listing()	# DIR: all that is in there but for build/
{
	find "$1" -path "$1/build" -prune -o -printf '%P %y %m %s %T@ %i\n' | sort
}

# once COMPILER ARG...: the compiler; but what is the same text with the same arguments is compiled once, whatever
# configuration it is for.  Beside each object it leaves a sum of those, OBJECT.sum.  Not for what has line numbers (-g).
mkdir "$TMP/kept"
cat >"$TMP/once" <<'END'
#!/bin/sh
kept=${0%/*}/kept object='' arguments=''

text()	# on stdout, and what it depends on where the compiler would have left that
{
	before=''
	for word; do
		shift
		case $before$word in
		-c|-o|-o*) ;;
		*) set -- "$@" "$word" ;;
		esac
		before=''
		[ "$word" != -o ] || before=-o
	done
	exec "$@" -E -P -MF "${object%.o}.d" -MT "$object"
}

before=''
for word; do
	case $before in
	-o) object=$word ;;
	-include) ;;
	*) arguments="$arguments $word" ;;
	esac
	before=$word
done
case "$arguments " in *' -c '*) ;; *) exec "$@" ;; esac
( text "$@" ) >"$object.text" 2>/dev/null || exec "$@"
echo "$arguments" >>"$object.text"
sum=$(sha256sum <"$object.text")
sum=${sum%% *}
rm "$object.text"
echo "$sum" >"$object.sum"
[ ! -e "$kept/$sum" ] || exec cp "$kept/$sum" "$object"
"$@" || exit
cp "$object" "$kept/$sum.$$" && mv "$kept/$sum.$$" "$kept/$sum"
END
chmod 755 "$TMP/once"

# What each compiler links alone.  To gcc that is as much work as a box, and it is done where most is in it and where
# least is; clang, which is quick at it, tells of the other configurations what is missing.  main.c is compiled for all.
alone()	# COMPILER CONFIG
{
	case $1.$2 in
	clang.*|gcc.full|gcc.tiny) echo "$applets" ;;
	*) echo nsenter ;;
	esac
}

built()	# COMPILER DIR CONFIG MAKE-ARG...: the box and applets alone
{
	built_dir=$2 built_out=build/$3 built_config=$3 built_alone=$(alone "$1" "$3")
	shift 3
	built_mains=$(for word in $applets; do echo "$built_out/single/$word.o"; done)
	# shellcheck disable=SC2086	# one word an applet
	makes "$built_dir" CONFIG="configs/$built_config.h" "$werror" "$@" all $built_mains $built_alone || return 1
	says_version "$built_dir/$built_out/busyns" busyns || return 1
	for word in $built_alone; do
		says_version "$built_dir/$built_out/$word" "$word" || return 1
	done
}

all_built()	# COMPILER DIR MAKE-ARG...
{
	all_compiler=$1 all_dir=$2
	shift 2
	for config in $configs; do
		noted "$all_compiler.$config" built "$all_compiler" "$all_dir" "$config" "$@"
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

# Both compilers side by side, each in a tree of its own: one links while the other compiles.
mkdir "$TMP/tmp" "$TMP/home"
for dir in "$tree" "$TMP/clang"; do
	copy "$dir"
	mkdir "$dir/build"
	listing "$dir" >"$dir.before"
done
(
	TMPDIR=$TMP/tmp HOME=$TMP/home
	export TMPDIR HOME
	all_built gcc "$tree" CC="$TMP/once musl-gcc" 'LDFLAGS=-Wl,-Map=$@.map' &
	all_built clang "$TMP/clang" CC="$TMP/once $clang"
	wait
)
for config in $configs; do
	t "$config: clang builds the box and each applet alone, static, without a warning" found "clang.$config"
	t "$config: gcc builds the box and applets alone, static, without a warning" found "gcc.$config"
	t "$config: the box has the applets it should" lists "$tree" "$config"
done

stays_inside()
{
	for dir in "$tree" "$TMP/clang"; do
		TMPDIR=$TMP/tmp HOME=$TMP/home make -s -C "$dir" config-list config-check help || return 1
		listing "$dir" | diff "$dir.before" - || return 1
	done
	rmdir "$TMP/tmp" "$TMP/home"
}
t "nothing is written outside build/" stays_inside

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

# CONFIG BOX NSENTER, in KB, of README.md's table: what somebody reads there is not much out of date
readme_sizes()
{
	sed -n 's,^| configs/\(.*\)\.h | .* | \([0-9]*\) KB | \([0-9]*\) KB |$,\1 \2 \3,p' "$TOP/README.md" >"$TMP/table"
	[ "$(cut -d ' ' -f 1 "$TMP/table" | sort | tr '\n' ' ')" = "$(echo "$configs" | sort | tr '\n' ' ')" ] || { cat "$TMP/table"; return 1; }
	while read -r config box alone; do
		for word in "$box busyns" "$alone nsenter"; do
			bytes=$(wc -c <"$tree/build/$config/${word#* }")
			less=$((bytes - ${word% *} * 1024))
			[ $less -lt 2048 ] && [ $less -gt -2048 ] ||
				{ echo "$config: ${word#* } has $bytes bytes, in README.md ${word% *} KB"; return 1; }
		done
	done <"$TMP/table"
}
t "README.md has the sizes, to 2 KB"	readme_sizes

# What of musl is in there with libbb/start.c: none of it may want more of a
# thread than errno and a stack guard (no fork, signal handler, cancellation, locale, stdio, malloc).
musl_parts()
{
	[ "$(uname -m)" = x86_64 ] || return 0
	for word in $configs; do
		for map in "$tree/build/$word"/*.map; do
			sed -n '/^Linker script/,$ s/.* 0x0*[1-9a-f][0-9a-f]*  *0x0*[1-9a-f][0-9a-f]* [^ ]*libc\.a(\(.*\)\.l*o)$/\1/p' "$map" |
				LC_ALL=C sort -u >"$TMP/parts"
			grep -qx __environ "$TMP/parts" &&
				! grep -vxE '__environ|cfmakeraw|getpagesize|ioctl|memcpy|memmove|mount|rename|sched_cpucount|syscall_ret|tc[gs]etattr' "$TMP/parts" ||
				{ echo "$map"; return 1; }
		done
	done
}
t "of musl, only what start.c prepares for is linked"	musl_parts

# --- options

# Without -flto, which would make each link compile everything.
plain='CFLAGS=$(small) -Werror'
# full.h's own objects are built once.  For another header only those are compiled again of which the source, or a
# header of its, names an option that has another value now.  Two lanes, each a tree of its own, take turns.
lane=$TMP/lane.0
for word in 0 1; do
	copy "$TMP/lane.$word"
	mkdir -p "$TMP/lane.$word/build/out"
done

values()	# HEADER: each option and its value in it
{
	sed -n 's/^#ifndef \(CONFIG_.*\)/"\1" \1/p' "$TOP/configs/options.h" |
		musl-gcc -E -P -include "$1" -include "$TOP/configs/options.h" -
}

flip_make()	# HEADER
{
	cp "$1" "$lane/build/flip.h"
	# older than every object, whatever is in it
	touch -d '2000-01-01' "$lane/build/flip.h"
	makes "$lane" CC="$TMP/once musl-gcc" "$plain" CONFIG=build/flip.h out=build/out
}

unflipped()
{
	flip_make "$TOP/configs/full.h" || return 1
	cp -a "$lane/build/out" "$TMP/unflipped"
	values "$TOP/configs/full.h" >"$TMP/values"
	# NAME OBJECT of all that an object is compiled from
	(cd "$lane" && grep -oE '\bCONFIG_[A-Z0-9_]+' applets/*.[ch] libbb/*.[ch] | sort -u | tr : ' ' &&
		find build/out -name '*.d' -exec cat {} +) | awk '
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

stale()	# HEADER: the objects that it may change
{
	values "$1" | diff "$TMP/values" - | sed -n 's/^> "\(.*\)".*/\1/p' >"$lane.changed"
	awk 'NR == FNR { changed[$1] = 1; next } $1 in changed { print $2 }' "$lane.changed" "$TMP/compiled" | sort -u
}

flipped()	# HEADER: full.h's objects become that one's box, $lane/build/out/busyns
{
	stale "$1" >"$lane.stale"
	[ -s "$lane.stale" ] || { echo "nothing is compiled from these:"; cat "$lane.changed"; return 1; }
	cp -a "$TMP/unflipped/." "$lane/build/out"
	(cd "$lane" && xargs rm build/out/busyns <"$lane.stale") && flip_make "$1"
}

# Everything compiled for it: what came from another text than for full.h, flipped() would have compiled, too.
nothing_missed()	# CONFIG
{
	rm -rf "$lane/build/out"
	flip_make "$TOP/configs/$1.h" && stale "$TOP/configs/$1.h" >"$lane.stale" || return 1
	(cd "$lane" && find build/out -name '*.sum') | while read -r word; do
		cmp -s "$lane/$word" "$TMP/unflipped/${word#build/out/}" || echo "${word%.sum}"
	done | sort >"$lane.other"
	[ -s "$lane.other" ] && ! comm -23 "$lane.other" "$lane.stale" | grep .
}
for config in default tiny; do
	t "what $config.h changes of full.h is known" nothing_missed "$config"
done

# What several applets share works for those that are left.
rest_works()	# BOX
{
	if "$1" --list | grep -qx nsrun; then
		number=$("$1" nsrun -d true)
		[ "${number:-0}" -gt 1 ] || { echo "nsrun -d: '$number'"; return 1; }
	fi
	# one that is left out is refused; as root it is tried
	[ "$(id -u)" = 0 ] || return 0
	for word in "nsenter -r -t $$" "nsexec $$"; do
		# shellcheck disable=SC2086	# words
		text=$("$1" ${word%% *} --preserve-fds 1 ${word#* } sh -c 'read -r line <&3; echo "$line"' 3<"$0" 2>&1)
		case $text in '#!/bin/sh'|*"unrecognized option"*|*"no applet"*) ;; *) echo "$word: $text"; return 1 ;; esac
	done
}

flip()	# NAME VALUE: full.h with that one set so
{
	{ grep -vw "$1" "$TOP/configs/full.h"; echo "#define $1 $2"; } >"$lane.h"
	flipped "$lane.h" && says_version "$lane/build/out/busyns" busyns && rest_works "$lane/build/out/busyns"
}

flips()	# LANE: every second option
{
	lane=$TMP/lane.$1 count=0
	while read -r name value _; do
		count=$((count + 1))
		[ $((count % 2)) != "$1" ] || noted "flip.$name" flip "$name" $((1 - value))
	done <"$TMP/full"
}

menu full >"$TMP/full"
t "the menu has options, each 0 or 1" sh -c '
	[ -s "$1" ] && ! grep -vE "^CONFIG_[A-Z0-9_]+ +[01]  [^ ]" "$1"' - "$TMP/full"
flips 0 &
( flips 1 )
wait $!
while read -r name value _; do
	t "full.h with $name $((1 - value))" found "flip.$name"
done <"$TMP/full"
rm -rf "$TMP"/lane.* "$TMP/unflipped"

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
	for word; do echo "#define ${word%=*} ${word#*=}"; done >"$tree/build/mix.h"
	stops "$text" "$tree" CONFIG=build/mix.h out=build/mix
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

again()	# and has nothing to do
{
	for word in $configs; do
		# shellcheck disable=SC2046	# one word an applet
		make -q -C "$tree" CONFIG="configs/$word.h" all $(alone gcc "$word") || { echo "$word again"; return 1; }
	done
}
t "a second make does nothing" again

# the files made again after FILE was edited; an edit is a newer time, here for as long as it takes
remade()	# FILE MAKE-ARG...
{
	remade_file=$tree/$1
	touch -r "$remade_file" "$TMP/time"
	touch "$remade_file"
	shift
	make -n -C "$tree" V=1 "$@" | sed -n 's/.* -c -o \([^ ]*\) .*/\1/p'
	touch -r "$TMP/time" "$remade_file"
}

everything_again()	# FILE
{
	(cd "$TOP" && if [ "$1" = libbb/libbb.h ]; then grep -l '^#include "' applets/*.c libbb/*.c; else ls applets/*.c libbb/*.c; fi) | sed 's,\(.*\)\.c,build/tiny/\1.o,' | sort >"$TMP/wanted"
	remade "$1" CONFIG=configs/tiny.h | sort | diff "$TMP/wanted" -
}

one_again()
{
	[ "$(remade libbb/num.c CONFIG=configs/tiny.h)" = build/tiny/libbb/num.o ]
}

# An edit reaches an object that the box is made from, and that of its own configuration only.
edited()
{
	object=build/tiny/libbb/err.o
	cp -a "$tree/build/tiny" "$TMP/tiny" && cp -p "$tree/configs/tiny.h" "$TMP/tiny.h" || return 1
	sed 's/\(CONFIG_ERROR_TEXT.*\)0/\11/' "$TMP/tiny.h" >"$tree/configs/tiny.h"
	makes "$tree" CONFIG=configs/tiny.h "$werror" $object && edited_status=0 || edited_status=1
	! cmp -s "$TMP/tiny/libbb/err.o" "$tree/$object" || { echo "the same object"; edited_status=1; }
	make -n -C "$tree" V=1 CONFIG=configs/tiny.h build/tiny/busyns | grep -e "-o build/tiny/busyns .* $object " ||
		{ echo "not into the box"; edited_status=1; }
	make -q -C "$tree" CONFIG=configs/default.h || { echo "default.h again"; edited_status=1; }
	cp -p "$TMP/tiny.h" "$tree/configs/tiny.h" && rm -rf "$tree/build/tiny" && mv "$TMP/tiny" "$tree/build/tiny" &&
		[ "$edited_status" = 0 ]
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
	# of objects that are there already
	cp -a "$tree/build/tiny" "$tree/build/dynamic" && rm "$tree/build/dynamic/busyns" || return 1
	set -- "$werror" CONFIG=configs/tiny.h out=build/dynamic LDFLAGS=-Wl,-Bdynamic
	stops "not static" "$tree" "$@" && [ ! -e "$tree/build/dynamic/busyns" ] || return 1
	# it would have been one: the linker made it, the build refused it
	make -s -C "$tree" -n V=1 "$@" | grep -e '-o build/dynamic/busyns' |
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

t "make clean leaves the tree as it came" sh -c '
	make -s -C "$1" clean && diff -r --exclude=build --exclude=.git "$1" "$2" && [ ! -e "$1/build" ]' - "$TMP/clang" "$TOP"

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
