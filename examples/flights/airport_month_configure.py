import json
import sys

from refs import days_of, parse_airport_month, parse_all

asked = parse_all(sys.argv[1:], parse_airport_month, "airport_month/airport=ORD/month=YYYY-MM")

# One config a month: the days are read once for all of its airports that were asked for.
airports_by_month = {}
for airport, month in sorted(asked):
    airports_by_month.setdefault(month, []).append(airport)

configs = [
    {
        "outputs": [f"airport_month/airport={airport}/month={month}" for airport in airports],
        "inputs": [{"depType": "materialize", "ref": f"flights/day={day}"} for day in days_of(month)],
        "args": [month, *airports],
    }
    for month, airports in airports_by_month.items()
]

print(json.dumps(configs))
