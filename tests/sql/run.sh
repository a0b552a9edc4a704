#!/bin/sh
# SPDX-License-Identifier: MIT
# Run the pgTAP files, each in a transaction of its own that is rolled back, in
# one database with the product's schema; their results as one TAP stream.
#
#	run.sh [NAME...]	NAME as in feed
set -eu
here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
support=$here/../support

if [ -z "${CALLOUT_TEST_CLUSTER:-}" ]; then
	if [ -z "${CALLOUT_TEST_URL:-}" ]; then
		exec "$support/with_cluster" "$here/run.sh" "$@"
	fi
	CALLOUT_TEST_CLUSTER=$CALLOUT_TEST_URL
fi
if [ $# -eq 0 ]; then
	# shellcheck disable=SC2046 # no name has a space
	set -- $(cd "$here" && printf '%s\n' *.sql | sed 's|\.sql$||')
fi
database=pgtap_$$
schema=callout
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
psql -X -q -v ON_ERROR_STOP=1 "$url" -c "CREATE SCHEMA tap" \
    -c "CREATE EXTENSION pgtap SCHEMA tap"
"$support/apply-sql" "$url" "$schema"

full=off
[ -z "${CALLOUT_FULL:-}" ] || full=on
for name in "$@"; do
	PGOPTIONS="-c search_path=$schema,tap -c callout.full=$full" \
	    psql -X -q -A -t -f "$here/$name.sql" "$url" \
	    >"$scratch/$name" 2>&1 || true
	# The file's own plan comes last: without it, it did not come to its end.
	tail -n 3 "$scratch/$name" | grep -q '^1\.\.' ||
	    echo "not ok - did not come to its end" >>"$scratch/$name"
	sed "s|^|$name: |" "$scratch/$name"
done | awk '
	{ file = $1; sub(/^[^:]*: /, "") }
	/^(not )?ok/ {
		result = /^not/ ? "not ok" : "ok"
		sub(/^(not )?ok *[0-9]* *-? */, "")
		printf "%s %d - %s %s\n", result, ++count, file, $0
		next
	}
	/^1\.\./ || /^$/ { next }
	{ print "# " file " " $0 }
	END { print "1.." count }'
