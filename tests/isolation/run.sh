#!/bin/sh
# SPDX-License-Identifier: MIT
# Run every spec and compare what it printed with expected/: one TAP line each.
# Specs in specs/ find the product's schema on their search_path; specs in
# specs/plain/ an empty database. Each has a database of its own.
#
#	run.sh [--accept] [NAME...]	NAME as in plain/row_locks
#
# --accept writes what was printed to expected/: read it before you commit.
set -eu
here=${top_srcdir:?}/tests/isolation
program=${top_builddir:?}/tests/isolation/isolation
schema=callout

if [ -z "${CALLOUT_TEST_CLUSTER:-}" ]; then
	if [ -z "${CALLOUT_TEST_URL:-}" ]; then
		exec "$top_srcdir/tests/support/with_cluster" "$0" "$@"
	fi
	CALLOUT_TEST_CLUSTER=$CALLOUT_TEST_URL
fi
accept=no
if [ "${1:-}" = --accept ]; then
	accept=yes
	shift
fi
if [ $# -eq 0 ]; then
	# shellcheck disable=SC2046 # no spec's name has a space
	set -- $(cd "$here/specs" && find . -name '*.spec' | sort |
	    sed 's|^\./||; s|\.spec$||')
fi

# The server is shared with other tests: names with our process id.
prefix=isolation_$$
scratch=$(mktemp -d)

sql() {
	psql -X -q -v ON_ERROR_STOP=1 "$CALLOUT_TEST_CLUSTER" -c "$1"
}

clean_up() {
	for database in "$prefix" "${prefix}_template"; do
		sql "DROP DATABASE IF EXISTS $database WITH (FORCE)" \
		    2>/dev/null || true
	done
	rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' HUP INT TERM

# The product's schema, made once and copied.
make_template() {
	[ ! -f "$scratch/template" ] || return 0
	sql "CREATE DATABASE ${prefix}_template TEMPLATE template0"
	"$top_srcdir/tests/support/apply-sql" \
	    "$CALLOUT_TEST_CLUSTER dbname=${prefix}_template" "$schema" \
	    >"$scratch/template.log" 2>&1 || {
		sed 's/^/# /' "$scratch/template.log"
		return 1
	}
	touch "$scratch/template"
}

run_one() {
	template=template0
	case $1 in
	plain/*) ;;
	*)
		make_template || return 1
		template=${prefix}_template
		;;
	esac
	sql "CREATE DATABASE $prefix TEMPLATE $template"
	if [ "$template" != template0 ]; then
		sql "ALTER DATABASE $prefix SET search_path = $schema, pg_temp"
	fi
	status=0
	"$program" "$CALLOUT_TEST_CLUSTER dbname=$prefix" \
	    "$here/specs/$1.spec" >"$scratch/out" 2>"$scratch/err" || status=$?
	sql "DROP DATABASE $prefix WITH (FORCE)"
	if [ $status -ne 0 ]; then
		tail -n 5 "$scratch/out" | sed 's/^/# /'
		sed 's/^/# /' "$scratch/err"
		return 1
	fi
	if [ $accept = yes ]; then
		mkdir -p "$(dirname "$here/expected/$1.out")"
		cp "$scratch/out" "$here/expected/$1.out"
	fi
	diff -u "$here/expected/$1.out" "$scratch/out" >"$scratch/diff" || {
		sed 's/^/# /' "$scratch/diff"
		return 1
	}
}

echo "1..$#"
number=0
for name in "$@"; do
	number=$((number + 1))
	if run_one "$name"; then
		echo "ok $number - $name"
	else
		echo "not ok $number - $name"
	fi
done
