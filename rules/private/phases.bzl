"""The executables beside a job or a graph, as two tables. To add an executable, add a row."""

def _phase(command, summary):
    """One executable, `:<name>.<suffix>`.

    Args:
      command: The command of the DataBuild tools that it starts.
      summary: What it does, for people.

    Returns:
      A row of `JOB_PHASES` or `GRAPH_PHASES`.
    """
    return struct(
        command = command,
        summary = summary,
    )

# Suffix to phase.
JOB_PHASES = {
    "cfg": _phase("job-cfg", "prints the job configs that build the given partition refs"),
    "exec": _phase("job-exec", "configures the job for the given partition refs and runs it"),
}

# Suffix to phase.
GRAPH_PHASES = {
    "analyze": _phase("analyze", "prints the whole job graph of the given partition refs"),
    "build": _phase("build", "plans, then runs the plan"),
    "builds": _phase("builds", "shows past and running builds, and what failed"),
    "catalog": _phase("catalog", "lists, adopts and forgets partitions, and shows how each was built"),
    "diff": _phase("diff", "prints the differences between two plans or job graphs"),
    "exec": _phase("exec", "runs a plan, from a file or standard input"),
    "explain": _phase("explain", "explains why each partition is valid or would be rebuilt, up to the cause"),
    "logs": _phase("logs", "prints the log of the task that builds a partition, or follows it"),
    "lookup": _phase("lookup", "prints which job makes each of the given partition refs"),
    "merge": _phase("merge", "merges plans, or job graphs, into one"),
    "mermaid": _phase("mermaid", "prints the job graph as a Mermaid flowchart"),
    "plan": _phase("plan", "prints the plan: the tasks that are still to run, each with its reason"),
}
