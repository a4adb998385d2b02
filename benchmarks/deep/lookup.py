"""Finds the job of a ref by its first word: balance/month=2020-01 is made by :balance."""

import json
import sys

jobs = {}
for ref in sys.argv[1:]:
    jobs.setdefault(":" + ref.partition("/")[0], []).append(ref)
print(json.dumps(jobs))
