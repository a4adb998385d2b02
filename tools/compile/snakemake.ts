import { comments } from './quote.js';
import type { Compilation, CompiledFile, FolderTarget } from './target.js';

/** A Snakefile for Snakemake 7 and later. */
export const SNAKEMAKE: FolderTarget = {
  name: 'snakemake',
  limits: { units: 10_000 },
  requires: [],
  run: 'snakemake --cores 4',
  ships: 'folder',
  files: snakemakeFiles,
};

function* snakemakeFiles({ header }: Compilation): Generator<CompiledFile> {
  yield { path: 'Snakefile', chunks: [`${comments(header)}#\n${SNAKEFILE}`] };
}

/** The same for every plan: what it runs is in `tasks.tsv`. */
const SNAKEFILE = `# Runs the tasks of the plan: snakemake --cores N, in this folder. A task is done if done/TASK_ID exists. With -k, Snakemake
# goes on after a failure with every task that does not depend on it. --resources NAME=N limits what running tasks use of
# the resource NAME; cpu counts as threads, and memory_mb as mem_mb.
import os


def rows_of(table):
    with open(os.path.join(workflow.basedir, table), encoding="utf-8") as lines:
        return [line.rstrip("\\n").split("\\t") for line in lines]


NAMES = {"memory_mb": "mem_mb"}
JOBS = [dict(use.rsplit("=", 1) for use in row[1:]) for row in rows_of("jobs.tsv")]
TASKS = rows_of("tasks.tsv")
POSITIONS = {row[3].split()[0]: position for position, row in enumerate(TASKS)}


def amount(name, least=0):
    return lambda wildcards: max(least, int(JOBS[int(TASKS[POSITIONS[wildcards.task]][0])].get(name, 0)))


def stamps_before(wildcards):
    after = TASKS[POSITIONS[wildcards.task]][4].split()
    return [ancient("done/" + TASKS[int(position.rstrip("?"))][3].split()[0]) for position in after]


def words(wildcards):
    _, retries, delay, ids, _ = TASKS[POSITIONS[wildcards.task]]
    return " ".join([retries, delay, ids])


workdir: workflow.basedir


wildcard_constraints:
    task="[0-9a-f]{16}",


rule all:
    input:
        ["done/" + task for task in POSITIONS],


rule task:
    input:
        stamps_before,
    output:
        "done/{task}",
    params:
        words=words,
    threads: amount("cpu", 1)
    resources:
        **{NAMES.get(name, name): amount(name) for name in sorted({name for job in JOBS for name in job} - {"cpu"})},
    shell:
        "./task.sh {params.words}"
`;
