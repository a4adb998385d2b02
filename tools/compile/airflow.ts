import { targetsOf } from '../base/graph/index.js';
import { comments } from './quote.js';
import { joined } from './table.js';
import type { Compilation, CompiledFile, FolderTarget } from './target.js';

/** A DAG for Airflow 3: a Python file that reads a JSON file. */
export const AIRFLOW: FolderTarget = {
  name: 'airflow',
  limits: { units: 5_000 },
  requires: ['shared-catalog'],
  run: 'copy this folder into the DAG folder, and trigger the DAG',
  ships: 'folder',
  files: airflowFiles,
};

function* airflowFiles(compilation: Compilation): Generator<CompiledFile> {
  yield { path: 'dag.py', chunks: [`${comments(compilation.header)}#\n${DAG}`] };
  yield { path: 'dag.json', chunks: joined(dagLines(compilation)) };
}

/** A task per line, in topological order. */
function* dagLines({ plan, units, ordered }: Compilation): Generator<string> {
  const name = plan.graph.slice(plan.graph.lastIndexOf(':') + 1).replaceAll(/[^\w.-]/g, '_');
  const dag = {
    id: `databuild_${name}_${plan.id.slice(0, 12)}_${units[0]?.id.slice(0, 6) ?? ''}`,
    description: `Plan ${plan.id} of ${plan.graph}`,
  };
  yield `{"dag": ${JSON.stringify(dag)},`;
  yield '"tasks": [';
  for (const [position, { id, job, tasks }] of units.entries()) {
    const row = {
      id,
      name: tasks[0]?.config.outputs[0] ?? '',
      job: job.label,
      command: `exec ./task.sh 0 0 ${tasks.map((task) => task.id).join(' ')}`,
      retries: job.retries,
      retryDelaySeconds: job.retryDelayMs / 1000,
      timeoutSeconds: job.timeoutMs / 1000,
      after: targetsOf(ordered, position).map((other) => units[other]?.id),
    };
    yield JSON.stringify(row) + (position < units.length - 1 ? ',' : '');
  }
  yield ']}';
}

/** The same for every plan: what it runs is in `dag.json`. */
const DAG = `# A DAG that runs the tasks of the plan. It has no schedule: a plan runs once. The folder, with all of its files, and the
# data must be where the workers find them. Set DATABUILD_CATALOG in the environment of the workers.
import json
from datetime import timedelta
from pathlib import Path

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

FOLDER = Path(__file__).resolve().parent
GRAPH = json.loads((FOLDER / "dag.json").read_text(encoding="utf-8"))

# What task.sh adds to the time limit of an attempt before Airflow ends it.
SLACK = timedelta(minutes=5)


class DatabuildTask(BashOperator):
    """Runs task.sh. Nothing in it is a template."""

    template_fields = ()


with DAG(
    dag_id=GRAPH["dag"]["id"],
    description=GRAPH["dag"]["description"],
    schedule=None,
    catchup=False,
    max_active_runs=1,
    tags=["databuild"],
) as dag:
    operators = {}
    for task in GRAPH["tasks"]:
        operators[task["id"]] = DatabuildTask(
            task_id=task["id"],
            task_display_name=task["name"],
            doc=task["job"],
            bash_command=task["command"],
            cwd=str(FOLDER),
            append_env=True,
            retries=task["retries"],
            retry_delay=timedelta(seconds=task["retryDelaySeconds"]),
            retry_exponential_backoff=True,
            max_retry_delay=timedelta(minutes=5),
            execution_timeout=timedelta(seconds=task["timeoutSeconds"]) + SLACK if task["timeoutSeconds"] else None,
        )
        operators[task["id"]].set_upstream([operators[upstream] for upstream in task["after"]])
`;
