"""Tests of mistakes in BUILD files: each message names the target, the attribute and the fix."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:defs.bzl", "databuild_graph", "databuild_job", "databuild_job_test", "databuild_plan_test", "databuild_trigger")

_CONFIGURE = "//rules/tests/fixtures:days"
_RUN = "//rules/tests/fixtures:greet_run"
_LOOKUP = "//rules/tests/fixtures:greetings_lookup"
_JOB = "//rules/tests/fixtures:greet"
_GRAPH = "//rules/tests/fixtures:greetings"
_LIBRARY = "//rules/tests/fixtures:library"

_NOT_EXECUTABLE = [
    _LIBRARY + " is not executable",
    "Name an executable target in any language",
]

# Name of the mistake to attributes of a job and parts of the message.
_JOB_MISTAKES = {
    "configure_is_a_library": ({"configure": _LIBRARY}, ['attribute "configure"'] + _NOT_EXECUTABLE),
    "run_is_a_library": ({"run": _LIBRARY}, ['attribute "run"'] + _NOT_EXECUTABLE),
    "refs_from_unknown": (
        {"refs_from": "file"},
        ['attribute "refs_from": "file" is not a valid value. Use "args" or "stdin".'],
    ),
    "refs_from_without_configure": (
        {"configure": None, "makes": ["a/{x}"], "refs_from": "stdin"},
        ['attribute "refs_from": the job has no configure program', "Remove the attribute, or name a configure program."],
    ),
    "check_is_a_library": ({"check": _LIBRARY}, ['attribute "check"'] + _NOT_EXECUTABLE),
    "run_has_execpath": (
        {"run": "//rules/tests/fixtures:execpath_in_args"},
        ['attribute "run": //rules/tests/fixtures:execpath_in_args: "$(execpath greeting.txt)" in its args', "Write $(rootpath"],
    ),
    "check_inherits": (
        {"check": "//rules/tests/fixtures:inherits"},
        ['attribute "check": //rules/tests/fixtures:inherits: programs', "do not inherit TOKEN", "--pass-env TOKEN"],
    ),
    "configure_has_odd_variable": (
        {"configure": "//rules/tests/fixtures:odd_variable"},
        ['//rules/tests/fixtures:odd_variable: the name "not.one" in its env is not a valid variable name'],
    ),
    "configure_and_makes_missing": (
        {"configure": None},
        ['attribute "configure": it is missing, and so is "makes".', "Name a configure program, or list in"],
    ),
    "makes_twice": ({"makes": ["a/{x}", "a/{x}"]}, ['attribute "makes": "a/{x}" is listed twice. List it once.']),
    "env_name_unknown": (
        {"configure": None, "env": {"NOT ONE": "x"}, "makes": ["a/{x}"]},
        ['attribute "env": "NOT ONE" is not the name of a variable. Write letters'],
    ),
    "env_value_unbound": (
        {"configure": None, "env": {"DAY": "{day}"}, "makes": ["a/{x}"]},
        ['attribute "env": "{day}" uses {day}, but "a/{x}" in "makes" does not have that name.'],
    ),
    "args_unbound_by_one": (
        {"args": ["--x", "--x={x}"], "configure": None, "makes": ["a/{x}", "a/{x}/{y}", "b/{y}"]},
        [
            'attribute "args": "--x={x}" uses {x}, but "b/{y}" in "makes" does not have that name.',
            'Every pattern in "makes" must have it.',
        ],
    ),
    "args_with_nul": (
        {"args": ["a\000"], "configure": None, "makes": ["a/{x}"]},
        ['attribute "args": "a', "cannot be passed to a program: it contains a NUL character."],
    ),
    "validity_unknown": (
        {"validity": "contents"},
        ['attribute "validity": "contents" is not a valid value. Use "presence" or "version" or "content".'],
    ),
    "worker_without_program": (
        {"configure": None, "makes": ["a/{x}"], "worker": ["configure"]},
        ['attribute "worker": the job has no program "configure" that could be a worker. Take it off the list.'],
    ),
    "worker_unknown": ({"worker": ["check"]}, ['attribute "worker": "check" is not a valid value. Use "configure" or "run".']),
    "batch_zero": ({"batch": 0}, ['attribute "batch": 0 is not a number of tasks. Write 2 or more, or 1 for no batches.']),
    "engine_option_unknown": (
        {"engine_options": {"queue": "long"}},
        ['attribute "engine_options": "queue" is not an option of an engine. Use "account" or "image" or "node-selector"'],
    ),
    "engine_option_of_builds": (
        {"engine_options": {"lost-after": 60}},
        ['attribute "engine_options": "lost-after" is an option of a whole build. Move it to the graph.'],
    ),
    "engine_option_not_a_number": (
        {"engine_options": {"pack-seconds": "2m"}},
        ['attribute "engine_options": "pack-seconds": "2m" is not a number. Write a whole number from 0 to 999999.'],
    ),
    "engine_option_empty": (
        {"engine_options": {"partition": ""}},
        ['attribute "engine_options": "partition": "" is not a name.', "or remove the option."],
    ),
    "retries_negative": ({"retries": -1}, ['attribute "retries": -1 is negative. Write 0 or more.']),
    "resources_negative": (
        {"resources": {"cpu": -1}},
        ['attribute "resources": "cpu": -1 is not a count. Write a whole number from 0'],
    ),
    "resources_not_whole": ({"resources": {"cpu": 1.5}}, ['attribute "resources": "cpu": 1.5 is not a count']),
    "resources_not_a_number": ({"resources": {"cpu": True}}, ['attribute "resources": "cpu": True is not a count']),
    "resources_too_many": ({"resources": {"cpu": 2147483648}}, ['"cpu": 2147483648 is not a count', "to 2147483647"]),
} | {
    "resources_named_" + name: (
        {"resources": {resource: 1}},
        ['attribute "resources": "{}" is not a resource name. Write a lowercase letter'.format(resource)],
    )
    for name, resource in {
        "empty": "",
        "large": "CPU",
        "with_dash": "memory-mb",
        "with_digit": "2cpu",
        "with_line_feed": "cpu\n",
        "with_underscore": "_cpu",
    }.items()
} | {
    "{}_{}".format(attribute, name): (
        {attribute: duration},
        ['attribute "{}": "{}" is not a duration. Write a whole number and a unit'.format(attribute, duration)],
    )
    for attribute in ["expected_duration", "retry_delay", "timeout"]
    for name, duration in {
        "fraction": "1.5s",
        "negative": "-1s",
        "space": "1 s",
        "two_units": "1m30s",
        "unit": "s",
        "unitless": "10",
        "unknown_unit": "1d",
    }.items()
} | {
    "{}_zero".format(attribute): (
        {attribute: "0s"},
        ['attribute "{}": "0s" is not longer than 0. Write a longer duration, or remove the attribute'.format(attribute)],
    )
    for attribute in ["expected_duration", "timeout"]
} | {
    "makes_" + name: ({"makes": ["good/{x}", pattern]}, ['attribute "makes": "{}" {}'.format(pattern, problem)])
    for name, (pattern, problem) in {
        "bad_name": ("a/{*}", 'has the name "*". Write a letter, then letters, digits and underscores.'),
        "control_character": ("a\t/{x}", "matches no ref: it contains a control character."),
        "empty": ("", "is empty. Write a pattern such as delays/day={day}."),
        "empty_segment": ("a//{x}", "has an empty segment. Put text or a {name} before, between and after its slashes."),
        "name_twice": ("{x}/{y}/{x}", 'has the name "x" twice. Give each its own name.'),
        "space_at_end": ("a/{x} ", "matches no ref: it begins or ends with white space."),
        "stray_brace": ("a/{x", 'has a stray brace in "{x". Write braces only around a name, such as {day}.'),
        "too_long": ("a" * 1024 + "{x}", "matches no ref: it has at least 1025 bytes, more than 1024."),
        "two_names": ("a/{x}-{y}", 'has two names in the segment "{x}-{y}". Write at most one.'),
    }.items()
} | {
    "{}_without_braces_closed".format(attribute): (
        {attribute: value, "configure": None, "makes": ["a/{x}"]},
        ['attribute "{}": "b/{{x"'.format(attribute), "has a stray brace. Write {{ or }} for a brace that is part of the text."],
    )
    for attribute, value in {"args": ["b/{x"], "env": {"X": "b/{x"}, "inputs": ["b/{x"], "query_inputs": ["b/{x"]}.items()
} | {
    "{}_beside_configure".format(attribute): (
        {attribute: value, "makes": ["a/{x}"]},
        ['attribute "{}": the job has a configure program'.format(attribute), "Remove the attribute, or remove configure."],
    )
    for attribute, value in {"args": ["x"], "env": {"X": "x"}, "inputs": ["x"], "query_inputs": ["x"]}.items()
} | {
    "{}_not_refs".format(attribute): (
        {attribute: ["b/{x} "], "configure": None, "makes": ["a/{x}"]},
        ['attribute "{}": "b/{{x}} " is not a ref: it begins or ends with white space.'.format(attribute)],
    )
    for attribute in ["inputs", "query_inputs"]
} | {
    "retry_delay_empty": ({"retry_delay": ""}, ['attribute "retry_delay": "" is not a duration']),
    "timeout_too_long": ({"timeout": "600h"}, ['attribute "timeout": "600h" is longer than 24 days']),
} | {
    "version_" + name: (
        {"version": version},
        ['attribute "version": "{}" is not a data version'.format(version), "Write MAJOR.MINOR.PATCH"],
    )
    for name, version in {
        "empty": "",
        "short": "1.2",
        "long": "1.2.3.4",
        "prerelease": "1.2.3-rc1",
        "build": "1.2.3+5",
        "leading_zero": "1.02.3",
        "leading_v": "v1.2.3",
        "negative": "1.-2.3",
        "hole": "1..3",
        "space": "1.2.3 ",
    }.items()
}

# Name of the mistake to attributes of a graph and parts of the message.
_GRAPH_MISTAKES = {
    "engine_option_unknown": (
        {"engine_options": {"queue": "long"}},
        ['attribute "engine_options": "queue" is not an option of an engine. Use "account" or "claim"'],
    ),
    "engine_option_negative": (
        {"engine_options": {"lost-after": -1}},
        ['attribute "engine_options": "lost-after": "-1" is not a number.'],
    ),
    "lookup_is_a_library": ({"lookup": _LIBRARY}, ['attribute "lookup"'] + _NOT_EXECUTABLE),
    "partitions_is_a_library": ({"partitions": _LIBRARY}, ['attribute "partitions"'] + _NOT_EXECUTABLE),
    "worker_without_lookup": (
        {"jobs": ["//rules/tests/fixtures:templated"], "lookup": None, "worker": True},
        ['attribute "worker": the graph has no lookup program that could be a worker.'],
    ),
    "lookup_missing": (
        {"jobs": ["//rules/tests/fixtures:plain", "//rules/tests/fixtures:templated", _JOB], "lookup": None},
        [
            'attribute "lookup": it is missing, and these jobs have no "makes": //rules/tests/fixtures:plain, {}.'.format(_JOB),
            "Add patterns of their refs, or a lookup program.",
        ],
    ),
    "jobs_of_one_pattern": (
        {"jobs": ["//rules/tests/fixtures:months", "//rules/tests/fixtures:templated"], "lookup": None},
        [
            'attribute "jobs": "months/month={month}" of //rules/tests/fixtures:months and "months/month={month}" of //rules/tests/fixtures:templated',
            'match the same refs. Correct the "makes" of one of them.',
        ],
    ),
    "triggers_not_triggers": (
        {"triggers": ["//rules/tests/fixtures:daily", _JOB]},
        ['attribute "triggers": not a databuild_trigger: {}. Remove it from the list.'.format(_JOB)],
    ),
    "triggers_of_one_name": (
        {"triggers": ["//rules/tests/fixtures:daily", ":daily"]},
        ['attribute "triggers": //rules/tests/fixtures:daily and //rules/tests:daily have the same name. Rename one of them.'],
    ),
    "triggers_twice_by_alias": (
        {"triggers": ["//rules/tests/fixtures:daily", "//rules/tests/fixtures:daily_alias"]},
        ['attribute "triggers": a trigger is listed twice'],
    ),
    "jobs_empty": ({"jobs": []}, ['attribute "jobs": it is empty', "List the databuild_job targets"]),
    "jobs_not_jobs": (
        {"jobs": [_JOB, _RUN, "//rules/tests/fixtures:greeting.txt"]},
        ['attribute "jobs": not a databuild_job: {}, //rules/tests/fixtures:greeting.txt'.format(_RUN), "Wrap it in one"],
    ),
    "jobs_twice_by_alias": (
        {"jobs": [_JOB, "//rules/tests/fixtures:greet_alias"]},
        ['attribute "jobs": {} is listed twice'.format(_JOB), "List it once"],
    ),
}

# Name of the mistake to attributes of a trigger and parts of the message.
_TRIGGER_MISTAKES = {
    "call_unbound": (
        {"http": True, "requests": ["a/{date}"]},
        ['attribute "requests": "a/{date}" uses {date}, which "http" does not have.', "name a refs program."],
    ),
    "catch_up_unknown": (
        {"catch_up": "some"},
        ['attribute "catch_up": "some" is not a valid value. Use "all" or "latest" or "none".'],
    ),
    "name_of_another_source": (
        {"on_partitions": ["a/day={day}"], "requests": ["b/{day}", "b/{date}"]},
        ['"b/{date}" uses {date}, which "a/day={day}" in "on_partitions" does not have. It has day.'],
    ),
    "pattern_unreadable": ({"on_partitions": ["a//b"]}, ['attribute "on_partitions": "a//b" has an empty segment.']),
    "poll_every_fraction": (
        {"poll": _RUN, "poll_every": "1500ms"},
        ['attribute "poll_every": "1500ms" is not in whole seconds. Write at least "1s".'],
    ),
    "poll_is_a_library": ({"poll": _LIBRARY}, ['attribute "poll"'] + _NOT_EXECUTABLE),
    "refs_and_requests": (
        {"refs": _RUN},
        ['attribute "requests": the trigger has a refs program, which says what to request. Remove one of them.'],
    ),
    "refs_is_a_library": ({"refs": _LIBRARY, "requests": []}, ['attribute "refs"'] + _NOT_EXECUTABLE),
    "refs_missing": (
        {"requests": []},
        ['attribute "refs": it is missing, and so is "requests".', "Name a refs program, or list in"],
    ),
    "requests_not_refs": ({"requests": ["a "]}, ['attribute "requests": "a " is not a ref: it begins or ends with white space.']),
    "source_missing": (
        {"schedule": ""},
        ['attribute "schedule": the trigger has no source', "Give it a schedule, on_partitions, http or poll."],
    ),
    "timeout_empty": ({"timeout": ""}, ['attribute "timeout": it is empty. Write a duration such as "1m".']),
    "timezone_without_schedule": (
        {"http": True, "schedule": "", "timezone": "UTC"},
        ['attribute "timezone": the trigger has no schedule. Give it one, or remove the attribute.'],
    ),
    "validity_unknown": ({"validity": "all"}, ['attribute "validity": "all" is not a valid value.']),
} | {
    "schedule_" + name: ({"schedule": schedule}, ['attribute "schedule": "{}" {}'.format(schedule, problem)])
    for name, (schedule, problem) in {
        "backwards": ("0 0 * * FRI-MON", 'has the day of week "FRI-MON", whose range ends before it begins.'),
        "bad_step": ("*/0 * * * *", 'has the minute "*/0", whose step is not a number from 1 to 59.'),
        "big_hour": ("0 24 * * *", 'has the hour "24", which is not *, a number from 0 to 23, a range'),
        "no_day": ("0 0 0 * *", 'has the day of month "0", which is not *, a number from 1 to 31, or L, a range'),
        "short": ("0 6 * *", "is not a schedule. Write minute, hour, day of month, month and day of week"),
        "two_spaces": ("0 6 * *  *", "is not a schedule."),
        "unknown_month": ("0 0 1 JANUARY *", 'has the month "JANUARY", which is not *, a number from 1 to 12 or a name such as FEB'),
        "nickname": ("@reboot", "is not a nickname of a schedule. Write one of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly, or the fields of cron."),
        "words": ("every day", "is not a schedule."),
    }.items()
} | {
    "timezone_" + name: (
        {"timezone": zone},
        ['attribute "timezone": "{}" is not the name of a time zone. Write an area and a city'.format(zone)],
    )
    for name, zone in {
        "empty_part": "Europe/",
        "offset": "+02:00",
        "short": "EST",
        "space": "America/New York",
    }.items()
}

# Name of the mistake to attributes of a plan test and parts of the message.
_PLAN_TEST_MISTAKES = {
    "refs_empty": ({"refs": []}, ['attribute "refs": it is empty', "List the partition refs"]),
} | {
    "refs_from_" + name: ({"refs": ["a/b", place]}, ['attribute "refs": "{}" would be read as a place'.format(place)])
    for name, place in {
        "a_file": "@refs.txt",
        "standard_input": "-",
    }.items()
}

# Name of the mistake to attributes of a job test and parts of the message.
_JOB_TEST_MISTAKES = {
    "refs_empty": ({"refs": []}, ['attribute "refs": it is empty', "List partition refs"]),
    "unknown_sameness": ({"same": "size"}, ['attribute "same": "size" is not a valid value. Use "bytes" or "names".']),
    "fixture_of_many_files": (
        {"fixtures": {"data": "//rules/tests/fixtures:days"}},
        ['attribute "fixtures": //rules/tests/fixtures:days has 2 files. Name targets that have one file.'],
    ),
    "fixture_elsewhere": (
        {"fixtures": {"../data": "//rules/tests/fixtures:greeting.txt"}},
        ['attribute "fixtures": "../data" is not a path in the data directory. Write a relative path without "..".'],
    ),
    "file_elsewhere": ({"files": ["/tmp/data"]}, ['attribute "files": "/tmp/data" is not a path in the data directory.']),
}

def _fails_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, "//rules/tests:" + ctx.attr.target_name)
    for part in ctx.attr.message:
        asserts.expect_failure(env, part)
    return analysistest.end(env)

_fails_test = analysistest.make(
    _fails_impl,
    attrs = {
        "message": attr.string_list(doc = "Parts of the message."),
        "target_name": attr.string(doc = "Name of the target under test, which has no providers."),
    },
    expect_failure = True,
)

def failure_test_suite(name):
    """Declares a target for each mistake, and the test that its analysis fails with the expected message.

    Args:
      name: Name of the suite.
    """
    databuild_trigger(
        name = "daily",
        testonly = True,
        requests = ["a"],
        schedule = "0 6 * * *",
    )
    tests = []
    for declare, kind, good, mistakes in [
        (databuild_job, "job", {"configure": _CONFIGURE, "run": _RUN}, _JOB_MISTAKES),
        (databuild_graph, "graph", {"jobs": [_JOB], "lookup": _LOOKUP}, _GRAPH_MISTAKES),
        (databuild_trigger, "trigger", {"requests": ["a"], "schedule": "0 6 * * *"}, _TRIGGER_MISTAKES),
        (databuild_plan_test, "plan_test", {"graph": _GRAPH, "refs": ["a/b"]}, _PLAN_TEST_MISTAKES),
        (databuild_job_test, "job_test", {"job": _JOB, "refs": ["a/b"]}, _JOB_TEST_MISTAKES),
    ]:
        for mistake, (attributes, message) in mistakes.items():
            target = "{}_with_{}".format(kind, mistake)
            declare(
                name = target,
                testonly = True,
                tags = ["manual"],
                **(good | attributes)
            )
            _fails_test(
                name = target + "_test",
                size = "small",
                message = message,
                target_name = target,
                target_under_test = ":" + target,
            )
            tests.append(target + "_test")
    native.test_suite(
        name = name,
        tests = tests,
    )
