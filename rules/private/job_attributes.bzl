"""The attributes of `databuild_job`, as two tables.

A row here is all it takes to add an attribute: it becomes an attribute of the rule, a field of
`DatabuildJobInfo` and a key of the job's object in the descriptor.
"""

load(":checks.bzl", "check_version", "one_of")

def _setting(key, attribute, doc, check, default):
    """One plain value that a BUILD file sets on a job.

    Args:
      key: Its name in the descriptor.
      attribute: Maker of the attribute, such as `attr.string`.
      doc: Its documentation.
      check: Called with the rule context, the attribute name and the value; fails when the value is wrong.
      default: The value where the BUILD file names none.

    Returns:
      A row of `JOB_SETTINGS`.
    """
    return struct(
        attribute = attribute(doc = doc, default = default),
        check = check,
        doc = doc,
        key = key,
    )

# Attribute name to documentation. The descriptor holds the rlocation path under the same name.
JOB_EXECUTABLES = {
    "configure": "Executable that is called with partition refs and prints a JSON array of job configs that produce them.",
    "run": "Executable that is called with the args and env of one job config and makes that config's outputs.",
}

# Attribute name to `_setting`.
JOB_SETTINGS = {
    "refs_from": _setting(
        key = "refsFrom",
        attribute = attr.string,
        doc = "How `configure` takes its refs: `args` (each one an argument) or `stdin` (one a line, for any number of them).",
        check = one_of("args", "stdin"),
        default = "args",
    ),
    "version": _setting(
        key = "version",
        attribute = attr.string,
        doc = "Version of the data that this job makes, `MAJOR.MINOR.PATCH`. A new major invalidates the partitions made before; a minor or patch does not.",
        check = check_version,
        default = "0.0.0",
    ),
}
