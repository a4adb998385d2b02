#!/bin/sh
# npm run bench: sets the folder up, then runs the benchmarks. Arguments go to //benchmarks:bench.

set -eu

root="$(cd "$(dirname "$0")/../.." && pwd)"
cd "$root"
sh tools/setup/setup.sh
# shellcheck source=tools/setup/lib.sh
. tools/setup/lib.sh
# shellcheck source=tools/setup/debian.sh
. tools/setup/debian.sh
# shellcheck source=tools/setup/env.sh
. tools/setup/env.sh
# shellcheck source=tools/setup/peers.sh
. tools/setup/peers.sh

ensure_peers "$@"
exec bazel run //benchmarks:bench -- "$@"
