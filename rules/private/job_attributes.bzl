"""The attributes of `databuild_job`, as four tables.

To add an attribute, add a row. It becomes an attribute of the rule, a field of
`DatabuildJobInfo` and a key of the job's object in the descriptor.
"""

load(":checks.bzl", "batch_size", "job_engine_options", "not_negative", "one_of", "resource_counts", "some_of", "version")
load(":durations.bzl", "milliseconds", "milliseconds_or_none")
load(":template.bzl", "patterns")

def _executable(doc, mandatory = True):
    """One executable of a job.

    Args:
      doc: Documentation of the attribute.
      mandatory: Whether every job has one. If a job does not, the descriptor leaves out the key.

    Returns:
      A row of `JOB_EXECUTABLES`.
    """
    return struct(
        doc = doc,
        mandatory = mandatory,
    )

def _digest(executable, key):
    """The code digest of one executable, if the job has it.

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
    """One setting of a job that is a plain value.

    Args:
      key: Its name in the descriptor.
      attribute: The function that creates the attribute, such as `attr.string`.
      doc: Its documentation.
      read: Called with the rule context, the attribute name and the value of the attribute; returns the value for the descriptor
        and the provider, and fails if the value is invalid. If it
        returns `None`, the descriptor leaves out the key.
      default: The value if the BUILD file gives none.
      field_doc: Documentation of the provider's field, if the field holds something other than the attribute.
      in_rule: Name of the attribute in the rule, if it cannot be the name in BUILD files; the macro translates.

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

def _template_part(key, attribute, doc, is_ref = False):
    """One part of the configs of a job that has no configure program.

    Args:
      key: Its name in the template of the descriptor.
      attribute: The function that creates the attribute, such as `attr.string_list`.
      doc: Its documentation.
      is_ref: Whether its texts are refs once the names are filled in.

    Returns:
      A row of `JOB_TEMPLATE`.
    """
    return struct(
        attribute = attribute(doc = doc),
        is_ref = is_ref,
        key = key,
    )

# Attribute name to `_executable`. The descriptor holds the rlocation path under the same name.
JOB_EXECUTABLES = {
    "check": _executable(
        doc = "Executable that is called with the outputs of a config after its run. If it fails, the task has failed.",
        mandatory = False,
    ),
    "configure": _executable(
        doc = "Executable that is called with partition refs and prints a JSON array of job configs that build them.",
        mandatory = False,
    ),
    "digest": _executable(
        doc = "Executable that is called with the outputs of a config after its run and check, for outputs whose digests the run did not report. Prints a JSON object: ref to digest.",
        mandatory = False,
    ),
    "run": _executable("Executable that is called with the args and env of one job config and builds the outputs of that config."),
}

# Provider field to `_digest`. The descriptor holds the rlocation path.
JOB_DIGESTS = {
    "configure_digest": _digest("configure", "configureDigest"),
    "run_digest": _digest("run", "runDigest"),
}

