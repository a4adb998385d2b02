#!/bin/sh
mkdir -p greeting
printf 'hello %s\n' "$1" > "greeting/.$1.tmp" && mv "greeting/.$1.tmp" "greeting/$1.txt"
