"""Lists the partitions that the flight data allows: all of them, whatever it is asked for."""

from refs import AIRPORTS, DAYS, MONTHS

print("airports/all")
for day in DAYS:
    print(f"flights/day={day}")
    print(f"delays/day={day}")
for month in MONTHS:
    for airport in AIRPORTS:
        print(f"airport_month/airport={airport}/month={month}")
    print(f"report/month={month}")
