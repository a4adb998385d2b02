#!/bin/sh
# Demonstrates this example: builds one month's report from nothing, then plans it again.
# Needs `bazel` and `node` on the PATH; `npm run demo` provides them. Everything it writes is in .databuild/demo.
set -eu

cd "$(dirname "$0")/../.."

graph=//examples/flights:flights_graph
ref=report/month=2001-01
state=.databuild/demo
report=$state/data/$ref

say() { printf '\n%s\n\n' "$*" >&2; }

# Prints a command, then runs it. Of Bazel's own messages, only errors are shown.
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

say "From nothing: $state is empty. Requesting only $ref."
bazel_run "$graph.build" -- --state-dir "$state" --data-dir "$state/data" --quiet "$ref" >"$state/manifests.jsonl"
node examples/flights/demo_summary.mjs built <"$state/manifests.jsonl"

say "The report, as a page to open in a browser, and as a table. The first lines of the table:"
printf '  file://%s\n  %s\n\n' "$PWD/$report/report.html" "$report/report.csv"
head -n 4 "$report/report.csv" | sed 's/^/    /'

say "Once more. What would a second run do?"
bazel_run "$graph.plan" -- --state-dir "$state" --data-dir "$state/data" --quiet "$ref" >"$state/plan.json"
node examples/flights/demo_summary.mjs planned <"$state/plan.json"
