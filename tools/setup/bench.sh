#!/bin/sh
# npm run bench: sets the folder up, then runs the benchmarks. Arguments go to //benchmarks:bench.

set -eu

root="$(cd "$(dirname "$0")/../.." && pwd)"
cd "$root"
sh tools/setup/setup.sh
# shellcheck source=tools/setup/env.sh
. tools/setup/env.sh

exec bazel run //benchmarks:bench -- "$@"
