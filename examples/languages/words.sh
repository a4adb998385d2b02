#!/bin/sh
# words NAME: counts the words of a text.
set -eu
mkdir -p words_sh
count=$(wc -w <"texts/$1.txt")
printf '%d\n' "$count" >"words_sh/.$1.tmp"
mv "words_sh/.$1.tmp" "words_sh/$1.txt"
