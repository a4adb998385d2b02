#!/bin/sh
# Counts the readings of a day and adds them up.
set -eu

mkdir -p summary
count=0
sum=0
while read -r _ _ value; do
    count=$((count + 1))
    sum=$((sum + value))
done <"readings/$1.txt"
echo "$1: $count readings, $sum in total" >"summary/$1.txt"
