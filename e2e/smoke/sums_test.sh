#!/bin/sh
# Runs a program of a graph that is in the data of this test.
set -eu

"$1" --state-dir "$TEST_TMPDIR/state" sum/n=4 >"$TEST_TMPDIR/manifests"

sum=$(cat "$TEST_TMPDIR/state/data/sum/n=4")
[ "$sum" = 30 ] || { echo "the sum of the squares of 1 to 4 is 30, not $sum"; exit 1; }
