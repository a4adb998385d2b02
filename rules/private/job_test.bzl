"""Implementation of the rule behind `databuild_job_test`."""

load("//rules:providers.bzl", "DatabuildJobInfo")
load(":checks.bzl", "fail_attribute", "one_of")
load(":launcher.bzl", "LAUNCHER_TOOLCHAINS", "TOOLS", "launch", "launcher_attrs")
load(":paths.bzl", "label_string", "rlocation_path")

_SAME = one_of("bytes", "names")

def _check_path(ctx, attribute, path):
    """Fails unless a path stays in the data directory."""
    if not path or path.startswith("/") or ".." in path.split("/"):
        fail_attribute(ctx, attribute, "\"{}\" is not a path in the data directory. Write a relative path without \"..\".".format(path))
    return path

def _fixtures(ctx):
    """Returns the fixtures: path in the data directory to `File`."""
    fixtures = {}
    for target, paths in ctx.attr.fixtures.items():
        files = target[DefaultInfo].files.to_list()
        if len(files) != 1:
            fail_attribute(ctx, "fixtures", "{} has {} files. Name targets that have one file.".format(label_string(target.label), len(files)))
        for path in json.decode(paths):
            fixtures[_check_path(ctx, "fixtures", path)] = files[0]
    return fixtures

def _job_test_impl(ctx):
    if not ctx.attr.refs:
        fail_attribute(ctx, "refs", "it is empty, so there is nothing to test. List partition refs that the job makes.")
    fixtures = _fixtures(ctx)
    trial = ctx.actions.declare_file(ctx.label.name + ".json")
    ctx.actions.write(trial, json.encode_indent({
        "schemaVersion": 1,
        "label": label_string(ctx.label),
        "refs": ctx.attr.refs,
        "badRefs": ctx.attr.bad_refs,
        "fixtures": {path: rlocation_path(file) for path, file in fixtures.items()},
        "files": [_check_path(ctx, "files", path) for path in ctx.attr.expected_files],
        "same": _SAME(ctx, "same", ctx.attr.same),
        "env": ctx.attr.program_env,
    }) + "\n")
    return [launch(
        ctx,
        "job-test",
        arguments = [rlocation_path(trial)],
        files = [trial] + fixtures.values(),
    )]

job_test = rule(
    implementation = _job_test_impl,
    doc = "Checks that a job does what every job must do.",
    attrs = launcher_attrs(TOOLS, providers = [DatabuildJobInfo]) | {
        "bad_refs": attr.string_list(
            doc = "Partition refs that the job must refuse, or fail to make.",
        ),
        "expected_files": attr.string_list(
            doc = "Paths in the data directory that must exist after the run.",
        ),
        "fixtures": attr.label_keyed_string_dict(
            doc = "Files that are in the data directory before the run: a target with one file to its paths, as a JSON array.",
            allow_files = True,
        ),
        "program_env": attr.string_dict(
            doc = "Variables for the programs of the job.",
        ),
        "refs": attr.string_list(
            doc = "Partition refs that the job makes.",
            mandatory = True,
        ),
        "same": attr.string(
            doc = "What a second run has to leave as it was: `bytes` of all files, or only their `names`.",
            default = "bytes",
        ),
    },
    test = True,
    toolchains = LAUNCHER_TOOLCHAINS,
)
