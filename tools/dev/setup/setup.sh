#!/bin/sh
# npm run setup: makes this folder ready for `npx bazel ...` (and plain `bazel ...`).
#
# Skips what is already done, so it can be run at any time. DATABUILD_MODE=connected or
# DATABUILD_MODE=airgapped overrides what it finds out about the network; see airgap/README.md.
# Exits with 2 if the machine lacks something that only a person can install.

set -eu

root="$(cd "$(dirname "$0")/../../.." && pwd)"
here="$root/tools/dev/setup"
# shellcheck source=tools/dev/setup/lib.sh
. "$here/lib.sh"
# shellcheck source=tools/dev/setup/node_modules.sh
. "$here/node_modules.sh"
# shellcheck source=tools/dev/setup/mode.sh
. "$here/mode.sh"
# shellcheck source=tools/dev/setup/debian.sh
. "$here/debian.sh"

command -v npm >/dev/null || give_up "npm is not on the PATH: install Node.js 20 or later"

ensure_node_modules
decide_mode
if [ "$mode" = airgapped ]; then
    ensure_debian_bazel
fi
record_mode
