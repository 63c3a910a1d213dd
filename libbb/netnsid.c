/* netnsid.c - the number our network has for another one: RTM_GETNSID, Linux 4.0 */

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "kernel.h"
#include "spaces.h"

struct getnsid {
	uint32_t	len;
	uint16_t	type, flags;
	uint32_t	seq, pid;
	uint8_t		family, pad[3];
	uint16_t	attr_len, attr_type;
	int32_t		value;
};

bool
netns_id(int fd, int *id)
{
	static int sock = -1;
	const struct getnsid ask = {
		.len = sizeof(ask), .type = KERNEL_RTM_GETNSID, .flags = 1 /* NLM_F_REQUEST */,
		.attr_len = 8, .attr_type = KERNEL_NETNSA_FD, .value = fd,
	};
	char buf[256];
	struct getnsid is = { 0 };
	ssize_t len, at;

	if (sock < 0)
		sock = fd_high(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0));
	if (sock < 0 || send(sock, &ask, sizeof(ask), 0) < 0)
		return false;
	len = recv(sock, buf, sizeof(buf), 0);
	if (len < (ssize_t)offsetof(struct getnsid, attr_len))
		return false;
	memcpy(&is, buf, offsetof(struct getnsid, attr_len));
	if (is.type != KERNEL_RTM_NEWNSID)
		return false;
	for (at = offsetof(struct getnsid, attr_len); at + 8 <= len; at += (is.attr_len + 3) & ~3) {
		memcpy(&is.attr_len, buf + at, 8);
		if (is.attr_len < 4)
			return false;
		if (is.attr_type == KERNEL_NETNSA_NSID) {
			*id = is.value;
			return true;
		}
	}
	return false;
}
