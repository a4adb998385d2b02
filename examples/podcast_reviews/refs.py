"""The partitions of the graph: categories, days, and the refs that are made of them."""

import datetime
import os
import re
import sys

# The first day that is looked at. Models begin there, so another first day makes other models.
FIRST_DAY = datetime.date.fromisoformat(os.environ.get("PODCAST_REVIEWS_FIRST_DAY", "2020-01-01"))

# The categories that are looked at, by the names of the data set.
CATEGORIES = [
    "arts",
    "arts-books",
    "business",
    "comedy",
    "education",
    "fiction",
    "government",
    "health-fitness",
    "history",
    "kids-family",
    "leisure",
    "music",
    "news",
    "religion-spirituality",
    "science",
    "society-culture",
    "sports",
    "technology",
    "true-crime",
    "tv-film",
]


def day_of(text):
    """'2020-03-01' -> the date; None if there is no such day, or it is before the first one."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= FIRST_DAY else None


def parse_daily(ref, name):
    """'daily_summary/date=2020-03-01' -> the date; None if it is no such ref."""
    prefix = f"{name}/date="
    return day_of(ref.removeprefix(prefix)) if ref.startswith(prefix) else None


def parse_by_category(ref, name):
    """'phrases/category=arts/date=2020-03-01' -> ('arts', the date); None if it is no such ref."""
    match = re.fullmatch(re.escape(name) + r"/category=([^/]+)/date=([^/]+)", ref)
    day = day_of(match[2]) if match and match[1] in CATEGORIES else None
    return (match[1], day) if day else None


def parse_all(refs, parse, shape):
    """Parses all refs. If there is no such partition for some of them, names these and exits with 2."""
    strangers = [ref for ref in refs if parse(ref) is None]
    for ref in strangers:
        print(f"{ref}: no such partition; give {shape}, from {FIRST_DAY} on", file=sys.stderr)
    if strangers:
        sys.exit(2)
    return [parse(ref) for ref in refs]


def materialize(refs):
    """Inputs that must exist first."""
    return [{"depType": "materialize", "ref": ref} for ref in refs]
