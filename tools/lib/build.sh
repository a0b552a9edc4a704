# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# build_in DIR [CONFIGURE-OPTION...]: configure and make in DIR, out of tree.
# Quiet when all goes well; the log's end when it does not.

# What an interrupted autoreconf leaves is not all of it.
generated() {
	[ -x "$root/configure" ] && [ -f "$root/Makefile.in" ] &&
		[ -f "$root/config.h.in" ] &&
		[ -f "$root/build-aux/tap-driver.sh" ]
}

build_in() {
	local dir=$1 log

	: "${root:?}"
	shift
	case $dir in
	*[[:space:]\"\'\`\#\$\&\\]*)
		echo "automake cannot build in $dir: no blanks, no quotes and" \
			"none of # \$ & \\ may be in its path. Move the clone." >&2
		return 1
		;;
	esac
	log=$dir/build.log
	if ! mkdir -p "$dir" || ! touch "$log" "$dir"; then
		echo "$(id -un) cannot build in $dir: make a clone of your own" >&2
		return 1
	fi
	if ! {
		{ generated || (cd "$root" && autoreconf -fi); } &&
			{ [ -f "$dir/configured" ] ||
				{ (cd "$dir" && "$root/configure" -q "$@") &&
					touch "$dir/configured"; }; } &&
			make -s -C "$dir" -j "$(nproc)"
	} >"$log" 2>&1; then
		tail -n 40 "$log" >&2
		echo "The build failed; its log is $log" >&2
		return 1
	fi
}
