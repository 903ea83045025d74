#!/bin/sh
# Asks schemathesis to break a running node by its own OpenAPI document: bad and good data, undeclared
# methods, missing headers, all checks.
#
#     fuzz_openapi.sh BASE_URL API_KEY [schemathesis options]
#
# The key should be the operator's, of a node whose log may grow. Needs requirements.txt.
set -eu
if [ "$#" -lt 2 ]; then
    echo "usage: $0 BASE_URL API_KEY [schemathesis options]" >&2
    exit 2
fi
base=$1
key=$2
shift 2
exec schemathesis --config-file "$(dirname "$0")/schemathesis.toml" run "$base/openapi.json" --url "$base" \
    --header "Authorization: Bearer $key" \
    --checks all --mode all --phases examples,coverage,fuzzing,stateful \
    --max-examples 50 --continue-on-failure --no-color "$@"
