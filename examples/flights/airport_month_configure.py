import json
import sys

from refs import days_of, parse_airport_month, parse_all


# One config an airport. A batch would have to be all of the airports, whichever are asked for, as it is with the days
# of `flights`; there are hundreds, and a report wants twelve.
def config(airport, month):
    return {
        "outputs": [f"airport_month/airport={airport}/month={month}"],
        "inputs": [{"depType": "materialize", "ref": f"flights/day={day}"} for day in days_of(month)],
        "args": [month, airport],
    }


asked = parse_all(sys.argv[1:], parse_airport_month, "airport_month/airport=ORD/month=YYYY-MM")
print(json.dumps([config(airport, month) for airport, month in asked]))
