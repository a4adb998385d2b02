#!/bin/sh
set -eu
mkdir -p letter
{ cat "greeting/$1.txt"; echo "$CLOSING"; } > "letter/.$1.tmp"
mv "letter/.$1.tmp" "letter/$1.txt"
