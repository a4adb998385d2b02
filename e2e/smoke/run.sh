#!/bin/sh
# Uses DataBuild from another workspace, as its users do: with `bazel run`, with the built programs, and in a test.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=tools/dev/setup/env.sh
. "$root/tools/dev/setup/env.sh"
# shellcheck source=e2e/checks.sh
. "$root/e2e/checks.sh"
cd "$here"
# The checks choose where a graph keeps its state.
unset DATABUILD_STATE_DIR DATABUILD_DATA_DIR

echo "building the consumer's workspace" >&2
bazel build //... >&2
bin=$(bazel info bazel-bin 2>/dev/null)

# quietly COMMAND...: runs Bazel, which prints errors only.
quietly() {
    command=$1
    shift
    bazel "$command" --noshow_progress --ui_event_filters=-info,-warning,-stderr "$@"
}

# bazel_run TARGET ARGUMENT...
bazel_run() {
    target=$1
    shift
    quietly run "$target" -- "$@"
}

new_state() { state=$(mktemp -d "$scratch/state.XXXXXX"); }

# Every command with `bazel run`.

looks_up() {
    bazel_run :sums.lookup sum/n=4 numbers/n=2 >"$scratch/lookup" &&
        json "$scratch/lookup" data '{"//:numbers":["numbers/n=2"],"//:sum":["sum/n=4"]}'
}
check "bazel run :sums.lookup prints which job makes each ref" looks_up

analyzes() {
    bazel_run :sums.analyze sum/n=4 >"$scratch/analysis" &&
        json "$scratch/analysis" 'data.tasks.map((task) => task.config.outputs)' '[["numbers/n=4"],["squares/n=4"],["sum/n=4"]]' &&
        json "$scratch/analysis" 'data.tasks.map((task) => task.jobVersion)' '["0.0.0","1.2.3","0.0.0"]'
}
check "bazel run :sums.analyze finds the whole job graph, inputs first" analyzes

plans_then_executes() {
    new_state
    bazel_run :sums.plan --state-dir "$state" sum/n=4 >"$state/plan.json" &&
        json "$state/plan.json" 'data.tasks.map((task) => task.reason.kind)' '["missing","missing","missing"]' &&
        bazel_run :sums.exec --state-dir "$state" <"$state/plan.json" >"$state/manifests" &&
        is "$(wc -l <"$state/manifests" | tr -d ' ')" 3 &&
        is "$(cat "$state/data/sum/n=4")" 30
}
check "bazel run :sums.exec < plan.json builds what bazel run :sums.plan > plan.json planned" plans_then_executes

executes_a_file_relative_to_the_caller() {
    new_state
    "$bin/sums.plan" --state-dir "$state" sum/n=3 >"$state/plan.json" &&
        (cd "$state" && "$bin/sums.exec" --state-dir . plan.json) &&
        is "$(cat "$state/data/sum/n=3")" 14
}
check "sums.exec plan.json reads the file from the directory of the caller" executes_a_file_relative_to_the_caller

builds() {
    new_state
    bazel_run :sums.build --state-dir "$state" sum/n=4 >"$state/manifests" &&
        is "$(cat "$state/data/squares/n=4" "$state/data/sum/n=4" | tr '\n' ' ')" '1 4 9 16 30 ' &&
        tail -n 1 "$state/manifests" >"$scratch/manifest" &&
        json "$scratch/manifest" '[data.job, data.outputs, data.exitCode, data.metadata]' '["//:sum",["sum/n=4"],0,{"sum":30}]'
}
check "bazel run :sums.build builds the data and prints a manifest for each task" builds

builds_nothing_again() {
    ls -li "$state/data/numbers" "$state/data/squares" "$state/data/sum" >"$scratch/before"
    bazel_run :sums.plan --state-dir "$state" sum/n=4 >"$scratch/plan" &&
        json "$scratch/plan" '[data.tasks, data.pruned.map(({ ref, note }) => [ref, note])]' '[[],[["sum/n=4","valid"]]]' &&
        bazel_run :sums.build --state-dir "$state" sum/n=4 >"$scratch/manifests" &&
        is "$(cat "$scratch/manifests")" '' &&
        ls -li "$state/data/numbers" "$state/data/squares" "$state/data/sum" >"$scratch/after" &&
        cmp "$scratch/before" "$scratch/after"
}
check "a second run plans nothing, runs nothing and leaves the files alone" builds_nothing_again

