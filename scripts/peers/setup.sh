#!/usr/bin/env bash
# Makes .cache/peers, a virtual environment with what `make bench` compares itself with. Large:
# only for those who want the comparison; nothing else needs it.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly environment=.cache/peers

fail() {
    printf 'peers: %s\n' "$*" >&2
    exit 1
}

python3 -c 'import ensurepip, venv' 2>/dev/null ||
    fail "python3 has no venv module; install it with: apt-get install python3-venv"
[ -x "$environment/bin/python" ] || python3 -m venv "$environment"
"$environment/bin/python" -m pip install --quiet --disable-pip-version-check \
    --requirement scripts/peers/requirements.txt >&2 ||
    fail "pip could not install the peers; check the network and the free disk space (about 6 GB)"
for peer in torch_peer serving_peer; do
    "$environment/bin/python" "scripts/peers/$peer.py" --help >/dev/null ||
        fail "the peers are installed and do not start; remove $environment and run make peers again"
done
