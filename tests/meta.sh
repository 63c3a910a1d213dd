#!/bin/sh
# The source itself: where things are, what depends on what, which call has which home.
. "${0%/*}/lib.sh"

cd "$TOP" || exit 1

# every file of the tree that is text
find . -path ./build -prune -o -path ./.git -prune -o -type f -print | sort >"$TMP/files"
xargs grep -lI '' <"$TMP/files" >"$TMP/texts"
sed -n 's/^APPLET(\([a-z]*\),.*/\1/p' applets/applets.h >"$TMP/applets"

# none PATTERN FILE...: no line of these has it
none()
{
	none_pattern=$1
	shift
	! grep -nE -- "$none_pattern" "$@" /dev/null
}

# code FILE: its code, without comments and strings, each line with FILE:LINE before it
code()
{
	for code_file; do
		# gcc knows best what a comment is; the text between quotes goes too
		musl-gcc -fpreprocessed -dD -E "$code_file" 2>/dev/null | awk -v file="$code_file" '
			/^# [0-9]+ "/ { line = $2 - 1; next }
			{ line++; gsub(/"([^"\\]|\\.)*"/, "\"\""); print file ":" line ": " $0 }'
	done
}
code applets/*.c libbb/*.c >"$TMP/code"

no_code()	# PATTERN
{
	[ "$(wc -l <"$TMP/code")" -gt 1000 ] && ! grep -E -- "$1" "$TMP/code"
}

# --- layout and dependencies

top_level()
{
	find . -mindepth 1 -maxdepth 1 ! -name '.*' ! -name build | sed 's,^\./,,' | LC_ALL=C sort |
		diff - "$TMP/wanted"
}
printf '%s\n' LICENSE Makefile README.md applets configs libbb tests >"$TMP/wanted"
t "the top level is what it is, and stays so"		top_level
t "no preprocessor line of a .c file has a CONFIG_"	none '^[ 	]*#.*CONFIG_' applets/*.c libbb/*.c
t "the Makefile has no conditional on an option"	none '^[ 	]*(if|else|ifn?def|ifn?eq)|CONFIG_' Makefile
t "libbb.h knows nothing of namespaces"			none 'ns_|NS_|setns|namespace|pidfd|cgroup' libbb/libbb.h
layers()	# each includes the one before, and nothing else of ours
{
	for file in libbb container ns plan enter; do
		sed -n 's/^# *include "\(.*\)\.h"/\1/p' "libbb/$file.h" | diff - "$TMP/below" || { echo "$file.h"; return 1; }
		echo "$file" >"$TMP/below"
	done
	! grep -n 'applets\.h' libbb/*
}
: >"$TMP/below"
t "libbb.h, container.h, ns.h, plan.h, enter.h: each is above the one before"	layers
t "what fills a plan does not act: it has nothing of enter.h"	none '"enter\.h"' libbb/plan*.[ch] libbb/target.c libbb/engine*.[ch]
t "an applet includes no other, and no source"		none '^#.*include.*\.c"' applets/*.c libbb/*.c applets/*.h libbb/*.h
applet_headers()
{
	while read -r name; do
		none '^# *include "' "applets/$name.c" >"$TMP/own" || ! grep -vE '"(applets|ns|enter|opt|mount|create|confine|list|refused|rows|table|spaces|libbb|engine|kernel)\.h"' "$TMP/own" || return 1
		# nor calls it
		! grep -ow '[a-z]*_main' "applets/$name.c" | grep -vx "${name}_main" || return 1
	done <"$TMP/applets"
}
t "an applet calls no other"				applet_headers
engines_apart()
{
	for file in libbb/engine_*.c; do
		for other in libbb/engine_*.c; do
			[ "$file" != "$other" ] || continue
			other=${other#libbb/engine_}
			other=${other%.c}
			! grep -nE "\\b(engine_$other|${other}_)" "$file" || return 1
		done
	done
}
t "engines do not know each other"			engines_apart
t "what enters neither allocates nor reads options"	sh -c '
	! grep -E "\b(mem_alloc|mem_text|blob_take|opt_[a-z]+|file_open)\(" "$1" | grep -E "^libbb/enter"' - "$TMP/code"

# --- system calls

# homes COUNT CALL...: the CALLs, by libc's function or by number, are in COUNT files of libbb
homes()
{
	homes_count=$1
	shift
	homes_calls=$(echo "$*" | tr ' ' '|')
	grep -iE "\\b((__NR|SYS|NR)_($homes_calls)(32)?\\b|($homes_calls)\\()" "$TMP/code" >"$TMP/calls"
	homes_found=$(cut -d : -f 1 "$TMP/calls" | sort -u | grep -c .)
	[ "$homes_found" -le "$homes_count" ] && ! grep '^applets/' "$TMP/calls" || { cat "$TMP/calls"; return 1; }
}

# home CALL...: exactly one
home()
{
	homes 1 "$@" && { [ -s "$TMP/calls" ] || { echo "no $* at all"; return 1; }; }
}
t "setns has one home"					home setns
t "unshare has one home"				home unshare
t "chroot has one home"					home chroot
t "pivot_root has one home"				homes 1 pivot_root
t "the setters of ids have one home"			home setresuid setresgid setgroups setuid setgid setfsuid setfsgid setreuid setregid
t "capset has one home"					home capset
t "the calls that mount have one home" \
	home mount umount umount2 move_mount open_tree open_tree_attr fsopen fsmount fsconfig fspick mount_setattr
t "memfd_create has one home"				home memfd_create
t "seccomp has one home"				home seccomp
t "ptrace has one home"				home ptrace
t "bpf has one home"				home bpf
t "no variable is a thread's, nothing comes before main or after it: start.c knows of neither" \
	no_code '\b(_Thread_local|__thread|constructor|destructor|atexit)\b'
t "applets make no system call by number"		sh -c '! grep "^applets/.*syscall(" "$1"' - "$TMP/code"
t "what is opened is closed on exec" sh -c '
	! grep -E "\b(open|openat|creat|socket|pipe|pipe2|dup|dup2|dup3|accept|accept4|memfd_create|epoll_create1?|eventfd|signalfd)\(" "$1" |
	grep -vE "CLOEXEC|^libbb/libc\.c:"' - "$TMP/code"	# which is these calls itself
t "no function that overruns, mis-parses or runs a shell" \
	no_code '\b(atoi|atoll?|strcpy|strcat|stpcpy|sprintf|vsprintf|strncpy|strncat|sscanf|gets|system|popen|strtok|alloca|mktemp|tmpnam)\('
t "nothing of stdio, malloc, getopt or the name services" \
	no_code '\b(v?f?printf|v?snprintf|v?asprintf|puts|fopen|fdopen|fgets|getline|malloc|calloc|realloc|strdup|opendir|getopt(_long)?|getpw[a-z]+|getgr[a-z]+|initgroups|strerror|strtou?ll?|qsort|setlocale|fork|execvp)\('

# --- one fact, one place

t "applets.h is sorted"					sh -c '[ -s "$1" ] && LC_ALL=C sort -uc "$1"' - "$TMP/applets"
sources_listed()
{
	for file in applets/*.c; do
		name=${file##*/}
		name=${name%.c}
		[ "$name" = main ] || grep -qx "$name" "$TMP/applets" || { echo "$file is not in applets.h"; return 1; }
	done
}
t "every applet's source is in applets.h"		sources_listed
while read -r name; do
	upper=$(echo "$name" | tr '[:lower:]' '[:upper:]')
	t "$name: applets/$name.c, and its line names it"	sh -c '
		grep -q "^$1_main(char \*\*argv)$" "applets/$1.c" && head -n 2 "applets/$1.c" | grep -q "^ \* $1 - [a-z]" &&
		grep -q "^APPLET($1, *CONFIG_$2, *\"[a-z]" applets/applets.h' - "$name" "$upper"
	t "$name: a stanza in configs/options.h"	grep -qx "/\\* Applet $name: .*\\. \\*/" configs/options.h
	t "$name: tests/$name.sh"			[ -f "tests/$name.sh" ]
	if [ ! -e README.md ]; then t_skip="README.md is not written yet"; fi
	t "$name: a row of README.md's table"		grep -q "^| \`\\{0,1\\}$name\`\\{0,1\\} | [a-z]" README.md
	t_skip=''
