#!/usr/bin/env bash
# lint_test.sh LINTER [ARGUMENT...]: runs a linter on a copy of all source files of this workspace.
#
# Which files there are is found out by looking, not from a list in BUILD files, so that a new file is checked
# without anyone remembering it. The price is that Bazel does not know the inputs: such a test runs each time.
set -euo pipefail

# Bazel lays this file out as a symlink. It leads to the source tree, and that holds all the others.
here=$(realpath "$0")
workspace=${here%/tools/dev/lint/*}
if [ ! -f "$workspace/MODULE.bazel" ]; then
    echo >&2 "$0: no workspace at $workspace: this test needs --spawn_strategy=local and a source tree on this machine"
    exit 1
fi

# A copy, because linters look for packages in node_modules, and those that Bazel made are not in the source tree.
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

# The linter is a js_binary outside of a build action, free to follow the link to node_modules.
export BAZEL_BINDIR=. JS_BINARY__PATCH_NODE_FS=0
# Some name files by their whole path; people know them by their place in the source tree.
"$linter" "$@" 2>&1 | sed "s|$PWD/||g"
