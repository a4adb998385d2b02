#!/bin/sh
# npm run demo: sets the folder up, then tells the story of examples/flights.

set -eu

root="$(cd "$(dirname "$0")/../.." && pwd)"
cd "$root"
sh tools/setup/setup.sh
# shellcheck source=tools/setup/env.sh
. tools/setup/env.sh

exec sh examples/flights/demo.sh "$@"
