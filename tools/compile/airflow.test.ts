import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Rig, SAMPLE } from './testing/index.js';

let rig: Rig;

beforeEach(() => {
  rig = new Rig();
});

afterEach(() => rig.remove());

/** The names that the file imports. They keep what they are given, and refuse what Airflow's own would not take. */
const STUBS = {
  'airflow/__init__.py': '',
  'airflow/sdk.py': `
class DAG:
    current = None
    def __init__(self, *, dag_id, description, schedule, catchup, max_active_runs, tags):
        self.dag_id, self.tasks = dag_id, []
    def __enter__(self):
        DAG.current = self
        return self
    def __exit__(self, *_):
        DAG.current = None
`,
  'airflow/providers/__init__.py': '',
  'airflow/providers/standard/__init__.py': '',
  'airflow/providers/standard/operators/__init__.py': '',
  'airflow/providers/standard/operators/bash.py': `
import re
from airflow.sdk import DAG
class BashOperator:
    template_fields = ("bash_command", "env", "cwd")
    def __init__(self, *, task_id, task_display_name, doc, bash_command, cwd, append_env, retries, retry_delay,
                 retry_exponential_backoff, max_retry_delay, execution_timeout):
        assert re.fullmatch(r"[\\w.-]{1,250}", task_id)
        self.__dict__.update(vars(), upstream=[])
        DAG.current.tasks.append(self)
    def set_upstream(self, operators):
        self.upstream = [operator.task_id for operator in operators]
`,
} as const;

/** Loads the file as Airflow does, with every file that it opens in the output, and then runs the tasks. */
const LOADER = `
import json, runpy, subprocess, sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" and str(args[0]).endswith(("n", "v")) else None)
dag = runpy.run_path(sys.argv[1])["dag"]
files = sorted({path.rsplit("/", 1)[-1] for path in opened if not path.endswith(".py")})
rows = [[t.task_id, t.task_display_name, t.upstream, t.retries, t.execution_timeout and t.execution_timeout.total_seconds(), t.template_fields] for t in dag.tasks]
for t in dag.tasks:
    subprocess.run(["bash", "-c", t.bash_command], cwd=t.cwd, check=True)
print(json.dumps({"id": dag.dag_id, "opened": files, "rows": rows}))
`;

test('the file compiles, builds the DAG in order from one JSON file, and its commands run the tasks', async () => {
  await rig.compile('airflow', SAMPLE);
  const stubs = join(rig.dir, 'stubs');
  for (const [path, text] of Object.entries({ ...STUBS, 'load.py': LOADER })) {
    mkdirSync(dirname(join(stubs, path)), { recursive: true });
    writeFileSync(join(stubs, path), text);
  }
  const env = { ...process.env, PYTHONPATH: stubs, PYTHONDONTWRITEBYTECODE: '1', DATABUILD_CATALOG: 'postgres://x' };
  const compile = 'import sys; compile(open(sys.argv[1], encoding="utf-8").read(), "dag.py", "exec")';
  expect(await rig.run('python3', ['-c', compile, 'dag.py'])).toEqual({ code: 0, output: '' });
  const { code, output } = await rig.run('python3', [join(stubs, 'load.py'), 'dag.py'], { env });
  expect({ code, output }).toMatchObject({ code: 0 });
  const loaded = JSON.parse(output) as { id: string; opened: string[]; rows: unknown[][] };
  expect(loaded.id).toMatch(/^databuild_graph_[0-9a-f]{12}_[0-9a-f]{6}$/);
  expect(loaded.opened).toEqual(['dag.json']);
  const [a1, a2, a3, a4, b1, b2, c1, , c3] = SAMPLE.tasks;
  const row = (task: typeof a1, upstream: readonly (typeof a1)[], retries = 0, timeout: number | null = null) => [
    task?.id,
    task?.config.outputs[0],
    upstream.map((each) => each?.id),
    retries,
    timeout,
    [],
  ];
  expect(loaded.rows).toEqual([
    ...[a1, a2, a3, a4].map((task) => row(task, [])),
    row(b1, [a1, a2], 1, 360),
    row(b2, [a3], 1, 360),
    row(c1, [b1, b2]),
    row(c3, [b1]),
  ]);
  expect(rig.takeLog()).toHaveLength(16);
});
