"""Checks of attribute values: each fails with the target, the attribute and the fix."""

load(":paths.bzl", "label_string")

def fail_attribute(ctx, attribute, message):
    """Fails the analysis of a target because of one of its attributes.

    Args:
      ctx: The rule context.
      attribute: Name of the attribute, as written in the BUILD file.
      message: What is wrong, then how to mend it.
    """
    fail("\n{}: attribute \"{}\": {}\n".format(label_string(ctx.label), attribute, message))

def check_version(ctx, attribute, value):
    """Fails unless a data version is `MAJOR.MINOR.PATCH`.

    Args:
      ctx: The rule context.
      attribute: Name of the attribute that holds the version.
      value: The version.
    """
    parts = value.split(".")
    if len(parts) == 3 and all([_is_version_number(part) for part in parts]):
        return
    fail_attribute(ctx, attribute, (
        "\"{}\" is not a data version. Write MAJOR.MINOR.PATCH in plain numbers, such as \"1.2.0\": " +
        "no leading zeros, no pre-release and no build suffix."
    ).format(value))

def _is_version_number(part):
    return part.isdigit() and (part == "0" or not part.startswith("0"))

def one_of(*allowed):
    """Makes a check that accepts a closed set of strings.

    Args:
      *allowed: The accepted values.

    Returns:
      A check, to be called with the rule context, the attribute name and its value.
    """

    def check(ctx, attribute, value):
        if value not in allowed:
            fail_attribute(ctx, attribute, "\"{}\" is not a choice here. Use {}.".format(
                value,
                " or ".join(["\"{}\"".format(choice) for choice in allowed]),
            ))

    return check
