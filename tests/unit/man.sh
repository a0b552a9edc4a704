#!/bin/sh
# SPDX-License-Identifier: MIT
# The man pages have no fault that mandoc knows, and their list of options.
set -u
cd "$top_builddir" || exit 1

echo 1..8
number=0
for page in callout.1 callout-device.1 dispatchd.8 mobile-sync.8; do
	file=docs/man/$page
	number=$((number + 1))
	if ! command -v mandoc >/dev/null; then
		echo "ok $number - $page # SKIP mandoc is not installed"
	elif said=$(mandoc -T lint -W style "$file" 2>&1 |
		grep -v 'referenced manual not found\|operating system explicitly')
	then
		echo "not ok $number - $page is sound"
		echo "$said" | sed 's/^/# /'
	else
		echo "ok $number - $page is sound"
	fi
	number=$((number + 1))
	if grep -q '^\.It \(Cm port\|Fl .-status\|Fl .-store\)' "$file" &&
		! grep -q '@' "$file"; then
		echo "ok $number - $page lists the options"
	else
		echo "not ok $number - $page lists the options"
	fi
done
