#!/bin/sh
# nsls among the containers of three engines: whose each namespace is, who shares it, and the graph of it.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"
. "${0%/*}/rigs.sh"

need rigs
or_end "containers of three engines"

{ containerd_up && docker_up && docker_image bb && podman_up; } || exit 1
docker_run()	# NAME [OPTION]...
{
	docker_name=$1
	shift
	docker run -d --name "$docker_name" "$@" bb tail -f /dev/null >/dev/null
}
docker_run web --network none
docker_run side --network container:web
docker_run onhost --network host
podman_run pod
podman_run twin
podman_run mapped --uidmap 0:300000:65536 --gidmap 0:300000:65536
docker_run twin --network none
cri_run shop front web >/dev/null
cri_run shop front log >/dev/null
cri_run till front web >/dev/null

ino()	# CONTAINER KIND
{
	stat -Lc %i "/proc/$({ docker inspect -f '{{.State.Pid}}' "$1" || podman inspect -f '{{.State.Pid}}' "$1"; } 2>/dev/null | grep .)/ns/$2"
}
web_net=$(ino web net)
host_net=$(stat -Lc %i /proc/1/ns/net)
pod_net=$(stat -Lc %i "/proc/$(nspid k8s:shop/front)/ns/net")

# row INODE EXPR [OPTION]...: EXPR, jq's, holds for the row of that namespace, and there is one
row()
{
	row_ino=$1 row_expr=$2
	shift 2
	capture nsls -J "$@"
	jq -e ".namespaces | map(select(.ns == $row_ino)) | length == 1 and (.[0] | $row_expr)" "$TMP/out" || show
}
sorted='split(",") | sort'

t "CONTAINER: who shares a network"	row "$web_net" ".container | $sorted == [\"side\", \"web\"]"
t "ENGINE: once for both"		row "$web_net" '.engine == "docker"' -o +ENGINE,POD
t "POD: none"				row "$web_net" '.pod == null' -o +ENGINE,POD
t "a pod's network: its parts"		row "$pod_net" ".container | $sorted == [\"front\", \"front/log\", \"front/web\"]"
t "POD: with its namespace, once"	row "$pod_net" '.pod == "shop/front"' -o +ENGINE,POD
t "ENGINE: of all who share it"		row "$(stat -Lc %i /proc/1/ns/user)" ".engine | $sorted == [\"containerd\", \"docker\", \"podman\"]" -o +ENGINE
t "the host's network: who has it"	row "$host_net" '.container == "host,onhost"'
t "OTHERS: who else"			row "$web_net" '. as $it | .others and (.container | endswith("," + $it.others))' -o +OTHERS
t "OTHERS: nobody"			row "$(ino pod net)" '.container == "pod" and .others == null' -o +OTHERS
table()
{
	capture nsls -n -o ENGINE,POD,CONTAINER -t net
	[ ! -s "$TMP/err" ] && grep -q '^docker .*\(web,side\|side,web\) *$' "$TMP/out" && grep -q '^containerd *till/front *front' "$TMP/out" || show
}
t "the same as text"			table
t "columns that are not asked for are not there"	sh -c '! nsls | head -n 1 | grep -qE "ENGINE|POD"'

# --- one target: with whom it shares; several: what

others()	# KIND EXPR TARGET
{
	capture nsls -J "$3"
	jq -e ".namespaces | map(select(.type == \"$1\")) | length == 1 and (.[0] | $2)" "$TMP/out" || show
}
t "nsls web: its network is side's too"	others net '.others == "side"' web
t "nsls web: its users are the host's, and all others'"	others user '.others | split(",") | sort | index("host") and index("pod") and (index("web") | not)' web
t "nsls web: what it has alone"		others mnt '.others == null' web
t "nsls onhost: its network is the host's"	others net '.others == "host"' onhost
t "nsls host: who else is in its network"	others net '.others == "onhost"' host
t "nsls PID: a process of web's is not web"	others net ".others | $sorted == [\"side\", \"web\"]" "$(docker exec -d web tail -f /dev/zero; until_true pgrep -f 'tail -f /dev/zero' >/dev/null; pgrep -f 'tail -f /dev/zero' | head -n 1)"
t "nsls web: eight rows, its own"	sh -c '[ "$(nsls -n -o TYPE web | sort | tr -s " \n" " ")" = "cgroup ipc mnt net pid time user uts " ]'

# compared NAME... : net is shared, and what all share with the host; the rest is not
compared()
{
	capture nsls "$@"
	[ "$status" = 1 ] && [ "$(awk '$NF == "shared" { print $1 }' "$TMP/out" | sort | tr '\n' ' ')" = "cgroup net time user " ] || show
}
t "--net container: net is shared, the rest is not"	compared web side
t "so with three, one of them a PID"	compared web side "$(docker inspect -f '{{.State.Pid}}' side)"
t "a script may ask for one kind"	exits 0 nsls -t net web side
t "and is told 1 where it differs"	exits 1 nsls -t net web pod
t "two engines' of one name"		sh -c 'nsls docker:twin podman:twin | head -n 1 | grep -qE "^KIND +docker:twin +podman:twin *$"'

# --- trees, with whose each row is

