#!/bin/sh
# SPDX-License-Identifier: MIT
# Random assignments, judged by SQL and by the planner's evaluator: both say
# the same, and each rule is broken in at least 5 % of them. 4,000 of them;
# CALLOUT_FULL=1: 100,000.
set -eu
here=${top_srcdir:?}/tests/sql/evaluator
program=${top_builddir:?}/tests/sql/evaluator/evaluator
schema=callout

if [ -z "${CALLOUT_TEST_CLUSTER:-}" ]; then
	if [ -z "${CALLOUT_TEST_URL:-}" ]; then
		exec "$top_srcdir/tests/support/with_cluster" "$0" "$@"
	fi
	CALLOUT_TEST_CLUSTER=$CALLOUT_TEST_URL
fi
database=evaluator_$$
scratch=$(mktemp -d)

clean_up() {
	psql -X -q "$CALLOUT_TEST_CLUSTER" -c \
	    "DROP DATABASE IF EXISTS $database WITH (FORCE)" 2>/dev/null || true
	rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' HUP INT TERM

psql -X -q "$CALLOUT_TEST_CLUSTER" -c "CREATE DATABASE $database"
url="$CALLOUT_TEST_CLUSTER dbname=$database"
"$top_srcdir/tests/support/apply-sql" "$url" "$schema" >"$scratch/log" 2>&1
psql -X -q "$url" -c \
    "ALTER DATABASE $database SET search_path = $schema, pg_temp"

worlds=2
[ -z "${CALLOUT_FULL:-}" ] || worlds=50
questions=2000
world=0
: >"$scratch/counts"
failed=no
while [ $world -lt $worlds ]; do
	world=$((world + 1))
	territory=$(psql -X -q -A -t -v ON_ERROR_STOP=1 \
	    -v seed="0.$((100 + world))" -v questions=$questions \
	    -f "$here/world.sql" "$url" 2>"$scratch/err" | tail -n 1) || true
	"$program" "$url" "$territory" >>"$scratch/counts" 2>>"$scratch/err" ||
	    failed=yes
	sed 's/^/# /' "$scratch/err"
done
sed 's/^/# /' "$scratch/counts"
echo "1..2"
if [ $failed = no ]; then echo "ok 1 - both say the same"
else echo "not ok 1 - both say the same"; fi
awk -v wanted=$((worlds * questions)) '
	{
		total += $1
		sub(/^[0-9]+ /, "")
		sub(/ differ.*/, "")
		for (i = 1; i < NF; i += 2) count[$i] += $(i + 1)
	}
	END {
		for (rule in count) {
			share = count[rule] / total
			printf "# %s %.1f %%\n", rule, 100 * share
			low = low || share < 0.05
		}
		print (low || total != wanted ? "not ok" : "ok") \
		    " 2 - each rule is broken in at least 5 %"
	}' "$scratch/counts"
