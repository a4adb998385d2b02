"""Expansion of $(location ...) and Make variables in attribute values."""

def expand(ctx, attribute, value, targets, variables = {}):
    """Expands the locations of targets, then Make variables.

    Args:
        ctx: the rule context
        attribute: the attribute the value comes from, for error messages
        value: the string to expand
        targets: targets whose locations may be named
        variables: further Make variables

    Returns:
        The expanded string.
    """
    return ctx.expand_make_variables(attribute, ctx.expand_location(value, targets), variables)
