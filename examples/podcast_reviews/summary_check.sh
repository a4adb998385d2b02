#!/bin/sh
# Checks that the summaries are there and complete: `summary_check REF...`.
set -eu
for ref in "$@"; do
    grep -q '^# Podcast reviews of ' "$ref/summary.md" || { echo "$ref/summary.md has no title" >&2; exit 1; }
    grep -q '^</html>$' "$ref/summary.html" || { echo "$ref/summary.html is not complete" >&2; exit 1; }
done
