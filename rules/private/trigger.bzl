"""Implementation of the rule behind `databuild_trigger`."""

load(":checks.bzl", "fail_attribute", "one_of")
load(":durations.bzl", "milliseconds_or_none")
load(":executables.bzl", "EXECUTABLE_ATTRS", "executable_attr", "resolve_executable")
load(":paths.bzl", "label_string")
load(":patterns.bzl", "read_pattern", "read_text")
load(":schedule.bzl", "schedule_problem", "timezone_problem")

DatabuildTriggerInfo = provider(
    doc = "A trigger: when a service requests partitions of a graph by itself.",
    fields = {
        "entry": "`dict`: the object that describes this trigger in the descriptor of a graph.",
        "label": "`Label` of the target itself, even if it was reached through an alias.",
        "runfiles": "`runfiles` of its programs.",
    },
)

# As SLOT_NAMES in tools/base/model/trigger.ts.
_SLOT_NAMES = ["date", "day", "hour", "minute", "month", "year"]

_ATTRS = {
    "call_timeout": attr.string(
        doc = "Set by the macro, from `timeout`.",
        mandatory = True,
    ),
    "catch_up": attr.string(doc = "Which missed slots of the schedule are handled afterwards."),
    "http": attr.bool(doc = "Whether calls of the service's API are events."),
    "on_partitions": attr.string_list(doc = "Patterns of refs: each matching partition that is recorded is an event."),
    "poll": executable_attr(
        doc = "Executable that prints new events.",
        mandatory = False,
    ),
    "poll_every": attr.string(doc = "Time between two calls of `poll`."),
    "priority": attr.int(doc = "Priority of its requests."),
    "refresh": attr.bool(doc = "Whether what it requests is built again even if it is valid."),
    "refs": executable_attr(
        doc = "Executable that turns a slot or an event into refs.",
        mandatory = False,
    ),
    "requests": attr.string_list(doc = "Refs to request, without `refs`."),
    "schedule": attr.string(doc = "Fields of cron."),
    "timezone": attr.string(doc = "Time zone of the schedule."),
    "validity": attr.string(doc = "What makes a partition valid for its requests."),
} | EXECUTABLE_ATTRS

def _databuild_trigger_impl(ctx):
    refs = resolve_executable(ctx, "refs")
    poll = resolve_executable(ctx, "poll")
    _check_sources(ctx)
    _check_requests(ctx)
    entry = {
        "catchUp": one_of("all", "latest", "none")(ctx, "catch_up", ctx.attr.catch_up),
        "name": ctx.label.name,
        "timeoutMs": _duration(ctx, "timeout", ctx.attr.call_timeout),
    } | {
        key: value
        for key, value in {
            "http": ctx.attr.http,
            "onPartitions": ctx.attr.on_partitions,
            "priority": ctx.attr.priority,
            "refresh": ctx.attr.refresh,
            "requests": ctx.attr.requests,
            "schedule": ctx.attr.schedule,
            "timezone": ctx.attr.timezone,
            "validity": ctx.attr.validity and one_of("presence", "version", "content")(ctx, "validity", ctx.attr.validity),
        }.items()
        if value
    }
    if refs:
        entry["refs"] = refs.rlocation_path
    if poll:
        entry["poll"] = poll.rlocation_path
        entry["pollSeconds"] = _whole_seconds(ctx)
    return [
        # Building the target builds its programs.
        DefaultInfo(files = depset([program.file for program in [refs, poll] if program])),
        DatabuildTriggerInfo(
            entry = entry,
            label = ctx.label,
            runfiles = ctx.runfiles().merge_all([program.runfiles for program in [refs, poll] if program]),
        ),
    ]

