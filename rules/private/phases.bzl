"""The executables beside a job or a graph, and that of a service: suffix of the target to its command and what it does.

Generated from tools/cli/commands.ts: do not edit; bazel run //tools/dev/docs:update_docs
"""

JOB_PHASES = {
    "cfg": struct(archive = False, command = "job-cfg", summary = "Prints the configs with which the job makes the partitions, as a JSON array."),
    "exec": struct(archive = False, command = "job-exec", summary = "Configures the job for the partitions and runs it, whether or not they exist."),
}

GRAPH_PHASES = {
    "analyze": struct(archive = False, command = "analyze", summary = "Prints the job graph, as JSON: every task needed to make the partitions from nothing."),
    "build": struct(archive = False, command = "build", summary = "Builds the partitions: makes a plan and runs it."),
    "builds": struct(archive = False, command = "builds", summary = "Shows past and running builds, from their events."),
    "catalog": struct(archive = False, command = "catalog", summary = "Reads and changes the catalog: which partitions exist, and how each was made."),
    "compile": struct(archive = False, command = "compile", summary = "Compiles a plan to what another scheduler runs: a script, a build file, a workflow."),
    "deploy": struct(archive = True, command = "deploy", summary = "Uploads the archive of the graph to a service, and says what it would make stale there."),
    "diff": struct(archive = False, command = "diff", summary = "Prints the differences between two plans or job graphs: tasks and partitions, with reasons."),
    "exec": struct(archive = False, command = "exec", summary = "Runs a plan and prints the manifest of every finished task, one JSON object per line."),
    "explain": struct(archive = False, command = "explain", summary = "Explains why each partition is valid or would be rebuilt: which manifest proves it, or what changed, field by field, up to the cause."),
    "logs": struct(archive = False, command = "logs", summary = "Prints, for each partition, the log of the task that is making it, or else of the last task that tried to."),
    "lookup": struct(archive = False, command = "lookup", summary = "Prints which job makes each partition, as JSON: {\"<job label>\": [\"<ref>\", ...]}."),
    "merge": struct(archive = False, command = "merge", summary = "Merges plans, or job graphs, into one and prints it as JSON."),
    "mermaid": struct(archive = False, command = "mermaid", summary = "Draws the job graph: as a Mermaid flowchart, a picture or a page."),
    "plan": struct(archive = False, command = "plan", summary = "Prints the plan: the tasks that are still to run, each with its reason, as JSON."),
    "serve": struct(archive = False, command = "serve", summary = "Runs a service of the graph: takes requests over HTTP, builds them, and follows the triggers."),
    "task": struct(archive = False, command = "task", summary = "Runs tasks of a plan by id, one attempt each, and writes a result file for every attempt."),
}

SERVICE_PHASES = {
    "": struct(archive = False, command = "service", summary = "Runs a service of many graphs: takes deployments and requests over HTTP, builds them, and follows the triggers."),
}
