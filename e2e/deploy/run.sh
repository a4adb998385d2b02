#!/bin/sh
# Unpacks the archive of a graph where there is no Bazel, no Node and no workspace, and runs every command there.
# The results must be those of the same graph in the workspace.

set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tools/dev/setup/env.sh
. "$root/tools/dev/setup/env.sh"
# shellcheck source=e2e/checks.sh
. "$root/e2e/checks.sh"
cd "$root"
unset DATABUILD_STATE_DIR DATABUILD_DATA_DIR

package=//examples/flights
ref=report/month=2001-02

echo "building $package:flights_graph.archive" >&2
bazel build "$package:flights_graph.archive" "$package:all" >&2
bin=$(bazel info bazel-bin 2>/dev/null)/examples/flights
output_base=$(bazel info output_base 2>/dev/null)

# The results in the workspace, to compare with.
home=$scratch/home
mkdir "$home"
for phase in lookup analyze mermaid; do
    "$bin/flights_graph.$phase" --quiet "$ref" >"$home/$phase"
done
"$bin/flights_graph.build" --quiet --state-dir "$home/state" "$ref" >"$home/build"

# The other machine: a folder with the unpacked archive, and a PATH with the programs of an ordinary machine. (On some
# machines, Python is in another folder.)
far=$scratch/far
mkdir "$far" "$far/bin" "$far/home"
tar -xzf "$bin/flights_graph.tar.gz" -C "$far"
ln -sf /bin/* /usr/bin/* "$far/bin"
rm -f "$far/bin/node" "$far/bin/nodejs" "$far/bin/npm" "$far/bin/npx" "$far/bin/bazel" "$far/bin/bazelisk"
[ -e "$far/bin/python3" ] || ln -s "$(python3 -c 'import sys; print(sys.executable)')" "$far/bin/python3"

# Only root may mount. If the machine allows user namespaces, every user is root in a new one.
unshare=
for candidate in 'unshare -m' 'unshare -rm'; do
    if $candidate mount -t tmpfs tmpfs "$far" 2>/dev/null; then
        unshare=$candidate
        break
    fi
done

# there COMMAND...: runs a command on the other machine.
there() {
    (
        cd "$far"
        set -- env -i "PATH=$far/bin" "HOME=$far/home" "$@"
        [ -n "$unshare" ] || exec "$@"
        # shellcheck disable=SC2016,SC2086 # The inner shell expands these; $unshare has two words.
        exec $unshare sh -c '
            mount -t tmpfs tmpfs "$1" && mount -t tmpfs tmpfs "$2" || exit
            shift 2
            exec "$@"
        ' there "$output_base" "$root" "$@"
    )
}

graph() {
    phase=$1
    shift
    there "$far/flights_graph/flights_graph.$phase" "$@"
}

is_far_away() {
    is "$(there ls -A "$output_base")" '' && is "$(there ls -A "$root")" ''
}
if [ -n "$unshare" ]; then
    check "on the other machine, the workspace and the output base are empty" is_far_away
else
    echo "note: this machine allows no mount namespaces; workspace and output base stay visible" >&2
fi

has_no_program() {
    is "$(there sh -c 'command -v node bazel bazelisk npm || echo none')" none
}
check "on the other machine, neither Node nor Bazel is on the PATH" has_no_program

stands_alone() {
    is "$(find "$far/flights_graph" -type l -lname '/*')" '' &&
        is "$(grep -rlIF -e "$output_base" "$far/flights_graph" | head -n 5)" ''
}
check "the archive contains no path of the machine that built it" stands_alone

says_the_same() {
    graph "$1" --quiet "$ref" >"$scratch/$1" && is "$(cat "$scratch/$1")" "$(cat "$home/$1")"
}
check "lookup prints the same there as in the workspace" says_the_same lookup
check "analyze prints the same there as in the workspace" says_the_same analyze
check "mermaid prints the same there as in the workspace" says_the_same mermaid

plans_and_executes() {
    graph plan --quiet --state-dir piped "$ref" >"$far/plan.json" &&
        json "$far/plan.json" 'data.tasks.every((task) => task.reason.kind === "missing")' true &&
        graph exec --quiet --state-dir piped <"$far/plan.json" >"$scratch/manifests" &&
        is "$(wc -l <"$scratch/manifests")" "$(wc -l <"$home/build")"
}
check "plan > plan.json, then exec < plan.json, builds as many tasks there as in the workspace" plans_and_executes
check "exec builds the same data there, byte for byte" diff -r "$home/state/data" "$far/piped/data"

builds() {
    graph build --quiet --state-dir built "$ref" >"$scratch/manifests" &&
        is "$(wc -l <"$scratch/manifests")" "$(wc -l <"$home/build")" &&
        diff -r "$home/state/data" "$far/built/data"
}
check "build builds the same data there, byte for byte" builds

builds_nothing_again() {
    graph build --quiet --state-dir built "$ref" >"$scratch/manifests" && is "$(cat "$scratch/manifests")" ''
}
check "a second build runs no task" builds_nothing_again

moves() {
    mv "$far/flights_graph" "$far/another name" &&
        there "$far/another name/flights_graph.lookup" --quiet "$ref" >"$scratch/lookup" &&
        is "$(cat "$scratch/lookup")" "$(cat "$home/lookup")"
}
check "the unpacked folder works after it was moved and renamed" moves

finish
