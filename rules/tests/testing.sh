# Shared by the shell tests of this package.
# shellcheck shell=bash

set -uo pipefail

failed=0

# check NAME COMMAND...: runs one case in a subshell, in its own folder.
check() {
    local name=$1
    shift
    local folder=$TEST_TMPDIR/cases/$1
    mkdir -p "$folder"
    # The subshell is not used as a condition, because `set -e` would have no effect there.
    (
        set -e
        cd "$folder"
        "$@"
    )
    local status=$?
    if [ "$status" -eq 0 ]; then
        echo "ok      $name"
    else
        echo "FAILED  $name"
        failed=1
    fi
}

finish() {
    exit "$failed"
}

fail() {
    printf '        %s\n' "$@" >&2
    exit 1
}

expect_equal() {
    local wanted=$1 found=$2
    [ "$wanted" = "$found" ] || fail "wanted: $wanted" "found:  $found"
}

expect_contains() {
    local part=$1 whole=$2
    case $whole in
    *"$part"*) ;;
    *) fail "wanted: ...$part..." "found:  $whole" ;;
    esac
}
