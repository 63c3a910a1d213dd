#!/bin/sh
# The parsers and resolvers, fuzzed: every seed and a short run.  tests/fuzz/run is for long ones.
. "${0%/*}/lib.sh"

run=$TESTS/fuzz/run

fuzz()	# ARG...
{
	CORPUS=$TMP/corpus "$run" "$@" >"$TMP/fuzz.log" 2>&1 || {
		# what broke, and where; not how it went until then
		grep -avE '^(INFO|#[0-9]|Loading|stat::|Dictionary|Done)' "$TMP/fuzz.log"
		return 1
	}
}

need clang
for target in $("$run" list); do
	t "fuzz: $target builds"	fuzz build "$target"
	t "fuzz: $target, its seeds"	fuzz "$target" 0
	# the same inputs in every run
	rm -rf "$TMP/corpus"
	t "fuzz: $target, 20,000 inputs or 3 s"	fuzz "$target" 3 -runs=20000 -seed=1
done
