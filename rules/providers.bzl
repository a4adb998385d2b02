"""Providers of the DataBuild rules, for rules that build on jobs and graphs."""

load("//rules/private:job_attributes.bzl", "JOB_DIGESTS", "JOB_EXECUTABLES", "JOB_SETTINGS")

_SHARED_FIELDS = {
    "descriptor": "`File`: the JSON document that describes this target to the DataBuild tools.",
    "label": "`Label` of the target itself, even if it was reached through an alias.",
    "runfiles": "`runfiles` of every executable that the descriptor names, and their code digests; without the descriptor and the tools.",
}

_SHARED_TYPES = {
    "descriptor": "File",
    "label": "Label",
    "runfiles": "runfiles",
}

def _checked(provider, expected, fields):
    """Returns `fields` after checking that exactly the expected ones are there, shared ones of the right type."""
    missing = [name for name in expected if name not in fields]
    unknown = [name for name in fields if name not in expected]
    if missing or unknown:
        fail("{}: missing fields {}, unknown fields {}".format(provider, missing, unknown))
    for name, wanted in _SHARED_TYPES.items():
        found = type(fields[name])
        if found != wanted:
            fail("{}: field \"{}\" must be a {}, not a {}".format(provider, name, wanted, found))
    return fields

_JOB_FIELDS = _SHARED_FIELDS | {
    "entry": "`dict`: the object that describes this job in any descriptor.",
    "template": "`dict`: what the configs of the job consist of, as in the descriptor; `None` if it has a configure program.",
} | {
    name: "`struct` of `file` and `rlocation_path`{}. {}".format("" if row.mandatory else ", or `None`", row.doc)
    for name, row in JOB_EXECUTABLES.items()
} | {
    name: "`File`: one line, SHA-256 over the whole runfiles of `{}`, in hexadecimal digits{}.".format(
        row.executable,
        "" if JOB_EXECUTABLES[row.executable].mandatory else "; `None` if there is none",
    )
    for name, row in JOB_DIGESTS.items()
} | {
    name: setting.field_doc
    for name, setting in JOB_SETTINGS.items()
}

def _init_job_info(**fields):
    return _checked("DatabuildJobInfo", _JOB_FIELDS, fields)

DatabuildJobInfo, _new_job_info = provider(
    doc = "A job: how to build partitions, given their refs.",
    fields = _JOB_FIELDS,
    init = _init_job_info,
)

_GRAPH_FIELDS = _SHARED_FIELDS | {
    "jobs": "`list` of the `DatabuildJobInfo` of every job, in the order of the BUILD file.",
    "lookup": "`struct` of `file` and `rlocation_path`: the executable that maps refs to jobs; `None` if the patterns of the jobs do.",
    "lookup_digest": "`File`: one line, SHA-256 over the whole runfiles of `lookup`, in hexadecimal digits; `None` if there is none.",
    "partitions": "`struct` of `file` and `rlocation_path`: the executable that lists the refs that ought to exist; `None` if there is none.",
}

def _init_graph_info(**fields):
    return _checked("DatabuildGraphInfo", _GRAPH_FIELDS, fields)

DatabuildGraphInfo, _new_graph_info = provider(
    doc = "A graph: jobs, and the executable that says which job makes which ref, if there is one.",
    fields = _GRAPH_FIELDS,
    init = _init_graph_info,
)
