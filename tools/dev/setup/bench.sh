#!/bin/sh
# npm run bench: sets the folder up, then runs the benchmarks. Arguments go to //benchmarks:bench.

set -eu

root="$(cd "$(dirname "$0")/../../.." && pwd)"
cd "$root"
sh tools/dev/setup/setup.sh
# shellcheck source=tools/dev/setup/lib.sh
. tools/dev/setup/lib.sh
# shellcheck source=tools/dev/setup/debian.sh
. tools/dev/setup/debian.sh
# shellcheck source=tools/dev/setup/env.sh
. tools/dev/setup/env.sh
# shellcheck source=tools/dev/setup/peers.sh
. tools/dev/setup/peers.sh

ensure_peers "$@"
exec bazel run //benchmarks:bench -- "$@"
