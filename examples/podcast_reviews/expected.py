"""Lists the partitions that the raw database allows: `expected`. DataBuild selects from them by --match, --from and --to."""

import datetime

from raw import connect
from refs import CATEGORIES, FIRST_DAY

BY_CATEGORY = ["categorized_reviews", "phrases", "phrase_stats", "sentiment", "phrase_models"]
DAILY = ["reviews", "daily_numbers", "daily_summary"]


def last_day():
    """The last day with a review. Days that are no days sort behind all others, or are before the first one."""
    with connect() as database:
        [day] = database.execute(
            "SELECT max(substr(created_at, 1, 10)) FROM reviews WHERE substr(created_at, 1, 10) GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'"
        ).fetchone()
    return datetime.date.fromisoformat(day)


def main():
    last = last_day()
    print("podcasts/all")
    for number in range((last - FIRST_DAY).days + 1):
        day = FIRST_DAY + datetime.timedelta(days=number)
        for name in DAILY:
            print(f"{name}/date={day}")
        for name in BY_CATEGORY:
            for category in CATEGORIES:
                print(f"{name}/category={category}/date={day}")


if __name__ == "__main__":
    main()
