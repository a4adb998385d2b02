"""The attributes of `databuild_job`, as three tables.

A row here is all it takes to add an attribute: it becomes an attribute of the rule, a field of
`DatabuildJobInfo` and a key of the job's object in the descriptor.
"""

load(":checks.bzl", "not_negative", "one_of", "resource_counts", "version")
load(":durations.bzl", "milliseconds", "milliseconds_or_none")

def _executable(doc, mandatory = True):
    """One executable of a job.

    Args:
      doc: Documentation of the attribute.
      mandatory: Whether every job has one. The descriptor leaves out the key of one that it has not.

    Returns:
      A row of `JOB_EXECUTABLES`.
    """
    return struct(
        doc = doc,
        mandatory = mandatory,
    )

def _digest(executable, key):
    """The code digest of one executable.

    Args:
      executable: The name of the executable.
      key: The name of the digest in the descriptor.

    Returns:
      A row of `JOB_DIGESTS`.
    """
    return struct(
        executable = executable,
        key = key,
    )

def _setting(key, attribute, doc, read, default, field_doc = None, in_rule = None):
    """One plain value that a BUILD file sets on a job.

    Args:
      key: Its name in the descriptor.
      attribute: Maker of the attribute, such as `attr.string`.
      doc: Its documentation.
      read: Called with the rule context, the attribute name and the value of the attribute; returns what the descriptor
        and the provider hold, and fails when the value is wrong.
      default: The value where the BUILD file names none.
      field_doc: Documentation of the provider's field, where it holds something else than the attribute.
      in_rule: Name of the attribute in the rule, where it cannot be that in BUILD files; the macro translates.

    Returns:
      A row of `JOB_SETTINGS`.
    """
    return struct(
        attribute = attribute(doc = doc, default = default),
        field_doc = field_doc or doc,
        in_rule = in_rule,
        key = key,
        read = read,
    )

# Attribute name to `_executable`. The descriptor holds the rlocation path under the same name.
JOB_EXECUTABLES = {
    "check": _executable(
        doc = "Executable that is called with the outputs of a config after its run; where it fails, the task has failed.",
        mandatory = False,
    ),
    "configure": _executable("Executable that is called with partition refs and prints a JSON array of job configs that produce them."),
    "run": _executable("Executable that is called with the args and env of one job config and makes that config's outputs."),
}

# Provider field to `_digest`. The descriptor holds the rlocation path.
JOB_DIGESTS = {
    "configure_digest": _digest("configure", "configureDigest"),
    "run_digest": _digest("run", "runDigest"),
}

# Attribute name to `_setting`.
JOB_SETTINGS = {
    "expected_duration": _setting(
        key = "expectedDurationMs",
        attribute = attr.string,
        doc = "How long a task takes, such as `2m`, until the catalog knows better. By default nobody says.",
        field_doc = "How long a task takes, in milliseconds; 0: nobody says.",
        read = milliseconds_or_none,
        default = "",
    ),
    "refs_from": _setting(
        key = "refsFrom",
        attribute = attr.string,
        doc = "How `configure` takes its refs: `args` (each one an argument) or `stdin` (one a line, for any number of them).",
        read = one_of("args", "stdin"),
        default = "args",
    ),
    "resources": _setting(
        key = "resources",
        # Bazel has no attribute of numbers by name: the macro writes them as strings.
        attribute = attr.string_dict,
        doc = "What a running task takes of `cpu` (processors), `memory_mb` and whatever else is counted; whole numbers by name.",
        read = resource_counts,
        default = {},
    ),
    "retries": _setting(
        key = "retries",
        attribute = attr.int,
        doc = "How many more times a failed task is started.",
        read = not_negative,
        default = 0,
    ),
    "retry_delay": _setting(
        key = "retryDelayMs",
        attribute = attr.string,
        doc = "Wait before the first retry, such as `500ms` or `10s`; it doubles with each further one.",
        field_doc = "Wait before the first retry, in milliseconds.",
        read = milliseconds,
        default = "1s",
    ),
    "timeout": _setting(
        key = "timeoutMs",
        attribute = attr.string,
        doc = "An attempt that takes longer, such as `10m`, is ended and has failed. By default none is.",
        field_doc = "An attempt that takes longer is ended, in milliseconds; 0: none is.",
        # Bazel takes any `timeout` for that of a test, and crashes where it could be a `select`.
        in_rule = "attempt_timeout",
        read = milliseconds_or_none,
        default = "",
    ),
    "validity": _setting(
        key = "validity",
        attribute = attr.string,
        doc = "What proves that a partition need not be made again: `presence` (it was made), `version` (and no major version upstream is another since) or `content` (and no code, argument or variable is).",
        read = one_of("presence", "version", "content"),
        default = "version",
    ),
    "version": _setting(
        key = "version",
        attribute = attr.string,
        doc = "Version of the data that this job makes, `MAJOR.MINOR.PATCH`. A new major invalidates the partitions made before; a minor or patch does not.",
        read = version,
        default = "0.0.0",
    ),
}
