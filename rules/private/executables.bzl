"""Executables that a user hands to DataBuild: any language, any rule."""

load(":checks.bzl", "fail_attribute")
load(":paths.bzl", "label_string", "rlocation_path")

def executable_attr(doc, mandatory = True):
    """Declares an attribute that takes an executable of any language.

    `executable = True` is left off on purpose: Bazel's own message for a target that is not executable
    says neither which attribute was meant nor how to mend it. `resolve_executable` does.

    Args:
      doc: Documentation of the attribute.
      mandatory: Whether every target must set it.

    Returns:
      The attribute.
    """
    return attr.label(
        doc = doc,
        allow_files = True,
        # Executables ship with the graph, so they are built for the machine that will run it.
        cfg = "target",
        mandatory = mandatory,
    )

def resolve_executable(ctx, attribute):
    """Resolves an attribute made by `executable_attr`.

    Args:
      ctx: The rule context.
      attribute: Name of the attribute.

    Returns:
      A struct of `file` (the executable `File`), `rlocation_path` (where it is in a runfiles tree) and
      `runfiles` (all that it needs, itself included); `None` where the attribute is not set.
    """
    target = getattr(ctx.attr, attribute)
    if not target:
        return None
    file = target[DefaultInfo].files_to_run.executable
    if not file:
        fail_attribute(ctx, attribute, (
            "{} is not executable. Name an executable target in any language (sh_binary, py_binary, " +
            "js_binary, ...) or a script with its executable bit set; " +
            "wrap a library or a group of files in one."
        ).format(label_string(target.label)))
    return struct(
        file = file,
        rlocation_path = rlocation_path(file),
        runfiles = ctx.runfiles(files = [file]).merge(target[DefaultInfo].default_runfiles),
    )
