#!/usr/bin/env bash
# Starts a launcher in every way that people and programs do. Its tools are echo.mjs.
# shellcheck disable=SC2317,SC2329 # the cases are called by name

# shellcheck source=rules/tests/testing.sh
source "$TEST_SRCDIR/_main/rules/tests/testing.sh"

tree=$TEST_SRCDIR
path=_main/rules/tests/echo
descriptor=_main/rules/tests/fixtures/greetings.databuild.json
# Each case sets the variables that the launcher sees.
unset RUNFILES_DIR JAVA_RUNFILES RUNFILES_MANIFEST_FILE RUNFILES_MANIFEST_ONLY NODE_COMPILE_CACHE

# Creates a launcher as `bazel build` leaves it, with its tree next to it. Prints the path of the launcher.
built_in() {
    mkdir -p "$1"
    cp "$tree/$path" "$1/echo"
    ln -s "$tree" "$1/echo.runfiles"
    echo "$1/echo"
}

expect_tree() {
    expect_contains "\"runfiles\":\"$1\",\"descriptor\":\"$1/$descriptor\"" "$2"
}

beside_its_tree() {
    built_in "$PWD/bin" >/dev/null
    expect_tree "$PWD/bin/echo.runfiles" "$("$PWD/bin/echo")"
    expect_tree "$PWD/bin/echo.runfiles" "$(bin/echo)"
    expect_tree "$PWD/bin/echo.runfiles" "$(cd bin && ./echo)"
    expect_tree "$PWD/bin/echo.runfiles" "$(cd bin && sh echo)"
    mkdir elsewhere
    expect_tree "$tree" "$(cd elsewhere && ../bin/echo)"
    expect_contains "\"cwd\":\"$PWD/elsewhere\"" "$(cd elsewhere && ../bin/echo)"
}

from_path() {
    built_in "$PWD/bin" >/dev/null
    mv bin/echo bin/launcher
    mv bin/echo.runfiles bin/launcher.runfiles
    expect_tree "$PWD/bin/launcher.runfiles" "$(PATH=$PWD/bin:$PATH launcher)"
}

in_tree_of_another_binary() {
    expect_tree "$tree" "$("$tree/$path")"
    mkdir -p outer.runfiles/_main/inner.runfiles
    cp -R "$tree/_main" outer.runfiles/_main/inner.runfiles/_main
    cp -R "$tree/_main/rules" outer.runfiles/_main/rules
    link_node outer.runfiles/_main/inner.runfiles
    expect_tree "$PWD/outer.runfiles/_main/inner.runfiles" "$(outer.runfiles/_main/inner.runfiles/"$path")"
}

# Links the repositories of a tree, which include Node.
link_node() {
    local repository
    for repository in "$tree"/*; do
        [ -e "$1/${repository##*/}" ] || ln -s "$repository" "$1"
    done
}

through_symlinks() {
    built_in "$PWD/bin" >/dev/null
    mkdir -p links/deep
    ln -s "$PWD/bin/echo" links/absolute
    ln -s ../bin/echo links/relative
    ln -s ../../links/relative links/deep/chain
    ln -s -- bin/echo -dash
    expect_tree "$PWD/bin/echo.runfiles" "$(links/absolute)"
    expect_tree "$PWD/bin/echo.runfiles" "$(PATH='' ./-dash)"
    # A path with `..` is resolved, here to the target of bin/echo.runfiles.
    expect_tree "$tree" "$(links/relative)"
    expect_tree "$tree" "$(cd / && "$OLDPWD/links/deep/chain")"
}

# `..` after a symlinked folder leads to the parent of what the symlink points to.
through_a_symlinked_folder() {
    mkdir -p releases/3/commands
    built_in "$PWD/releases/3/bin" >/dev/null
    ln -s ../bin/echo releases/3/commands/echo
    ln -s releases/3/commands current
    expect_tree "$tree" "$(current/echo)"
}

beside_a_shared_tree() {
    mkdir greetings
    cp "$tree/$path" greetings/greetings.plan
    ln -s "$tree" greetings/greetings.runfiles
    expect_tree "$PWD/greetings/greetings.runfiles" "$(greetings/greetings.plan)"
}

hostile_folder_names() {
    local name="it's a \"place\" for \$HOME * \\"
    # shellcheck disable=SC2016,SC1003
    local in_json='it'\''s a \"place\" for $HOME * \\'
    built_in "$PWD/$name" >/dev/null
    expect_tree "$PWD/$in_json/echo.runfiles" "$("./$name/echo")"
    ln -s "$name/echo" "a link"
    expect_tree "$PWD/$in_json/echo.runfiles" "$("./a link")"
}

# The runfiles of the caller must be ignored. Its PATH may be empty.
hostile_environment() {
    local launcher found
    launcher=$(built_in "$PWD/bin")
    mkdir other.runfiles
    found=$(env -i PATH= RUNFILES_DIR="$PWD/other.runfiles" JAVA_RUNFILES=/nowhere \
        RUNFILES_MANIFEST_FILE=/nowhere/MANIFEST RUNFILES_MANIFEST_ONLY=1 BUILD_WORKING_DIRECTORY=/kept "$launcher")
    expect_tree "$launcher.runfiles" "$found"
    expect_contains "\"RUNFILES_DIR\":\"$launcher.runfiles\",\"JAVA_RUNFILES\":\"$launcher.runfiles\"" "$found"
    expect_contains '"RUNFILES_MANIFEST_FILE":null,"RUNFILES_MANIFEST_ONLY":null' "$found"
    expect_contains '"NODE_COMPILE_CACHE":null,"BUILD_WORKING_DIRECTORY":"/kept"' "$found"
}

