"""DataBuild for BUILD files: jobs that build partitions of data, and graphs of such jobs.

    load("@databuild//rules:defs.bzl", "databuild_graph", "databuild_job")
"""

load("//rules/private:graph.bzl", _databuild_graph = "databuild_graph")
load("//rules/private:job.bzl", _databuild_job = "databuild_job")
load("//rules/private:job_test.bzl", "job_test")
load("//rules/private:paths.bzl", "repository_string")
load("//rules/private:phases.bzl", "GRAPH_PHASES", "JOB_PHASES")
load("//rules/private:plan_test.bzl", "plan_test", "plan_update")
load("//rules/private:targets.bzl", "declare_phases", "shared_attributes")
load("//rules/private:trigger.bzl", _databuild_trigger = "databuild_trigger")

def databuild_job(name, run, configure = None, engine_options = {}, node = "packed", resources = {}, timeout = "", worker = False, **kwargs):
    """Declares a job: how to build partitions, given their refs.

    Every job has a program `run`. Either a program `configure` says how to call it for some refs, or the attributes `makes`,
    `inputs`, `query_inputs`, `args` and `env` do.

    Besides `:name`, which graphs list in `jobs`, it declares:

    - `:name.cfg` and `:name.exec`: see docs/commands.md
    - `:name.archive`: `name.tar.gz`, an archive of the above that runs on a machine without Bazel
    - `:name.bin`: the same as one executable file, whose first argument is the command

    Args:
      name: Name of the job.
      run: Label of an executable in any language. It is called with the args and env of one job config and
        builds the outputs of that config.
      configure: Label of an executable in any language. It is called with partition refs and prints a JSON
        array of job configs that build them. Without it, each ref that matches `makes` is a config of its own, with the
        `inputs`, `query_inputs`, `args` and `env` of the job.
      engine_options: Options of the engine that runs the tasks of this job, where `--engine` names one: a `dict` of names to values, such as
        `{"partition": "long", "pack-seconds": 120}`. The names are those of `--engine-option`, without those of a whole build. They override those of the graph, and
        the command line overrides both. By default, the graph decides.
      node: Where the Node comes from that DataBuild runs on. `packed`: the targets and archives bring it. `system`: they use the
        Node of the machine, which must be of version 24 or later, from `DATABUILD_NODE` or the `PATH`. Programs in JavaScript are not affected.
      resources: How much a running task uses of `cpu` (processors), `memory_mb` and other resources that you name: a `dict`
        of names to whole numbers, such as `{"cpu": 2, "memory_mb": 4096, "gpu": 1}`. The tasks of one build together never
        use more than `--resource` allows. Other builds are counted only for a resource that is a pool of the catalog. By default,
        a task uses none.
      timeout: Time limit of one attempt, such as `10m`. An attempt that takes longer is ended and has failed. By default there is no limit.
      worker: Which programs stay alive as persistent workers, instead of being started for each call: a list of `"configure"` and
        `"run"`, or `True` for all that the job has. A worker speaks Bazel's JSON worker protocol. By default, none is.
      **kwargs: The other attributes of jobs: `args`, `batch`, `check`, `env`, `expected_duration`, `inputs`, `makes`, `query_inputs`,
        `refs_from`, `retries`, `retry_delay`, `validity` and `version`. Each has a default, so most jobs need few of them.
        Their docs are in `private/job_attributes.bzl`, and in docs/rules.md.

        The attributes that all rules share are also accepted. They apply to every target named above.
    """
    _databuild_job(
        name = name,
        attempt_timeout = timeout,
        configure = configure,
        engine_options = _strings(engine_options),
        resources = _strings(resources),
        run = run,
        worker = _workers(worker, configure),
        **kwargs
    )
    declare_phases(name, JOB_PHASES, kwargs, node)

def _strings(values):
    """Returns a dict with its values as strings. The values of a `select` are not known here, and must already be strings."""
    return {key: str(value) for key, value in values.items()} if type(values) == "dict" else values

def _workers(worker, configure):
    """Returns the programs of a job that are workers, as a list."""
    if type(worker) != "bool":
        return worker
    programs = ["configure", "run"] if configure else ["run"]
    return programs if worker else []

