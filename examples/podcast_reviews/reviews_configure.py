"""Configures `reviews`: each day is a task of its own. Refuses days that do not exist."""

import json

import databuild_worker
from refs import parse_all, parse_daily


def main(refs):
    days = parse_all(refs, lambda ref: parse_daily(ref, "reviews"), "reviews/date=YYYY-MM-DD")
    print(json.dumps([{"outputs": [ref], "args": [str(day)]} for ref, day in zip(refs, days)]))


if __name__ == "__main__":
    databuild_worker.serve(main)
