#!/bin/sh
set -eu
mkdir -p "${1%/*}"
echo hello >"$1"
