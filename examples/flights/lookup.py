"""Which job makes a ref: the word before its first slash says it."""

import json
import sys

JOBS = {
    "airports": ":airports",
    "flights": ":flights",
    "delays": ":delays",
    "airport_month": ":airport_month",
    "report": ":report",
}

refs_by_job = {}
for ref in sys.argv[1:]:
    kind = ref.split("/")[0]
    if kind not in JOBS:
        sys.exit(f"{ref}: no job makes it; refs begin with {', '.join(f'{kind}/' for kind in JOBS)}")
    refs_by_job.setdefault(JOBS[kind], []).append(ref)

print(json.dumps(refs_by_job))
