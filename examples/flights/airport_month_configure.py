import json

import databuild_worker
from refs import days_of, parse_airport_month, parse_all


# One config per airport. A config for several airports would have to list all of them in every request. There are hundreds of
# airports, and a report reads twelve.
def config(airport, month):
    return {
        "outputs": [f"airport_month/airport={airport}/month={month}"],
        "inputs": [{"depType": "materialize", "ref": f"flights/day={day}"} for day in days_of(month)],
        "args": [month, airport],
    }


def main(refs):
    asked = parse_all(refs, parse_airport_month, "airport_month/airport=ORD/month=YYYY-MM")
    print(json.dumps([config(airport, month) for airport, month in asked]))


if __name__ == "__main__":
    databuild_worker.serve(main)
