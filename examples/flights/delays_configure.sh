#!/bin/sh
# One config a day: days do not need each other, so they may run side by side.
set -eu

separator=
printf '['
for ref in "$@"; do
  day=${ref#delays/day=}
  case $day in
    2001-02-29 | 2001-02-30) known=no ;;
    2001-0[1-6]-0[1-9] | 2001-0[1-6]-[12][0-9] | 2001-0[1-6]-30 | 2001-0[135]-31) known=yes ;;
    *) known=no ;;
  esac
  if [ "$known" = no ] || [ "$ref" != "delays/day=$day" ]; then
    echo "$ref: no such day; give delays/day=YYYY-MM-DD, 2001-01-01 to 2001-06-30" >&2
    exit 2
  fi
  printf '%s\n{ "outputs": ["delays/day=%s"],' "$separator" "$day"
  printf ' "inputs": [{ "depType": "materialize", "ref": "flights/day=%s" }], "args": ["%s"] }' "$day" "$day"
  separator=,
done
printf '\n]\n'
