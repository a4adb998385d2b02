#!/bin/sh
# Prints the answer that the benchmark wrote for the group of the first ref, GROUP/item=TASK.
# All refs of one call are in the same group.
read -r first
cat >/dev/null
exec cat "$DATABUILD_BENCH_ANSWERS/${first%/item=*}.json"
