#!/usr/bin/env bash
# lint_test.sh LINTER [ARGUMENT...]: runs a linter on a copy of all source files of this workspace.
#
# It finds the files itself instead of using a list in BUILD files, so that every new file is checked automatically.
# The price is that Bazel does not know the inputs, so these tests run every time.
set -euo pipefail

# Bazel provides this file as a symlink into the source tree.
here=$(realpath "$0")
workspace=${here%/tools/dev/lint/*}
if [ ! -f "$workspace/MODULE.bazel" ]; then
    echo >&2 "$0: no workspace at $workspace: this test needs --spawn_strategy=local and a source tree on this machine"
    exit 1
fi

# A copy, because linters look for packages in node_modules, and the source tree does not have the one that Bazel
# makes.
copy=$TEST_TMPDIR/sources
mkdir "$copy"
(
    cd "$workspace"
    find . \( -name .git -o -name .databuild -o -name node_modules \) -prune -o -type f -print0 | tar --null -T - -cf -
) | tar -C "$copy" -xf -
ln -s "$TEST_SRCDIR/_main/node_modules" "$copy/node_modules"

linter=$TEST_SRCDIR/$1
shift
cd "$copy"

# The linter is a js_binary outside of a build action, so let it follow the link to node_modules.
export BAZEL_BINDIR=. JS_BINARY__PATCH_NODE_FS=0
# Some linters print absolute paths. Make them relative to the source tree.
"$linter" "$@" 2>&1 | sed "s|$PWD/||g"
