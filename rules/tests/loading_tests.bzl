"""Tests of the macros: which targets they declare, with which attributes."""

load("@bazel_skylib//lib:unittest.bzl", "loadingtest")
load("//rules:defs.bzl", "databuild_graph", "databuild_job")

_SHARED = {
    "tags": ["extra"],
    "target_compatible_with": [str(Label("@platforms//os:linux"))],
    "testonly": True,
    "visibility": ["//rules:__subpackages__"],
}

def loading_test_suite(name):
    """Declares a job and a graph and tests that their targets exist.

    Args:
      name: Name of the suite.
    """
    env = loadingtest.make(name)

    databuild_job(
        name = "declared_job",
        configure = "//rules/tests/fixtures:days",
        run = "//rules/tests/fixtures:greet_run",
        version = "1.0.0",
        **_SHARED
    )
    databuild_graph(
        name = "declared_graph",
        jobs = [":declared_job"],
        lookup = "//rules/tests/fixtures:greetings_lookup",
        **_SHARED
    )

    for subject, suffixes in {
        "declared_graph": ["analyze", "archive", "bin", "build", "builds", "catalog", "compile", "deploy", "diff", "exec", "explain", "logs", "lookup", "merge", "mermaid", "plan", "serve", "task"],
        "declared_job": ["archive", "bin", "cfg", "exec"],
    }.items():
        names = [subject] + ["{}.{}".format(subject, suffix) for suffix in suffixes]
        loadingtest.equals(
            env,
            subject + "_targets",
            {name: _shared_by(name) for name in names},
            {
                name: {key: _comparable(rule[key]) for key in _SHARED}
                for name, rule in native.existing_rules().items()
                if name == subject or name.startswith(subject + ".")
            },
        )

def _shared_by(name):
    return _SHARED | {"tags": _SHARED["tags"] + (["manual"] if name.split(".")[-1] in ["archive", "bin", "deploy"] else [])}

def _comparable(value):
    return sorted([str(item) for item in value]) if type(value) in ["list", "tuple"] else value
