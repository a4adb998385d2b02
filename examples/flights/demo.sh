#!/bin/sh
# The story of this example, told by running it: one month's report from nothing, then a second look.
# Needs `bazel` and `node` on the PATH; `npm run demo` sees to that. All it makes is in .databuild/demo.
set -eu

cd "$(dirname "$0")/../.."

graph=//examples/flights:flights_graph
ref=report/month=2001-01
state=.databuild/demo
report=$state/data/$ref

say() { printf '\n%s\n\n' "$*" >&2; }

# Shows a command, then runs it. Bazel's own messages are kept to what went wrong.
bazel_run() {
  printf '  $ npx bazel run %s\n\n' "$*" >&2
  target=$1
  shift
  bazel run --noshow_progress --ui_event_filters=-info,-stdout,-stderr,-warning "$target" "$@"
}

say "Building the graph's programs. The first time takes a few minutes."
bazel build "$graph.plan" "$graph.build" >&2

rm -rf "$state"
mkdir -p "$state"

say "From nothing: $state is empty. Asking for $ref and for nothing else."
bazel_run "$graph.build" -- --state-dir "$state" --data-dir "$state/data" --quiet "$ref" >"$state/manifests.jsonl"
node examples/flights/demo_summary.mjs built <"$state/manifests.jsonl"

say "The report, as a page to open in a browser and as a table that begins like this:"
printf '  file://%s\n  %s\n\n' "$PWD/$report/report.html" "$report/report.csv"
head -n 4 "$report/report.csv" | sed 's/^/    /'

say "Once more. What would a second run do?"
bazel_run "$graph.plan" -- --state-dir "$state" --data-dir "$state/data" --quiet "$ref" >"$state/plan.json"
node examples/flights/demo_summary.mjs planned <"$state/plan.json"
