#!/bin/sh
printf '{"//:greet":["%s"]}\n' "$1"
