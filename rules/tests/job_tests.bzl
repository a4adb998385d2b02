"""Tests of what a job offers to graphs and tools."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:providers.bzl", "DatabuildJobInfo")
load(":analysis.bzl", "declare_tests", "descriptor_of", "runfiles_paths")

def _provides_job_info_impl(ctx):
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[DatabuildJobInfo]

    asserts.equals(env, Label("//rules/tests/fixtures:greet"), info.label)
    asserts.equals(env, "_main/rules/tests/fixtures/days", info.configure.rlocation_path)
    asserts.equals(env, "rules/tests/fixtures/days", info.configure.file.short_path)
    asserts.equals(env, "_main/rules/tests/fixtures/greet_run", info.run.rlocation_path)
    asserts.equals(env, "1.2.3", info.version)
    asserts.equals(env, "args", info.refs_from)
    return analysistest.end(env)

_provides_job_info_test = analysistest.make(_provides_job_info_impl)

def _writes_descriptor_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(
        env,
        {
            "job": {
                "configure": "_main/rules/tests/fixtures/days",
                "label": "//rules/tests/fixtures:greet",
                "refsFrom": "args",
                "run": "_main/rules/tests/fixtures/greet_run",
                "version": "1.2.3",
            },
            "kind": "job",
            "label": "//rules/tests/fixtures:greet",
            "package": "rules/tests/fixtures",
            "schemaVersion": 1,
        },
        descriptor_of(env),
    )
    return analysistest.end(env)

_writes_descriptor_test = analysistest.make(_writes_descriptor_impl)

def _has_defaults_impl(ctx):
    env = analysistest.begin(ctx)
    job = descriptor_of(env)["job"]
    asserts.equals(env, "0.0.0", job["version"])
    asserts.equals(env, "args", job["refsFrom"])
    return analysistest.end(env)

_has_defaults_test = analysistest.make(_has_defaults_impl)

def _takes_plain_files_impl(ctx):
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[DatabuildJobInfo]
    asserts.equals(env, "_main/rules/tests/fixtures/plain_configure.sh", info.configure.rlocation_path)
    asserts.true(env, "rules/tests/fixtures/plain_configure.sh" in runfiles_paths(info.runfiles))
    asserts.equals(env, "stdin", info.refs_from)
    return analysistest.end(env)

_takes_plain_files_test = analysistest.make(_takes_plain_files_impl)

def _carries_runfiles_impl(ctx):
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[DatabuildJobInfo]
    carried = runfiles_paths(info.runfiles)
    for name in ["days", "days.py", "greet_run", "greeting.txt"]:
        asserts.true(env, "rules/tests/fixtures/" + name in carried, name + " is not in the runfiles")

    # They ship, so they must not be built for the machine that builds.
    for executable in [info.configure, info.run]:
        asserts.equals(env, analysistest.target_bin_dir_path(env), executable.file.root.path)
    return analysistest.end(env)

_carries_runfiles_test = analysistest.make(_carries_runfiles_impl)

def job_test_suite(name):
    """Declares the tests of jobs.

    Args:
      name: Name of the suite.
    """
    tests = {
        "job_provides_job_info_test": (_provides_job_info_test, "//rules/tests/fixtures:greet"),
        "job_writes_descriptor_test": (_writes_descriptor_test, "//rules/tests/fixtures:greet"),
        "job_has_defaults_test": (_has_defaults_test, "//rules/tests/fixtures:defaults"),
        "job_takes_plain_files_test": (_takes_plain_files_test, "//rules/tests/fixtures:plain"),
        "job_carries_runfiles_test": (_carries_runfiles_test, "//rules/tests/fixtures:greet"),
    }
    declare_tests(tests)
    native.test_suite(
        name = name,
        tests = tests.keys(),
    )
