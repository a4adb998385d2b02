"""Tests of the providers, descriptor and runfiles of a graph."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:providers.bzl", "DatabuildGraphInfo")
load(":analysis.bzl", "declare_tests", "descriptor_of", "digest_inputs", "runfiles_paths")

def _provides_graph_info_impl(ctx):
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[DatabuildGraphInfo]

    asserts.equals(env, Label("//rules/tests/fixtures:greetings"), info.label)
    asserts.equals(env, "_main/rules/tests/fixtures/greetings_lookup", info.lookup.rlocation_path)
    asserts.equals(env, "rules/tests/fixtures/greetings.lookup.digest", info.lookup_digest.short_path)
    asserts.true(env, "rules/tests/fixtures/greetings_lookup" in digest_inputs(env, info.lookup_digest))
    asserts.equals(env, ["greet", "plain", "scripted"], [job.label.name for job in info.jobs])
    return analysistest.end(env)

_provides_graph_info_test = analysistest.make(_provides_graph_info_impl)

def _entry(name, configure, refs_from = "args", version = "0.0.0"):
    return {
        "configure": "_main/rules/tests/fixtures/" + configure,
        "configureDigest": "_main/rules/tests/fixtures/{}.configure.digest".format(name),
        "expectedDurationMs": 0,
        "label": "//rules/tests/fixtures:" + name,
        "refsFrom": refs_from,
        "resources": {},
        "retries": 0,
        "retryDelayMs": 1000,
        "run": "_main/rules/tests/fixtures/greet_run",
        "runDigest": "_main/rules/tests/fixtures/{}.run.digest".format(name),
        "timeoutMs": 0,
        "validity": "version",
        "version": version,
    }

def _writes_descriptor_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(
        env,
        {
            "jobs": [
                _entry("greet", configure = "days", version = "1.2.3"),
                _entry("plain", configure = "plain_configure.sh", refs_from = "stdin"),
                _entry("scripted", configure = "scripted_configure_/scripted_configure"),
            ],
            "kind": "graph",
            "label": "//rules/tests/fixtures:greetings",
            "lookup": "_main/rules/tests/fixtures/greetings_lookup",
            "lookupDigest": "_main/rules/tests/fixtures/greetings.lookup.digest",
            "package": "rules/tests/fixtures",
            "schemaVersion": 1,
        },
        descriptor_of(env),
    )
    return analysistest.end(env)

_writes_descriptor_test = analysistest.make(_writes_descriptor_impl)

def _lists_partitions_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    info = target[DatabuildGraphInfo]
    asserts.equals(env, "_main/rules/tests/fixtures/expected_refs", info.partitions.rlocation_path)
    asserts.equals(env, "_main/rules/tests/fixtures/expected_refs", descriptor_of(env)["partitions"])
    carried = runfiles_paths(target[DefaultInfo].default_runfiles)
    for name in ["expected_refs", "expected.sh"]:
        asserts.true(env, "rules/tests/fixtures/" + name in carried, name + " is not in the runfiles")
    digests = [file.basename for file in target[OutputGroupInfo].code_digests.to_list()]
    asserts.equals(env, [], [name for name in digests if "partitions" in name])
    return analysistest.end(env)

_lists_partitions_test = analysistest.make(_lists_partitions_impl)

def _has_triggers_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    asserts.equals(
        env,
        [
            {
                "catchUp": "all",
                "name": "daily",
                "priority": 2,
                "requests": ["months/month={year}-{month}"],
                "schedule": "0,30 6-8/2 L * mon-FRI",
                "timeoutMs": 60000,
                "timezone": "America/Argentina/Buenos_Aires",
                "validity": "content",
            },
            {
                "catchUp": "latest",
                "http": True,
                "name": "events",
                "onPartitions": ["raw/month={month}"],
                "poll": "_main/rules/tests/fixtures/greet_run",
                "pollSeconds": 300,
                "refresh": True,
                "refs": "_main/rules/tests/fixtures/expected_refs",
                "timeoutMs": 10000,
            },
            {"catchUp": "latest", "name": "late", "onPartitions": ["raw/month={month}"], "timeoutMs": 60000},
        ],
        descriptor_of(env)["triggers"],
    )
    carried = runfiles_paths(target[DefaultInfo].default_runfiles)
    for name in ["expected_refs", "expected.sh", "greet_run", "greeting.txt"]:
        asserts.true(env, "rules/tests/fixtures/" + name in carried, name + " is not in the runfiles")
    return analysistest.end(env)

_has_triggers_test = analysistest.make(_has_triggers_impl)

def _needs_no_lookup_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    info = target[DatabuildGraphInfo]
    asserts.equals(env, None, info.lookup)
    asserts.equals(env, None, info.lookup_digest)
    asserts.equals(env, [], [key for key in descriptor_of(env) if key.startswith("lookup")])
    asserts.equals(
        env,
        ["patterned.configure.digest", "patterned.run.digest", "templated.run.digest"],
        sorted([file.basename for file in target[OutputGroupInfo].code_digests.to_list()]),
    )
    return analysistest.end(env)

_needs_no_lookup_test = analysistest.make(_needs_no_lookup_impl)

def _names_jobs_behind_aliases_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, ["//rules/tests/fixtures:greet"], [job["label"] for job in descriptor_of(env)["jobs"]])
    asserts.equals(env, ["lookup"], descriptor_of(env)["workers"])
    asserts.equals(env, {"lost-after": "60"}, descriptor_of(env)["engineOptions"])
    return analysistest.end(env)

_names_jobs_behind_aliases_test = analysistest.make(_names_jobs_behind_aliases_impl)

_DIGESTS = ["greetings.lookup.digest"] + [
    "{}.{}.digest".format(job, executable)
    for job in ["greet", "plain", "scripted"]
    for executable in ["configure", "run"]
]

def _launcher_carries_all_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    carried = runfiles_paths(target[DefaultInfo].default_runfiles)
    for name in ["greetings.databuild.json", "greetings_lookup", "days", "days.py", "greet_run", "greeting.txt", "greetings.plan"] + _DIGESTS:
        asserts.true(env, "rules/tests/fixtures/" + name in carried, name + " is not in the runfiles")

    for basename in ["databuild.mjs", "databuild_program.cjs", "databuild_program.cjs.map", "databuild_task.cjs", "koffi.node"]:
        found = [path for path in carried if path.split("/")[-1] == basename]
        asserts.equals(env, 1, len(found), "{} in the runfiles: {}".format(basename, found))

    # Jobs in JavaScript bring the Node of their own module.
    found = [path for path in carried if "databuild_node_linux_" in path and path.endswith("/bin/node")]
    asserts.equals(env, 1, len(found), "DataBuild's node in the runfiles: {}".format(found))
    asserts.equals(
        env,
        "rules/tests/fixtures/greetings.plan",
        target[DefaultInfo].files_to_run.executable.short_path,
    )
    return analysistest.end(env)

_launcher_carries_all_test = analysistest.make(_launcher_carries_all_impl)

def _compile_builds_task_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    built = [file.short_path for file in target[OutputGroupInfo]._hidden_top_level_INTERNAL_.to_list()]
    for name in ["greetings.task", "greetings.task.runfiles/MANIFEST"]:
        asserts.true(env, "rules/tests/fixtures/" + name in built, "{} is not built: {}".format(name, built))

    # Its own files are still only itself.
    asserts.equals(env, ["greetings.compile"], [file.basename for file in target[DefaultInfo].files.to_list()])
    return analysistest.end(env)

_compile_builds_task_test = analysistest.make(_compile_builds_task_impl)

def graph_test_suite(name):
    """Declares the tests of graphs.

    Args:
      name: Name of the suite.
    """
    tests = {
        "graph_provides_graph_info_test": (_provides_graph_info_test, "//rules/tests/fixtures:greetings"),
        "graph_writes_descriptor_test": (_writes_descriptor_test, "//rules/tests/fixtures:greetings"),
        "graph_needs_no_lookup_test": (_needs_no_lookup_test, "//rules/tests/fixtures:without_lookup"),
        "graph_has_triggers_test": (_has_triggers_test, "//rules/tests/fixtures:triggered"),
        "graph_lists_partitions_test": (_lists_partitions_test, "//rules/tests/fixtures:without_programs"),
        "graph_names_jobs_behind_aliases_test": (_names_jobs_behind_aliases_test, "//rules/tests/fixtures:aliased"),
        "graph_compile_builds_task_test": (_compile_builds_task_test, "//rules/tests/fixtures:greetings.compile"),
        "graph_launcher_carries_all_test": (_launcher_carries_all_test, "//rules/tests/fixtures:greetings.plan"),
    }
    declare_tests(tests)
    native.test_suite(
        name = name,
        tests = tests.keys(),
    )
