#!/usr/bin/env bash
# Checks every shell script below the current folder: by name, or by what its first line says.
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
    # The placeholders of this template are inside quotes, so it is shell as it stands.
    printf '%s\0' ./rules/launcher.sh.tpl
    find . -type f ! -name '*.*' -exec grep -lZE '^#!.*\b(ba|da)?sh\b' {} +
)
# Tests hand the names of their cases to a function that calls them, which newer versions take for never called (SC2329).
shellcheck --external-sources --source-path=. --exclude=SC2329 "${scripts[@]}"
