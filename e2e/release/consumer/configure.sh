#!/bin/sh
printf '[{"outputs":["%s"],"args":["%s"]}]\n' "$1" "$1"
