import json
import sys

answer = {}
for ref in sys.argv[1:]:
    answer.setdefault(":" + ref.split("/")[0], []).append(ref)
print(json.dumps(answer))
