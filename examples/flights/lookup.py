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
    if kind in JOBS:
        refs_by_job.setdefault(JOBS[kind], []).append(ref)
    else:
        # Left out of the answer, which DataBuild takes as "nobody makes it".
        print(f"{ref}: refs begin with {', '.join(f'{known}/' for known in JOBS)}", file=sys.stderr)

print(json.dumps(refs_by_job))
