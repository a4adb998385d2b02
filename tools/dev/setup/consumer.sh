#!/bin/sh
# consumer.sh [WORKSPACE]: lets a workspace that depends on databuild build air-gapped; without an argument, the one here.
#
# Installs Debian's Bazel where it is missing, writes the flags to WORKSPACE/.bazelrc.airgap, and has WORKSPACE/.bazelrc read
# them. They name this checkout, so that file is not one to commit. Running it again changes nothing.

set -eu

root="$(cd "$(dirname "$0")/../../.." && pwd)"
# shellcheck source=tools/dev/setup/lib.sh
. "$root/tools/dev/setup/lib.sh"
# shellcheck source=tools/dev/setup/mode.sh
. "$root/tools/dev/setup/mode.sh"
# shellcheck source=tools/dev/setup/debian.sh
. "$root/tools/dev/setup/debian.sh"

workspace="$(cd "${1:-.}" && pwd)"
[ -f "$workspace/MODULE.bazel" ] ||
    give_up "$workspace has no MODULE.bazel; name the top of a workspace: sh tools/dev/setup/consumer.sh WORKSPACE"
command -v npm >/dev/null || give_up "npm is not on the PATH, and fetches Node; install Node.js 20 or later"

ensure_debian_bazel

{
    printf '# Written by %s of databuild.\n\n' tools/dev/setup/consumer.sh
    airgapped_flags
} | write_file "$workspace/.bazelrc.airgap"

import='try-import %workspace%/.bazelrc.airgap'
if ! grep -qxF "$import" "$workspace/.bazelrc" 2>/dev/null; then
    say "adding to $workspace/.bazelrc: $import"
    printf '\n# Only where databuild was set up air-gapped.\n%s\n' "$import" >>"$workspace/.bazelrc"
fi
say "$workspace builds air-gapped now, with /usr/bin/bazel; keep .bazelrc.airgap out of version control"
