#!/usr/bin/env bash
# Starts the targets of databuild_plan_test as Bazel does.
# shellcheck disable=SC2317,SC2329 # the cases are called by name

# shellcheck source=rules/tests/testing.sh
source "$TEST_SRCDIR/_main/rules/tests/testing.sh"

fixtures=$TEST_SRCDIR/_main/rules/tests/fixtures

no_golden_file() {
    local status=0 found
    found=$("$fixtures/unpinned_plan_test" 2>&1) || status=$?
    expect_equal 1 "$status"
    expect_contains '//rules/tests/fixtures:unpinned_plan_test: rules/tests/fixtures/plan.golden.json does not exist yet' "$found"
    expect_contains 'bazel run //rules/tests/fixtures:unpinned_plan_test.update' "$found"
}

writes_the_golden_file() {
    mkdir -p rules/tests/fixtures/pinned
    BUILD_WORKSPACE_DIRECTORY=$PWD "$fixtures/pinned_plan_test.update"
    expect_equal "$(cat "$fixtures/pinned/plan.json")" "$(cat rules/tests/fixtures/pinned/plan.json)"
    # shellcheck disable=SC2016 # The dollar sign is part of the ref.
    expect_contains '"it'\''s a greeting for $HOME"' "$(cat rules/tests/fixtures/pinned/plan.json)"
}

check 'explains how to create a missing golden file' no_golden_file
check 'writes the golden file into the workspace, with unchanged refs' writes_the_golden_file
finish
