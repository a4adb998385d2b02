#!/bin/sh
# Starts one program of a job or graph with the args and env that its BUILD file gives it.
#
# Rendered by rules/private/executables.bzl. It becomes the program, so that signals and exit codes are the program's own.
set -eu

# Paths inside a runfiles tree.
program='{{PROGRAM}}'
self='{{SELF}}'

# The tools start this file in the runfiles tree itself.
case $0 in
*/"$self") runfiles=${0%/"$self"} ;;
*) runfiles=${RUNFILES_DIR:?"$0: no runfiles; start it in its runfiles tree, or set RUNFILES_DIR to that tree"} ;;
esac

# The env and args in the BUILD file:
# {{SET_ENVIRONMENT}}
# {{SET_ARGUMENTS}}

exec "$runfiles/$program" "$@"
