#!/usr/bin/env bash
# Fuzzes the parsers of strangers' bytes with libFuzzer and the address sanitizer, the given number
# of seconds each (60). Inputs found stay in .build/fuzz/corpus; a crash stays there too and ends
# the run.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly seconds=${1:-60}
readonly scratch=.build/fuzz
readonly parsers=(
    json note proof entry opening receipt tokenizer safetensors configuration numpy objection
    gguf decoder chat
)

# Valid inputs to start from.
seeds_of() {
    case $1 in
    note | proof | receipt) echo Tests/VerifierTests/Fixtures ;;
    tokenizer | json) echo Tests/TokenizersTests/Fixtures ;;
    gguf) echo Tests/LanguageModelsTests/Fixtures/decoder ;;
    decoder) echo Tests/LanguageModelsTests/Fixtures/decoder/sharded ;;
    chat) echo Tests/ChatTemplatesTests/Fixtures/templates ;;
    esac
    # Names that look alike and have other bytes.
    echo "Fuzz/Corpus/$1"
}

export OPENLEDGER_ROOMS="Ledger Verifier LanguageModels Datanets ChatTemplates"
# Over several files at once the compiler forgets the coverage that --sanitize fuzzer asks for.
swift build -c release --sanitize address --sanitize fuzzer --scratch-path "$scratch" \
    -Xswiftc -sanitize-coverage=edge,trace-cmp,inline-8bit-counters,pc-table

# The rooms' objects, without a main of their own, and our one entry point, which sees what the
# package's rooms show each other: SwiftPM names a package by its folder.
package=$(basename "$PWD" | tr '[:upper:]' '[:lower:]')
mapfile -t objects < <(find -L "$scratch/release" -name '*.o' -path '*.build/*')
# shellcheck disable=SC2046
swiftc -O -parse-as-library -sanitize=address,fuzzer -swift-version 6 -use-ld=lld \
    -package-name "$package" -I "$scratch/release/Modules" \
    -I Sources/Csecp256k1 -I Sources/COpenSSL \
    -Xcc "-fmodule-map-file=$scratch/release/Kernels.build/module.modulemap" \
    Fuzz/Parsers.swift "${objects[@]}" $(pkg-config --libs libsecp256k1 libcrypto) \
    -o "$scratch/parsers"

# With the Swift backtracer a crash under both sanitizers can hang instead of ending.
export SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0
for parser in "${parsers[@]}"; do
    corpus=$scratch/corpus/$parser
    mkdir -p "$corpus"
    seeds=()
    for fixtures in $(seeds_of "$parser"); do
        if [ -d "$fixtures" ]; then seeds+=("$fixtures"); fi
    done
    printf 'fuzz: %s for %s s\n' "$parser" "$seconds" >&2
    OPENLEDGER_FUZZ=$parser "$scratch/parsers" "$corpus" "${seeds[@]}" -max_total_time="$seconds" \
        -max_len=65536 -rss_limit_mb=1024 -timeout=10 -artifact_prefix="$corpus-" \
        -print_final_stats=0 -verbosity=1
done