done <"$TMP/applets"

differences_only()
{
	for config in configs/*.h; do
		[ "$config" != configs/options.h ] || continue
		sed -n 's/^#define[ 	]*\(CONFIG_[A-Z0-9_]*\)[ 	]*\([01]\)$/\1 \2/p' "$config" >"$TMP/set"
		[ "$(grep -c '^[ 	]*#' "$config")" = "$(wc -l <"$TMP/set")" ] || { echo "$config: more than #define CONFIG_X 0 or 1"; return 1; }
		while read -r name value; do
			# its default here: what the menu says when only this line is missing
			grep -vw "$name" "$config" >"$TMP/without.h"
			default=$(echo "$name" | musl-gcc -E -P -include "$TMP/without.h" -include configs/options.h -)
			[ "$default" != "$value" ] || { echo "$config: $name $value is its default"; return 1; }
		done <"$TMP/set"
	done
}
t "configurations are differences from the menu"	differences_only

explained()
{
	sed -n '/^| file |/,$p' tests/README.md | sed -n 's/^| \([^|]*\) |.*/\1/p' | sed 's/, */\n/g' >"$TMP/explained"
	for file in tests/*; do
		name=${file#tests/}
		[ "$name" = README.md ] || grep -qE "^$name(/.*)?\$" "$TMP/explained" || { echo "tests/README.md does not explain $file"; return 1; }
	done
	grep -vE '^(file|---|)$' "$TMP/explained" | while read -r name; do
		case $name in *'*'*) continue ;; esac
		[ -e "tests/$name" ] || { echo "tests/README.md explains $name, which is not there"; exit 1; }
	done
}
t "tests/README.md says what each file here is"		explained

tools_described()
{
	for file in tests/tools/*.c; do
		name=${file##*/}
		sed -n '2,8p' "$file" | grep -qE "^ \\* ${name%.c}( |:)" || { echo "$file"; return 1; }
	done
}
t "every tool says in its head how it is called"	tools_described

