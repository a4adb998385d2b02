#!/bin/sh
# One config a ref: layered/width=W/layer=L/item=I depends on three items of layer L-1.
# Refs come on standard input, so that any number of them is one process.
exec awk -F '[/=]' '
  BEGIN { printf "[" }
  {
    width = $3; layer = $5; item = $7
    printf "%s{\"outputs\":[\"%s\"],\"args\":[\"%d.%d\"],\"inputs\":[", (NR > 1 ? ",\n" : ""), $0, layer, item
    if (layer > 0) {
      split(item " " (item + 1) % width " " (item * 7 + 3) % width, from, " ")
      for (k = 1; k <= 3; k++) if (k == 1 || (from[k] != from[1] && (k == 2 || from[3] != from[2])))
        printf "%s{\"depType\":\"materialize\",\"ref\":\"layered/width=%d/layer=%d/item=%d\"}", (k > 1 ? "," : ""), width, layer - 1, from[k]
    }
    printf "],\"executable\":\"/usr/bin/touch\"}"
  }
  END { print "]" }'
