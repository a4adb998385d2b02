"""Configures `phrase_models`: a day's model continues the one of the day before, so that the days are a chain."""

import datetime
import json

import databuild_worker
from refs import FIRST_DAY, materialize, parse_all, parse_by_category


def config(ref, category, day):
    stats = f"phrase_stats/category={category}/date={day}"
    if day == FIRST_DAY:
        return {
            "outputs": [ref],
            "inputs": materialize([stats]),
            "args": ["first_phrase_models.sql", ref, f"stats={stats}/data.parquet"],
        }
    previous = f"phrase_models/category={category}/date={day - datetime.timedelta(days=1)}"
    return {
        "outputs": [ref],
        "inputs": materialize([stats, previous]),
        "args": ["phrase_models.sql", ref, f"stats={stats}/data.parquet", f"previous={previous}/data.parquet"],
    }


def main(refs):
    wanted = parse_all(
        refs, lambda ref: parse_by_category(ref, "phrase_models"), "phrase_models/category=NAME/date=YYYY-MM-DD"
    )
    print(json.dumps([config(ref, category, day) for ref, (category, day) in zip(refs, wanted)]))


if __name__ == "__main__":
    databuild_worker.serve(main)
