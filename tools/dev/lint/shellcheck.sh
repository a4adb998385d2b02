#!/usr/bin/env bash
# Checks every shell script below the current folder, found by its name or its first line.
set -euo pipefail

if ! command -v shellcheck >/dev/null; then
    echo >&2 'skipped: shellcheck is not installed; install the package shellcheck to have shell scripts linted'
    exit
fi

scripts=()
while IFS= read -r -d '' script; do
    scripts+=("$script")
done < <(
    find . -type f -name '*.sh' -print0
    # The placeholders of this template are inside quotes, so it is valid shell.
    printf '%s\0' ./rules/bin.sh.tpl ./rules/launcher.sh.tpl
    find . -type f ! -name '*.*' -exec grep -lZE '^#!.*\b(ba|da)?sh\b' {} +
)
# Tests pass the names of their functions to a function that calls them. Newer versions report those as never called
# (SC2329).
shellcheck --external-sources --source-path=. --exclude=SC2329 "${scripts[@]}"
