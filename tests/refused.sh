#!/bin/sh
# Old kernels and failing calls.
#
# Newer system calls are refused one by one and all together (tests/tools/nosys.c):
# every command has the same effect as with them, or refuses before PROG runs.
# Then every call an entry makes fails in turn (tests/tools/step.c): PROG runs as
# it should or not at all.
. "$(dirname "$0")/lib.sh"

show=$TOOLS/show
root=$TMP/root
cg=busyns-refused-$$

t_cleanup()
{
	umount "$root/proc" 2>/dev/null
}

need root
[ -z "$t_skip" ] || { t "old kernels and failing calls" true; exit 0; }

mkdir -p "$root/bin" "$root/etc" "$root/proc"
cp "$show" "$root/bin/show"
echo 'web:x:1234:1235::/:/bin/show' >"$root/etc/passwd"
printf 'staff:x:2000:\nten:x:10:web\nthirty:x:30:web\n' >"$root/etc/group"
chmod 755 "$TMP"

start env -i FROM=target PATH=/bin "$TOOLS/hold" -muipnC -h all -P -d /usr
all=$line
start hold -n
net=$line
start hold -Umn -M 0:100000:65536
mapped=$line
mount --bind /proc "$root/proc"
start hold -m -r "$root"
chrooted=$line
umount "$root/proc"
start hold -u
grouped=$line
give_cgroup "$cg" "$grouped"

# All that must be the same; PIDs are not, nor is nsrun's own mount namespace.
seen="ns uid gid groups cap nnp dumpable secure cwd root umask host sig std fd cgroup env"

# command NAME: the command line of that name, in $command; its PROG in $prog.
command_line()
{
	prog="$show $seen"
	case $1 in
	net)	command="nsenter -t $all -n" ;;
	all)	command="nsenter -t $all -a" ;;
	place)	command="nsenter -t $all -a -e -r -w" ;;
	pid)	command="nsenter -t $all -p" ;;
	user)	command="nsenter -t $mapped -U -n -S 1000 -G 1000" ;;
	name)	command="nsenter -t $chrooted -m -r -S web -G staff --init-groups" prog="/bin/show $seen" ;;
	cgroup)	command="nsenter -t $grouped -c -u" ;;
	env)	command="nsenter -t $all -n -e" ;;
	caps)	command="nsenter -t $net -n --cap-drop=all -S 5 -G 6" ;;
	run)	command="nsrun --net container:$net" ;;
	path)	command="nsrun --net ns:/proc/$net/ns/net" ;;
	nspid)	command="nspid $net" prog='' ;;
	exec)	command="nsexec $all" ;;
	execuser)	command="nsexec --no-cgroup -u 1000:1000 -e A=b $mapped" ;;
	esac
}

# run TAG CMD...: what PROG saw in $TMP/TAG.out, the message in .err, and $status.
run()
{
	tag=$1 status=0
	shift
	# a PROG of the run before, whose nsenter failed while it ran, may yet write to that one's file
	rm -f "$TMP/$tag.out"
	timeout --foreground -s KILL 5 clean "$@" >"$TMP/$tag.out" 2>"$TMP/$tag.err" </dev/null || status=$?
	case $command in nsrun*) sed -i '/^ns.mnt /d' "$TMP/$tag.out" ;; esac
}

# The reference: the same filter in place, refusing a call that does not exist.
reference()
{
	# shellcheck disable=SC2086
	run want nosys 999 -- $command $prog
	[ "$status" = 0 ] && [ -s "$TMP/want.out" ] || { echo "undisturbed: status $status"; cat "$TMP/want.err"; return 1; }
}

own_failure()
{
	case $command in
	nsrun*|nsexec*)	case $status in 125|126) ;; *) false ;; esac ;;
	*)	[ "$status" = 1 ] ;;
	esac && [ ! -s "$TMP/got.out" ] && grep -q "^${command%% *}: " "$TMP/got.err"
}

# the_same NAME CALLS: without CALLS, NAME has the same effect.
the_same()
{
	command_line "$1"
	reference || return 1
	# shellcheck disable=SC2086
	run got nosys "$2" -- $command $prog
	[ "$status" = 0 ] && cmp -s "$TMP/want.out" "$TMP/got.out" || {
		echo "status $status"
		cat "$TMP/got.err"
		diff -u "$TMP/want.out" "$TMP/got.out"
		return 1
	}
}

