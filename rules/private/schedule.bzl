"""Schedules of triggers: fields of cron, and the names of time zones."""

def _field(name, first, last, names = [], has_last = False):
    return struct(first = first, has_last = has_last, last = last, name = name, names = names)

_SECOND = _field("second", 0, 59)
_FIELDS = [
    _field("minute", 0, 59),
    _field("hour", 0, 23),
    _field("day of month", 1, 31, has_last = True),
    _field("month", 1, 12, names = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]),
    # Sunday is both 0 and 7.
    _field("day of week", 0, 7, names = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]),
]

# Of Vixie cron, without @reboot, which is not a time. tools/service/triggers/schedule.ts has the same.
_NICKNAMES = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]

def schedule_problem(text):
    """Finds what is wrong with a schedule, as far as one can tell without a calendar.

    Args:
      text: Five fields of cron, such as `0 6 * * MON-FRI`, or six, of which the first is seconds, or a nickname such as `@daily`.

    Returns:
      What is wrong and how to correct it, to follow the text, or `None`.
    """
    if text.startswith("@"):
        return None if text in _NICKNAMES else "is not a nickname of a schedule. Write one of {}, or the fields of cron.".format(", ".join(_NICKNAMES))
    written = text.split(" ")
    fields = _FIELDS if len(written) == 5 else [_SECOND] + _FIELDS
    if len(written) != len(fields) or "" in written:
        return "is not a schedule. Write minute, hour, day of month, month and day of week with one space between them, such as \"0 6 * * *\"."
    for field, value in zip(fields, written):
        for item in value.split(","):
            problem = _item_problem(field, item)
            if problem:
                return "has the %s \"%s\", %s" % (field.name, value, problem)
    return None

def _item_problem(field, item):
    """Returns what is wrong with one item of a field, or `None`."""
    base, slash, step = item.partition("/")
    if slash and not (step.isdigit() and 0 < int(step) and int(step) <= field.last):
        return "whose step is not a number from 1 to %d." % field.last
    if base == "*" or (base == "L" and field.has_last and not slash):
        return None
    first, dash, last = base.partition("-")
    bounds = [_number(field, bound) for bound in ([first, last] if dash else [first])]
    if None in bounds:
        return "which is not *, a number from %d to %d%s, a range such as %d-%d, or a list of them." % (
            field.first,
            field.last,
            " or a name such as " + field.names[1] if field.names else ", or L" if field.has_last else "",
            field.first,
            field.last,
        )
    if dash and bounds[0] > bounds[1]:
        return "whose range ends before it begins."
    return None

def _number(field, text):
    """Returns the number that a text stands for; `None` if it stands for none of this field."""
    if text.upper() in field.names:
        return field.names.index(text.upper()) + (1 if field.first == 1 else 0)
    if not text.isdigit():
        return None
    number = int(text)
    return number if field.first <= number and number <= field.last else None

_ZONE_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-"

def timezone_problem(text):
    """Finds what is wrong with the name of a time zone, as far as one can tell without a list of them.

    Args:
      text: Such as `America/New_York`, or `UTC`.

    Returns:
      As `schedule_problem`.
    """
    parts = text.split("/")
    known = text == "UTC" or len(parts) in [2, 3]
    if not known or not all([part and part[0].isalpha() and not part.strip(_ZONE_CHARACTERS) for part in parts]):
        return "is not the name of a time zone. Write an area and a city, such as \"America/New_York\", or \"UTC\"."
    return None
