#!/bin/sh
# Writes the readings of a day: a line for each hour.
set -eu

mkdir -p readings
hour=0
while [ "$hour" -lt 24 ]; do
    echo "$1 $hour $((hour * 7 % 11))"
    hour=$((hour + 1))
done >"readings/$1.txt"