# --- text

short_enough()
{
	for file in applets/*.[ch] libbb/*.[ch]; do
		lines=$(wc -l <"$file")
		[ "$lines" -le 300 ] || echo "$file has $lines lines" >&3
		[ "$lines" -lt 400 ] || { echo "$file has $lines lines"; return 1; }
	done
}
exec 3>"$TMP/long"
t "no source has 400 lines"				short_enough
sed 's/^/# near the limit: /' "$TMP/long"
grep -v '^\./tests/fuzz/corpus/' "$TMP/texts" >"$TMP/plain"
t "no white space at the end of a line"			sh -c '! xargs grep -nE "[ 	]+$" <"$1"' - "$TMP/plain"
t "every file ends with a newline" sh -c '
	while read -r file; do [ -z "$(tail -c 1 "$file")" ] || { echo "$file"; exit 1; }; done <"$1"' - "$TMP/plain"
t "nothing is left to do"				sh -c '! xargs grep -nE "\b(TO[D]O|FIX[M]E)\b" <"$1"' - "$TMP/plain"
t "no address of a mirror, a proxy or a machine" sh -c '
	! xargs grep -nIiE "\b(https?|ftp|rsync)://([^ /]*\.)?(mirrors?|deb|ftp|cache|proxy|nexus|artifactory|snapshot|archive|security|cdn[0-9a-z-]*|dl-cdn)\.|://[^ /]*@|://(localhost|[0-9]{1,3}\.[0-9])" <"$1"' \
	- "$TMP/plain"
t "sources are plain ASCII"				sh -c '! grep -nP "[^\t -~]" applets/* libbb/* configs/* Makefile'
t "no binary among the sources"				sh -c 'grep -vxFf "$1" "$2" | grep -v "^\./tests/fuzz/corpus/" | while read -r f; do [ ! -s "$f" ] || { echo "$f"; exit 1; }; done' \
	- "$TMP/texts" "$TMP/files"

shell_files()
{
	while read -r file; do
		case $file in *.sh) echo "$file"; continue ;; esac
		if head -n 1 "$file" | grep -qE '^#!.*/(ba)?sh\b'; then echo "$file"; fi
	done <"$TMP/plain"
}
shell_files >"$TMP/shell"
scripts_run()
{
	while read -r file; do
		if ! [ -x "$file" ]; then
			case $file in ./tests/*.sh) continue ;; esac
			echo "$file is not executable"
			return 1
		fi
	done <"$TMP/shell"
}
t "scripts are executable"				scripts_run
t "shell scripts are POSIX sh" sh -c '
	while read -r f; do dash -n "$f" 2>/dev/null || sh -n "$f" || [ "$f" = ./.ci/run ] || exit 1; done <"$1"' - "$TMP/shell"
need shellcheck
t "shellcheck has nothing to say"			sh -c '[ -s "$1" ] && xargs -n 8 -P "$(nproc)" shellcheck <"$1"' - "$TMP/shell"
