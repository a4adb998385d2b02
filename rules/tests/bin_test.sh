#!/usr/bin/env bash
# Runs single files, which unpack themselves, as a machine with neither Bazel nor Node would.
# shellcheck disable=SC2317,SC2329 # the cases are called by name

# shellcheck source=rules/tests/testing.sh
source "$TEST_SRCDIR/_main/rules/tests/testing.sh"

fixtures=$TEST_SRCDIR/_main/rules/tests/fixtures
unset DATABUILD_UNPACK_DIR XDG_CACHE_HOME RUNFILES_DIR JAVA_RUNFILES RUNFILES_MANIFEST_FILE NODE_COMPILE_CACHE
# Unpacked by most cases, which need no empty folder.
shared=$TEST_TMPDIR/unpacked

# on_a_machine COMMAND...: runs it with nothing of this machine but its standard programs.
on_a_machine() {
    env -i HOME="$PWD" PATH=/usr/bin:/bin DATABUILD_UNPACK_DIR="$shared" "$@"
}

greetings() {
    on_a_machine "$fixtures/greetings.bin" "$@"
}

# Sets `status` and `found`, the output of a command.
result_of() {
    status=0
    found=$("$@" 2>&1) || status=$?
}

# refuses TEXT COMMAND...: the command ends with 2, and its message contains the text.
refuses() {
    local text=$1
    shift
    result_of "$@"
    expect_equal 2 "$status"
    expect_contains "$text" "$found"
}

runs_commands() {
    expect_equal '{"//rules/tests/fixtures:greet":["greeting/2024-01-01"]}' \
        "$(greetings lookup greeting/2024-01-01 | tr -d ' \n')"
    greetings plan greeting/2024-01-01 | greetings exec --data-dir data
    expect_equal 'Good day.' "$(cat data/greeting-2024-01-01.txt)"
    expect_contains greeting/2024-01-01 "$(greetings catalog ls)"
    result_of on_a_machine "$fixtures/greet.bin" cfg greeting/2024-01-02
    expect_contains '"executable": "_main/rules/tests/fixtures/greet_run"' "$found"
    expect_contains 'databuild ' "$(greetings --version)"
}

explains_itself() {
    expect_contains 'The commands of //rules/tests/fixtures:greetings:' "$(greetings --help)"
    expect_contains 'Prints the plan' "$(greetings -h)"
    expect_contains 'Usage: greetings.bin plan [options]' "$(greetings plan --help)"
    refuses 'Usage: greetings.bin COMMAND' greetings
    refuses "there is no command \"it's one\"" greetings "it's one"
    refuses 'Try "greetings.bin plan --help".' greetings plan --nope
}

passes_everything_on() {
    # The refs come from standard input, which unpacking must not read.
    found=$(printf 'greeting/2024-01-01\n' |
        env -i HOME="$PWD" DATABUILD_UNPACK_DIR="$PWD/fresh" "$fixtures/greetings.bin" lookup - | tr -d ' \n')
    expect_equal '{"//rules/tests/fixtures:greet":["greeting/2024-01-01"]}' "$found"
    # shellcheck disable=SC2016 # nothing here is for the shell to expand
    expect_contains '"it'\''s a greeting for $HOME *"' "$(greetings lookup "it's a greeting for \$HOME *")"
    result_of greetings plan --validity nonsense greeting/2024-01-01
    expect_equal 2 "$status"
}

# What was started is replaced by Node, so it receives signals.
becomes_node() {
    greetings --version >version
    # It waits for refs. The process reads the pipe only after it has replaced itself.
    mkfifo refs
    env -i HOME="$PWD" PATH=/usr/bin:/bin DATABUILD_UNPACK_DIR="$shared" "$fixtures/greetings.bin" lookup - <refs &
    local process=$!
    exec 9>refs
    until [ "$(cat "/proc/$process/comm")" != sh ] && tr '\0' '\n' <"/proc/$process/cmdline" | grep -q 'databuild.mjs$'; do :; done
    kill -TERM "$process"
    local status=0
    wait "$process" || status=$?
    expect_equal 143 "$status"
}

