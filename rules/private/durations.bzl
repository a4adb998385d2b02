"""Durations, as BUILD files write them: `10s`."""

load(":checks.bzl", "fail_attribute")

# In milliseconds. "ms" must come before "s", which it ends with.
_UNITS = {
    "ms": 1,
    "s": 1000,
    "m": 60 * 1000,
    "h": 60 * 60 * 1000,
}

# The longest timer of Node, almost 25 days.
_LONGEST_MS = 2147483647

def milliseconds(ctx, attribute, value):
    """Reads a duration, or fails.

    Args:
      ctx: The rule context.
      attribute: Name of the attribute.
      value: A whole number and a unit: `500ms`, `10s`, `2m`, `1h`.

    Returns:
      Milliseconds.
    """
    for unit, factor in _UNITS.items():
        number = value.removesuffix(unit)
        if number != value and number.isdigit():
            duration = int(number) * factor
            if duration > _LONGEST_MS:
                fail_attribute(ctx, attribute, "\"{}\" is longer than 24 days, the limit. Write a shorter duration.".format(value))
            return duration
    fail_attribute(ctx, attribute, (
        "\"{}\" is not a duration. Write a whole number and a unit, ms, s, m or h, such as \"500ms\", \"10s\" or \"2m\"."
    ).format(value))
    return None

def milliseconds_or_none(ctx, attribute, value):
    """Reads a duration that may be left out, or fails.

    Args:
      ctx: The rule context.
      attribute: Name of the attribute.
      value: As for `milliseconds`, but not zero; or an empty string.

    Returns:
      Milliseconds; 0 for an empty string.
    """
    if not value:
        return 0
    duration = milliseconds(ctx, attribute, value)
    if duration == 0:
        fail_attribute(ctx, attribute, "\"{}\" is not longer than 0. Write a longer duration, or remove the attribute.".format(value))
    return duration
