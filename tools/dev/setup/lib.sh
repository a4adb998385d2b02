# shellcheck shell=sh
# What the set-up scripts share. Sourced with $root, the top of the workspace, set.

: "${root:?}"

say() {
    printf 'setup: %s\n' "$*" >&2
}

# Where a machine cannot be set up, say what is missing, and end with the status that means just that.
give_up() {
    say "$@"
    exit 2
}

# write_file FILE: makes FILE hold standard input, in one step, and only if it holds something else.
write_file() {
    temporary="$1.$$"
    cat >"$temporary"
    if cmp -s "$temporary" "$1"; then
        rm -f "$temporary"
    else
        say "writing ${1#"$root"/}"
        mv -f "$temporary" "$1"
    fi
}

remove_file() {
    [ -e "$1" ] || return 0
    say "removing ${1#"$root"/}"
    rm -f "$1"
}
