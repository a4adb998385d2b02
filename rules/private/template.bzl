"""What a job says about its refs and configs in its BUILD file, in place of programs."""

load(":checks.bzl", "fail_attribute")
load(":patterns.bzl", "is_variable_name", "read_pattern", "read_text")

def patterns(ctx, attribute, value):
    """Reads the patterns of the refs that a job makes, or fails.

    Args:
      ctx: The rule context.
      attribute: Name of the attribute.
      value: The patterns.

    Returns:
      The patterns; `None` if there are none.
    """
    for position, text in enumerate(value):
        problem = read_pattern(text).problem
        if problem:
            fail_attribute(ctx, attribute, "\"{}\" {}".format(text, problem))
        if value.index(text) != position:
            fail_attribute(ctx, attribute, "\"{}\" is listed twice. List it once.".format(text))
    return value or None

def read_template(ctx, parts, makes):
    """Reads what the configs of a job without a configure program consist of, or fails.

    Args:
      ctx: The rule context, of a rule with the attributes of `parts` and `configure`.
      parts: `JOB_TEMPLATE`.
      makes: What `patterns` returned.

    Returns:
      The template, as the descriptor holds it; `None` if the job has a configure program.
    """
    if ctx.attr.configure:
        for attribute in parts:
            if getattr(ctx.attr, attribute):
                fail_attribute(ctx, attribute, "the job has a configure program, which prints this for each config. Remove the attribute, or remove configure.")
        return None
    if not makes:
        fail_attribute(ctx, "configure", "it is missing, and so is \"makes\". Name a configure program, or list in \"makes\" the patterns of the refs that the job makes.")
    bound_by = {text: read_pattern(text).names for text in makes}
    template = {}
    for attribute, part in parts.items():
        value = getattr(ctx.attr, attribute)
        for text in value.values() if type(value) == "dict" else value:
            _check_text(ctx, attribute, text, part.is_ref, bound_by)
        template[part.key] = value
    for name in ctx.attr.env:
        if not is_variable_name(name):
            fail_attribute(ctx, "env", "\"{}\" is not the name of a variable. Write letters, digits and underscores, and no digit first.".format(name))
    return template

def _check_text(ctx, attribute, text, is_ref, bound_by):
    read = read_text(text, is_ref)
    if read.problem:
        fail_attribute(ctx, attribute, "\"{}\" {}".format(text, read.problem))
    for name in read.names:
        for pattern, names in bound_by.items():
            if name not in names:
                fail_attribute(ctx, attribute, (
                    "\"{}\" uses {{{}}}, but \"{}\" in \"makes\" does not have that name. " +
                    "Every pattern in \"makes\" must have it."
                ).format(text, name, pattern))
