"""Answers that one job makes every ref: the job that the first argument names."""

import json

import databuild_worker


def main(arguments):
    job, *refs = arguments
    print(json.dumps({job: refs}))


if __name__ == "__main__":
    databuild_worker.serve(main)
