"""Configures `phrases`: a day's phrases are those of the week that ends with it."""

import datetime
import json

import databuild_worker
from refs import FIRST_DAY, materialize, parse_all, parse_by_category

WINDOW_DAYS = 7


def config(ref, category, day):
    window = [day - datetime.timedelta(days=back) for back in reversed(range(WINDOW_DAYS))]
    inputs = [f"categorized_reviews/category={category}/date={each}" for each in window if each >= FIRST_DAY]
    return {
        "outputs": [ref],
        "inputs": materialize(inputs),
        "args": ["phrases.sql", ref, "reviews=" + json.dumps([f"{each}/data.parquet" for each in inputs])],
    }


def main(refs):
    wanted = parse_all(refs, lambda ref: parse_by_category(ref, "phrases"), "phrases/category=NAME/date=YYYY-MM-DD")
    print(json.dumps([config(ref, category, day) for ref, (category, day) in zip(refs, wanted)]))


if __name__ == "__main__":
    databuild_worker.serve(main)
