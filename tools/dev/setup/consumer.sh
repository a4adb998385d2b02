#!/bin/sh
# consumer.sh [WORKSPACE]: sets up a workspace that depends on databuild for air-gapped builds. The default is the current directory.
#
# Installs Debian's Bazel if it is missing, writes the flags to WORKSPACE/.bazelrc.airgap, and imports that file in
# WORKSPACE/.bazelrc. The flags name this checkout, so do not commit the file. Running the script again changes nothing.

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
command -v npm >/dev/null || give_up "npm is not on the PATH, and is needed to download Node; install Node.js 20 or later"

ensure_debian_bazel

{
    printf '# Written by %s of databuild.\n\n' tools/dev/setup/consumer.sh
    airgapped_flags
} | write_file "$workspace/.bazelrc.airgap"

import='try-import %workspace%/.bazelrc.airgap'
if ! grep -qxF "$import" "$workspace/.bazelrc" 2>/dev/null; then
    say "adding to $workspace/.bazelrc: $import"
    printf '\n# Exists only where databuild was set up air-gapped.\n%s\n' "$import" >>"$workspace/.bazelrc"
fi
say "$workspace is ready for air-gapped builds with /usr/bin/bazel; keep .bazelrc.airgap out of version control"
