#!/bin/sh
# Tests what an air-gapped build rejects, and that DataBuild builds as a dependency. This is not a Bazel test, because
# each case starts Bazel. The last line is "N passed, N failed".

set -eu

root="$(cd "$(dirname "$0")/../.." && pwd)"
cd "$root/e2e/airgap"
# shellcheck source=tools/dev/setup/env.sh
. "$root/tools/dev/setup/env.sh"

if ! grep -qx '# mode: airgapped' "$root/.bazelrc.local"; then
    echo "Not set up as air-gapped: there are no drop-ins to test here." >&2
    echo "0 passed, 0 failed"
    exit
fi

passed=0
failed=0
log="$(mktemp)"
trap 'rm -f "$log"' EXIT

# verdict WHAT STATUS: counts a case. If it failed, prints the output of Bazel.
verdict() {
    if [ "$2" = 0 ]; then
        passed=$((passed + 1))
        echo "ok: $1"
    else
        failed=$((failed + 1))
        echo "NOT OK: $1"
        sed 's/^/    /' "$log"
    fi
}

# says WHAT TEXT ARGUMENT...: checks that Bazel succeeds and prints TEXT.
says() {
    what="$1"
    text="$2"
    shift 2
    status=0
    bazel "$@" >"$log" 2>&1 && grep -qF -- "$text" "$log" || status=1
    verdict "$what" "$status"
}

# refuses WHAT TEXT TARGET: checks that a build of TARGET fails and prints TEXT.
refuses() {
    status=0
    ! bazel build "$3" >"$log" 2>&1 && grep -qF -- "$2" "$log" || status=1
    verdict "$1" "$status"
}

says "databuild's TypeScript compiles and runs in another module" "{ a: 'guest' }" \
    run @databuild//airgap/tests/project:hello -- guest
says "databuild's programs run as tools in another module" "" \
    build @databuild//airgap/tests/project:bundle
refuses "a type error fails the build" "error TS2322" //type_error
refuses "a tsconfig that contradicts the attributes of its target is rejected" "set source_map = True" //options
refuses "an attribute that the air-gapped ts_project does not have is rejected" \
    "ts_project(composite = ...) in //unsupported is not supported by the air-gapped ts_project" //unsupported
refuses "a source file of another package is rejected" "Wrap it in a js_library in its own package" //foreign
# Otherwise pnpm would retry, with pauses of a minute in total.
export npm_config_fetch_retries=0
refuses "a package whose content differs from the lockfile is rejected" "zod-4.6.7.tgz" @corrupt//:all
unset npm_config_fetch_retries
refuses "a version of Node.js without a known integrity is rejected" \
    'node_version = "0.0.1" is not known' @unknown_linux_amd64//:all

# Sandboxes hide /tmp. So this tests a dependency that is a clone below /tmp, of a workspace that is elsewhere.
clone="$(mktemp -d /tmp/databuild-XXXXXX)"
consumer="$(mktemp -d "$root/e2e/airgap/consumer-XXXXXX")"
trap 'rm -rf "$log" "$clone" "$consumer"' EXIT
(cd "$root" && tar -c --exclude=.git --exclude=node_modules --exclude='bazel-*' --exclude='consumer-*' .) | tar -x -C "$clone"
cat >"$consumer/MODULE.bazel" <<EOF
module(name = "consumer")

bazel_dep(name = "databuild")
local_path_override(
    module_name = "databuild",
    path = "$clone",
)
EOF
cp .bazelversion "$consumer"
sh "$clone/tools/dev/setup/consumer.sh" "$consumer"
cd "$consumer"
# Without the disk cache, the actions really run.
says "a clone below /tmp builds as a dependency" "" build --disk_cache= @databuild//airgap/tests/project:bundle
bazel shutdown
cd "$root/e2e/airgap"

bazel shutdown

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
