#!/bin/sh
# Creates a release and builds modules that depend on it, as they would through a registry: without building the tools.

set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tools/dev/setup/env.sh
. "$root/tools/dev/setup/env.sh"
# shellcheck source=e2e/checks.sh
. "$root/e2e/checks.sh"
unset DATABUILD_STATE_DIR DATABUILD_DATA_DIR

# The consumers have a new output base, which contains nothing that this workspace has built.
output_base=$scratch/output_base
consumer=$scratch/consumer

bazel_in() (
    cd "$1"
    shift
    bazel --output_base="$output_base" "$@"
)

# Also ends the Bazel server. The files that Bazel wrote are read-only.
clean_up() {
    bazel_in "$consumer" shutdown >/dev/null 2>&1 || true
    chmod -R u+w "$scratch"
    rm -rf "$scratch"
}
trap clean_up EXIT

version=$(sed -n 's/^## \([^ ]*\).*/\1/p' "$root/CHANGELOG.md" | head -n 1)

echo "making release $version twice" >&2
(cd "$root" && bazel run //tools/packaging/release:make_release -- "$version" --output "$scratch/release") >&2
archive=$(find "$scratch/release" -name '*.tar.gz')

# As a dependency of another workspace, the release is built in other folders and in another output base.
(cd "$root/e2e/smoke" &&
    bazel run @databuild//tools/packaging/release:make_release -- "$version" --source "$root" --output "$scratch/again") >&2

check "two builds of a release are the same, byte for byte" diff -r "$scratch/release" "$scratch/again"

module_is_lean() {
    is "$(grep -c "version = \"$version\"" "$scratch/release/MODULE.bazel")" 1 &&
        is "$(sed -n 's/^bazel_dep(name = "\([^"]*\)".*/\1/p' "$scratch/release/MODULE.bazel" | tr '\n' ' ')" \
            'bazel_skylib platforms rules_nodejs '
}
check "the module of the release has a version, and does not depend on what builds the tools" module_is_lean

has_both_addons() {
    tar -tzf "$archive" >"$scratch/members" &&
        has "$scratch/members" /linux_x64/koffi.node &&
        has "$scratch/members" /linux_arm64/koffi.node
}
check "the release contains the native add-ons for both processors" has_both_addons

# A module that depends on the release.

source_json() {
    sed -n "s/^ *\"$1\": \"\(.*\)\",\{0,1\}$/\1/p" "$scratch/release/source.json"
}

# depends_on LINE...: writes the consumer's MODULE.bazel, with dependencies in the order of the lines.
depends_on() {
    {
        printf 'module(name = "consumer")\n\n'
        printf '%s\n' "$@"
        printf '\narchive_override(\n    module_name = "databuild",\n    integrity = "%s",\n    strip_prefix = "%s",\n    urls = ["file://%s"],\n)\n' \
            "$(source_json integrity)" "$(source_json strip_prefix)" "$archive"
    } >"$consumer/MODULE.bazel"
}

databuild="bazel_dep(name = \"databuild\", version = \"$version\")"
rules_js=$(grep '^bazel_dep(name = "aspect_rules_js"' "$root/MODULE.bazel")
rules_nodejs=$(grep '^bazel_dep(name = "rules_nodejs"' "$root/MODULE.bazel")

mkdir "$consumer"
cp "$root/.bazelversion" "$root/e2e/release/consumer"/*.* "$consumer"
depends_on "$databuild"

# An air-gapped machine is set up with the command that docs/installing.md names.
if grep -qx '# mode: airgapped' "$root/.bazelrc.local"; then
    set_up() {
        sh "$root/tools/dev/setup/consumer.sh" "$consumer" >&2 && cp "$consumer/.bazelrc" "$scratch/bazelrc" &&
            sh "$root/tools/dev/setup/consumer.sh" "$consumer" >&2 && cmp "$consumer/.bazelrc" "$scratch/bazelrc"
    }
    check "one command sets up a workspace for air-gapped builds, and changes nothing the second time" set_up
fi

builds() {
    bazel_in "$consumer" build --disk_cache= --build_event_json_file="$scratch/events" //... 2>"$scratch/log" || {
        cat "$scratch/log"
        return 1
    }
}
echo "building a module with one job in sh" >&2
check "a module with one job in sh builds" builds

runs_few_actions() {
    # shellcheck disable=SC2016 # Node reads this, not the shell.
    node -e '
        const events = require("node:fs").readFileSync(process.argv[1], "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
        const { actionData } = events.find((event) => event.buildMetrics !== undefined).buildMetrics.actionSummary;
        const count = (actions) => actions.reduce((sum, { actionsExecuted }) => sum + Number(actionsExecuted), 0);
        // Bazel itself does these: they write launchers and runfiles trees.
        const cheap = /^(BazelWorkspaceStatusAction|FileWrite|RepoMappingManifest|SourceSymlinkManifest|SymlinkTree|TemplateExpand)$/;
        const others = actionData.filter(({ mnemonic }) => !cheap.test(mnemonic));
        console.log(JSON.stringify({ others: others.map(({ mnemonic }) => mnemonic), run: count(others), few: count(actionData) < 100 }));
    ' "$scratch/events" >"$scratch/actions" &&
        is "$(cat "$scratch/actions")" '{"others":["DatabuildDigest"],"run":3,"few":true}'
}
check "the build of that module runs only three programs, which compute code digests, and fewer than 100 actions in all" runs_few_actions

fetches_no_packages() {
    is "$(find "$output_base/external" -maxdepth 1 \( -name '*aspect*' -o -name '*npm*' -o -name '*typescript*' \))" ''
}
check "that module fetches no rule set for JavaScript, no npm package and no TypeScript" fetches_no_packages

greets() {
    (cd "$consumer" && bazel-bin/greetings.build --state-dir "$scratch/greeted" greeting/to=all >"$scratch/manifests") &&
        is "$(cat "$scratch/greeted/data/greeting/to=all")" hello
}
check "the graph of that module builds its data" greets

serves() {
    bazel_in "$consumer" build --disk_cache= @databuild//service:databuild_service 2>"$scratch/log" || {
        cat "$scratch/log"
        return 1
    }
    mkfifo "$scratch/urls"
    program=$(find "$consumer/bazel-bin/external/" -maxdepth 3 -path '*/service/databuild_service')
    "$program" --port 0 --state-dir "$scratch/served" >"$scratch/urls" 2>"$scratch/log" &
    service=$!
    read -r url <"$scratch/urls" || {
        cat "$scratch/log"
        return 1
    }
    status=0
    node -e '
        const get = async (path) => (await fetch(process.argv[1] + path)).text();
        Promise.all(["/readyz", "/"].map(get)).then((answers) => console.log(answers.join("\n")));
    ' "$url" >"$scratch/served.txt" || status=1
    kill "$service" && wait "$service" && is "$status" 0 &&
        has "$scratch/served.txt" '{"status":"ready"}' && has "$scratch/served.txt" '<!doctype html>'
}
check "the service of that release is ready, and has its pages" serves

# A module with JavaScript of its own, with the dependencies in either order. It chooses no Node, so rules_nodejs chooses
# one, which is too old for DataBuild.
cp -R "$root/e2e/release/consumer/js" "$consumer/js"

runs_on_two_nodes() {
    bazel_in "$consumer" build --disk_cache= //js/... 2>"$scratch/log" || {
        cat "$scratch/log"
        return 1
    }
    state=$(mktemp -d "$scratch/state.XXXXXX")
    (cd "$consumer" && bazel-bin/js/nodes.build --state-dir "$state" version/of=node >"$scratch/manifests") &&
        is "$(cat "$state/data/version/of=node")" v22
}
depends_on "$databuild" "$rules_js" "$rules_nodejs"
check "with DataBuild as the first dependency, graphs run, and the module's JavaScript keeps its Node" runs_on_two_nodes
depends_on "$rules_nodejs" "$rules_js" "$databuild"
check "with DataBuild as the last dependency, graphs run, and the module's JavaScript keeps its Node" runs_on_two_nodes

# The Bazel Central Registry runs this test for a release.
tests_itself() {
    tar -xzf "$archive" -C "$scratch"
    unpacked=$scratch/$(source_json strip_prefix)
    cp "$root/.bazelrc.local" "$unpacked"
    cp "$root/.bazelversion" "$unpacked/e2e/smoke"
    bazel_in "$unpacked/e2e/smoke" test //... 2>"$scratch/log" || {
        cat "$scratch/log"
        return 1
    }
}
echo "testing the release with its own e2e/smoke" >&2
check "the smoke test in the archive passes" tests_itself

finish
