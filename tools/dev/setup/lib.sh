# shellcheck shell=sh
# Functions that the set-up scripts share. Sourced with $root set to the top of the workspace.

: "${root:?}"

say() {
    printf 'setup: %s\n' "$*" >&2
}

# Prints what is missing on a machine that cannot be set up, and exits with 2, the status that means this.
give_up() {
    say "$@"
    exit 2
}

# write_file FILE: writes standard input to FILE atomically, unless FILE has that content already.
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
