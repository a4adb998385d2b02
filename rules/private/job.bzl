"""Implementation of the rule behind `databuild_job`."""

load("//rules:providers.bzl", "DatabuildJobInfo")
load(":descriptor.bzl", "write_descriptor")
load(":executables.bzl", "executable_attr", "resolve_executable")
load(":job_attributes.bzl", "JOB_EXECUTABLES", "JOB_SETTINGS")
load(":paths.bzl", "label_string")

_DOC = """\
How to make some partitions, given their refs.

Building the target makes its descriptor. The executables beside it (`:name.cfg`, `:name.exec`) act on it.
"""

_ATTRS = {
    name: executable_attr(doc)
    for name, doc in JOB_EXECUTABLES.items()
} | {
    name: setting.attribute
    for name, setting in JOB_SETTINGS.items()
}

def _databuild_job_impl(ctx):
    executables = {name: resolve_executable(ctx, name) for name in JOB_EXECUTABLES}
    settings = {name: getattr(ctx.attr, name) for name in JOB_SETTINGS}
    for name, value in settings.items():
        JOB_SETTINGS[name].check(ctx, name, value)

    entry = {"label": label_string(ctx.label)} | {
        name: executable.rlocation_path
        for name, executable in executables.items()
    } | {
        JOB_SETTINGS[name].key: value
        for name, value in settings.items()
    }
    descriptor = write_descriptor(ctx, "job", job = entry)
    runfiles = ctx.runfiles().merge_all([executable.runfiles for executable in executables.values()])

    return [
        DefaultInfo(
            files = depset([descriptor]),
            runfiles = runfiles.merge(ctx.runfiles(files = [descriptor])),
        ),
        DatabuildJobInfo(
            descriptor = descriptor,
            entry = entry,
            label = ctx.label,
            runfiles = runfiles,
            **(executables | settings)
        ),
    ]

databuild_job = rule(
    implementation = _databuild_job_impl,
    doc = _DOC,
    attrs = _ATTRS,
    provides = [DatabuildJobInfo],
)
