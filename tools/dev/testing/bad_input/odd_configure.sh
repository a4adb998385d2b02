#!/bin/sh
set -eu

config() { printf '{ "outputs": ["%s"], "args": ["%s"] %s }\n' "$1" "$1" "${2-}"; }

case $1 in
chatty/*)
  echo "Loading settings..."
  echo "[$(config "$1")]"
  ;;
silent/*) ;;
cut/*) echo "[$(config "$1")," ;;
garbage/*) awk 'BEGIN { for (i = 0; i < 16384; i++) printf "%064d", i }' ;;
shapeless/*) printf '[{ "outputs": "%s" }]\n' "$1" ;;
deaf/*) echo '[]' ;;
greedy/*) echo "[$(config "$1"), $(config "$1" ', "env": { "AGAIN": "1" }')]" ;;
selfish/*) echo "[$(config "$1" ", \"inputs\": [{ \"depType\": \"materialize\", \"ref\": \"$1\" }]")]" ;;
exits/*)
  echo "the warehouse is closed" >&2
  exit 3
  ;;
killed/*) kill -KILL $$ ;;
hangs/*)
  # Start a child, which must be ended, too.
  sleep 1000 &
  echo "$$ $!" >"$DATABUILD_DATA_DIR/pids"
  wait
  ;;
unrunnable/*) echo "[$(config "$1" ", \"executable\": \"$DATABUILD_DATA_DIR/program\"")]" ;;
*)
  separator='['
  for ref in "$@"; do
    printf '%s%s' "$separator" "$(config "$ref")"
    separator=,
  done
  echo ']'
  ;;
esac
