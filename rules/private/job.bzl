"""Implementation of the rule behind `databuild_job`."""

load("//rules:providers.bzl", "DatabuildJobInfo")
load(":checks.bzl", "fail_attribute")
load(":descriptor.bzl", "write_descriptor")
load(":digest.bzl", "DIGEST_ATTRS", "DIGEST_TOOLCHAINS", "code_digest")
load(":executables.bzl", "EXECUTABLE_ATTRS", "executable_attr", "resolve_executable")
load(":job_attributes.bzl", "JOB_DIGESTS", "JOB_EXECUTABLES", "JOB_SETTINGS", "JOB_TEMPLATE")
load(":paths.bzl", "label_string", "rlocation_path")
load(":template.bzl", "read_template")

_DOC = """\
How to build partitions, given their refs.

Building the target writes its descriptor. The executables beside it (`:name.cfg`, `:name.exec`) read the descriptor.
"""

_ATTRS = {
    name: executable_attr(row.doc, mandatory = row.mandatory)
    for name, row in JOB_EXECUTABLES.items()
} | {
    setting.in_rule or name: setting.attribute
    for name, setting in JOB_SETTINGS.items()
} | {
    name: part.attribute
    for name, part in JOB_TEMPLATE.items()
} | DIGEST_ATTRS | EXECUTABLE_ATTRS

def _databuild_job_impl(ctx):
    executables = {name: resolve_executable(ctx, name) for name in JOB_EXECUTABLES}
    given = {name: executable for name, executable in executables.items() if executable}
    digests = {
        name: code_digest(ctx, executables[row.executable], row.executable) if executables[row.executable] else None
        for name, row in JOB_DIGESTS.items()
    }
    digest_files = [digest for digest in digests.values() if digest]
    settings = {
        name: setting.read(ctx, name, getattr(ctx.attr, setting.in_rule or name))
        for name, setting in JOB_SETTINGS.items()
    }
    for program in settings["worker"] or []:
        if program not in given:
            fail_attribute(ctx, "worker", "the job has no program \"{}\" that could be a worker. Take it off the list.".format(program))
    template = read_template(ctx, JOB_TEMPLATE, settings["makes"])
    if template and settings["refs_from"] == "stdin":
        fail_attribute(ctx, "refs_from", "the job has no configure program that could read refs from standard input. Remove the attribute, or name a configure program.")

    entry = {"label": label_string(ctx.label)} | {
        name: executable.rlocation_path
        for name, executable in given.items()
    } | {
        JOB_DIGESTS[name].key: rlocation_path(digest)
        for name, digest in digests.items()
        if digest
    } | {
        JOB_SETTINGS[name].key: value
        for name, value in settings.items()
        if value != None
    } | ({"template": template} if template else {})
    descriptor = write_descriptor(ctx, "job", job = entry)
    runfiles = ctx.runfiles(files = digest_files).merge_all([executable.runfiles for executable in given.values()])

    return [
        DefaultInfo(
            files = depset([descriptor]),
            runfiles = runfiles.merge(ctx.runfiles(files = [descriptor])),
        ),
        OutputGroupInfo(code_digests = depset(digest_files)),
        DatabuildJobInfo(
            descriptor = descriptor,
            entry = entry,
            label = ctx.label,
            runfiles = runfiles,
            template = template,
            **(executables | digests | settings)
        ),
    ]

databuild_job = rule(
    implementation = _databuild_job_impl,
    doc = _DOC,
    attrs = _ATTRS,
    provides = [DatabuildJobInfo],
    toolchains = DIGEST_TOOLCHAINS,
)
