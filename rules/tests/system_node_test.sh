#!/usr/bin/env bash
# Starts a target with `node = "system"` on machines with several kinds of Node.
# shellcheck disable=SC2317,SC2329 # the cases are called by name

# shellcheck source=rules/tests/testing.sh
source "$TEST_SRCDIR/_main/rules/tests/testing.sh"

launcher=$TEST_SRCDIR/_main/rules/tests/fixtures/nodeless.plan
# The Node that jobs in JavaScript bring stands in for one of the machine.
node=$(find -L "$TEST_SRCDIR" -path '*/bin/node' -type f -size +1000k | head -n 1)
unset RUNFILES_DIR JAVA_RUNFILES RUNFILES_MANIFEST_FILE DATABUILD_NODE

# node_that_says TEXT: creates a program that answers like `node --version`. Prints its path.
node_that_says() {
    mkdir -p old
    printf '#!/bin/sh\necho %s\n' "$1" >old/node
    chmod +x old/node
    echo "$PWD/old/node"
}

# refuses TEXT COMMAND...: the command ends with 2 and its message contains the text, and the needed version.
refuses() {
    local text=$1 status=0 found
    shift
    found=$("$@" 2>&1) || status=$?
    expect_equal 2 "$status"
    expect_contains "$text" "$found"
    expect_contains '//rules/tests/fixtures:nodeless runs on the Node of the machine, and needs version 24 or later' "$found"
    expect_contains 'Install Node 24, or set DATABUILD_NODE to the path of one.' "$found"
}

on_the_path() {
    mkdir bin
    ln -s "$node" bin/node
    expect_contains '(node v24.' "$(PATH=$PWD/bin "$launcher" --version)"
    expect_contains greeting/2024-01-01 "$(PATH=$PWD/bin:/usr/bin:/bin "$launcher" --quiet greeting/2024-01-01)"
}

named() {
    cp "$node" 'a node'
    expect_contains '(node v24.' "$(PATH=$(dirname "$(node_that_says v20.0.0)") DATABUILD_NODE="$PWD/a node" "$launcher" --version)"
}

too_old() {
    local old
    old=$(node_that_says v20.19.2)
    refuses "; $old is v20.19.2." env PATH="$PWD/old:/usr/bin:/bin" "$launcher" --version
    refuses "; $old is v20.19.2." env DATABUILD_NODE="$old" "$launcher" greeting/2024-01-01
}

none() {
    mkdir empty
    refuses "; the PATH has no \"node\" ($PWD/empty)." env PATH="$PWD/empty" "$launcher"
    refuses '; DATABUILD_NODE is /nowhere/node, which is not a program.' env DATABUILD_NODE=/nowhere/node "$launcher"
}

# The launcher has the version from the rules, and the program that it starts has its own.
same_version() {
    local needed program
    needed=$(sed -n "s/^needed_node='\(.*\)'\$/\1/p" "$launcher")
    program=$(find -L "$TEST_SRCDIR" -name databuild.mjs | head -n 1)
    # as_version VERSION: starts the program on a Node that says that it is this one. Prints what it answers.
    as_version() {
        local pretends="data:text/javascript,Object.defineProperty(process.versions,'node',{value:'$1'})"
        "$node" --import "$pretends" "$program" plan --help 2>&1 || :
    }
    expect_contains "built with Node $((needed - 1)).9.9, and DataBuild needs $needed or later" "$(as_version "$((needed - 1)).9.9")"
    case $(as_version "$needed.0.0") in
    *'DataBuild needs'*) fail "the program needs a later Node than the $needed of its launcher" ;;
    esac
}

another_program() {
    refuses 'is not a Node: it says that its version is hello' env DATABUILD_NODE="$(node_that_says hello)" "$launcher"
}

brings_none() {
    # The other one is that of a job in JavaScript.
    expect_equal '' "$(find -L "$TEST_SRCDIR" -path '*databuild_node_*' -name node)"
}

check 'uses the Node on the PATH' on_the_path
check 'prefers the Node that DATABUILD_NODE names' named
check 'refuses a Node that is too old, and names it' too_old
check 'refuses to start without a Node, and says where it looked' none
check 'refuses a program that is not Node' another_program
check 'needs the same version in its launcher and in its program' same_version
check 'brings no Node of its own' brings_none
finish