builds_only_what_is_missing() {
    rm "$state/data/sum/n=4"
    bazel_run :sums.build --state-dir "$state" sum/n=4 sum/n=5 >"$scratch/manifests" &&
        is "$(wc -l <"$scratch/manifests" | tr -d ' ')" 3 &&
        is "$(cat "$state/data/sum/n=5")" 55 &&
        is "$(ls "$state/data/sum")" 'n=5'
}
check "partitions in the catalog are not rebuilt, whatever is in the data directory" builds_only_what_is_missing

draws() {
    bazel_run :sums.mermaid --direction LR sum/n=4 >"$scratch/chart" &&
        is "$(head -n 1 "$scratch/chart")" 'flowchart LR' &&
        is "$(grep -c -e ' --> ' "$scratch/chart")" 2 &&
        has "$scratch/chart" 'numbers/n=4'
}
check "bazel run :sums.mermaid draws three tasks and two arrows" draws

runs_under() {
    new_state
    printf '#!/bin/sh\necho "under" >&2\nexec "$@"\n' >"$scratch/under.sh"
    chmod +x "$scratch/under.sh"
    quietly run --run_under="$scratch/under.sh" //:sums.build -- --state-dir "$state" sum/n=3 >"$scratch/manifests" 2>"$scratch/messages" &&
        has "$scratch/messages" under &&
        is "$(wc -l <"$scratch/manifests" | tr -d ' ')" 3 &&
        is "$(cat "$state/data/sum/n=3")" 14
}
check "bazel run --run_under=PROGRAM :sums.build runs the build under the program" runs_under

runs_from_a_script() {
    new_state
    quietly run --script_path="$scratch/build.sh" //:sums.build -- --state-dir "$state" sum/n=3 &&
        is "$(ls "$state")" '' &&
        (cd / && "$scratch/build.sh" sum/n=2 >"$scratch/manifests") &&
        is "$(wc -l <"$scratch/manifests" | tr -d ' ')" 6 &&
        is "$(cat "$state/data/sum/n=2" "$state/data/sum/n=3" | tr '\n' ' ')" '5 14 '
}
check "bazel run --script_path=FILE :sums.build writes a script that runs the build, with more arguments" runs_from_a_script

# One job without its graph.

configures_alone() {
    bazel_run :squares.cfg squares/n=2 squares/n=3 >"$scratch/configs" &&
        json "$scratch/configs" 'data.map(({ outputs, inputs, env }) => [outputs, inputs, env])' \
            '[[["squares/n=2"],[{"depType":"materialize","ref":"numbers/n=2"}],{"N":"2"}],[["squares/n=3"],[{"depType":"materialize","ref":"numbers/n=3"}],{"N":"3"}]]'
}
check "bazel run :squares.cfg prints how the job would make two refs" configures_alone

runs_alone() {
    new_state
    bazel_run :numbers.exec --state-dir "$state" numbers/n=3 >"$scratch/manifest" &&
        json "$scratch/manifest" 'data.outputs' '["numbers/n=3"]' &&
        is "$(tr '\n' ' ' <"$state/data/numbers/n=3")" '1 2 3 '
}
check "bazel run :numbers.exec builds one partition without a plan" runs_alone

# Jobs whose only program is `run`.

