#!/usr/bin/env bash
# Starts a target of databuild_job_test as Bazel does.
# shellcheck disable=SC2317,SC2329 # the cases are called by name

# shellcheck source=rules/tests/testing.sh
source "$TEST_SRCDIR/_main/rules/tests/testing.sh"

says_what_is_wrong() {
    local status=0 found
    found=$("$TEST_SRCDIR/_main/rules/tests/fixtures/sloppy_job_test" 2>&1) || status=$?
    expect_equal 1 "$status"
    expect_contains 'ok      run makes 1 task' "$found"
    expect_contains 'FAILED  a second run changes nothing' "$found"
    expect_contains ' was added' "$found"
}

check 'a job with fixtures and variables runs, and its second run is compared' says_what_is_wrong
finish