def _check_sources(ctx):
    """Fails unless the trigger has a source, and each is well written."""
    attributes = ctx.attr
    if not (attributes.schedule or attributes.on_partitions or attributes.http or attributes.poll):
        fail_attribute(ctx, "schedule", "the trigger has no source, so it would never request anything. Give it a schedule, on_partitions, http or poll.")
    if attributes.schedule:
        problem = schedule_problem(attributes.schedule)
        if problem:
            fail_attribute(ctx, "schedule", "\"{}\" {}".format(attributes.schedule, problem))
    if attributes.timezone:
        if not attributes.schedule:
            fail_attribute(ctx, "timezone", "the trigger has no schedule. Give it one, or remove the attribute.")
        problem = timezone_problem(attributes.timezone)
        if problem:
            fail_attribute(ctx, "timezone", "\"{}\" {}".format(attributes.timezone, problem))
    for text in attributes.on_partitions:
        problem = read_pattern(text).problem
        if problem:
            fail_attribute(ctx, "on_partitions", "\"{}\" {}".format(text, problem))

def _check_requests(ctx):
    """Fails unless the trigger says in one way what it requests, with names that all of its sources have."""
    if ctx.attr.refs and ctx.attr.requests:
        fail_attribute(ctx, "requests", "the trigger has a refs program, which says what to request. Remove one of them.")
    if ctx.attr.refresh and not (ctx.attr.refs or ctx.attr.requests or ctx.attr.poll):
        fail_attribute(ctx, "refresh", "the trigger requests what was made from partitions, which is built again if it then reads other data. Remove the attribute, or say in refs or requests what to request.")
    bound_by = {"\"%s\" in \"on_partitions\"" % text: read_pattern(text).names for text in ctx.attr.on_partitions}
    for source in ["schedule", "http", "poll"]:
        if getattr(ctx.attr, source):
            bound_by["\"%s\"" % source] = _SLOT_NAMES if source == "schedule" else []
            if source != "poll" and not ctx.attr.refs and not ctx.attr.requests:
                fail_attribute(ctx, "refs", "it is missing, and so is \"requests\". Name a refs program, or list in \"requests\" the refs to request.")
    for text in ctx.attr.requests:
        read = read_text(text, is_ref = True)
        if read.problem:
            fail_attribute(ctx, "requests", "\"{}\" {}".format(text, read.problem))
        for name in read.names:
            for source, names in bound_by.items():
                if name not in names:
                    fail_attribute(ctx, "requests", "\"{}\" uses {{{}}}, which {} does not have. {}".format(
                        text,
                        name,
                        source,
                        "Every source must have it; otherwise, name a refs program." if not names else "It has {}.".format(", ".join(names)),
                    ))

def _duration(ctx, attribute, value):
    duration = milliseconds_or_none(ctx, attribute, value)
    if not duration:
        fail_attribute(ctx, attribute, "it is empty. Write a duration such as \"1m\".")
    return duration

def _whole_seconds(ctx):
    """Returns the seconds between two calls of the poll program."""
    duration = _duration(ctx, "poll_every", ctx.attr.poll_every)
    if duration % 1000:
        fail_attribute(ctx, "poll_every", "\"{}\" is not in whole seconds. Write at least \"1s\".".format(ctx.attr.poll_every))
    return duration // 1000

def trigger_infos(ctx):
    """Returns the triggers of a graph, after checking that each is one and has a name of its own.

    Args:
      ctx: The rule context of a graph, with the attribute `triggers`.

    Returns:
      A list of `DatabuildTriggerInfo`.
    """
    others = [label_string(target.label) for target in ctx.attr.triggers if DatabuildTriggerInfo not in target]
    if others:
        fail_attribute(ctx, "triggers", "not a databuild_trigger: {}. Remove it from the list.".format(", ".join(others)))
    triggers = [target[DatabuildTriggerInfo] for target in ctx.attr.triggers]
    labels = {}
    for trigger in triggers:
        other = labels.setdefault(trigger.label.name, trigger.label)
        if other != trigger.label:
            fail_attribute(ctx, "triggers", "{} and {} have the same name. Rename one of them.".format(label_string(other), label_string(trigger.label)))
    if len(labels) < len(triggers):
        fail_attribute(ctx, "triggers", "a trigger is listed twice, perhaps once through an alias. List it once.")
    return triggers

databuild_trigger = rule(
    implementation = _databuild_trigger_impl,
    doc = "When a service requests partitions of a graph by itself. Graphs list it in `triggers`.",
    attrs = _ATTRS,
    provides = [DatabuildTriggerInfo],
)
