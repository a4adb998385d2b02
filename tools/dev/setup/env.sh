# shellcheck shell=sh
# Sourced with $root set: makes `bazel` mean the Bazel of this workspace, in any workspace below it.

: "${root:?}"

PATH="$root/node_modules/.bin:$PATH"
export PATH

# bazelisk reads .bazeliskrc only at the top of the workspace that it is started in.
if [ -f "$root/.bazeliskrc" ]; then
    USE_BAZEL_VERSION="$(sed -n 's/^USE_BAZEL_VERSION=//p' "$root/.bazeliskrc")"
    export USE_BAZEL_VERSION
fi
