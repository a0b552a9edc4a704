# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# install_missing GROUP...: install those Debian packages of tools/packages
# that are not there yet, after saying which. $root is the top of the source
# tree. With all of them there it asks no network.

missing_packages() {
	local group name command

	while read -r group name command; do
		case " $* " in
		*" $group "*) ;;
		*) continue ;;
		esac
		if [ -n "$command" ] && command -v "$command" >/dev/null; then
			continue
		fi
		dpkg-query -W -f '${Status}\n' "$name" 2>/dev/null |
			grep -q '^install ok installed$' || echo "$name"
	done < <(grep -v '^#' "${root:?}/tools/packages")
}

install_missing() {
	local -a missing as_root=()

	if ! command -v dpkg-query >/dev/null; then
		echo "No dpkg here: see tools/packages for what is needed." >&2
		return 0
	fi
	mapfile -t missing < <(missing_packages "$@")
	[ ${#missing[@]} -gt 0 ] || return 0
	echo "Installing with apt-get: ${missing[*]}"
	if [ "$(id -u)" -ne 0 ]; then
		if ! command -v sudo >/dev/null; then
			echo "That needs root, and there is no sudo. As root, run:" \
				"apt-get install ${missing[*]}" >&2
			return 1
		fi
		as_root=(sudo)
	fi
	as_root+=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y)
	"${as_root[@]}" install --no-install-recommends "${missing[@]}" ||
		{ "${as_root[@]}" update &&
			"${as_root[@]}" install --no-install-recommends \
				"${missing[@]}"; }
}
