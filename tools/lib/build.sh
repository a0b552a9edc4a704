# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# build_in DIR [CONFIGURE-OPTION...]: configure and make in DIR, out of tree.
# Quiet when all goes well; the whole log when it does not.

build_in() {
	local dir=$1 log

	: "${root:?}"
	shift
	mkdir -p "$dir"
	log=$dir/build.log
	if ! {
		[ -x "$root/configure" ] || (cd "$root" && autoreconf -fi)
		[ -f "$dir/Makefile" ] ||
			(cd "$dir" && "$root/configure" -q "$@")
		make -s -C "$dir" -j "$(nproc)"
	} >"$log" 2>&1; then
		tail -n 40 "$log" >&2
		echo "The build failed; its log is $log" >&2
		return 1
	fi
}
