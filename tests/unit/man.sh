#!/bin/sh
# SPDX-License-Identifier: MIT
# The man pages have no fault that mandoc knows, and their list of options.
set -u
cd "$top_builddir" || exit 1

echo 1..4
number=0
for page in dispatchd mobile-sync; do
	file=docs/man/$page.8
	number=$((number + 1))
	if ! command -v mandoc >/dev/null; then
		echo "ok $number - $page.8 # SKIP mandoc is not installed"
	elif said=$(mandoc -T lint -W style "$file" 2>&1 |
		grep -v 'referenced manual not found\|operating system explicitly')
	then
		echo "not ok $number - $page.8 is sound"
		echo "$said" | sed 's/^/# /'
	else
		echo "ok $number - $page.8 is sound"
	fi
	number=$((number + 1))
	if grep -q '^\.It Cm port ' "$file" && ! grep -q '@' "$file"; then
		echo "ok $number - $page.8 lists the options"
	else
		echo "not ok $number - $page.8 lists the options"
	fi
done
