"""Tests of the providers, descriptor and runfiles of a job."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:providers.bzl", "DatabuildJobInfo")
load(":analysis.bzl", "declare_tests", "descriptor_of", "digest_inputs", "runfiles_paths")

def _provides_job_info_impl(ctx):
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[DatabuildJobInfo]

    asserts.equals(env, Label("//rules/tests/fixtures:greet"), info.label)
    asserts.equals(env, "_main/rules/tests/fixtures/days", info.configure.rlocation_path)
    asserts.equals(env, "rules/tests/fixtures/days", info.configure.file.short_path)
    asserts.equals(env, "_main/rules/tests/fixtures/greet_run", info.run.rlocation_path)
    asserts.equals(env, "rules/tests/fixtures/greet.configure.digest", info.configure_digest.short_path)
    asserts.equals(env, "rules/tests/fixtures/greet.run.digest", info.run_digest.short_path)
    asserts.equals(env, None, info.check)
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
                "configureDigest": "_main/rules/tests/fixtures/greet.configure.digest",
                "expectedDurationMs": 0,
                "label": "//rules/tests/fixtures:greet",
                "refsFrom": "args",
                "resources": {},
                "retries": 0,
                "retryDelayMs": 1000,
                "run": "_main/rules/tests/fixtures/greet_run",
                "runDigest": "_main/rules/tests/fixtures/greet.run.digest",
                "timeoutMs": 0,
                "validity": "version",
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

def _describes_template_impl(ctx):
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[DatabuildJobInfo]
    makes = ["months/month={month}", "old/{month}/é"]
    template = {
        "args": ["--month={month}", "{{}}"],
        "env": {"MONTH": "{month}"},
        "inputs": ["days/month={month}", "names/é"],
        "queryInputs": ["hints/{month}"],
    }
    asserts.equals(env, None, info.configure)
    asserts.equals(env, None, info.configure_digest)
    asserts.equals(env, makes, info.makes)
    asserts.equals(env, template, info.template)

    job = descriptor_of(env)["job"]
    asserts.equals(env, makes, job["makes"])
    asserts.equals(env, template, job["template"])
    asserts.equals(env, [], [key for key in job if key.startswith("configure")])
    return analysistest.end(env)

_describes_template_test = analysistest.make(_describes_template_impl)

def _describes_patterns_impl(ctx):
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[DatabuildJobInfo]
    asserts.equals(env, ["days/month={month}"], info.makes)
    asserts.equals(env, None, info.template)

    job = descriptor_of(env)["job"]
    asserts.equals(env, ["days/month={month}"], job["makes"])
    asserts.equals(env, "_main/rules/tests/fixtures/days", job["configure"])
    asserts.false(env, "template" in job)
    return analysistest.end(env)

_describes_patterns_test = analysistest.make(_describes_patterns_impl)

def _has_defaults_impl(ctx):
    env = analysistest.begin(ctx)
    job = descriptor_of(env)["job"]
    asserts.equals(env, "0.0.0", job["version"])
    asserts.equals(env, "args", job["refsFrom"])
    asserts.equals(env, "version", job["validity"])
    asserts.false(env, "batch" in job)
    asserts.false(env, "engineOptions" in job)
    return analysistest.end(env)

_has_defaults_test = analysistest.make(_has_defaults_impl)

# The settings that differ from the defaults.
_CAREFUL = {
    "batch": 20,
    "check": "_main/rules/tests/fixtures/plain_configure.sh",
    "digest": "_main/rules/tests/fixtures/plain_configure.sh",
    "engineOptions": {"pack-seconds": "120", "partition": "long"},
    "expectedDurationMs": 120000,
    "resources": {"cpu": 2, "gpu": 0, "memory_mb": 4096},
    "retries": 3,
    "retryDelayMs": 500,
    "timeoutMs": 3600000,
    "validity": "content",
    "workers": ["configure", "run"],
}

def _encodes_settings_impl(ctx):
    env = analysistest.begin(ctx)
    job = descriptor_of(env)["job"]
    asserts.equals(env, _CAREFUL, {key: job.get(key) for key in _CAREFUL})
    return analysistest.end(env)

_encodes_settings_test = analysistest.make(_encodes_settings_impl)

def _provides_settings_impl(ctx):
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[DatabuildJobInfo]
    asserts.equals(env, "_main/rules/tests/fixtures/plain_configure.sh", info.check.rlocation_path)
    asserts.true(env, "rules/tests/fixtures/plain_configure.sh" in runfiles_paths(info.runfiles))
    asserts.equals(env, 20, info.batch)
    asserts.equals(env, _CAREFUL["engineOptions"], info.engine_options)
    asserts.equals(env, 120000, info.expected_duration)
    asserts.equals(env, _CAREFUL["resources"], info.resources)
    asserts.equals(env, 3, info.retries)
    asserts.equals(env, 500, info.retry_delay)
    asserts.equals(env, 3600000, info.timeout)
    asserts.equals(env, "content", info.validity)
    asserts.equals(env, ["configure", "run"], info.worker)
    return analysistest.end(env)

_provides_settings_test = analysistest.make(_provides_settings_impl)

def _digests_whole_runfiles_impl(ctx):
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[DatabuildJobInfo]
    for digest, names in {
        info.configure_digest: ["days", "days.py", "greeting.txt"],
        info.run_digest: ["greet_run", "greet.sh", "greeting.txt", "odd.tree", "odd.to_tree", "odd.to_file"],
    }.items():
        inputs = digest_inputs(env, digest)
        for name in names:
            asserts.true(env, "rules/tests/fixtures/" + name in inputs, "{} is no input of {}".format(name, digest.basename))

    # The two digests are independent.
    asserts.false(env, "rules/tests/fixtures/greet_run" in digest_inputs(env, info.configure_digest))
    asserts.false(env, "rules/tests/fixtures/days.py" in digest_inputs(env, info.run_digest))
    return analysistest.end(env)

_digests_whole_runfiles_test = analysistest.make(_digests_whole_runfiles_impl)

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
    for name in ["days", "days.py", "greet_run", "greeting.txt", "greet.configure.digest", "greet.run.digest"]:
        asserts.true(env, "rules/tests/fixtures/" + name in carried, name + " is not in the runfiles")

    # They ship, so they must be built for the target platform, not for the machine that builds.
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
        "job_describes_template_test": (_describes_template_test, "//rules/tests/fixtures:templated"),
        "job_describes_patterns_test": (_describes_patterns_test, "//rules/tests/fixtures:patterned"),
        "job_has_defaults_test": (_has_defaults_test, "//rules/tests/fixtures:defaults"),
        "job_encodes_settings_test": (_encodes_settings_test, "//rules/tests/fixtures:careful"),
        "job_provides_settings_test": (_provides_settings_test, "//rules/tests/fixtures:careful"),
        "job_digests_whole_runfiles_test": (_digests_whole_runfiles_test, "//rules/tests/fixtures:greet"),
        "job_takes_plain_files_test": (_takes_plain_files_test, "//rules/tests/fixtures:plain"),
        "job_carries_runfiles_test": (_carries_runfiles_test, "//rules/tests/fixtures:greet"),
    }
    declare_tests(tests)
    native.test_suite(
        name = name,
        tests = tests.keys(),
    )
