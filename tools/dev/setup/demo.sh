#!/bin/sh
# npm run demo: sets the folder up, then runs the demo of examples/flights.

set -eu

root="$(cd "$(dirname "$0")/../../.." && pwd)"
cd "$root"
sh tools/dev/setup/setup.sh
# shellcheck source=tools/dev/setup/env.sh
. tools/dev/setup/env.sh

exec sh examples/flights/demo.sh "$@"