def databuild_graph(name, jobs, engine_options = {}, lookup = None, node = "packed", partitions = None, triggers = [], worker = False, **kwargs):
    """Declares a graph: jobs that make each other's inputs.

    Besides `:name`, it declares:

    - `:name.plan`, `:name.exec`, `:name.build` and the other commands: see docs/commands.md
    - `:name.archive`: `name.tar.gz`, an archive of all of the above that runs on a machine without Bazel
    - `:name.bin`: the same as one executable file, whose first argument is the command

    Args:
      name: Name of the graph.
      jobs: Labels of the `databuild_job` targets of this graph, from any package or module. Each may be listed only once.
      engine_options: Options of the engine that runs the tasks, where `--engine` names one: a `dict` of names to values, such as
        `{"partition": "long", "pack-seconds": 120}`. The names are those of `--engine-option`; those of other engines
        do not count. Those of a job override them, and those of the command line override both.
      lookup: Label of an executable in any language. It is called with partition refs and prints a JSON
        object: job label to the refs that job makes. A graph whose jobs all have `makes` needs none; if it has one, the
        program decides, and it is an error if a pattern disagrees.
      node: Where the Node comes from that DataBuild runs on. `packed`: the targets and archives bring it. `system`: they use the
        Node of the machine, which must be of version 24 or later, from `DATABUILD_NODE` or the `PATH`. Programs in JavaScript are not affected.
      partitions: Label of an executable in any language that lists the refs that ought to exist, one per line or as a JSON array.
        It is called with `--match PATTERN`, `--from X` and `--to Y`, as far as they are given, and may ignore them.
        `--match`, `--from` and `--to` of build, plan and other commands need it, as does `catalog ls --missing`.
      triggers: Labels of the `databuild_trigger` targets of this graph, from any package. They are part of its archive, and work where a service runs the graph.
      worker: Whether `lookup` stays alive as a persistent worker, instead of being started for each call. A worker speaks Bazel's
        JSON worker protocol.
      **kwargs: The attributes that all rules share. They apply to every target named above.
    """
    _databuild_graph(
        name = name,
        engine_options = _strings(engine_options),
        jobs = jobs,
        lookup = lookup,
        partitions = partitions,
        repositories = _written_repositories(jobs),
        triggers = triggers,
        worker = worker,
        **kwargs
    )
    declare_phases(name, GRAPH_PHASES, kwargs, node)

def _written_repositories(jobs):
    """Returns the repositories that a BUILD file names differently from their module: that name to the name in labels."""
    repositories = {}

    # The value of a `select` is not known here.
    for job in jobs if type(jobs) == "list" else []:
        if type(job) == "string" and job.startswith("@") and not job.startswith("@@"):
            written = job[1:].partition("//")[0]
            repository = repository_string(native.package_relative_label(job).repo_name)
            if written and repository != "@" + written:
                repositories[written] = repository
    return repositories

def databuild_trigger(
        name,
        catch_up = "latest",
        http = False,
        on_partitions = [],
        poll = None,
        poll_every = "1m",
        priority = 0,
        refresh = False,
        refs = None,
        requests = [],
        schedule = "",
        timeout = "1m",
        timezone = "",
        validity = "",
        **kwargs):
    """Declares a trigger: when a service requests partitions of a graph by itself. The graph lists it in `triggers`.

    A trigger has one or more sources: `schedule`, `on_partitions`, `http` and `poll`. Each slot of the schedule and each event
    of the others ends in one request, or in a recorded reason why there is none. `refs` or `requests` says what to request.

    Args:
      name: Name of the trigger. Each trigger of a graph has its own.
      catch_up: Which slots that passed while no service was running are handled afterwards: `all` of them, only the `latest`, or `none`.
      http: Whether a call of the service's API is an event. Its body is part of the event.
      on_partitions: Patterns of refs, such as `reviews/date={date}`. Each time that a matching partition is recorded is an event, also
        if it is recorded again.
      poll: Label of an executable in any language that prints what is new, as JSON: `{"cursor": ..., "events": [...]}`, or `refs` in place of
        `events`. It gets the cursor of its last answer as JSON on standard input.
      poll_every: Time between two calls of `poll`, such as `5m`.
      priority: Priority of its requests. Those with a higher one are built first.
      refresh: Whether the requested partitions are built again even if they are valid, because their data changed at the source; and of what is
        requested downstream of them, what then reads other data.
      refs: Label of an executable in any language that turns a slot or an event, as JSON on standard input, into refs, one per line or as a JSON
        array.
      requests: Without `refs`: the refs to request, such as `report/month={month}`. The names are those of the pattern in `on_partitions`;
        a slot of the schedule has `{date}` (`2024-03-01`), `{year}`, `{month}`, `{day}`, `{hour}` and `{minute}`. With neither, a trigger that
        has only `on_partitions` requests what was made from the partition and would now read other data. A `poll` program may print the refs itself.
      schedule: Fields of cron: minute, hour, day of month, month and day of week, such as `0 6 * * MON-FRI`. With six fields, the first is seconds.
        `@yearly`, `@monthly`, `@weekly`, `@daily` and `@hourly` are accepted, too.
      timeout: Time limit of one call of `refs` or `poll`.
      timezone: Time zone of the schedule, such as `America/New_York`. By default UTC.
      validity: What makes a partition valid for its requests: `presence`, `version` or `content`. By default, each job says.
      **kwargs: The attributes that all rules share.
    """
    _databuild_trigger(
        name = name,
        call_timeout = timeout,
        catch_up = catch_up,
        http = http,
        on_partitions = on_partitions,
        poll = poll,
        poll_every = poll_every,
        priority = priority,
        refresh = refresh,
        refs = refs,
        requests = requests,
        schedule = schedule,
        timezone = timezone,
        validity = validity,
        **kwargs
    )

