"""The descriptor: describes a target to the DataBuild tools, as one JSON document written at analysis time."""

load(":paths.bzl", "label_string")

_SCHEMA_VERSION = 1

def write_descriptor(ctx, kind, **content):
    """Declares the descriptor of a target.

    Args:
      ctx: The rule context.
      kind: `job`, `graph` or `service`.
      **content: The keys that this kind adds.

    Returns:
      The descriptor `File`.
    """
    descriptor = ctx.actions.declare_file(ctx.label.name + ".databuild.json")
    ctx.actions.write(descriptor, json.encode({
        "kind": kind,
        "label": label_string(ctx.label),
        "package": ctx.label.package,
        "schemaVersion": _SCHEMA_VERSION,
    } | content) + "\n")
    return descriptor
