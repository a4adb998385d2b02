import json

import databuild_worker
from refs import AIRPORTS, days_of, parse_all, parse_report


def config(month):
    inputs = [
        "airports/all",
        *(f"delays/day={day}" for day in days_of(month)),
        *(f"airport_month/airport={airport}/month={month}" for airport in AIRPORTS),
    ]
    return {
        "outputs": [f"report/month={month}"],
        "inputs": [{"depType": "materialize", "ref": ref} for ref in inputs],
        "args": [month, *AIRPORTS],
    }


def main(refs):
    months = parse_all(refs, parse_report, "report/month=YYYY-MM")
    print(json.dumps([config(month) for month in months]))


if __name__ == "__main__":
    databuild_worker.serve(main)
