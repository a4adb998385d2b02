"""Parses refs, and checks their months and airports."""

import datetime
import re
import sys

# The last day is 30 June, because the data has only six flights on 1 July, all at midnight.
_FIRST_DAY = datetime.date(2001, 1, 1)
_LAST_DAY = datetime.date(2001, 6, 30)

DAYS = [
    (_FIRST_DAY + datetime.timedelta(days=n)).isoformat()
    for n in range((_LAST_DAY - _FIRST_DAY).days + 1)
]
MONTHS = sorted({day[:7] for day in DAYS})

# The twelve busiest airports of the half year, by departures. Reports are about these.
AIRPORTS = ["ORD", "DFW", "ATL", "LAX", "PHX", "STL", "DTW", "MSP", "LAS", "DEN", "BOS", "IAH"]


def days_of(month):
    """Every day of a month, in order."""
    return [day for day in DAYS if day.startswith(month + "-")]


def parse_airport_month(ref):
    """'airport_month/airport=ORD/month=2001-01' -> ('ORD', '2001-01'), or None."""
    match = re.fullmatch(r"airport_month/airport=([A-Z0-9]{3})/month=([0-9-]{7})", ref)
    return match.groups() if match and match[2] in MONTHS else None


def parse_report(ref):
    """'report/month=2001-01' -> '2001-01', or None."""
    match = re.fullmatch(r"report/month=([0-9-]{7})", ref)
    return match[1] if match and match[1] in MONTHS else None


def parse_all(refs, parse, shape):
    """Parses all refs. If the data has no such partition for some of them, names these and exits with 2."""
    strangers = [ref for ref in refs if parse(ref) is None]
    for ref in strangers:
        print(f"{ref}: no such partition; give {shape}, months {MONTHS[0]} to {MONTHS[-1]}", file=sys.stderr)
    if strangers:
        sys.exit(2)
    return [parse(ref) for ref in refs]
