#!/bin/sh
set -eu
mkdir -p numbers
seq "$1" >"numbers/n=$1.$$"
mv "numbers/n=$1.$$" "numbers/n=$1"