# the_same_or_not NAME CALLS: or it refuses, and says why.
the_same_or_not()
{
	command_line "$1"
	reference || return 1
	# shellcheck disable=SC2086
	run got nosys "$2" -- $command $prog
	[ "$status" = 0 ] && cmp -s "$TMP/want.out" "$TMP/got.out" && return
	own_failure || {
		echo "status $status"
		cat "$TMP/got.err"
		diff -u "$TMP/want.out" "$TMP/got.out"
		return 1
	}
}

newer="pidfd_open pidfd_send_signal pidfd_getfd close_range openat2 clone3 memfd_create open_tree
	move_mount mount_setattr statx execveat fsopen fsmount faccessat2 statmount listmount getrandom
	ioctl:0xb701 ioctl:0xb702 ioctl:0xb703 ioctl:0xb704 ioctl:0x8008b70d ioctl:0xc040ff0b"
everything=$(echo "$newer" | xargs | tr ' ' ,)

for call in $newer; do
	for name in net all pid name cgroup env user caps run path nspid; do
		t "without $call: $name" the_same_or_not $name "$call"
	done
done
for name in net all pid env place user caps nspid; do
	t "without any of them: $name, as on Linux 3.8" the_same $name "$everything"
done
for name in name cgroup run path; do
	t "without any of them: $name" the_same_or_not $name "$everything"
done
for call in pidfd_open=EPERM openat2=EPERM clone3=EPERM close_range=EPERM memfd_create=EPERM statx=EPERM; do
	# an old container runtime's filter answers EPERM to what it does not know
	for name in net all name cgroup run; do
		t "$call, as an old filter answers: $name" the_same_or_not $name $call
	done
done

# Linux 5.3 to 5.7 have pidfds, which setns does not take.
# shellcheck disable=SC2086
setns_by_fd()
{
	command_line "$1"
	run want step -o show -l "$TMP/steps" -- $command $prog
	[ "$status" = 0 ] || { cat "$TMP/want.err"; return 1; }
	at=$(awk '$2 == "setns" { print $1; exit }' "$TMP/steps")
	run got step -o show -k "$at" -f EINVAL -- $command $prog
	[ "$status" = 0 ] && cmp -s "$TMP/want.out" "$TMP/got.out" || {
		echo "status $status"
		cat "$TMP/got.err"
		diff -u "$TMP/want.out" "$TMP/got.out"
		return 1
	}
}
for name in all place pid user name run; do
	t "the first setns answers EINVAL, as to a pidfd before Linux 5.8: $name" setns_by_fd $name
done
t "setns refused altogether: refused" eval 'command_line all
	run got nosys setns=EPERM -- $command $prog; own_failure || { cat "$TMP/got.out" "$TMP/got.err"; exit 1; }'

# every_call NAME ERROR: each call until PROG answers ERROR in turn.
# shellcheck disable=SC2086
every_call()
{
	command_line "$1"
	run want step -o show -l "$TMP/steps" -- $command $prog
	[ "$status" = 0 ] && [ -s "$TMP/want.out" ] || { echo "undisturbed: status $status"; cat "$TMP/want.err"; return 1; }
	grep '^[0-9]*\.' "$TMP/steps" >"$TMP/places"
	places=0 refused=0 wrong=0
	while read -r at call; do
		places=$((places + 1))
		run got step -o show -k "$at" -f "$2" -- $command $prog
		if [ -s "$TMP/got.out" ]; then
			# it ran: entirely as it should, whatever nsenter says afterwards
			if cmp -s "$TMP/want.out" "$TMP/got.out"; then
				case $status in 0|1|125) continue ;; esac
			fi
		else
			refused=$((refused + 1))
			own_failure && continue
			case $call:$status in
			execve:126|execve:127|execveat:126|execveat:127) continue ;;
			# before main, in libc: it has no words yet
			arch_prctl:*|set_tid_address:*) continue ;;
			# its message, or its end, is what failed
			write:1|writev:1|write:125|writev:125) continue ;;
			esac
		fi
		wrong=$((wrong + 1))
		echo "$call at $at answers $2: status $status, $(head -n 1 "$TMP/got.err")"
		diff "$TMP/want.out" "$TMP/got.out" | sed 's/^/    /' | head -n 5
	done <"$TMP/places"
	echo "$places calls, $refused refusals, $wrong wrong"
	[ "$wrong" = 0 ] && [ "$places" -gt 3 ]
}
for error in EPERM ENOSYS ENOMEM EINTR; do
	for name in net place user name cgroup caps path run; do
		t "every call of an entry answering $error: $name" every_call $name $error
	done
done
# 300 calls each: one error a name
for name in exec:EPERM exec:ENOMEM execuser:EPERM execuser:EINTR; do
	t "every call of an entry answering ${name#*:}: ${name%:*}" every_call "${name%:*}" "${name#*:}"
done
