#!/usr/bin/env bash
# Unpacks archives and runs their contents as a machine with neither Bazel nor Node would.
# shellcheck disable=SC2317,SC2329 # the cases are called by name

# shellcheck source=rules/tests/testing.sh
source "$TEST_SRCDIR/_main/rules/tests/testing.sh"

fixtures=$TEST_SRCDIR/_main/rules/tests/fixtures

# All programs of this machine except Node.
mkdir "$TEST_TMPDIR/bin"
ln -sf /bin/* /usr/bin/* "$TEST_TMPDIR/bin"
rm -f "$TEST_TMPDIR/bin/node" "$TEST_TMPDIR/bin/nodejs"

# For the cases that only read the archive.
tar -xzf "$fixtures/greetings.tar.gz" -C "$TEST_TMPDIR"

on_a_machine() {
    env -i HOME="$PWD/home" PATH="$TEST_TMPDIR/bin" "$@"
}

layout() {
    local listing
    listing=$(tar --quoting-style=literal -tzf "$fixtures/greetings.tar.gz")
    expect_equal "$(LC_ALL=C sort <<<"$listing")" "$listing"
    expect_equal greetings "$(cut -d/ -f1 <<<"$listing" | uniq)"

    local tops="README.txt greetings.analyze greetings.build greetings.builds greetings.catalog greetings.compile greetings.diff greetings.exec"
    tops="$tops greetings.explain greetings.logs greetings.lookup greetings.merge greetings.mermaid greetings.plan greetings.runfiles greetings.serve greetings.task"
    expect_equal "$tops" "$(cut -d/ -f2 <<<"$listing" | uniq | paste -sd ' ')"
}

every_kind_of_runfile() {
    cd "$TEST_TMPDIR/greetings/greetings.runfiles"
    expect_equal space "$(cat '_main/rules/tests/fixtures/odd.tree/sp ace')"
    expect_equal quote "$(cat "_main/rules/tests/fixtures/odd.tree/it's")"
    expect_equal accent "$(cat _main/rules/tests/fixtures/odd.tree/é)"
    expect_equal long "$(cat _main/rules/tests/fixtures/odd.tree/*/*/*/*/*/*/file)"
    expect_equal linked "$(cat _main/rules/tests/fixtures/odd.tree/link)"
    expect_equal '' "$(ls -A '_main/rules/tests/fixtures/odd.tree/an empty/folder')"
    expect_equal '' "$(ls -A _main/rules/tests/fixtures/odd.empty)"
    expect_equal odd.tree "$(readlink _main/rules/tests/fixtures/odd.to_tree)"
    expect_equal space "$(cat _main/rules/tests/fixtures/odd.to_file)"
    expect_equal 'Good day.' "$(cat _main/elsewhere/data)"
    expect_equal 'Good day.' "$(cat at_the_root)"
    expect_equal space "$(cat 'tree_at_the_root/sp ace')"
    [ -f _main/rules/tests/fixtures/__init__.py ] || fail 'the empty files of Python packages are missing'
    [ -L _main/node_modules/zod ] || fail 'the symlinks of node_modules are not kept'
    expect_contains ',databuild,_main' "$(cat _repo_mapping)"
}

native_code() {
    cd "$TEST_TMPDIR/greetings/greetings.runfiles/_main/tools/cli"
    [ -f databuild.mjs ] || fail 'the bundle is not at its path'
    expect_equal 7f454c46 "$(head -c 4 koffi.node | od -An -tx1 | tr -d ' ')"
}

node_once() {
    cd "$TEST_TMPDIR/greetings"
    # DataBuild's own and that of jobs in JavaScript, which are the same in this workspace.
    expect_equal 2 "$(find . -type f -name node -size +1000k | wc -l)"
    expect_equal 1 "$(find . -type f -name node -size +1000k -exec stat -c %i {} + | sort -u | wc -l)"
}

no_trace_of_this_machine() {
    cd "$TEST_TMPDIR/greetings"
    local found
    found=$(find . -type l -lname '/*')
    expect_equal '' "$found"
    found=$(find . -xtype l)
    expect_equal '' "$found"
    # The output base, or the part of it that a sandbox shows.
    found=$(grep -rlF "${TEST_SRCDIR%%/sandbox/*}/" . || true)
    expect_equal '' "$found"
    expect_equal '0/0' "$(tar -tvzf "$fixtures/greetings.tar.gz" | awk '{ print $2 }' | sort -u)"
    expect_equal '2000-01-01' "$(TZ=UTC tar -tvzf "$fixtures/greetings.tar.gz" | awk '{ print $4 }' | sort -u)"
}

graph_runs() {
    mkdir "un packed"
    tar -xzf "$fixtures/greetings.tar.gz" -C "un packed"
    cd "un packed/greetings"
    expect_equal '{"//rules/tests/fixtures:greet":["greeting/2024-01-01"]}' \
        "$(on_a_machine ./greetings.lookup greeting/2024-01-01 | tr -d ' \n')"
    on_a_machine ./greetings.build --data-dir=data greeting/2024-01-01 greeting/2024-01-02
    expect_equal 'Good day.' "$(cat data/greeting-2024-01-02.txt)"

    # The folder can be moved anywhere.
    cd ..
    mv greetings moved
    on_a_machine moved/greetings.plan greeting/2024-01-03 | on_a_machine moved/greetings.exec --data-dir=data
    expect_equal 'Good day.' "$(cat data/greeting-2024-01-03.txt)"
}

job_runs() {
    tar -xzf "$fixtures/scripted.tar.gz"
    # A js_binary with an npm package configures this job.
    local status=0 found
    found=$(on_a_machine scripted/scripted.cfg nothing 2>&1) || status=$?
    expect_equal 1 "$status"
    expect_contains nothing "$found"

    tar -xzf "$fixtures/greet.tar.gz"
    expect_contains '"executable": "_main/rules/tests/fixtures/greet_run"' "$(on_a_machine greet/greet.cfg greeting/2024-01-01)"
}

# The args and env of a job's targets, which those of a config follow.
settings_hold() {
    tar -xzf "$fixtures/settings.tar.gz"
    on_a_machine settings/settings.build --data-dir=data setting/1
    local tree=$PWD/settings/settings.runfiles
    # shellcheck disable=SC2016 # as the BUILD file has it
    expect_equal "$(printf '%s\n' run "$tree/_main/rules/tests/fixtures/greeting.txt" \
        _main/rules/tests/fixtures/greeting.txt "it's" '$HOME' fastbuild 'from config' \
        'of config' "'\"\$x\\" xx 'Good day.' 'Good day.' 'checked setting/1')" "$(sed 's/^dbg$\|^opt$/fastbuild/' data/started.txt)"
}

instructions() {
    local text
    text=$(cat "$TEST_TMPDIR/greetings/README.txt")
    expect_contains '//rules/tests/fixtures:greetings, ready to run.' "$text"
    expect_contains './greetings.plan' "$text"
}

check 'contains one folder with the launchers, one tree and a README, sorted' layout
check 'contains every kind of runfile' every_kind_of_runfile
check 'contains the native add-on next to the bundle' native_code
check 'contains the Node that DataBuild and JavaScript jobs share only once' node_once
check 'contains no paths, owners or times of the machine that built it' no_trace_of_this_machine
check 'contains a README that says how to run it' instructions
check 'runs a graph without Bazel and Node' graph_runs
check 'runs a job without Bazel and Node' job_runs
check 'starts programs with the args and env of their targets' settings_hold
finish
