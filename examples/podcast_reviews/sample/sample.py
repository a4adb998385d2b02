"""Generates a raw database in the layout of the public data set of podcast reviews, of any size.

The same arguments make the same rows. Reviews are written as they are made, so memory does not grow with them.
"""

import argparse
import bisect
import datetime
import itertools
import os
import random
import sqlite3
import sys

from words import CATEGORIES, FRAMES, NAMES, OPINIONS, THINGS

SCHEMA = """
CREATE TABLE podcasts (podcast_id TEXT PRIMARY KEY, itunes_id INTEGER NOT NULL, slug TEXT NOT NULL, itunes_url TEXT NOT NULL, title TEXT NOT NULL);
CREATE TABLE categories (podcast_id TEXT NOT NULL REFERENCES podcasts, category TEXT NOT NULL, PRIMARY KEY (podcast_id, category));
CREATE TABLE reviews (podcast_id TEXT NOT NULL REFERENCES podcasts, title TEXT NOT NULL, content TEXT NOT NULL, rating INTEGER NOT NULL, author_id TEXT NOT NULL, created_at TEXT NOT NULL);
CREATE TABLE runs (run_at TEXT NOT NULL, max_rowid INTEGER NOT NULL, reviews_added INTEGER NOT NULL);
"""

# How busy the days of a week are, from Monday on.
WEEK = [1.1, 1.15, 1.1, 1.0, 0.9, 0.8, 0.95]

# Of a thousand reviews, how many are sent twice, are broken, and are edited later.
TWICE, BROKEN, EDITED = 20, 5, 15

# An edit comes this many days later at most.
EDIT_DAYS = 30

ROWS_AT_ONCE = 10_000


class Podcasts:
    """Podcasts with categories. A few have most of the reviews: the popularity falls with the rank, as a power law."""

    def __init__(self, count, chance):
        names = list(CATEGORIES)
        self.rows = []
        self.categories = []
        for number in range(count):
            ident = f"{chance.getrandbits(64):016x}{number:08x}"
            title = f"The {chance.choice(NAMES)} {chance.choice(THINGS)} {number + 1}"
            # Each category has some, even if there are few podcasts.
            first = names[number % len(names)]
            others = chance.sample(names, chance.choice([0, 0, 1, 2]))
            self.rows.append((ident, 1_000_000_000 + number, f"show-{number}", f"https://podcasts.example/{number}", title))
            self.categories.append(sorted({first, *others}))
        self.weights = list(itertools.accumulate(1 / (rank + 1) ** 0.8 for rank in range(count)))

    def choose(self, chance):
        """Number of a podcast, the popular ones more often."""
        return bisect.bisect_left(self.weights, chance.random() * self.weights[-1])


def review(podcasts, number, day, chance):
    """One review of a podcast, as a row."""
    rating = chance.choices([1, 2, 3, 4, 5], [9, 4, 5, 10, 72])[0]
    phrases = CATEGORIES[chance.choice(podcasts.categories[number])]
    sentences = [
        chance.choice(FRAMES).format(phrase=chance.choice(phrases), opinion=chance.choice(OPINIONS[rating]))
        for _ in range(chance.choice([1, 1, 2, 3]))
    ]
    moment = datetime.time(chance.randrange(24), chance.randrange(60), chance.randrange(60))
    author = f"{chance.getrandbits(56):014X}"
    return (
        podcasts.rows[number][0],
        chance.choice(OPINIONS[rating]).capitalize(),
        " ".join(sentences),
        rating,
        author,
        f"{day}T{moment}-07:00",
    )


def broken(row, chance):
    """The same review, as no program should have sent it."""
    podcast, title, content, rating, author, created = row
    return chance.choice(
        [
            (podcast, title, "", rating, author, created),
            (podcast, title, content, 0, author, created),
            (podcast, title, content, "five", author, created),
            (podcast, title, content, rating, author, "yesterday"),
        ]
    )


