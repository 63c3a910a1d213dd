#!/bin/sh
# nsexec against a real Docker's containers, beside docker exec itself.
. "${0%/*}/engine.sh"
cage "$@"
. "${0%/*}/lib.sh"
need docker
docker_up || exit 1
docker_image bb || exit 1; cp "$TOOLS/show" "$CAGE/image/bin"; docker_image bb
docker run -d --name web -e A=1 -w /srv bb tail -f /dev/null >/dev/null
docker run -d --name lim -u app --group-add 1001 --security-opt no-new-privileges --cap-drop all --ulimit nofile=100:200 --read-only --oom-score-adj 300 bb tail -f /dev/null >/dev/null
cp "$TOOLS/show" "$CAGE/show"
for opts in "" "-u app" "-u 77" "-u app:log" "-u :2000" "-u 1000:1000" "--privileged" "-u app --privileged" "-w /tmp" "-e X=y -e A" ; do
  for c in web lim; do
	docker exec $opts $c /bin/show >"$TMP/d" 2>"$TMP/de"; ds=$?
	nsexec $opts $c /bin/show >"$TMP/n" 2>"$TMP/ne"; ns=$?
	echo "=== $c $opts: $ds $ns"; cat $TMP/de $TMP/ne; diff -I "^std" -I "^pid" -I "^session" "$TMP/d" "$TMP/n"
  done
done
nsexec lim nsexec; docker exec web cat /proc/1/limits | head -9 | tail -2;nsexec --dry-run web sh
echo 'exit 3' | docker exec -i web sh; echo $?;  echo 'exit 3' | nsexec -i web sh; echo $?
nsexec web nope; docker exec web nope