def databuild_plan_test(name, graph, refs, expected = "plan.golden.json", **kwargs):
    """Declares a test that pins a plan: what a graph would run to build some partitions from nothing.

    The test compares jobs and their versions, configs, and the dependencies between tasks. It ignores everything that depends on
    code, machine or catalog, so a golden file stays correct until the meaning of the graph changes.

    Besides `:name`, it declares `:name.update`: `bazel run //pkg:name.update` writes the golden file, also the first time.

    Args:
      name: Name of the test.
      graph: Label of the `databuild_graph`.
      refs: The partition refs to plan, at least one.
      expected: The golden file, as a path in this package.
      **kwargs: The attributes that all tests share, such as `size` (default `small`) and `tags`.
    """

    # A missing golden file is not an error in the BUILD file: the test fails, and says how to write the file.
    there = expected in native.glob([expected], allow_empty = True)
    plan_test(
        name = name,
        expected = expected,
        golden = expected if there else None,
        refs = refs,
        subject = graph,
        **({"size": "small"} | kwargs)
    )
    plan_update(
        name = name + ".update",
        expected = expected,
        refs = refs,
        subject = graph,
        **(shared_attributes(kwargs) | {"testonly": True})
    )

def databuild_job_test(name, job, refs, bad_refs = [], env = {}, files = [], fixtures = {}, same = "bytes", **kwargs):
    """Declares a test that a job does what every job must do, whatever it makes.

    The test calls the programs of the job as builds do, in an empty data directory of its own. It checks that

    - `configure` answers for the refs as its schema says, gives the same answer again, and gives each ref the same config in
      any grouping: with the others in reverse, and alone
    - `run` makes the partitions, its `check` finds them, and the `files` exist
    - a second run changes nothing: neither files nor digests
    - each bad ref is refused by `configure` with exit code 2, or `run` fails

    Nothing upstream is built: inputs count as there, and `fixtures` are their data.

    Args:
      name: Name of the test.
      job: Label of the `databuild_job`.
      refs: Partition refs that the job makes, at least one. Two or more also test the grouping.
      bad_refs: Partition refs that the job must not make, such as a 30 February.
      env: Variables for all programs of the job: what `--pass-env` passes on in a build.
      files: Files that must exist after the run, as paths in the data directory. A job without `check` whose run writes nothing there fails the test.
      fixtures: Files that are in the data directory before the run: a `dict` of paths to labels of files, such as
        `{"raw/2024-03-01.csv": "testdata/raw.csv"}`. The run must not change them.
      same: What a second run has to leave as it was: `bytes` of all files, or only `names` for a job that writes, for example, the time of the run.
      **kwargs: The attributes that all tests share, such as `size` (default `small`) and `tags`.
    """
    paths = {}
    for path, label in fixtures.items():
        paths.setdefault(native.package_relative_label(label), []).append(path)
    job_test(
        name = name,
        bad_refs = bad_refs,
        expected_files = files,
        fixtures = {label: json.encode(of) for label, of in paths.items()},
        program_env = env,
        refs = refs,
        same = same,
        subject = job,
        **({"size": "small"} | kwargs)
    )