goes_by_patterns() {
    new_state
    bazel_run //letters:letters.lookup letter/name=ada greeting/name=grace >"$scratch/lookup" &&
        json "$scratch/lookup" data '{"//letters:greeting":["greeting/name=grace"],"//letters:letter":["letter/name=ada"]}' &&
        bazel_run //letters:letter.cfg letter/name=ada >"$scratch/configs" &&
        json "$scratch/configs" 'data.map(({ inputs, args, env }) => [inputs[0].ref, args, env])' \
            '[["greeting/name=ada",["ada"],{"CLOSING":"Yours, ada {}"}]]' &&
        bazel_run //letters:letters.build --state-dir "$state" letter/name=ada letter/name=grace >"$scratch/manifests" &&
        is "$(wc -l <"$scratch/manifests" | tr -d ' ')" 4 &&
        is "$(cat "$state/data/letter/ada.txt" | tr '\n' '|')" 'hello ada|Yours, ada {}|'
}
check "a graph whose jobs have patterns needs neither lookup nor configure" goes_by_patterns

names_what_no_pattern_matches() {
    status=0
    bazel_run //letters:letters.build letter/day=1 2>"$scratch/messages" || status=$?
    is "$status" 2 && has "$scratch/messages" 'no job of //letters:letters makes letter/day=1' && has "$scratch/messages" 'letter/name={name}'
}
check "a ref that no pattern matches is rejected with a list of the patterns" names_what_no_pattern_matches

# The built programs, without Bazel.

pipes() {
    new_state
    "$bin/sums.plan" --state-dir "$state" sum/n=6 | "$bin/sums.exec" --state-dir "$state" >"$scratch/manifests" &&
        is "$(cat "$state/data/sum/n=6")" 91
}
check "sums.plan | sums.exec builds the data" pipes

runs_elsewhere() {
    elsewhere="$scratch/a folder, elsewhere"
    mkdir "$elsewhere"
    (cd "$elsewhere" && "$bin/sums.build" sum/n=2 >/dev/null) &&
        is "$(cat "$elsewhere/.databuild/data/sum/n=2")" 5
}
check "a built program keeps its state in the directory of the caller" runs_elsewhere

runs_through_a_symlink() {
    new_state
    mkdir "$scratch/links"
    ln -s "$bin/sums.build" "$scratch/links/once"
    ln -s once "$scratch/links/twice"
    (cd / && PATH="$scratch/links:$PATH" twice --state-dir "$state" sum/n=3 >/dev/null) &&
        is "$(cat "$state/data/sum/n=3")" 14
}
check "a built program runs from the PATH, through symlinks" runs_through_a_symlink

reads_refs() {
    printf 'numbers/n=1\r\n\nnumbers/n=2\n' >"$scratch/refs.txt"
    printf 'numbers/n=3\n' | (cd "$scratch" && "$bin/sums.lookup" @refs.txt -) >"$scratch/lookup" &&
        json "$scratch/lookup" data '{"//:numbers":["numbers/n=1","numbers/n=2","numbers/n=3"]}'
}
check "a build reads refs from a file and from standard input" reads_refs

helps() {
    for phase in lookup analyze plan exec build mermaid; do
        "$bin/sums.$phase" --help >"$scratch/help" && has "$scratch/help" "bazel run //:sums.$phase -- " || return
    done
}
check "every program prints its help with --help" helps

# A plan test.

is_pinned() {
    cp plan.golden.json "$scratch/golden" &&
        quietly test --nocache_test_results //:sums_plan_test &&
        bazel_run :sums_plan_test.update &&
        cmp plan.golden.json "$scratch/golden"
}
check "a plan test passes while the plan is the pinned one, and bazel run :sums_plan_test.update writes the same file again" is_pinned

# A graph in the data of a test.

is_data_of_a_test() {
    quietly test --nocache_test_results //:sums_test
}
check "a test of the consumer can run a program of a graph that is in its data" is_data_of_a_test

tests_a_job() {
    sed -n '/^ok      configure answers/,/^```/p' "$root/docs/writing-a-job.md" | grep -v '^```' >"$scratch/documented" &&
        quietly test --nocache_test_results //letters:letter_test &&
        grep '^ok ' "$(bazel info bazel-testlogs 2>/dev/null)/letters/letter_test/test.log" | diff "$scratch/documented" -
}
check "databuild_job_test checks a job, and prints what docs/writing-a-job.md shows" tests_a_job

finish
