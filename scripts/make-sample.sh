#!/usr/bin/env bash
# Writes the committed sample of the demonstration again, from this machine's Debian index.
# The rule is Sources/Demonstration/Debian; every choice in it is by hash, so that the same index gives
# the same file. Run `apt-get update` first; Debian 12's index of November 2026 gave the committed
# one. Usage: scripts/make-sample.sh [FILE]
set -euo pipefail
cd "$(dirname "$0")/.."

readonly program=.build/release/openledger
readonly sample=${1:-Sources/Demonstration/Resources/debian-sample.tsv}

[ -x "$program" ] || {
    printf 'sample: %s is missing; run make build first\n' "$program" >&2
    exit 1
}
command -v apt-cache >/dev/null || {
    printf 'sample: apt-cache is missing; this needs a Debian machine\n' >&2
    exit 1
}
"$program" datanet import-debian --out "$sample"
