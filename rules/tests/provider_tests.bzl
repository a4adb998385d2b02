"""Tests that providers of jobs and graphs reject missing and unknown fields."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:providers.bzl", "DatabuildGraphInfo")

def _made_by_hand_impl(ctx):
    descriptor = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.write(descriptor, "")
    fields = {
        "descriptor": descriptor,
        "jobs": [],
        "label": ctx.label,
        "lookup": None,
        "lookup_digest": None,
        "partitions": None,
        "runfiles": ctx.runfiles(),
    } | ctx.attr.also
    return [DatabuildGraphInfo(**{name: value for name, value in fields.items() if name not in ctx.attr.without})]

_made_by_hand = rule(
    implementation = _made_by_hand_impl,
    doc = "A graph that a rule creates without databuild_graph.",
    attrs = {
        "also": attr.string_dict(doc = "More fields, or other values."),
        "without": attr.string_list(doc = "Fields to leave out."),
    },
)

def _is_refused_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, ctx.attr.message)
    return analysistest.end(env)

_is_refused_test = analysistest.make(
    _is_refused_impl,
    attrs = {"message": attr.string(doc = "Part of the message.")},
    expect_failure = True,
)

def provider_test_suite(name):
    """Declares the tests of providers.

    Args:
      name: Name of the suite.
    """
    tests = []
    for mistake, attributes, message in [
        ("field_missing", {"without": ["jobs"]}, 'DatabuildGraphInfo: missing fields ["jobs"], unknown fields []'),
        ("field_unknown", {"also": {"job": "x"}}, 'DatabuildGraphInfo: missing fields [], unknown fields ["job"]'),
        ("label_is_text", {"also": {"label": "//a:b"}}, 'DatabuildGraphInfo: field "label" must be a Label, not a string'),
    ]:
        target = "{}_{}".format(name, mistake)
        _made_by_hand(
            name = target,
            tags = ["manual"],
            **attributes
        )
        _is_refused_test(
            name = target + "_test",
            size = "small",
            message = message,
            target_under_test = target,
        )
        tests.append(target + "_test")
    native.test_suite(
        name = name,
        tests = tests,
    )