def reviews(podcasts, days, per_day, chance):
    """All reviews, day by day."""
    edits = {}
    for day in days:
        count = round(per_day * WEEK[day.weekday()] * chance.uniform(0.9, 1.1))
        for number in (podcasts.choose(chance) for _ in range(count)):
            row = review(podcasts, number, day, chance)
            lot = chance.randrange(1000)
            yield broken(row, chance) if lot < BROKEN else row
            if BROKEN <= lot < BROKEN + TWICE:
                yield row
            elif lot >= 1000 - EDITED:
                later = day + datetime.timedelta(days=chance.randint(1, EDIT_DAYS))
                edits.setdefault(later, []).append((number, row[4]))
        # The same author again, about the same podcast, in other words.
        for number, author in edits.pop(day, []):
            edited = review(podcasts, number, day, chance)
            yield (*edited[:4], author, edited[5])


def batches(rows):
    rows = iter(rows)
    while batch := list(itertools.islice(rows, ROWS_AT_ONCE)):
        yield batch


def insert_reviews(database, rows):
    """@returns how many"""
    added = 0
    for batch in batches(rows):
        database.executemany("INSERT INTO reviews VALUES (?, ?, ?, ?, ?, ?)", batch)
        added += len(batch)
    newest = database.execute("SELECT max(rowid) FROM reviews").fetchone()[0] or 0
    run_at = database.execute("SELECT max(substr(created_at, 1, 10)) || ' 23:59:59' FROM (SELECT created_at FROM reviews WHERE rowid = ?)", [newest])
    database.execute("INSERT INTO runs VALUES (?, ?, ?)", [run_at.fetchone()[0] or "", newest, added])
    return added


def generate(path, options):
    """Writes a new database beside the old one, and replaces that."""
    chance = random.Random(options.seed)
    podcasts = Podcasts(options.podcasts, chance)
    first = options.first_day
    days = (first + datetime.timedelta(days=number) for number in range(options.days))
    scratch = f"{path}.{os.getpid()}"
    try:
        database = sqlite3.connect(scratch)
        # If it is interrupted, the file is thrown away.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.executescript(SCHEMA)
        database.executemany("INSERT INTO podcasts VALUES (?, ?, ?, ?, ?)", podcasts.rows)
        pairs = ((row[0], name) for row, names in zip(podcasts.rows, podcasts.categories) for name in names)
        database.executemany("INSERT INTO categories VALUES (?, ?)", pairs)
        added = insert_reviews(database, reviews(podcasts, days, options.reviews_per_day, chance))
        database.commit()
        database.close()
        os.replace(scratch, path)
        if not options.quiet:
            print(f"{path}: {len(podcasts.rows):,} podcasts, {added:,} reviews of {options.days:,} days", file=sys.stderr)
    finally:
        if os.path.exists(scratch):
            os.remove(scratch)


def add_late(path, options):
    """Adds reviews of a day to a database that has been generated with the same options."""
    if not os.path.exists(path):
        sys.exit(f"{path} does not exist; generate it first, without --late")
    podcasts = Podcasts(options.podcasts, random.Random(options.seed))
    chance = random.Random(f"{options.seed} {options.late}")
    database = sqlite3.connect(path)
    rows = [review(podcasts, podcasts.choose(chance), options.late, chance) for _ in range(options.reviews_per_day)]
    added = insert_reviews(database, rows)
    database.commit()
    database.close()
    if not options.quiet:
        print(f"{path}: {added:,} late reviews of {options.late}", file=sys.stderr)


def positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 on")
    return number


def main():
    parser = argparse.ArgumentParser(prog="sample", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", metavar="DATABASE", help="file to write; an old one is replaced")
    parser.add_argument("--days", type=positive, default=60, help="number of days (default: 60)")
    parser.add_argument("--first-day", type=datetime.date.fromisoformat, default=datetime.date(2020, 1, 1), help="YYYY-MM-DD (default: 2020-01-01)")
    parser.add_argument("--reviews-per-day", type=positive, default=200, help="on average (default: 200)")
    parser.add_argument("--podcasts", type=positive, default=400, help="number of podcasts (default: 400)")
    parser.add_argument("--seed", default="1", help="another seed makes other rows (default: 1)")
    parser.add_argument("--late", type=datetime.date.fromisoformat, metavar="DAY", help="instead of a new database, add a day's reviews that come late")
    parser.add_argument("--quiet", action="store_true", help="print nothing")
    options = parser.parse_args()
    # `bazel run` starts programs elsewhere.
    path = os.path.join(os.environ.get("BUILD_WORKING_DIRECTORY", ""), options.out)
    if options.late:
        add_late(path, options)
    else:
        generate(path, options)


if __name__ == "__main__":
    main()
