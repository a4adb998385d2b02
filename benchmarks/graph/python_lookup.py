"""Every ref is made by one job, which is the first argument."""

import json

import databuild_worker


def main(arguments):
    job, *refs = arguments
    print(json.dumps({job: refs}))


if __name__ == "__main__":
    databuild_worker.serve(main)
