"""Implementation of the rules behind `databuild_plan_test`."""

load("//rules:providers.bzl", "DatabuildGraphInfo")
load(":checks.bzl", "fail_attribute")
load(":launcher.bzl", "LAUNCHER_TOOLCHAINS", "TOOLS", "launch", "launcher_attrs")
load(":paths.bzl", "label_string", "rlocation_path")

_ATTRS = launcher_attrs(TOOLS, providers = [DatabuildGraphInfo]) | {
    "expected": attr.string(
        doc = "Path of the golden file in the package.",
        mandatory = True,
    ),
    "refs": attr.string_list(
        doc = "The partition refs whose plan is pinned.",
        mandatory = True,
    ),
}

def _arguments(ctx, test, golden):
    """Returns the arguments of the tools: the test, the paths of the file in workspace and runfiles, and the refs."""
    if not ctx.attr.refs:
        fail_attribute(ctx, "refs", "it is empty, so there is no plan. List the partition refs to plan.")
    for ref in ctx.attr.refs:
        # The command line would read these as a file, and as standard input.
        if ref.startswith("@") or ref == "-":
            fail_attribute(ctx, "refs", "\"{}\" would be read as a place to read refs from. List the refs themselves.".format(ref))
    return [
        "--",
        label_string(test),
        "/".join([part for part in [ctx.label.package, ctx.attr.expected] if part]),
        rlocation_path(golden) if golden else "",
    ] + ctx.attr.refs

def _plan_test_impl(ctx):
    golden = ctx.file.golden
    return [launch(
        ctx,
        "pin",
        arguments = ["check"] + _arguments(ctx, ctx.label, golden),
        files = [golden] if golden else [],
    )]

plan_test = rule(
    implementation = _plan_test_impl,
    doc = "Compares the plan of some partitions in an empty catalog with a golden file.",
    attrs = _ATTRS | {
        "golden": attr.label(
            doc = "The golden file. Not set if the file does not exist, so that the test can say how to write it.",
            allow_single_file = True,
        ),
    },
    test = True,
    toolchains = LAUNCHER_TOOLCHAINS,
)

def _plan_update_impl(ctx):
    test = ctx.label.same_package_label(ctx.label.name.removesuffix(".update"))
    return [launch(ctx, "pin", arguments = ["update"] + _arguments(ctx, test, None))]

plan_update = rule(
    implementation = _plan_update_impl,
    doc = "Writes the plan of some partitions in an empty catalog into a golden file in the source tree.",
    attrs = _ATTRS,
    executable = True,
    toolchains = LAUNCHER_TOOLCHAINS,
)
