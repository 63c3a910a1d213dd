#!/bin/sh
# The box on real kernels: Debian's, booted in qemu, where tests/vm/guest.sh runs.
#
# KERNELS lists the families to boot (tests/vm/fetch says which there are).
# Each guest's results come back over its serial port and are counted here,
# named after the kernel that ran; a guest that did not reach its plan line failed.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin:/sbin

KERNELS=${KERNELS:-5.10 6.1 6.12 newest}
BOX=${BOX:-$BUILD/full/busyns}
seconds=120	# no guest may take longer: the slowest needs a tenth of that
lanes=2		# virtual machines at a time
logs=$BUILD/check/logs	# where the consoles are kept

# qemu dies with the test: `timeout` passes the signal on
t_cleanup()
{
	for file in "$TMP"/*.running; do
		[ ! -s "$file" ] || kill "$(cat "$file")" 2>/dev/null
	done
}

need qemu-system-x86_64 busybox cpio xz checkpolicy apparmor_parser
[ "$(uname -m)" = x86_64 ] || t_skip="needs an x86-64 machine"
or_end "real kernels"

# initramfs FILE: everything the guest has.
initramfs()
{
	root=$TMP/root
	mkdir -p "$root/bin" "$root/busyns" "$root/tools" "$root/tests" "$root/etc" "$root/var" &&
	cp -L "$(command -v busybox)" "$root/bin/busybox" &&
	cp "$BOX" "$root/busyns/busyns" &&
	cp "$TOOLS"/* "$root/tools" &&
	cp "$TESTS/vm/init" "$root/init" &&
	cp "$TESTS/vm/guest.sh" "$root/tests" &&
	apparmor_parser -Q -K -S -M /etc/apparmor.d/abi/3.0 "$TESTS/vm/apparmor.conf" >"$root/tests/apparmor" &&
	sh "$TESTS/vm/selinux.sh" >"$TMP/selinux.conf" &&
	checkpolicy -U allow -o "$root/tests/selinux" "$TMP/selinux.conf" &&
	(cd "$root" && find . | cpio -o -H newc --quiet -R 0:0) >"$1"
}

# boot FAMILY MODULE: the guest's console is $TMP/FAMILY.console.  Only one
# security module that labels processes can be on, so the kernels take turns.
boot()
{
	: >"$TMP/$1.console"
	timeout -k 5 "$seconds" qemu-system-x86_64 -accel tcg -M pc -cpu qemu64 -m 256 -smp 1 \
		-nodefaults -no-user-config -display none -no-reboot -monitor none -serial "file:$TMP/$1.console" \
		-kernel "$(cat "$TMP/$1.image")" -initrd "$TMP/initramfs" \
		-append "console=ttyS0 panic=-1 loglevel=1 mitigations=off random.trust_cpu=on rcupdate.rcu_expedited=1 lsm=landlock,lockdown,yama,$2 $2=1 enforcing=0" \
		</dev/null >"$TMP/$1.qemu" 2>&1 &
	echo $! >"$TMP/$1.running"
	began=$(date +%s)
	wait $!
	echo "status $? after $(($(date +%s) - began)) s" >"$TMP/$1.ended"
	rm -f "$TMP/$1.running"
}

# lane FAMILY MODULE [FAMILY MODULE]...: boot these, one after another.
lane()
{
	while [ $# -gt 1 ]; do
		boot "$1" "$2"
		shift 2
	done
}

# What the guest said of one test: passed when VERDICT is ok.
guest()
{
	cat "$TMP/said"
	[ "$1" = ok ]
}

# The guest's plan line is there and counts what it ran.
complete()
{
	plan=$(sed -n 's/^1\.\.//p' "$1")
	if [ "$plan" != "$2" ]; then
		echo "planned ${plan:-nothing}, ran $2; qemu: $(cat "$TMP/$family.qemu" "$TMP/$family.ended")"
		tail -n 20 "$1"
		return 1
	fi
}

# report FAMILY: the guest's lines, numbered here.
report()
{
	family=$1
	mkdir -p "$logs" && cp "$TMP/$family.console" "$logs/kernels.$family.console"
	tr -d '\r' <"$TMP/$family.console" >"$TMP/lines"
	release=$(sed -n 's/^# kernel //p' "$TMP/lines")
	name=$(echo "${release:-$family}" | sed 's/^\([0-9]*\.[0-9]*\).*/\1/')
	echo "# $family: Linux ${release:-unknown}, $(cat "$TMP/$family.ended")"
	: >"$TMP/said"
	ran=0
	while IFS= read -r line; do
		case $line in
		"# kernel "*) continue ;;
		"# "*)	echo "${line#??}" >>"$TMP/said"
			continue ;;
		"ok - "*" # SKIP "*)
			t_skip=${line##* # SKIP }
			line=${line%% # SKIP *}
			t "$name: ${line#ok - }" true
			t_skip='' ;;
		"ok - "*) t "$name: ${line#ok - }" guest ok ;;
		"not ok - "*) t "$name: ${line#not ok - }" guest "not ok" ;;
		*)	continue ;;
		esac
		ran=$((ran + 1))
		: >"$TMP/said"
	done <"$TMP/lines"
	t "$name: the guest ran to its end" complete "$TMP/lines" "$ran"
}

t "an initramfs can be made" initramfs "$TMP/initramfs"
[ -s "$TMP/initramfs" ] || exit 0

for family in $KERNELS; do
	(
		"$TESTS/vm/fetch" "$family" >"$TMP/$family.image" 2>"$TMP/$family.refused"
		echo $? >"$TMP/$family.fetched"
	) &
done
wait

module=apparmor nr=0 boots=''
for family in $KERNELS; do
	case $(cat "$TMP/$family.fetched") in
	0)	boots="$boots $family $module" ;;
	2)	t_skip=$(cat "$TMP/$family.image")
		t "$family: a kernel to boot" true
		t_skip='' ;;
	*)	t "$family: a kernel to boot" sh -c 'cat "$1"; false' sh "$TMP/$family.refused" ;;
	esac
	[ $module = apparmor ] && module=selinux || module=apparmor
done

# every second one in the other lane
while [ "$nr" -lt "$lanes" ]; do
	# shellcheck disable=SC2046,SC2086	# words
	lane $(echo $boots | tr ' ' '\n' | paste - - | awk -v nr=$nr -v lanes=$lanes 'NR % lanes == nr') &
	t_pids="$t_pids $!"
	nr=$((nr + 1))
done
wait

for family in $KERNELS; do
	[ ! -s "$TMP/$family.ended" ] || report "$family"
done
