"""Checks of attribute values: each fails with the target, the attribute and the fix."""

load(":paths.bzl", "label_string")

def fail_attribute(ctx, attribute, message):
    """Fails the analysis of a target because of one of its attributes.

    Args:
      ctx: The rule context.
      attribute: Name of the attribute, as written in the BUILD file.
      message: What is wrong, then how to fix it.
    """
    fail("\n{}: attribute \"{}\": {}\n".format(label_string(ctx.label), attribute, message))

def version(ctx, attribute, value):
    """Fails unless a data version is `MAJOR.MINOR.PATCH`.

    Args:
      ctx: The rule context.
      attribute: Name of the attribute with the version.
      value: The version.

    Returns:
      The version.
    """
    parts = value.split(".")
    if len(parts) != 3 or not all([_is_version_number(part) for part in parts]):
        fail_attribute(ctx, attribute, (
            "\"{}\" is not a data version. Write MAJOR.MINOR.PATCH in plain numbers, such as \"1.2.0\": " +
            "no leading zeros, no pre-release and no build suffix."
        ).format(value))
    return value

def _is_version_number(part):
    return part.isdigit() and (part == "0" or not part.startswith("0"))

def one_of(*allowed):
    """Makes a check that accepts only certain strings.

    Args:
      *allowed: The accepted values.

    Returns:
      A check, to be called with the rule context, the attribute name and its value; it returns the value.
    """

    def check(ctx, attribute, value):
        if value not in allowed:
            fail_attribute(ctx, attribute, "\"{}\" is not a valid value. Use {}.".format(
                value,
                " or ".join(["\"{}\"".format(choice) for choice in allowed]),
            ))
        return value

    return check

def some_of(*allowed):
    """Makes a check that accepts a list of certain strings.

    Args:
      *allowed: The accepted values.

    Returns:
      A check, to be called with the rule context, the attribute name and its value; it returns the values, sorted, or
      `None` if there are none.
    """
    check_one = one_of(*allowed)

    def check(ctx, attribute, value):
        return sorted({check_one(ctx, attribute, choice): True for choice in value}) or None

    return check

def not_negative(ctx, attribute, value):
    """Fails when a number is negative.

    Args:
      ctx: The rule context.
      attribute: Name of the attribute.
      value: The number.

    Returns:
      The number.
    """
    if value < 0:
        fail_attribute(ctx, attribute, "{} is negative. Write 0 or more.".format(value))
    return value

def batch_size(ctx, attribute, value):
    """Reads how many tasks one run does at most, or fails.

    Args:
      ctx: The rule context.
      attribute: Name of the attribute.
      value: The number.

    Returns:
      The number; `None` if the job takes no batches.
    """
    if value < 1:
        fail_attribute(ctx, attribute, "{} is not a number of tasks. Write 2 or more, or 1 for no batches.".format(value))
    return value if value > 1 else None

# The same maximum as for integer attributes.
_LARGEST_COUNT = 2147483647

def resource_counts(ctx, attribute, value):
    """Reads how much of each resource a job uses, or fails.

    Args:
      ctx: The rule context.
      attribute: Name of the attribute.
      value: Names to numbers, which are strings.

    Returns:
      Names to numbers.
    """
    for name, count in value.items():
        if not _is_resource_name(name):
            fail_attribute(ctx, attribute, (
                "\"{}\" is not a resource name. Write a lowercase letter, then lowercase letters, digits and underscores, " +
                "such as \"cpu\", \"memory_mb\" or \"gpu\"."
            ).format(name))
        if not count.isdigit() or int(count) > _LARGEST_COUNT:
            fail_attribute(ctx, attribute, "\"{}\": {} is not a count. Write a whole number from 0 to {}.".format(
                name,
                count,
                _LARGEST_COUNT,
            ))
    return {name: int(count) for name, count in value.items()}

def _is_resource_name(name):
    letters = "abcdefghijklmnopqrstuvwxyz"
    return name and name[0] in letters and all([char in letters + "0123456789_" for char in name.elems()])

# The options of engines: name to whether the value is a whole number. tools/driver/engine_options.ts reads them.
_ENGINE_OPTIONS = {
    "account": False,
    "claim": False,
    "context": False,
    "extended-resources": False,
    "image": False,
    "kubeconfig": False,
    "lost-after": True,
    "mount": False,
    "namespace": False,
    "node-selector": False,
    "pack-seconds": True,
    "partition": False,
    "pull-secret": False,
    "qos": False,
    "service-account": False,
    "slack-minutes": True,
    "tolerations": False,
}

# These are of a whole build.
_GRAPH_ENGINE_OPTIONS = ["claim", "context", "extended-resources", "kubeconfig", "lost-after", "mount", "namespace"]

def engine_options(ctx, attribute, value):
    """Checks the engine options of a graph, or fails.

    Args:
      ctx: The rule context.
      attribute: Name of the attribute.
      value: Names to values, which are strings.

    Returns:
      Names to values; `None` if there are none.
    """
    return _check_engine_options(ctx, attribute, value, _ENGINE_OPTIONS.keys())

def job_engine_options(ctx, attribute, value):
    """Checks the engine options of a job, or fails.

    Args:
      ctx: The rule context.
      attribute: Name of the attribute.
      value: Names to values, which are strings.

    Returns:
      Names to values; `None` if there are none.
    """
    for name in _GRAPH_ENGINE_OPTIONS:
        if name in value:
            fail_attribute(ctx, attribute, "\"{}\" is an option of a whole build. Move it to the graph.".format(name))
    return _check_engine_options(ctx, attribute, value, [name for name in _ENGINE_OPTIONS if name not in _GRAPH_ENGINE_OPTIONS])

def _check_engine_options(ctx, attribute, value, known):
    for name, text in value.items():
        if name not in known:
            fail_attribute(ctx, attribute, "\"{}\" is not an option of an engine. Use {}.".format(
                name,
                " or ".join(["\"{}\"".format(option) for option in known]),
            ))
        if _ENGINE_OPTIONS[name]:
            if not text.isdigit() or len(text) > 6:
                fail_attribute(ctx, attribute, "\"{}\": \"{}\" is not a number. Write a whole number from 0 to 999999.".format(name, text))
        elif not text or text != text.strip() or "\n" in text:
            fail_attribute(ctx, attribute, "\"{}\": \"{}\" is not a name. Write it without white space around it, or remove the option.".format(name, text))
    return dict(value) or None