tree()	# BY ROW...: ROWs, as they are drawn without the numbers in their middle, follow one another
{
	capture nsls -n "-T$1" -o NS,TYPE,CONTAINER
	shift
	awk '{ $1 = $1; sub(/[0-9]+ /, ""); sub(/^\| /, ""); if (/user/) sub(/^.-/, "-"); print }' "$TMP/out" >"$TMP/got"
	printf '%s\n' "$@" >"$TMP/want"
	count=$(wc -l <"$TMP/want") at=$(grep -nFx -- "$1" "$TMP/got" | head -n 1 | cut -d : -f 1)
	[ -n "$at" ] && sed -n "$at,$((at + count - 1))p" "$TMP/got" | diff "$TMP/want" - || { cat "$TMP/out"; return 1; }
}
t "-T: what a mapped container's users own"	tree owner '-user mapped' '|-mnt mapped' '|-uts mapped' '|-ipc mapped' '|-pid mapped' '`-net mapped'
nests()	# PID namespaces below the host's, each with its container
{
	capture nsls -J -Tparent -t pid
	jq -e '.namespaces | map(select(.type == "pid")) | length == 1 and (.[0] | .container == "host" and
		([.children[].container] - [null] | sort) == ["front", "front", "front/log", "front/web", "front/web", "mapped", "onhost", "pod", "side",
		"twin", "twin", "web"])' "$TMP/out" || show
}
t "-Tparent: PID namespaces in the host's"	nests
t "-Tprocess: what conmon started"	sh -c 'nsls -n -Tprocess -o TYPE,CONTAINER,COMMAND | grep -q "^net  *mapped .*-tail -f /dev/null"'

# --- the graph, as graphviz draws it

need rigs dot
nsls --dot 2>/dev/null >"$TMP/dot"
dot -Tsvg "$TMP/dot" >"$TMP/svg" || :
# each edge of the picture: FROM INODE COLOUR
sed -n 's,^<title>\(.*\)&#45;&gt;\([0-9]*\)</title>$,\1 \2,p; s/^<path .*stroke="\([a-z]*\)".*/\1/p' "$TMP/svg" |
	awk 'NF == 2 { edge = $0; next } edge != "" { print edge, $1; edge = "" }' | sort >"$TMP/edges"

edges_to()	# INODE COLOUR NAME...: these, and no other, lead there in that colour; the host in black
{
	edges_ino=$1 edges_colour=$2
	shift 2
	for name; do
		if [ "$name" = host ]; then echo "host $edges_ino black"; else echo "p$(nspid "$name") $edges_ino $edges_colour"; fi
	done | sort >"$TMP/edges.want"
	awk -v ino="$edges_ino" '$2 == ino && $1 !~ /^[0-9]/' "$TMP/edges" | diff "$TMP/edges.want" - || { cat "$TMP/dot"; return 1; }
}
labelled()	# TEXT: a node's
{
	grep -q ">$1</text>" "$TMP/svg" || { grep -h '</text>' "$TMP/svg"; return 1; }
}
t "--dot: a shared network, in blue"	edges_to "$web_net" blue web side
t "--dot: a pod's network, in blue"	edges_to "$pod_net" blue k8s:shop/front shop/front/web shop/front/log
t "--dot: who is in the host's, in red"	edges_to "$host_net" red host onhost
t "--dot: a network of its own, plain"	edges_to "$(ino pod net)" black pod
t "--dot: users as usual, in gray"	edges_to "$(stat -Lc %i /proc/1/ns/user)" gray host web side onhost pod docker:twin podman:twin \
	k8s:shop/front shop/front/web shop/front/log k8s:till/front till/front/web
t "--dot: one of one name is not the other"	edges_to "$(stat -Lc %i "/proc/$(nspid docker:twin)/ns/net")" black docker:twin
t "--dot: no node but these and namespaces"	sh -c '[ "$(grep -c "^<g id=\"node" "$1/svg")" = "$(($(nsls -no NS 2>/dev/null | wc -l) + 13 + $(grep -c "^<title>pid [0-9]*<" "$1/svg")))" ]' - "$TMP"
t "--dot: containers are labelled with name and engine"	labelled web
t "--dot: and their PIDs"		labelled "podman, pid $(nspid pod)"
target_dot()	# what one is in, and who else is there
{
	capture nsls --dot -t net,mnt side
	dot -Tplain "$TMP/out" | awk '$1 == "edge" { print $2, $3 }' | sort >"$TMP/got"
	for name in web side; do echo "p$(nspid $name) $web_net"; done >"$TMP/want"
	echo "p$(nspid side) $(ino side mnt)" >>"$TMP/want"
	sort "$TMP/want" | diff - "$TMP/got" || show
}
t "--dot side: only what it is in"	target_dot

# --- the same in colours

colour_of()	# INODE SGR
{
	nsls --color=always -n -o NS,CONTAINER | tr -d '\033' >"$TMP/out"
	grep -q "^\[$2m$1 .*\[m\$" "$TMP/out" || { cat "$TMP/out"; return 1; }
}
t "what containers share is cyan"	colour_of "$web_net" 36
t "the host's, where one usually has its own, is yellow"	colour_of "$host_net" 33
t "what is usual is plain"		sh -c 'nsls --color=always -n -o NS,CONTAINER | grep -q "^$(stat -Lc %i /proc/1/ns/user) "'

# --- who may not see it all
unseen()
{
	chmod 700 /var/lib/docker
	mkdir -p /run/box
	cp "$(readlink -f "$BIN/nsls")" /run/box/nsls
	cp /run/box/nsls /run/box/lsns
	capture setpriv --reuid 65534 --regid 65534 --clear-groups "/run/box/$1"
	[ "$status" = 0 ] || show
}
told()
{
	unseen nsls && [ "$(wc -l <"$TMP/err")" = 1 ] &&
		grep -qE '^nsls: [0-9]+ processes, /var/lib/docker/[^ ]* not looked into: Permission denied$' "$TMP/err" || show
}
silent()
{
	unseen lsns && [ ! -s "$TMP/err" ] || show
}
t "nsls names the records, too, in its one line"	told
t "lsns is silent"			silent
