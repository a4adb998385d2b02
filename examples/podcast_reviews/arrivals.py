"""Finds the days of the reviews that the raw database has got since the last call: all runs of the crawler say up to which row.

The first call only notes where the database is.
"""

import json
import sys

from raw import connect
from refs import day_of


def main():
    cursor = json.load(sys.stdin)["cursor"]
    with connect() as database:
        newest = database.execute("SELECT coalesce(max(max_rowid), 0) FROM runs").fetchone()[0]
        since = newest if cursor is None else cursor
        days = database.execute(
            "SELECT DISTINCT substr(created_at, 1, 10) FROM reviews WHERE rowid > ? AND rowid <= ? ORDER BY 1", [since, newest]
        ).fetchall()
    refs = [f"reviews/date={day}" for [day] in days if day_of(day)]
    print(json.dumps({"cursor": newest, "refs": refs}))


if __name__ == "__main__":
    main()