unpacks_once() {
    local here=$PWD/cache
    env -i HOME="$PWD" XDG_CACHE_HOME="$here" "$fixtures/greetings.bin" --version
    local entry
    entry=$(echo "$here"/databuild/unpacked/*)
    [ -x "$entry/greetings/greetings.plan" ] || fail "nothing is unpacked in $here"
    local before
    before=$(stat -c '%i %z' "$entry" "$entry/greetings")
    env -i HOME="$PWD" XDG_CACHE_HOME="$here" "$fixtures/greetings.bin" --version
    # Another copy of the file uses the same folder.
    cp "$fixtures/greetings.bin" copy
    env -i HOME="$PWD" XDG_CACHE_HOME="$here" ./copy --version
    expect_equal "$before" "$(stat -c '%i %z' "$entry" "$entry/greetings")"
    expect_equal "$entry" "$(find "$here/databuild/unpacked" -mindepth 1 -maxdepth 1)"

    env -i HOME="$PWD/home" "$fixtures/greetings.bin" --version
    [ -d "$PWD/home/.cache/databuild/unpacked" ] || fail 'the folder is not below HOME'
    env -i TMPDIR="$PWD" "$fixtures/greetings.bin" --version
    expect_equal 700 "$(stat -c %a "databuild-$(id -u)")"
}

same_content_as_the_archive() {
    greetings --version
    tar -xzf "$fixtures/greetings.tar.gz"
    # Node is without its symbols.
    local unpacked
    unpacked=$(find "$shared" -type d -name greetings)
    expect_equal '' "$(diff -r --no-dereference greetings "$unpacked" | grep -v '/bin/node differ$')"
    expect_equal 1 "$(find "$unpacked" -type f -name node -size +1000k -exec stat -c %i {} + | sort -u | wc -l)"
}

two_first_starts() {
    local number
    for number in 1 2 3; do
        env -i DATABUILD_UNPACK_DIR="$PWD/cache" "$fixtures/greetings.bin" lookup greeting/2024-01-01 >"out.$number" 2>&1 &
    done
    for number in 1 2 3; do wait -n || fail "a start failed: $(cat out.*)"; done
    expect_equal "$(cat out.1)" "$(cat out.2)"
    expect_equal 1 "$(find cache -mindepth 1 -maxdepth 1 | wc -l)"
}

incomplete() {
    greetings --version
    cp "$fixtures/greetings.bin" file
    chmod +w file
    truncate -s -1 file
    refuses './file: the file is not complete, or was changed: it has' on_a_machine ./file --version
    expect_contains 'Copy the file again.' "$found"
    truncate -s 100000 file
    refuses 'it has 100000 bytes instead of' on_a_machine ./file --version
}

# It is refused even if another copy is already unpacked, or if it was started before the change.
changed() {
    greetings --version
    cp "$fixtures/greetings.bin" file
    chmod +w file
    on_a_machine ./file --version
    printf 'x' | dd of=file bs=1 seek=20000000 conv=notrunc status=none
    refuses './file: the file was changed: the SHA-256 of its archive is' on_a_machine ./file --version
    mkdir fresh
    refuses './file: the file was changed' on_a_machine env DATABUILD_UNPACK_DIR="$PWD/fresh" ./file --version
    expect_equal '' "$(ls -A fresh)"
}

no_place() {
    refuses "cannot unpack into /dev/null/x: " on_a_machine env DATABUILD_UNPACK_DIR=/dev/null/x "$fixtures/greetings.bin" --version
    expect_contains 'Set DATABUILD_UNPACK_DIR to a folder that this account can write' "$found"
    refuses '/.cache/databuild/unpacked: ' env -i HOME=/dev/null "$fixtures/greetings.bin" --version
    expect_contains 'Set DATABUILD_UNPACK_DIR' "$found"
    # Without HOME it uses the folder for temporary files, if the folder there is its own.
    mkdir mine
    ln -s "$PWD/mine" "databuild-$(id -u)"
    refuses 'is not a folder of this account' env -i TMPDIR="$PWD" "$fixtures/greetings.bin" --version
    expect_equal '' "$(ls -A mine)"
}

# In a namespace of mounts of its own, which root may have, and others in a namespace of users.
no_programs_there() {
    local apart=(unshare --mount)
    "${apart[@]}" true || apart=(unshare --map-root-user --mount)
    "${apart[@]}" true || fail 'this account can mount nothing, so nobody knows what a single file does in a folder with noexec'
    mkdir noexec
    # shellcheck disable=SC2016 # the inner shell expands it
    refuses "the system does not start programs from $PWD/noexec; perhaps it is mounted with the option noexec." \
        on_a_machine DATABUILD_UNPACK_DIR="$PWD/noexec" "${apart[@]}" \
        sh -ec 'mount -t tmpfs -o noexec tmpfs "$DATABUILD_UNPACK_DIR"; exec "$@"' sh "$fixtures/greetings.bin" --version
    expect_contains 'Set DATABUILD_UNPACK_DIR to a folder that this account can write' "$found"
}

missing_files() {
    cp -R "$shared" cache
    local entry
    entry=$(find "$PWD/cache" -type d -name greetings)
    rm "$entry/greetings.plan"
    refuses "files are missing from ${entry%/*}." on_a_machine env DATABUILD_UNPACK_DIR="$PWD/cache" "$fixtures/greetings.bin" plan
    rm -r "${entry%/*}"
    on_a_machine env DATABUILD_UNPACK_DIR="$PWD/cache" "$fixtures/greetings.bin" plan --version
}

anywhere() {
    local name="it's a \"place\" for \$HOME * é"
    mkdir -p "$name/cache" "$name/cwd"
    cp "$fixtures/greetings.bin" "$name/a file"
    (cd "$name/cwd" && env -i DATABUILD_UNPACK_DIR=../cache '../a file' build --data-dir data greeting/2024-01-01)
    expect_equal 'Good day.' "$(cat "$name/cwd/data/greeting-2024-01-01.txt")"
    # Through a symlink, through PATH, and as an argument of sh.
    ln -s "$name/a file" link
    expect_contains 'databuild ' "$(on_a_machine ./link --version)"
    expect_contains 'databuild ' "$(on_a_machine env PATH="$PWD" link --version)"
    expect_contains 'databuild ' "$(on_a_machine sh link --version)"
}

system_node() {
    local node
    node=$(find "$shared" -path '*/bin/node' -size +1000k | head -n 1)
    refuses 'needs version 24 or later; the PATH has no "node"' env -i PATH="$PWD" DATABUILD_UNPACK_DIR="$shared" \
        "$fixtures/nodeless.bin" plan --version
    expect_contains '(node v24.' "$(on_a_machine env DATABUILD_NODE="$node" "$fixtures/nodeless.bin" plan --version)"
    expect_equal '' "$(find "$shared" -path '*/nodeless/*databuild_node_*')"
    expect_contains 'It needs no Bazel, but Node 24 or later.' "$(cat "$shared"/*/nodeless/README.txt)"
}

check 'runs every command of a graph or job, which its first argument names' runs_commands
check 'explains itself, and its commands under its own name' explains_itself
check 'passes arguments, standard input and exit codes on' passes_everything_on
check 'replaces its process with Node, which receives signals' becomes_node
check 'unpacks once, whatever copy is started' unpacks_once
check 'unpacks what the archive contains' same_content_as_the_archive
check 'unpacks correctly if several first starts run at once' two_first_starts
check 'refuses an incomplete copy' incomplete
check 'refuses a copy that was changed' changed
check 'refuses a folder that it cannot write or trust, and says how to choose another' no_place
check 'refuses a folder that allows no programs, and says how to choose another' no_programs_there
check 'says what to do if unpacked files are missing' missing_files
check 'works from any path, with any name, in any current directory' anywhere
check 'leaves Node out if the graph runs on the Node of the machine' system_node
finish
