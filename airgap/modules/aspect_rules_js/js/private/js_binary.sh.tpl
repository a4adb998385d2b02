#!/usr/bin/env bash
# Runs {{target}} with Node.js.

set -o errexit -o nounset -o pipefail

fatal() {
    echo "FATAL: aspect_rules_js: {{target}}: $*" >&2
    exit 1
}

# The runfiles are beside this script, or around it when it is itself in the runfiles of another
# program. The environment is asked last, because it may describe the calling program.
find_runfiles() {
    local self="$0" target
    case "$self" in /*) ;; *) self="$PWD/$self" ;; esac
    while true; do
        if [ -d "$self.runfiles" ]; then
            echo "$self.runfiles"
            return
        fi
        case "$self" in
        *.runfiles/*)
            echo "${self%.runfiles/*}.runfiles"
            return
            ;;
        esac
        [ -L "$self" ] || break
        target="$(readlink "$self")"
        case "$target" in /*) self="$target" ;; *) self="${self%/*}/$target" ;; esac
    done
    echo "${RUNFILES_DIR:-${TEST_SRCDIR:-}}"
}

{{env}}

if [ "${1:-}" = --bazel-bindir ]; then
    export BAZEL_BINDIR="$2"
    shift 2
fi

JS_BINARY__RUNFILES="$(find_runfiles)"
[ -d "$JS_BINARY__RUNFILES" ] || fatal "cannot find the runfiles of $0"
export JS_BINARY__RUNFILES
export JS_BINARY__TARGET='{{target}}'
export JS_BINARY__BINDIR='{{bindir}}'
export RUNFILES_DIR="${RUNFILES_DIR:-$JS_BINARY__RUNFILES}"

start_dir="$PWD"
if [[ "$PWD" == */bazel-out/* && (-z "${BAZEL_BINDIR:-}" || ! -d "$PWD/$BAZEL_BINDIR") ]]; then
    # `bazel run` and `bazel test` start programs in their runfiles: stay there.
    if [ -z "${JS_BINARY__USE_EXECROOT_ENTRY_POINT:-}" ] || [ -z "${JS_BINARY__EXECROOT:-}" ]; then
        JS_BINARY__EXECROOT="${PWD%/bazel-out/*}"
    fi
else
    # A build action starts at the execution root and moves into the output tree, where sources,
    # generated files and node_modules are side by side.
    if [ -z "${JS_BINARY__USE_EXECROOT_ENTRY_POINT:-}" ] || [ -z "${JS_BINARY__EXECROOT:-}" ]; then
        JS_BINARY__EXECROOT="$PWD"
    fi
    if [ -z "${JS_BINARY__NO_CD_BINDIR:-}" ]; then
        [ -n "${BAZEL_BINDIR:-}" ] || fatal "BAZEL_BINDIR must be set: to \$(BINDIR) in a build action, to . anywhere else"
        cd "$BAZEL_BINDIR"
    fi
fi
export JS_BINARY__EXECROOT
output_tree="$JS_BINARY__EXECROOT/${BAZEL_BINDIR:-$JS_BINARY__BINDIR}"

if [ -n "${JS_BINARY__USE_EXECROOT_ENTRY_POINT:-}" ]; then
    entry_point="$output_tree/"{{execroot_entry_point}}
else
    entry_point="$JS_BINARY__RUNFILES/"{{entry_point}}
fi
[ -f "$entry_point" ] || fatal "the entry point $entry_point does not exist"

export JS_BINARY__NODE_BINARY="$JS_BINARY__RUNFILES/"{{node}}
[ -x "$JS_BINARY__NODE_BINARY" ] || fatal "node is missing from the runfiles: $JS_BINARY__NODE_BINARY"
export PATH="${JS_BINARY__NODE_BINARY%/*}:$PATH"

chdir={{chdir}}
export JS_BINARY__CHDIR="${JS_BINARY__CHDIR:-$chdir}"
case "$JS_BINARY__CHDIR" in
'') ;;
external/*) cd "$output_tree/$JS_BINARY__CHDIR" ;;
*) cd "$JS_BINARY__CHDIR" ;;
esac

command=("$JS_BINARY__NODE_BINARY" --preserve-symlinks-main)
if [ "${JS_BINARY__PATCH_NODE_FS:-1}" != 0 ]; then
    export JS_BINARY__FS_PATCH_ROOTS="$JS_BINARY__EXECROOT:$JS_BINARY__RUNFILES"
    command+=(--require "$JS_BINARY__RUNFILES/"{{stay_inside}})
fi
command+=({{node_options}} -- "$entry_point" {{fixed_args}} "$@")

stdout_file="${JS_BINARY__STDOUT_OUTPUT_FILE:-}"
silent_on_success="${JS_BINARY__SILENT_ON_SUCCESS:-}"
# A program that the script starts is not to write to the script's files.
unset JS_BINARY__STDOUT_OUTPUT_FILE JS_BINARY__SILENT_ON_SUCCESS

case "$stdout_file" in
'') ;;
bazel-out/*) exec >"$start_dir/$stdout_file" ;;
*) exec >"$start_dir/$BAZEL_BINDIR/$stdout_file" ;;
esac

# exec, so that signals reach node.
[ -n "$silent_on_success" ] || exec "${command[@]}"

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
if [ -n "$stdout_file" ]; then
    "${command[@]}" 2>"$log" && exit
else
    "${command[@]}" >"$log" 2>&1 && exit
fi
status=$?
cat "$log" >&2
exit "$status"
