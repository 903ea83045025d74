#!/usr/bin/env bash
# Runs other people's clients against the real node: OpenAI's own, a raw one, Prometheus' parser, and
# schemathesis over the API's document. They live in .cache/clients; nothing else needs them.
# The last line counts.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly program=.build/release/openledger environment=.cache/clients
work=$(mktemp -d)
node=

finish() {
    # The node writes its static files on the way out: its folder goes after it.
    if [ -n "$node" ]; then
        kill "$node" 2>/dev/null || true
        wait "$node" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap finish EXIT

fail() {
    printf 'clients: %s\n' "$*" >&2
    exit 1
}

install_clients() {
    python3 -c 'import ensurepip, venv' 2>/dev/null ||
        fail "python3 has no venv module; install it with: apt-get install python3-venv"
    [ -x "$environment/bin/python" ] || python3 -m venv "$environment"
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check \
        --requirement scripts/clients/requirements.txt >&2 ||
        fail "pip could not install the clients; check the network"
}

# A JSON file's member.
member() {
    python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$1" "$2"
}

start_node() {
    "$program" demo --json --rows 100 --data "$work/data" >/dev/null 2>"$work/demo.log" ||
        fail "the demonstration failed: $(tail -n 3 "$work/demo.log")"
    "$program" key new --json --data "$work/data" >"$work/poor.json"
    "$program" up --json --listen 127.0.0.1:0 --data "$work/data" >"$work/url.json" \
        2>"$work/node.log" &
    node=$!
    for _ in $(seq 1 300); do
        [ ! -s "$work/url.json" ] || return 0
        kill -0 "$node" 2>/dev/null || break
        sleep 0.1
    done
    fail "the node does not serve: $(tail -n 3 "$work/node.log")"
}

passed=0
failed=0
check() {
    local name=$1
    shift
    if "$@" >"$work/check.log" 2>&1; then
        printf 'ok     %s\n' "$name"
        passed=$((passed + 1))
    else
        printf 'FAILED %s\n' "$name"
        tail -n 60 "$work/check.log"
        failed=$((failed + 1))
    fi
}

install_clients
start_node
url=$(member "$work/url.json" url)
payer=$(member "$work/data/keys/payer.json" apiKey)
operator=$(member "$work/data/keys/operator.json" apiKey)
poor=$(member "$work/poor.json" apiKey)
PATH=$PWD/$environment/bin:$PATH

check "OpenAI's client works unchanged" \
    python scripts/clients/openai_client.py "$url" "$payer" "$poor"
check "a raw client is answered as the API says" \
    python scripts/clients/raw_client.py 127.0.0.1 "${url##*:}" "$payer"
check "Prometheus' parsers read the metrics" \
    python scripts/clients/metrics_client.py "$url"
check "schemathesis finds nothing on the API's document" \
    scripts/clients/fuzz_openapi.sh "$url" "$operator" --max-examples 15 --seed 1
check "the node still lives" \
    python -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1])' "$url/readyz"

printf 'clients: %d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
