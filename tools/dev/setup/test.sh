#!/bin/sh
# npm test: sets the folder up, runs every Bazel test, then every e2e/*/run.sh.
#
# Arguments go to `bazel test`. The last line is "N passed, N failed". It counts Bazel targets, plus the counts in the
# last lines of the e2e scripts, which have the same form.

set -eu

root="$(cd "$(dirname "$0")/../../.." && pwd)"
cd "$root"
sh tools/dev/setup/setup.sh
# shellcheck source=tools/dev/setup/lib.sh
. tools/dev/setup/lib.sh
# shellcheck source=tools/dev/setup/debian.sh
. tools/dev/setup/debian.sh
# shellcheck source=tools/dev/setup/env.sh
. tools/dev/setup/env.sh
ensure_shellcheck
ensure_emulator
ensure_chromium
ensure_slurm
ensure_schedulers

passed=0
failed=0
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

# add_counts STATUS FILE: adds the counts in FILE's last line. A failed status without counted failures,
# or a last line without counts, counts as one failure.
add_counts() {
    counts="$(tail -n 1 "$2" | sed -n 's/^\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed$/\1 \2/p')"
    # shellcheck disable=SC2086 # Two words.
    set -- "$1" ${counts:-0 1}
    [ "$1" = 0 ] || [ "$3" != 0 ] || set -- "$1" "$2" 1
    passed=$((passed + $2))
    failed=$((failed + $3))
}

status=0
bazel test --keep_going --build_event_json_file="$scratch/events.json" "$@" //... || status=$?
node tools/dev/setup/count_tests.mjs "$scratch/events.json" >"$scratch/counts"
add_counts "$status" "$scratch/counts"

for run in e2e/*/run.sh; do
    [ -f "$run" ] || continue
    printf '\n%s\n' "$run"
    echo 1 >"$scratch/status"
    # The status goes through a file, because the status of a pipe is that of tee.
    { "./$run" && echo 0 >"$scratch/status"; } | tee "$scratch/log"
    add_counts "$(cat "$scratch/status")" "$scratch/log"
done

printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
