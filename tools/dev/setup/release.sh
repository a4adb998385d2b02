#!/bin/sh
# npm run release -- VERSION: writes dist/databuild-vVERSION.tar.gz, and MODULE.bazel and source.json for a registry.
#
# Other arguments go to //tools/packaging/release:make_release. A release contains exactly the committed files.

set -eu

root="$(cd "$(dirname "$0")/../../.." && pwd)"
cd "$root"
# shellcheck source=tools/dev/setup/lib.sh
. tools/dev/setup/lib.sh

version="${1:-}"
[ -n "$version" ] || give_up "no version; write: npm run release -- 1.2.0"
[ -z "$(git status --porcelain)" ] || give_up "files have changed since the last commit; commit or remove them (git status lists them)"
if grep -q "^## $version (unreleased)" CHANGELOG.md; then
    give_up "CHANGELOG.md calls $version unreleased; write today's date there: ## $version ($(date +%Y-%m-%d))"
fi

sh tools/dev/setup/setup.sh
# shellcheck source=tools/dev/setup/env.sh
. tools/dev/setup/env.sh
exec bazel run //tools/packaging/release:make_release -- "$@"
