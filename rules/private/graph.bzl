"""Implementation of the rule behind `databuild_graph`."""

load("//rules:providers.bzl", "DatabuildGraphInfo", "DatabuildJobInfo")
load(":checks.bzl", "engine_options", "fail_attribute")
load(":descriptor.bzl", "write_descriptor")
load(":digest.bzl", "DIGEST_ATTRS", "DIGEST_TOOLCHAINS", "code_digest")
load(":executables.bzl", "EXECUTABLE_ATTRS", "executable_attr", "resolve_executable")
load(":paths.bzl", "label_string", "rlocation_path")
load(":patterns.bzl", "pattern_shape")
load(":trigger.bzl", "trigger_infos")

_DOC = """\
Jobs, and the executable that says which job makes which ref. It needs none if every job has `makes`.

Building the target writes its descriptor. The executables beside it (`:name.plan`, `:name.exec`, ...) read the descriptor.
"""

_ATTRS = {
    "engine_options": attr.string_dict(
        doc = "Options of the engine for all jobs of this graph: names to values. Those of a job override them.",
    ),
    "jobs": attr.label_list(
        # Files are allowed, so that a label that is not a job gets our message instead of one about files.
        allow_files = True,
        doc = "The `databuild_job` targets of this graph, each once.",
        mandatory = True,
    ),
    "lookup": executable_attr(
        doc = "Executable that is called with partition refs and prints a JSON object: job label to the refs that the job makes.",
        mandatory = False,
    ),
    "partitions": executable_attr(
        doc = "Executable that lists the partition refs that ought to exist, one per line or as a JSON array. It is called with `--match PATTERN`, `--from X` and `--to Y`, as far as they are given, and may ignore them.",
        mandatory = False,
    ),
    "repositories": attr.string_dict(
        doc = "Repositories of jobs that the BUILD file calls by another name than that of their module: the name to `@module`, or to nothing for the main repository.",
    ),
    "triggers": attr.label_list(
        # As for jobs.
        allow_files = True,
        doc = "The `databuild_trigger` targets of this graph, each once.",
    ),
    "worker": attr.bool(
        doc = "Whether `lookup` stays alive as a persistent worker, instead of being started for each call. A worker speaks Bazel's JSON worker protocol.",
    ),
} | DIGEST_ATTRS | EXECUTABLE_ATTRS

def _databuild_graph_impl(ctx):
    lookup = resolve_executable(ctx, "lookup")
    lookup_digest = code_digest(ctx, lookup, "lookup") if lookup else None

    # It has no digest: what ought to exist does not change what a partition is.
    partitions = resolve_executable(ctx, "partitions")
    jobs = _resolve_jobs(ctx)
    _check_makes(ctx, jobs, has_lookup = lookup != None)
    if ctx.attr.worker and not lookup:
        fail_attribute(ctx, "worker", "the graph has no lookup program that could be a worker. Name one, or take the attribute out.")

    triggers = trigger_infos(ctx)
    options = engine_options(ctx, "engine_options", ctx.attr.engine_options)
    descriptor = write_descriptor(
        ctx,
        "graph",
        jobs = [job.entry for job in jobs],
        **(
            ({"lookup": lookup.rlocation_path, "lookupDigest": rlocation_path(lookup_digest)} if lookup else {}) |
            ({"partitions": partitions.rlocation_path} if partitions else {}) |
            ({"engineOptions": options} if options else {}) |
            ({"repositories": ctx.attr.repositories} if ctx.attr.repositories else {}) |
            ({"triggers": [trigger.entry for trigger in triggers]} if triggers else {}) |
            ({"workers": ["lookup"]} if ctx.attr.worker else {})
        )
    )
    lookup_digests = [lookup_digest] if lookup else []
    runfiles = ctx.runfiles(files = lookup_digests).merge_all(
        [program.runfiles for program in [lookup, partitions] if program] + [part.runfiles for part in jobs + triggers],
    )

    return [
        DefaultInfo(
            files = depset([descriptor]),
            runfiles = runfiles.merge(ctx.runfiles(files = [descriptor])),
        ),
        OutputGroupInfo(
            code_digests = depset(lookup_digests + [
                digest
                for job in jobs
                for digest in [job.configure_digest, job.run_digest]
                if digest
            ]),
        ),
        DatabuildGraphInfo(
            descriptor = descriptor,
            jobs = jobs,
            label = ctx.label,
            lookup = lookup,
            lookup_digest = lookup_digest,
            partitions = partitions,
            runfiles = runfiles,
        ),
    ]

def _resolve_jobs(ctx):
    """Returns the `DatabuildJobInfo` of every job, after checking that each is a job and there only once."""
    if not ctx.attr.jobs:
        fail_attribute(ctx, "jobs", "it is empty, so nothing could be built. List the databuild_job targets of the graph.")

    # The attribute does not set `providers`, because Bazel's message would name the missing provider, not the fix.
    others = [label_string(target.label) for target in ctx.attr.jobs if DatabuildJobInfo not in target]
    if others:
        fail_attribute(ctx, "jobs", "not a databuild_job: {}. Wrap it in one, or remove it from the list.".format(", ".join(others)))

    jobs = [target[DatabuildJobInfo] for target in ctx.attr.jobs]
    seen = {}
    for job in jobs:
        label = label_string(job.label)
        if label in seen:
            fail_attribute(ctx, "jobs", "{} is listed twice, perhaps once through an alias. List it once.".format(label))
        seen[label] = True
    return jobs

def _check_makes(ctx, jobs, has_lookup):
    """Fails if two jobs make the same refs, or if neither a job nor a lookup says what the job makes."""
    silent = [label_string(job.label) for job in jobs if not job.makes]
    if silent and not has_lookup:
        fail_attribute(ctx, "lookup", "it is missing, and {} no \"makes\": {}. Add patterns of their refs, or a lookup program.".format(
            "this job has" if len(silent) == 1 else "these jobs have",
            ", ".join(silent),
        ))
    makers = {}
    for job in jobs:
        for pattern in job.makes or []:
            maker, other = makers.setdefault(pattern_shape(pattern), (job, pattern))
            if maker.label != job.label:
                fail_attribute(ctx, "jobs", "\"{}\" of {} and \"{}\" of {} match the same refs. Correct the \"makes\" of one of them.".format(
                    other,
                    label_string(maker.label),
                    pattern,
                    label_string(job.label),
                ))

databuild_graph = rule(
    implementation = _databuild_graph_impl,
    doc = _DOC,
    attrs = _ATTRS,
    provides = [DatabuildGraphInfo],
    toolchains = DIGEST_TOOLCHAINS,
)
