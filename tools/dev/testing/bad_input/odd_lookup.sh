#!/bin/sh
set -eu

case $1 in
stray/*) printf '{":nowhere": ["%s"]}\n' "$1" ;;
lost/*) echo '{}' ;;
crash/*)
  echo "the list of tables is gone" >&2
  exit 4
  ;;
*)
  separator='{":odd": ['
  for ref in "$@"; do
    printf '%s"%s"' "$separator" "$ref"
    separator=', '
  done
  echo ']}'
  ;;
esac
