#!/usr/bin/env bash
# Starts the service as a target, from its archive and as a single file, on a machine with neither Bazel nor Node.
# shellcheck disable=SC2317,SC2329 # the cases are called by name

# shellcheck source=rules/tests/testing.sh
source "$TEST_SRCDIR/_main/rules/tests/testing.sh"

service=$TEST_SRCDIR/_main/service
unset RUNFILES_DIR JAVA_RUNFILES RUNFILES_MANIFEST_FILE NODE_COMPILE_CACHE

on_a_machine() {
    env -i HOME="$PWD" PATH=/usr/bin:/bin DATABUILD_UNPACK_DIR="$PWD/unpacked" "$@"
}

# get URL PATH: prints the answer.
get() {
    local port=${1##*:}
    exec 8<>"/dev/tcp/127.0.0.1/$port"
    printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$2" >&8
    cat <&8
    exec 8>&-
}

# serves COMMAND...: it starts a service that is ready, and a signal ends it.
serves() {
    mkfifo urls
    # The process itself, not a subshell that runs a function, gets the signal.
    env -i HOME="$PWD" PATH=/usr/bin:/bin DATABUILD_UNPACK_DIR="$PWD/unpacked" "$@" --port 0 --state-dir state >urls 2>log &
    local process=$! url status=0
    read -r url <urls || fail "$(cat log)"
    expect_contains '{"status":"ready"}' "$(get "$url" /readyz)"
    expect_contains '{"items":[]}' "$(get "$url" /api/v1/graphs)"
    kill -TERM "$process"
    wait "$process" || status=$?
    expect_equal 0 "$status"
}

target() {
    serves "$service/databuild_service"
}

archive() {
    tar -xzf "$service/databuild_service.tar.gz"
    expect_equal 'README.txt databuild_service databuild_service.runfiles' "$(cd databuild_service && LC_ALL=C && echo *)"
    expect_contains 'It needs no Bazel and no Node. Graphs are deployed to it' "$(cat databuild_service/README.txt)"
    serves databuild_service/databuild_service
}

single_file() {
    serves "$service/databuild_service.bin"
    expect_contains 'Usage: databuild_service.bin [options]' "$(on_a_machine "$service/databuild_service.bin" --help)"
    expect_contains 'databuild ' "$(on_a_machine "$service/databuild_service.bin" --version)"
    local status=0 found
    found=$(on_a_machine "$service/databuild_service.bin" serve 2>&1) || status=$?
    expect_equal 2 "$status"
    expect_contains 'databuild_service.bin: unexpected argument "serve"' "$found"
}

check 'serves as a target' target
check 'serves from its archive' archive
check 'serves as a single file, which takes no command' single_file
finish
