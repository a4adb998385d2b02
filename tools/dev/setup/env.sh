# shellcheck shell=sh
# Sourced with $root set. Afterwards, `bazel` is the Bazel of this workspace, also in workspaces below it.

: "${root:?}"

PATH="$root/node_modules/.bin:$PATH"
export PATH

# bazelisk reads .bazeliskrc only at the top of the current workspace.
if [ -f "$root/.bazeliskrc" ]; then
    USE_BAZEL_VERSION="$(sed -n 's/^USE_BAZEL_VERSION=//p' "$root/.bazeliskrc")"
    export USE_BAZEL_VERSION
fi
