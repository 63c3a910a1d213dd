#!/bin/sh
# A real Docker with its roots where appliances' forks and packages of it have theirs, its daemon dead.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"

need docker
or_end "docker at other places"
mkdir "$CAGE/upper/var" "$CAGE/work/var"	# the cage covers no more of it than /var/lib
mount -t overlay -o "lowerdir=/var,upperdir=$CAGE/upper/var,workdir=$CAGE/work/var" cage /var || exit 1
rm -rf /var/run /var/lib/docker /etc/docker /var/snap /var/packages
ln -s /run /var/run

# at WHAT OPTION...: dockerd so, then a container that runs and one that was stopped
at()
{
	what=$1
	shift
	docker_up --bridge=none --pidfile /run/at.pid "$@" || exit 1
	docker_image bb
	docker run -d --name on --network none --hostname on bb tail -f /dev/null >/dev/null
	docker run --name off --network none bb true
	on=$(docker inspect -f '{{.State.Pid}}' on)
	docker_kill9
	t "$what: one that runs"	outputs "$on" nspid on
	t "$what: by its engine"	outputs "$on" nspid docker:on
	t "$what: entered"		outputs on nsexec on hostname
	t "$what: one that ended"	fails 1 "exited" nspid off
	t "$what: both are listed"	outputs "$(printf 'off exited\non  running')" nsps -n -a --sort NAME -o NAME,STATE
	docker_down
	awk '$2 ~ "^(/var|/run)/(lib/)?(balena-engine|snap|packages)" { print $2 }' /proc/mounts | sort -r | xargs -r umount -l
	rm -rf /run/at.pid /run/balena-engine /run/snap.docker /var/lib/balena-engine /var/snap /var/packages
}

at "balenaEngine"	--data-root /var/lib/balena-engine --exec-root /var/run/balena-engine
at "balenaOS"		--data-root /var/lib/docker --exec-root /var/run/balena-engine
at "snap"		--data-root /var/snap/docker/common/var-lib-docker --exec-root /run/snap.docker
mkdir -p /var/packages/ContainerManager/etc /var/packages/ContainerManager/var
echo '{"data-root": "/var/packages/ContainerManager/var/docker"}' >/var/packages/ContainerManager/etc/dockerd.json
at "Synology"		--config-file /var/packages/ContainerManager/etc/dockerd.json
mkdir -p /var/packages/Docker/etc /var/packages/Docker/target
echo '{"data-root": "/var/packages/Docker/target/docker"}' >/var/packages/Docker/etc/dockerd.json
at "Synology, before DSM 7.2"	--config-file /var/packages/Docker/etc/dockerd.json