only_runfiles_dir() {
    cp "$tree/$path" echo
    expect_tree "$tree" "$(RUNFILES_DIR=$tree ./echo)"
    ln -s "$tree" given
    expect_tree "$PWD/given" "$(RUNFILES_DIR=given ./echo)"
}

no_tree() {
    cp "$tree/$path" echo
    mkdir other.runfiles
    local status=0 found
    found=$(RUNFILES_DIR=$PWD/other.runfiles ./echo 2>&1) || status=$?
    expect_equal 1 "$status"
    expect_contains 'cannot find the runfiles of //rules/tests/fixtures:greetings' "$found"
    expect_contains "no $PWD/echo.runfiles holds $descriptor" "$found"
    expect_contains 'copy its .runfiles folder along' "$found"
    expect_contains '--noenable_runfiles' "$found"
}

arguments_unchanged() {
    local found
    # shellcheck disable=SC2016 # nothing here is for the shell to expand
    found=$("$tree/$path" 'a b' '' "it's" '"quoted"' '$HOME `id` *' $'two\nlines' '--' '-' '@file' '\n' 'é')
    # shellcheck disable=SC2016
    expect_contains '"args":["a b","","it'\''s","\"quoted\"","$HOME `id` *","two\nlines","--","-","@file","\\n","é"]' "$found"
    expect_contains '"command":"echo","runfiles"' "$found"
    expect_contains '"execArgv":["--disable-warning=ExperimentalWarning","--min-semi-space-size=16","--max-semi-space-size=64"]' "$found"
}

standard_streams_and_exit_code() {
    local status=0
    "$tree/$path" exit 7 || status=$?
    expect_equal 7 "$status"
}

# The started process is Node itself, so it receives signals.
becomes_node() {
    mkfifo output
    "$tree/$path" wait >output &
    local launcher=$! node status=0
    read -r node <output
    expect_equal "$launcher" "$node"
    kill -TERM "$launcher"
    wait "$launcher" || status=$?
    expect_equal 42 "$status"
}

compile_cache() {
    cache_of() { env -i "$@" "$tree/$path" | grep -o '"NODE_COMPILE_CACHE":[^,]*'; }
    expect_equal '"NODE_COMPILE_CACHE":null' "$(cache_of)"
    expect_equal "\"NODE_COMPILE_CACHE\":\"$PWD/home/.cache/databuild/node\"" "$(cache_of HOME="$PWD/home")"
    expect_equal "\"NODE_COMPILE_CACHE\":\"$PWD/xdg/databuild/node\"" "$(cache_of HOME="$PWD/home" XDG_CACHE_HOME="$PWD/xdg")"
    expect_equal '"NODE_COMPILE_CACHE":"/chosen"' "$(cache_of HOME="$PWD/home" NODE_COMPILE_CACHE=/chosen)"
    expect_equal '"NODE_COMPILE_CACHE":""' "$(cache_of HOME="$PWD/home" NODE_COMPILE_CACHE=)"
    # A home that cannot be written is not an error.
    expect_equal '"NODE_COMPILE_CACHE":"/dev/null/.cache/databuild/node"' "$(cache_of HOME=/dev/null)"
}

# The caller's options for Node are meant for the caller's own programs. The tools keep them, because `--pass-env` can
# pass them to jobs.
nodes_own_variables() {
    local found
    found=$(NODE_OPTIONS="--require=/no\"where '\$x" NODE_PATH=/modules NODE_REPL_EXTERNAL_MODULE=/nowhere \
        NODE_V8_COVERAGE="$PWD/coverage" NODE_EXTRA_CA_CERTS=/kept.pem "$tree/$path")
    expect_contains '"NODE_OPTIONS":null,"NODE_PATH":null,"NODE_EXTRA_CA_CERTS":"/kept.pem"' "$found"
    # shellcheck disable=SC2016 # nothing here is for the shell to expand
    expect_contains '"DATABUILD_CALLER_NODE_OPTIONS":"--require=/no\"where '\''$x"' "$found"
    [ ! -e coverage ] || fail 'node wrote coverage of the tools'
    expect_contains '"DATABUILD_CALLER_NODE_OPTIONS":null' "$("$tree/$path")"
}

check 'finds the tree next to itself, from any folder' beside_its_tree
check 'finds its tree if it was started through PATH' from_path
check 'finds the innermost tree that contains it' in_tree_of_another_binary
check 'follows relative and absolute symlinks, and chains of them' through_symlinks
check 'follows .. out of a symlinked folder' through_a_symlinked_folder
check 'finds the tree that the launchers of an archive share' beside_a_shared_tree
check 'works in a folder with quotes, spaces and dollars in its name' hostile_folder_names
check 'ignores the runfiles of its caller and clears them' hostile_environment
check 'uses RUNFILES_DIR if it has no tree and RUNFILES_DIR contains its target' only_runfiles_dir
check 'explains the fix if there is no tree' no_tree
check 'passes arguments unchanged' arguments_unchanged
check 'passes the exit code' standard_streams_and_exit_code
check 'replaces its process with Node' becomes_node
check 'starts Node without the options of its caller' nodes_own_variables
check "gives Node a compile cache in the user's cache folder" compile_cache
finish
