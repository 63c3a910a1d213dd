# Prints the least SELinux policy a kernel loads: one domain to be in, another
# to follow into with -Z.  For enforcing=0: only that a context is valid counts.

# in the kernel's order, which is their meaning
sids='kernel security unlabeled fs file file_labels init any_socket port netif netmsg node igmp_packet
	icmp_socket tcp_socket sysctl_modprobe sysctl sysctl_fs sysctl_kernel sysctl_net sysctl_net_unix
	sysctl_vm sysctl_dev kmod policy scmp_packet devnull'
context=base_u:base_r:base_t

echo 'class process'
for sid in $sids; do
	echo "sid $sid"
done
cat <<END
class process { transition dyntransition setexec setcurrent }
type base_t;
type web_t;
role base_r;
role base_r types { base_t web_t };
allow base_t web_t:process { transition dyntransition };
user base_u roles { base_r };
END
for sid in $sids; do
	echo "sid $sid $context"
done
cat <<END
fs_use_trans tmpfs $context;
genfscon proc / $context
END
