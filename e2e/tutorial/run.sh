#!/bin/sh
# Does what docs/tutorial.md says, in a new directory beside a release. The last line is "N passed, N failed".

set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tools/dev/setup/env.sh
. "$root/tools/dev/setup/env.sh"

work=$(mktemp -d "$root/e2e/tutorial/work-XXXXXX")
mkdir "$work/bin"
stop() {
    [ ! -d "$work/weather" ] || (cd "$work/weather" && bazel shutdown) >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap stop EXIT
echo "making a release" >&2
(cd "$root" && bazel run //tools/packaging/release:make_release -- 0.1.0 --output "$work/release" && bazel build //tools/cli/testing) >&2
mkdir "$work/databuild"
tar -xzf "$work"/release/*.tar.gz -C "$work/databuild" --strip-components=1

# Keeps what the tutorial gives to cron, and runs the command of its line as cron would.
cat >"$work/bin/crontab" <<'CRONTAB'
#!/bin/sh
set -eu
line=$(grep -v '^#' "$1")
command=$(printf '%s\n' "$line" | sed 's/^[^ ]* [^ ]* [^ ]* [^ ]* [^ ]* //; s/\\%/%/g')
env -i HOME="$(dirname "$PWD")" PATH=/usr/bin:/bin /bin/sh -c "$command"
[ -s ".databuild/data/report/$(date +%Y-%m).md" ]
CRONTAB
chmod +x "$work/bin/crontab"

# What set-up found out about this machine holds here too.
prelude="PATH='$work/bin':\$PATH
[ ! -e MODULE.bazel ] || [ -e .bazelrc.airgap ] || {
    cp '$root/.bazelrc.local' .bazelrc.airgap
    printf '\ntry-import %%workspace%%/.bazelrc.airgap\n' >>.bazelrc
}"
unset DATABUILD_STATE_DIR DATABUILD_DATA_DIR
node "$root/e2e/tutorial/run_tutorial.mjs" "$root/docs/tutorial.md" "$work" "$prelude" "$root/bazel-bin/tools/cli/testing/sessions.js"
