#!/bin/sh
# Tests which mode set-up chooses for a machine, without installing anything. The last line is "N passed, N failed".

set -eu

here=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=e2e/checks.sh
. "$here/e2e/checks.sh"

# A checkout that was never set up. It has only the files that name the versions to download.
root=$scratch/checkout
mkdir -p "$root/rules/node"
cp "$here/.bazelversion" "$here/MODULE.bazel" "$root"
cp "$here/rules/node/extensions.bzl" "$root/rules/node"

# setup_says COMMAND...: calls a function of the set-up scripts.
setup_says() (
    # shellcheck source=tools/dev/setup/lib.sh
    . "$here/tools/dev/setup/lib.sh"
    # shellcheck source=tools/dev/setup/mode.sh
    . "$here/tools/dev/setup/mode.sh"
    "$@"
)

looks_for_files() {
    setup_says connected_downloads >"$scratch/downloads" &&
        is "$(cut -d '|' -f 1 "$scratch/downloads" | tr '\n' ',')" \
            "Bazel's releases,the Bazel Central Registry,GitHub's releases,Node's releases,the npm registry," &&
        is "$(grep -c '^[^|]*|https://[^/]*/[^ ]*[a-z0-9]$' "$scratch/downloads")" 5 &&
        is "$(grep -c "$(cat "$here/.bazelversion")" "$scratch/downloads")" 1 &&
        is "$(grep -cF '//v' "$scratch/downloads")$(grep -c '//[^/]*//' "$scratch/downloads")" 00
}
check "set-up checks for exactly the files that a connected build downloads, in the versions that it uses" looks_for_files

decided() {
    decide_mode
    # shellcheck disable=SC2031,SC2154 # decide_mode sets it, in this same subshell.
    echo "$mode"
}
is_airgapped() {
    # No proxy listens there.
    DATABUILD_MODE='' https_proxy=http://127.0.0.1:9 HTTPS_PROXY=http://127.0.0.1:9 setup_says decided >"$scratch/mode" 2>"$scratch/said" &&
        is "$(cat "$scratch/mode")" airgapped &&
        has "$scratch/said" "it cannot reach Bazel's releases"
}
check "a machine that reaches none of these files is air-gapped, and set-up names the first one" is_airgapped

obeys() {
    DATABUILD_MODE=connected setup_says decided >"$scratch/mode" 2>"$scratch/said" &&
        is "$(cat "$scratch/mode")" connected &&
        is "$(cat "$scratch/said")" ''
}
check "with DATABUILD_MODE, set-up uses that mode and checks for no files" obeys

skips_shellcheck() {
    mkdir "$scratch/bin" &&
        ln -s "$(command -v bash)" "$scratch/bin/bash" &&
        PATH="$scratch/bin" bash "$here/tools/dev/lint/shellcheck.sh" 2>"$scratch/said" &&
        is "$(wc -l <"$scratch/said" | tr -d ' ')" 1 &&
        has "$scratch/said" 'skipped: shellcheck is not installed'
}
check "without shellcheck, its test is skipped and prints one line about it" skips_shellcheck

finish
