#!/bin/sh
for ref in "$@"; do
  printf '{ "outputs": ["%s"], "args": ["%s"] }\n' "$ref" "${ref#numbers/n=}"
done | paste -sd, - | sed 's/^/[/; s/$/]/'
