# SPDX-License-Identifier: MIT
# The contract's two schemas say the same (the XSD is what trang makes of the
# RELAX NG), and every example of docs/PROTOCOL.md keeps both.
set -u
contract=$top_srcdir/mobile-sync/contract/callout-sync
examples=$top_srcdir/docs/examples/sync
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
number=0

# result STATUS NAME
result() {
	number=$((number + 1))
	[ "$1" -eq 0 ] || printf 'not '
	echo "ok $number - $2"
	[ "$1" -eq 0 ] || sed 's/^/# /' "$scratch/out"
}

for tool in trang:trang xmllint:libxml2-utils; do
	command -v "${tool%:*}" >"$scratch/out" 2>&1 ||
	    echo "apt-get install ${tool#*:}" >"$scratch/out"
	command -v "${tool%:*}" >/dev/null
	result $? "${tool%:*} is there"
done

{ trang "$contract.rnc" "$scratch/fresh.xsd" &&
	trang "$contract.rnc" "$scratch/fresh.rng" &&
	diff -u "$contract.xsd" "$scratch/fresh.xsd"; } >"$scratch/out" 2>&1
result $? "callout-sync.xsd is fresh (else: make contract)"

for file in "$examples"/*.xml; do
	name=$(basename "$file")
	{ xmllint --nonet --noout --schema "$contract.xsd" "$file" &&
		xmllint --nonet --noout --relaxng "$scratch/fresh.rng" "$file"
	} >"$scratch/out" 2>&1
	result $? "$name keeps both schemas"
	grep -q "examples/sync/$name" "$top_srcdir/docs/PROTOCOL.md" \
	    >"$scratch/out" 2>&1
	result $? "$name is in docs/PROTOCOL.md"
done
echo "1..$number"
