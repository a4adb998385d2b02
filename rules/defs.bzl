"""DataBuild for BUILD files: jobs that make partitions of data, and graphs of such jobs.

    load("@databuild//rules:defs.bzl", "databuild_graph", "databuild_job")
"""

load("//rules/private:graph.bzl", _databuild_graph = "databuild_graph")
load("//rules/private:job.bzl", _databuild_job = "databuild_job")
load("//rules/private:phases.bzl", "GRAPH_PHASES", "JOB_PHASES")
load("//rules/private:targets.bzl", "declare_phases")

def databuild_job(name, configure, run, **kwargs):
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
      **kwargs: `version`, the version of the data that this job makes (`MAJOR.MINOR.PATCH`, default `0.0.0`);
        `refs_from`, how `configure` takes its refs (`args`, the default, or `stdin`);
        and the attributes that all rules share, which go to every target named above.
    """
    _databuild_job(
        name = name,
        configure = configure,
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
        **kwargs
    )
    declare_phases(name, GRAPH_PHASES, kwargs)
