"""Configures `daily_numbers`: what a day's summary shows, of all categories."""

import json

import databuild_worker
from refs import CATEGORIES, materialize, parse_all, parse_daily


def config(ref, day):
    sentiment = [f"sentiment/category={category}/date={day}" for category in CATEGORIES]
    models = [f"phrase_models/category={category}/date={day}" for category in CATEGORIES]
    return {
        "outputs": [ref],
        "inputs": materialize([*sentiment, *models]),
        "args": ["daily_numbers.json.sql", ref, f"sentiment={files(sentiment)}", f"models={files(models)}"],
    }


def files(refs):
    return json.dumps([f"{ref}/data.parquet" for ref in refs])


def main(refs):
    days = parse_all(refs, lambda ref: parse_daily(ref, "daily_numbers"), "daily_numbers/date=YYYY-MM-DD")
    print(json.dumps([config(ref, day) for ref, day in zip(refs, days)]))


if __name__ == "__main__":
    databuild_worker.serve(main)
