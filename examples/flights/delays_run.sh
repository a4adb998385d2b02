#!/bin/sh
# Sums up the arrival delays of one day. Delays are minutes; 15 and more counts as late, as the US
# Bureau of Transportation Statistics has it. Less than nothing is early.
set -eu

day=$1
flights=flights/day=$day/flights.csv
delays=delays/day=$day/delays.csv

# In the pipe below only the last command's failure would count.
[ -r "$flights" ] || { echo "$flights: cannot be read" >&2; exit 1; }

mkdir -p "delays/day=$day"
scratch=$delays.$$
trap 'rm -f "$scratch"' EXIT

tail -n +2 "$flights" | cut -d , -f 2 | sort -n | awk -v day="$day" '
  function percentile(p) { return delay[int((NR * p + 99) / 100)] }
  { delay[NR] = $1; sum += $1; late += ($1 >= 15) }
  END {
    print "day,flights,late,delay_minutes,median_delay,p90_delay"
    print day "," NR "," late "," sum "," percentile(50) "," percentile(90)
  }' >"$scratch"

# A rename is one step: readers see the old file or the new one, never half of it.
mv "$scratch" "$delays"

if [ -n "${DATABUILD_METADATA_FILE-}" ]; then
  cksum "$delays" | while read -r checksum bytes path; do
    printf '{ "files": [{ "path": "%s", "rows": 1, "bytes": %s, "digest": "cksum:%s" }],' "$path" "$bytes" "$checksum"
    printf ' "digests": { "delays/day=%s": "cksum:%s" } }\n' "$day" "$checksum"
  done >"$DATABUILD_METADATA_FILE"
fi