# Attribute name to `_setting`.
JOB_SETTINGS = {
    "batch": _setting(
        key = "batch",
        attribute = attr.int,
        doc = "How many tasks one call of `run` does at most. If it is more than 1, `run` finds its tasks in the file that `DATABUILD_BATCH_FILE` names, even if there is only one.",
        field_doc = "How many tasks one call of `run` does at most; `None` if it does one at a time.",
        read = batch_size,
        default = 1,
    ),
    "engine_options": _setting(
        key = "engineOptions",
        # As for resources, the macro writes numbers as strings.
        attribute = attr.string_dict,
        doc = "Options of the engine that runs the tasks of this job: names to values.",
        field_doc = "`dict` of the options of the engine that runs the tasks of the job, as strings; `None` if it has none.",
        read = job_engine_options,
        default = {},
    ),
    "expected_duration": _setting(
        key = "expectedDurationMs",
        attribute = attr.string,
        doc = "How long a task takes, such as `2m`, used until the catalog has recorded runs. By default unknown.",
        field_doc = "How long a task takes, in milliseconds; 0 if unknown.",
        read = milliseconds_or_none,
        default = "",
    ),
    "makes": _setting(
        key = "makes",
        attribute = attr.string_list,
        doc = "Patterns of the refs that this job makes, such as `delays/day={day}`. A `{name}` stands for one or more characters of one segment. If every job of a graph has patterns, the graph needs no `lookup`.",
        field_doc = "`list` of the patterns of the refs that the job makes, or `None`.",
        read = patterns,
        default = [],
    ),
    "refs_from": _setting(
        key = "refsFrom",
        attribute = attr.string,
        doc = "How `configure` gets its refs: `args` (each ref is an argument) or `stdin` (one ref per line, any number of refs).",
        read = one_of("args", "stdin"),
        default = "args",
    ),
    "resources": _setting(
        key = "resources",
        # Bazel has no attribute for a dict of numbers, so the macro writes them as strings.
        attribute = attr.string_dict,
        doc = "How much a running task uses of `cpu` (processors), `memory_mb` and other resources: names to whole numbers.",
        read = resource_counts,
        default = {},
    ),
    "retries": _setting(
        key = "retries",
        attribute = attr.int,
        doc = "How often a failed task is retried.",
        read = not_negative,
        default = 0,
    ),
    "retry_delay": _setting(
        key = "retryDelayMs",
        attribute = attr.string,
        doc = "Wait before the first retry, such as `500ms` or `10s`. It doubles with each further retry.",
        field_doc = "Wait before the first retry, in milliseconds.",
        read = milliseconds,
        default = "1s",
    ),
    "timeout": _setting(
        key = "timeoutMs",
        attribute = attr.string,
        doc = "Set by the macro, from `timeout`.",
        field_doc = "Time limit of one attempt, in milliseconds; 0 if there is no limit.",
        # Bazel treats any attribute `timeout` as that of a test, and crashes if it can be a `select`.
        in_rule = "attempt_timeout",
        read = milliseconds_or_none,
        default = "",
    ),
    "validity": _setting(
        key = "validity",
        attribute = attr.string,
        doc = "What makes a partition valid: `presence` (it exists), `version` (it was built by the same major versions, its own and upstream) or `content` (also by the same code, arguments and variables).",
        read = one_of("presence", "version", "content"),
        default = "version",
    ),
    "version": _setting(
        key = "version",
        attribute = attr.string,
        doc = "Version of the data that this job makes, `MAJOR.MINOR.PATCH` in plain numbers. A new major version makes older partitions stale; a new minor or patch version does not.",
        read = version,
        default = "0.0.0",
    ),
    "worker": _setting(
        key = "workers",
        attribute = attr.string_list,
        doc = "Which programs are persistent workers: `configure`, `run` or both.",
        field_doc = "The programs that are persistent workers, sorted: `configure`, `run`; `None` if none is.",
        read = some_of("configure", "run"),
        default = [],
    ),
}

# Attribute name to `_template_part`. A job with a configure program has none of them.
JOB_TEMPLATE = {
    "args": _template_part(
        key = "args",
        attribute = attr.string_list,
        doc = "Without `configure`: the arguments of `run`, such as `--month={month}`. A `{name}` stands for the text that the pattern in `makes` has there; `{{` and `}}` stand for one brace each.",
    ),
    "env": _template_part(
        key = "env",
        attribute = attr.string_dict,
        doc = "Without `configure`: environment variables of `run`. Names are filled in the values, as in `args`.",
    ),
    "inputs": _template_part(
        key = "inputs",
        attribute = attr.string_list,
        doc = "Without `configure`: the refs that must exist first, such as `commits/month={month}`; the graph builds them if necessary. Names are filled in as in `args`.",
        is_ref = True,
    ),
    "query_inputs": _template_part(
        key = "queryInputs",
        attribute = attr.string_list,
        doc = "Without `configure`: the refs that are read as they are, and are not built because of this job. Names are filled in as in `args`.",
        is_ref = True,
    ),
}
