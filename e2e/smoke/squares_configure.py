import json
import sys


def config(ref):
    n = ref.removeprefix("squares/n=")
    return {
        "outputs": [ref],
        "inputs": [{"depType": "materialize", "ref": f"numbers/n={n}"}],
        "env": {"N": n},
    }


print(json.dumps([config(ref) for ref in sys.argv[1:]]))
