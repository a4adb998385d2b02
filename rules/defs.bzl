"""DataBuild for BUILD files: jobs that make partitions of data, and graphs of such jobs.

    load("@databuild//rules:defs.bzl", "databuild_graph", "databuild_job")
"""

load("//rules/private:graph.bzl", _databuild_graph = "databuild_graph")
load("//rules/private:job.bzl", _databuild_job = "databuild_job")
load("//rules/private:paths.bzl", "repository_string")
load("//rules/private:phases.bzl", "GRAPH_PHASES", "JOB_PHASES")
load("//rules/private:plan_test.bzl", "plan_test", "plan_update")
load("//rules/private:targets.bzl", "declare_phases", "shared_attributes")

def databuild_job(name, configure, run, resources = {}, timeout = "", **kwargs):
    """Declares a job: how to make some partitions, given their refs.

    Beside `:name`, which graphs list in `jobs`, it declares:

    - `:name.cfg`: prints the job configs that produce the given partition refs
    - `:name.exec`: configures the job for the given partition refs and runs it at once
    - `:name.archive`: `name.tar.gz`, the above ready to run on a machine without Bazel

    Args:
      name: Name of the job.
      configure: Label of an executable in any language. It is called with partition refs and prints a JSON
        array of job configs that produce them.
      run: Label of an executable in any language. It is called with the args and env of one job config and
        makes that config's outputs.
      resources: What a running task takes of `cpu` (processors), `memory_mb` and whatever else the user counts: a `dict`
        of names to whole numbers, such as `{"cpu": 2, "memory_mb": 4096, "gpu": 1}`. By default nothing is said.
      timeout: An attempt that takes longer, such as `10m`, is ended and has failed. By default none is.
      **kwargs: Each of these has a default, so most jobs name none of them:

        - `version`: version of the data that this job makes, `MAJOR.MINOR.PATCH`, default `0.0.0`. A new major invalidates
          the partitions made before.
        - `validity`: what proves that a partition need not be made again: `presence`, `version` (the default) or `content`.
        - `refs_from`: how `configure` takes its refs, `args` (the default) or `stdin`.
        - `check`: label of an executable that is called with the outputs after each run; where it fails, the task has failed.
        - `retries`: how many more times a failed task is started, default 0.
        - `retry_delay`: wait before the first retry, default `1s`; it doubles with each further one.
        - `expected_duration`: how long a task takes, until the catalog knows better.

        Durations are a whole number and a unit (`ms`, `s`, `m` or `h`): `500ms`, `10s`, `2m`.

        And the attributes that all rules share, which go to every target named above.
    """
    _databuild_job(
        name = name,
        attempt_timeout = timeout,
        configure = configure,
        # What a `select` holds is not known here: its numbers have to be strings as they are.
        resources = {key: str(value) for key, value in resources.items()} if type(resources) == "dict" else resources,
        run = run,
        **kwargs
    )
    declare_phases(name, JOB_PHASES, kwargs)

def databuild_graph(name, jobs, lookup, **kwargs):
    """Declares a graph: jobs, and the executable that says which of them makes which partition.

    Beside `:name` it declares:

    - `:name.lookup`: prints which job makes each of the given partition refs
    - `:name.analyze`: prints the whole job graph behind the given partition refs
    - `:name.plan`: prints the job graph without what the catalog proves valid
    - `:name.exec`: executes a plan, from a file or standard input
    - `:name.build`: plans, then executes the plan
    - `:name.builds`: lists past builds and tells what became of each
    - `:name.explain`: tells why each partition would or would not be made again
    - `:name.logs`: shows the log of the task that makes a partition
    - `:name.mermaid`: prints the job graph as a Mermaid flowchart
    - `:name.diff`: prints what is different between two plans or job graphs
    - `:name.merge`: merges plans, or job graphs, into one
    - `:name.catalog`: lists, adopts and forgets partitions, and tells how each was made
    - `:name.archive`: `name.tar.gz`, all of the above ready to run on a machine without Bazel

    Args:
      name: Name of the graph.
      jobs: Labels of the `databuild_job` targets of this graph, each once.
      lookup: Label of an executable in any language. It is called with partition refs and prints a JSON
        object: job label to the refs that job makes.
      **kwargs: The attributes that all rules share; they go to every target named above.
    """
    _databuild_graph(
        name = name,
        jobs = jobs,
        lookup = lookup,
        repositories = _written_repositories(jobs),
        **kwargs
    )
    declare_phases(name, GRAPH_PHASES, kwargs)

def _written_repositories(jobs):
    """Returns the repositories that a BUILD file does not call by the name of their module: its name to that of labels."""
    repositories = {}

    # What a `select` holds is not known here.
    for job in jobs if type(jobs) == "list" else []:
        if type(job) == "string" and job.startswith("@") and not job.startswith("@@"):
            written = job[1:].partition("//")[0]
            repository = repository_string(native.package_relative_label(job).repo_name)
            if written and repository != "@" + written:
                repositories[written] = repository
    return repositories

def databuild_plan_test(name, graph, refs, expected = "plan.golden.json", **kwargs):
    """Declares a test that pins a plan: what a graph would run to make some partitions from nothing.

    The test compares jobs and their versions, configs, and what waits for what. It leaves out what depends on code, machine or
    catalog, so a golden file stays as it is until the graph means something else.

    Beside `:name` it declares `:name.update`: `bazel run //pkg:name.update` writes the golden file, also the first time.

    Args:
      name: Name of the test.
      graph: Label of the `databuild_graph`.
      refs: Partition refs to plan.
      expected: The golden file: a path in this package.
      **kwargs: The attributes that all tests share, such as `size` (default `small`) and `tags`.
    """

    # A file that is not there yet is no mistake in the BUILD file: the test fails, and says how to make it.
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
