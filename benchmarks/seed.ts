import { readFileSync } from 'node:fs';
import { openSqliteCatalog } from '../tools/catalog/index.js';
import { contentKey, taskId, versionKey, type Manifest, type Plan } from '../tools/base/model/index.js';
import { readPlan } from '../tools/plan/plan/index.js';
import { configOf, tasksOf, TOUCH, type Shape } from './shapes.js';

type Jobs = Plan['jobs'];

/** Number of manifests per transaction. */
const BATCH = 20_000;

/** The jobs of the graph, as a plan lists them. */
export async function jobsOf(planFile: string): Promise<Jobs> {
  const plan = await readPlan([readFileSync(planFile)]);
  if (!plan.ok) throw new Error(`cannot read ${planFile}: ${JSON.stringify(plan.error)}`);
  return plan.value.jobs;
}

/**
 * Records a manifest for every task of the shape without running any task. So "nothing to do" can be measured without a
 * build of several minutes before it.
 */
export async function seedCatalog(shape: Shape, jobs: Jobs, stateDir: string): Promise<void> {
  const catalog = await openSqliteCatalog(stateDir);
  if (!catalog.ok) throw new Error(`cannot open the catalog in ${stateDir}: ${JSON.stringify(catalog.error)}`);
  let batch: Manifest[] = [];
  for (const manifest of manifestsOf(shape, jobs)) {
    batch.push(manifest);
    if (batch.length < BATCH) continue;
    await catalog.value.record(batch);
    batch = [];
  }
  await catalog.value.record(batch);
  await catalog.value.close();
}

function* manifestsOf(shape: Shape, jobs: Jobs): Generator<Manifest> {
  const [[job, { version, run }] = ['', { version: '', run: '' }]] = Object.entries(jobs);
  const time = new Date().toISOString();
  const versionKeys: string[] = [];
  const contentKeys: string[] = [];
  for (const task of tasksOf(shape)) {
    const inputs = shape.inputsOf(task);
    const config = { ...configOf(shape, task, TOUCH), env: {} } as unknown as Manifest['config'];
    const { outputs } = config;
    const keysOf = (keys: readonly string[]): string[] => inputs.map((input) => keys[input] ?? '');
    versionKeys[task] = versionKey(job, version, outputs, keysOf(versionKeys));
    contentKeys[task] = contentKey(job, run, config, keysOf(contentKeys));
    yield {
      schemaVersion: 1,
      id: `seed-${task}`,
      outputs,
      inputs: config.inputs.map((input, position) => {
        const from = inputs[position] ?? 0;
        return { ...input, manifest: `seed-${from}`, versionKey: versionKeys[from] ?? '' };
      }),
      job,
      jobVersion: version,
      config,
      startTime: time,
      endTime: time,
      buildId: 'seed',
      taskId: taskId(job, outputs),
      host: 'benchmark',
      attempt: 1,
      exitCode: 0,
      versionKey: versionKeys[task],
      contentKey: contentKeys[task],
      codeDigest: run,
      metadata: {},
    };
  }
}
