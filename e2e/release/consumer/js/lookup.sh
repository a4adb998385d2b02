#!/bin/sh
printf '{"//js:node":["%s"]}\n' "$1"
