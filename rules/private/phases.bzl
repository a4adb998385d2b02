"""The executables beside a job or a graph, as two tables: a row here is all it takes to add one."""

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
    "cfg": _phase("job-cfg", "prints the job configs that produce the given partition refs"),
    "exec": _phase("job-exec", "configures the job for the given partition refs and runs it at once"),
}

# Suffix to phase.
GRAPH_PHASES = {
    "analyze": _phase("analyze", "prints the whole job graph behind the given partition refs"),
    "build": _phase("build", "plans, then executes the plan"),
    "builds": _phase("builds", "lists past builds and tells what became of each"),
    "catalog": _phase("catalog", "lists, adopts and forgets partitions, and tells how each was made"),
    "diff": _phase("diff", "prints what is different between two plans or job graphs"),
    "exec": _phase("exec", "executes a plan, from a file or standard input"),
    "explain": _phase("explain", "tells why each partition would or would not be made again, up to the cause"),
    "logs": _phase("logs", "shows the log of the task that makes a partition, or follows it"),
    "lookup": _phase("lookup", "prints which job makes each of the given partition refs"),
    "merge": _phase("merge", "merges plans, or job graphs, into one"),
    "mermaid": _phase("mermaid", "prints the job graph as a Mermaid flowchart"),
    "plan": _phase("plan", "prints the job graph without what the catalog proves valid"),
}
