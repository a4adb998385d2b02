#!/bin/sh
# Starts one command of the DataBuild tools on one target.
#
# Rendered by rules/private/launcher.bzl. It finds its runfiles, then becomes node, so that signals and
# exit codes are node's own. Unless it was started through a symlink, it runs no other program first, because
# people notice a slow start.
set -eu

command='{{COMMAND}}'
label='{{LABEL}}'
# Paths inside a runfiles tree.
bundle='{{BUNDLE}}'
descriptor='{{DESCRIPTOR}}'
# Empty if the target uses the Node of the machine.
node='{{NODE}}'
needed_node='{{NEEDED_NODE}}'
# The tree that the launchers of an unpacked archive share, next to them.
shared_tree='{{SHARED_TREE}}'

# Sets `runfiles` if $1 is a tree that contains this target.
is_tree() {
    [ -f "$1/$descriptor" ] || return 1
    runfiles=$1
}

# Looks for the tree that belongs to a launcher at path $1.
find_tree_near() {
    is_tree "$1.runfiles" && return
    is_tree "${1%/*}/$shared_tree" && return
    # As data of another binary, this file is in that binary's tree. Trees can nest: the innermost wins.
    inside=$1
    while :; do
        case $inside in
        *.runfiles/*) inside=${inside%.runfiles/*} ;;
        *) return 1 ;;
        esac
        is_tree "$inside.runfiles" && return
    done
}

# Looks near this file, then near each file that it links to, then at the caller's RUNFILES_DIR.
find_tree() {
    launcher=$1
    until find_tree_near "$launcher"; do
        if [ ! -L "$launcher" ]; then
            is_tree "${RUNFILES_DIR:-}"
            return
        fi
        # `command -p` finds readlink even if the PATH of the caller is empty.
        target=$(command -p readlink -- "$launcher")
        case $target in
        /*) launcher=$target ;;
        *) launcher=${launcher%/*}/$target ;;
        esac
    done
}

case $0 in
/*) self=$0 ;;
*) self=$PWD/${0#./} ;;
esac

case ${RUNFILES_DIR:-/} in
/*) ;;
*) RUNFILES_DIR=$PWD/$RUNFILES_DIR ;;
esac

if ! find_tree "$self"; then
    printf >&2 '%s\n' \
        "$0: cannot find the runfiles of $label: no $self.runfiles holds $descriptor." \
        '  If only this file was copied, copy its .runfiles folder along with it, or deploy the .archive target.' \
        '  If it was built with --noenable_runfiles or --nobuild_runfile_links, build it without that flag.'
    exit 1
fi

# The system resolves `..` after a symlink differently from programs that normalise paths, so resolve it here.
case $runfiles in
*/../*) runfiles=$(cd -P -- "$runfiles" && pwd -P) ;;
esac

refuse_node() {
    printf >&2 '%s\n' "$0: $label runs on the Node of the machine, and needs version $needed_node or later; $1." \
        "  Install Node $needed_node, or set DATABUILD_NODE to the path of one."
    exit 2
}

# Sets `node` to the Node of the machine. An old one may not know the options below, so its version is checked here.
find_node() {
    if [ -n "${DATABUILD_NODE-}" ]; then
        node=$DATABUILD_NODE
        [ -x "$node" ] || refuse_node "DATABUILD_NODE is $node, which is not a program"
    else
        node=$(command -v node) || refuse_node "the PATH has no \"node\" (${PATH-it is not set})"
    fi
    if ! version=$("$node" --version 2>&1); then
        refuse_node "$node does not start: $version"
    fi
    major=${version#v}
    major=${major%%.*}
    case $major in
    '' | *[!0-9]*) refuse_node "$node is not a Node: it says that its version is $version" ;;
    esac
    [ "$major" -ge "$needed_node" ] || refuse_node "$node is $version"
}

case $node in
'') find_node ;;
*) node=$runfiles/$node ;;
esac

# Programs that the tools start must see this tree, not the tree of the caller.
export RUNFILES_DIR="$runfiles" JAVA_RUNFILES="$runfiles"
unset RUNFILES_MANIFEST_FILE RUNFILES_MANIFEST_ONLY

# Node creates the folder itself, and works without it. A value set by the caller is kept, even an empty one.
if [ -z "${NODE_COMPILE_CACHE+set}" ]; then
    cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
    if [ -n "$cache" ]; then
        export NODE_COMPILE_CACHE="$cache/databuild/node"
    fi
fi

# The caller's variables for node are meant for the caller's own programs, so the tools start without them. `--pass-env` can pass
# them on, so they are kept under other names. Variables about networks (NODE_EXTRA_CA_CERTS, NODE_USE_ENV_PROXY, ...) also apply to the tools.
for name in OPTIONS PATH PRESERVE_SYMLINKS PRESERVE_SYMLINKS_MAIN REPL_EXTERNAL_MODULE V8_COVERAGE; do
    eval "given=\${NODE_$name+set}"
    if [ -n "$given" ]; then
        eval "export DATABUILD_CALLER_NODE_$name=\"\$NODE_$name\""
        unset "NODE_$name"
    fi
done

# Arguments of the target, if it has any, come before those of the caller:
# {{SET_ARGUMENTS}}

# A plan of many refs keeps most of what it allocates. A large young generation copies that less often. If it is not small at the
# start, a short task ends before anything is collected.
exec "$node" --disable-warning=ExperimentalWarning --min-semi-space-size=16 --max-semi-space-size=64 "$runfiles/$bundle" \
    "$command" "$runfiles" "$runfiles/$descriptor" "$@"
