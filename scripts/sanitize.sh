#!/usr/bin/env bash
# Runs the tests of the rooms that compute, hold money or read strangers' bytes under the address
# and the thread sanitizer, each in a scratch directory of its own, so that nothing else is rebuilt.
# With arguments: only those sanitizers (address, thread).
set -euo pipefail
cd "$(dirname "$0")/.."

# With the rooms they import: Kernels, Tensors, Wire, Money, Identity, TransparencyLog, Tokenizers.
export OPENLEDGER_ROOMS="Ledger Verifier LanguageModels ChatTemplates"

run() {
    local sanitizer=$1 scratch=.build/sanitize-$1
    printf 'sanitize: %s\n' "$sanitizer" >&2
    swift build -c release --build-tests --sanitize "$sanitizer" --scratch-path "$scratch"
    # The backtracer can hang on a sanitizer's crash; the report itself is enough.
    SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS=halt_on_error=1 \
        swift test -c release --skip-build --disable-xctest --sanitize "$sanitizer" \
        --scratch-path "$scratch"
}

if [ $# -eq 0 ]; then
    run address
    run thread
else
    for sanitizer in "$@"; do run "$sanitizer"; done
fi
