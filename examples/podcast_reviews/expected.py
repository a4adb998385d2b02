"""Lists the partitions that the raw database allows: `expected`. DataBuild selects from them by --match, --from and --to."""

import datetime
import os
import sqlite3
import sys
import urllib.parse

from refs import CATEGORIES, FIRST_DAY

BY_CATEGORY = ["categorized_reviews", "phrases", "phrase_stats", "sentiment", "phrase_models"]
DAILY = ["reviews", "daily_numbers", "daily_summary"]


def last_day(path):
    """The last day with a review. Days that are no days sort behind all others, or are before the first one."""
    database = sqlite3.connect(f"file:{urllib.parse.quote(path)}?mode=ro", uri=True)
    [day] = database.execute(
        "SELECT max(substr(created_at, 1, 10)) FROM reviews WHERE substr(created_at, 1, 10) GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'"
    ).fetchone()
    return datetime.date.fromisoformat(day)


def main():
    path = os.environ.get("PODCAST_REVIEWS_DB")
    if not path:
        sys.exit("PODCAST_REVIEWS_DB is not set; set it to the raw database, and pass it on: --pass-env PODCAST_REVIEWS_DB")
    print("podcasts/all")
    for number in range((last_day(path) - FIRST_DAY).days + 1):
        day = FIRST_DAY + datetime.timedelta(days=number)
        for name in DAILY:
            print(f"{name}/date={day}")
        for name in BY_CATEGORY:
            for category in CATEGORIES:
                print(f"{name}/category={category}/date={day}")


if __name__ == "__main__":
    main()
