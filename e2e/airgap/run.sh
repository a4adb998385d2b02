#!/bin/sh
# What an air-gapped build refuses, and that databuild builds as a dependency. Each case is a nested
# bazel, which is why this is no Bazel test. The last line is "N passed, N failed".

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

# verdict WHAT STATUS: counts a case, and shows what Bazel said when it failed.
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

# says WHAT TEXT ARGUMENT...: bazel must succeed, and print TEXT.
says() {
    what="$1"
    text="$2"
    shift 2
    status=0
    bazel "$@" >"$log" 2>&1 && grep -qF -- "$text" "$log" || status=1
    verdict "$what" "$status"
}

# refuses WHAT TEXT TARGET: building TARGET must fail, and print TEXT.
refuses() {
    status=0
    ! bazel build "$3" >"$log" 2>&1 && grep -qF -- "$2" "$log" || status=1
    verdict "$1" "$status"
}

says "databuild's TypeScript compiles and runs in another module" "{ a: 'guest' }" \
    run @databuild//airgap/tests/project:hello -- guest
says "databuild's programs run as tools in another module" "" \
    build @databuild//airgap/tests/project:bundle
refuses "a type error" "error TS2322" //type_error
refuses "a tsconfig that says otherwise than the target" "set source_map = True" //options
refuses "an attribute that ts_project does not have here" \
    "ts_project(composite = ...) in //unsupported is not supported by the air-gapped ts_project" //unsupported
refuses "a source file of another package" "Wrap it in a js_library in its own package" //foreign
# pnpm would try again, after pauses of a minute in all.
export npm_config_fetch_retries=0
refuses "a package that is not what the lockfile says" "zod-4.6.7.tgz" @corrupt//:all
unset npm_config_fetch_retries
refuses "a Node.js whose integrity is not known" \
    'node_version = "0.0.1" is not known' @unknown_linux_amd64//:all

# Sandboxes hide /tmp: a clone there is the dependency of a workspace that is elsewhere.
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
# Without it nothing would have to run.
says "a clone below /tmp as a dependency" "" build --disk_cache= @databuild//airgap/tests/project:bundle
bazel shutdown
cd "$root/e2e/airgap"

bazel shutdown

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
