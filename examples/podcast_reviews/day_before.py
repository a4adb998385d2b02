"""Requests the summary of the day before a slot of the schedule, once the raw database has reviews of it."""

import datetime
import json
import sys

from raw import connect
from refs import FIRST_DAY


def main():
    event = json.load(sys.stdin)
    day = datetime.date.fromisoformat(event["local"]["date"]) - datetime.timedelta(days=1)
    if day < FIRST_DAY:
        print(f"{day} is before the first day, {FIRST_DAY}", file=sys.stderr)
        sys.exit(2)
    with connect() as database:
        there = database.execute("SELECT 1 FROM reviews WHERE substr(created_at, 1, 10) = ? LIMIT 1", [str(day)]).fetchone()
    if there is None:
        print(f"the raw database has no reviews of {day}", file=sys.stderr)
        sys.exit(2)
    print(f"daily_summary/date={day}")


if __name__ == "__main__":
    main()
