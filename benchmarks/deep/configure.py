"""Configures every job of the graph: 60 months from 2020-01 to 2024-12, each of which needs the month before."""

import json

import databuild_worker

FIRST_YEAR = 2020
LAST_YEAR = 2024


def main(refs):
    print(json.dumps([_config(ref) for ref in refs]))


def _config(ref):
    # balance/month=2020-01 touches balance-2020-01.
    kind, _, key = ref.partition("/")
    value = key.partition("=")[2]
    inputs = [{"depType": "materialize", "ref": needed} for needed in _inputs_of(kind, value)]
    return {"outputs": [ref], "inputs": inputs, "args": [f"{kind}-{value}" if value else kind]}


def _inputs_of(kind, value):
    if kind == "overview":
        return [f"year/year={LAST_YEAR}"]
    if kind == "year":
        orders = [f"orders/month={value}-{month:02}" for month in range(1, 13)]
        return [f"balance/month={value}-12", *orders]
    if kind == "balance":
        return [f"orders/month={value}", f"rates/month={value}", *_month_before(value)]
    return []


def _month_before(text):
    year, month = map(int, text.split("-"))
    if month > 1:
        return [f"balance/month={year}-{month - 1:02}"]
    if year > FIRST_YEAR:
        return [f"balance/month={year - 1}-12", f"year/year={year - 1}"]
    return []


if __name__ == "__main__":
    databuild_worker.serve(main)
