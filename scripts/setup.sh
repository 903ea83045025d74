#!/usr/bin/env bash
# Checks for Swift and installs what the build takes from Debian, when it is missing.
# The packages and their oldest versions stand in scripts/debian-packages.txt, or in another list
# that is named: scripts/browser-packages.txt is what the checks of the pages need.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly list=${1:-scripts/debian-packages.txt}
readonly swift_minimum=6.3

fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

check_swift() {
    command -v swift >/dev/null ||
        fail "swift is not on the PATH; install Swift $swift_minimum from https://www.swift.org/install"
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)
    [ "$(printf '%s\n' "$swift_minimum" "$version" | sort -V | head -n 1)" = "$swift_minimum" ] ||
        fail "Swift ${version:-of an unknown version} is too old; install Swift $swift_minimum from https://www.swift.org/install"
}

# The installed version of a package without its Debian revision; nothing when it is not installed.
# A tool that is on the PATH without its package (a python3 of one's own) counts by its own word.
installed_version() {
    local status version
    status=$(dpkg-query -W -f '${db:Status-Status} ${Version}' "$1" 2>/dev/null || true)
    if [ "${status%% *}" = installed ]; then
        version=${status#* }
        printf '%s\n' "${version%-*}" | sed 's/^[0-9]*://; s/+.*//'
    elif [ "$1" = python3 ] && command -v python3 >/dev/null; then
        python3 -c 'import platform; print(platform.python_version())'
    elif [ "$1" = python3-pip ] && python3 -m pip --version >/dev/null 2>&1; then
        python3 -m pip --version | cut -d ' ' -f 2
    elif [ "$1" = python3-venv ] && python3 -c 'import ensurepip, venv' >/dev/null 2>&1; then
        python3 -c 'import platform; print(platform.python_version())'
    fi
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "administrator rights are needed once; run as root: $*"
    fi
}

packages() {
    sed 's/#.*//' "$list" | awk 'NF == 2'
}

install_missing() {
    local missing=() package minimum
    while read -r package minimum; do
        [ -n "$(installed_version "$package")" ] || missing+=("$package")
    done < <(packages)
    [ ${#missing[@]} -gt 0 ] || return 0
    printf 'setup: installing %s\n' "${missing[*]}" >&2
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends)
    as_root "${install[@]}" "${missing[@]}" >&2 && return 0
    as_root apt-get update >&2 || fail "apt-get update failed; check the network and /etc/apt/sources.list"
    as_root "${install[@]}" "${missing[@]}" >&2 ||
        fail "apt-get could not install ${missing[*]}; install them by hand and run make build again"
}

check_versions() {
    local package minimum version
    while read -r package minimum; do
        version=$(installed_version "$package")
        [ -n "$version" ] ||
            fail "$package is still missing; install it with: apt-get install $package"
        dpkg --compare-versions "$version" ge "$minimum" ||
            fail "$package $version is older than $minimum; upgrade it with: apt-get install --only-upgrade $package"
    done < <(packages)
}

check_swift
command -v dpkg-query >/dev/null ||
    fail "this is not a Debian system; install what $list names by other means, then run: make model program"
install_missing
check_versions
