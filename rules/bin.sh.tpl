#!/bin/sh
# {{LABEL}} as one file. It unpacks itself once, then starts the command that its first argument names, or the only one that it has.
#
# Rendered by rules/private/bin.bzl and tools/packaging/archive/single_file.ts. The archive follows these lines. The name of
# the folder that it unpacks into is its SHA-256, so no other file and no other version ever writes there. The programs that unpack
# it (find, gzip, sha256sum, tar and the like) are part of every Debian.
set -eu

label='{{LABEL}}'
# The folder in the archive, and how the names of the launchers in it begin.
name='{{NAME}}'
# Empty if the only launcher has that name.
commands='{{COMMANDS}}'
# About the archive in this file.
digest='{{DIGEST}}'
offset='{{OFFSET}}'
size='{{SIZE}}'

refuse() {
    printf >&2 '%s\n' "$@"
    exit 2
}

usage() {
    printf '%s\n' "Usage: ${0##*/} COMMAND [options] ..." '' "The commands of $label:" "$commands" '' \
        "\"${0##*/} COMMAND --help\" lists the options, examples and exit codes of a command." \
        'The first start unpacks this file into the folder DATABUILD_UNPACK_DIR, by default databuild/unpacked in the cache folder of the account.'
}

# Sets `command`. @param 1 the first argument
choose_command() {
    case $1 in
    '{{COMMAND_PATTERN}}') command=$1 ;;
    --version) command='{{FIRST_COMMAND}}' ;;
    --help | -h)
        usage
        exit 0
        ;;
    '')
        usage >&2
        exit 2
        ;;
    *) refuse "${0##*/}: there is no command \"$1\"" "  Try \"${0##*/} --help\"." ;;
    esac
}

command=
if [ -n "$commands" ]; then
    choose_command "${1-}"
    [ "$1" = --version ] || shift
fi

# The shell finds `sh g.bin` in the current directory.
case $0 in
*/*) self=$0 ;;
*) self=./$0 ;;
esac

# Sets `folder`, which holds all unpacked files.
choose_folder() {
    if [ -n "${DATABUILD_UNPACK_DIR-}" ]; then
        folder=$DATABUILD_UNPACK_DIR
    elif [ -n "${XDG_CACHE_HOME-}" ]; then
        folder=$XDG_CACHE_HOME/databuild/unpacked
    elif [ -n "${HOME-}" ]; then
        folder=$HOME/.cache/databuild/unpacked
    else
        folder=${TMPDIR:-/tmp}/databuild-$(command -p id -u)
        # Anybody can create folders there, so it must be our own.
        [ -d "$folder" ] || problem=$(command -p mkdir -m 700 -- "$folder" 2>&1) || :
        # shellcheck disable=SC3067 # Every sh of Linux has -O: dash, bash, busybox.
        if [ -L "$folder" ] || [ ! -O "$folder" ]; then
            refuse "$0: $folder is not a folder of this account, so no program in it is started." "$choose"
        fi
    fi
    case $folder in
    /*) ;;
    *) folder=$PWD/$folder ;;
    esac
}

choose='  Set DATABUILD_UNPACK_DIR to a folder that this account can write, or unpack the .archive target instead.'
again='  Copy the file again.'

choose_folder
entry=$folder/$digest
launcher=$entry/$name/${name##*/}${command:+.$command}

# Whoever changes a file changes these, so the content of a copy is checked once, not with every start.
if ! copy=$(TZ=UTC0 command -p stat -L -c '%s-%i-%z' -- "$self" 2>&1); then
    refuse "$0: cannot read this file: $copy"
fi
case $copy in
"$size"-*) ;;
*) refuse "$0: the file is not complete, or was changed: it has ${copy%%-*} bytes instead of $size." "$again" ;;
esac

# The archive in this file.
archive() {
    command -p tail -c "+$offset" -- "$self"
}

check_copy() {
    found=$(archive | command -p sha256sum)
    [ "${found%% *}" = "$digest" ] ||
        refuse "$0: the file was changed: the SHA-256 of its archive is ${found%% *} instead of $digest." "$again"
}

# Nobody may put programs there for others to start, except root.
check_owner() {
    owner=$(command -p stat -L -c %u -- "$entry")
    case $owner in
    0 | "$(command -p id -u)") ;;
    *) refuse "$0: $entry belongs to another account (user id $owner), so no program in it is started." "$choose" ;;
    esac
}

# The folder gets its name when it is complete. If two starts unpack at once, one of them is first, and both use its folder.
unpack() {
    scratch=
    trap '[ -z "$scratch" ] || command -p rm -rf -- "$scratch"' EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    if ! problem=$(command -p mkdir -p -- "$folder" 2>&1); then
        refuse "$0: cannot unpack into $folder: $problem" "$choose"
    fi
    # What a start that was killed left there.
    problem=$(command -p find "$folder" -maxdepth 1 -name ".$digest.*" -mmin +60 -exec rm -rf {} + 2>&1) || :
    if ! made=$(command -p mktemp -d "$folder/.$digest.XXXXXX" 2>&1); then
        refuse "$0: cannot unpack into $folder: $made" "$choose"
    fi
    scratch=$made
    # A machine that loses power must not keep a folder whose files are empty, hence `sync`.
    if ! problem=$(
        exec 2>&1
        command -p mkdir -- "$scratch/new" "$scratch/new/checked" &&
            archive | command -p gzip -dc | command -p tar -xf - -C "$scratch/new" &&
            command -p sync -f "$scratch/new"
    ); then
        refuse "$0: cannot unpack into $folder: $problem" "$choose"
    fi
    if ! problem=$(command -p mv -T -- "$scratch/new" "$entry" 2>&1) && [ ! -d "$entry" ]; then
        refuse "$0: cannot unpack into $folder: $problem" "$choose"
    fi
    command -p rm -rf -- "$scratch"
    trap - EXIT HUP INT TERM
}

# shellcheck disable=SC3067
if [ ! -f "$entry/checked/$copy" ] || [ ! -x "$launcher" ] || [ ! -O "$entry" ]; then
    check_copy
    [ -d "$entry" ] || unpack
    check_owner
    if [ ! -e "$launcher" ]; then
        refuse "$0: files are missing from $entry." '  Delete that folder: the next start unpacks it again.'
    elif [ ! -x "$launcher" ]; then
        refuse "$0: the system does not start programs from $folder; perhaps it is mounted with the option noexec." "$choose"
    fi
    # If it cannot be written, the next start checks this copy again.
    problem=$(command -p touch -- "$entry/checked/$copy" 2>&1) || :
fi

export DATABUILD_STARTED_AS="${0##*/}${command:+ $command}"
exec "$launcher" "$@"
