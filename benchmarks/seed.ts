import { readFileSync } from 'node:fs';
import { openSqliteCatalog } from '../tools/catalog/index.js';
import type { Manifest, Plan } from '../tools/model/index.js';
import { readPlan } from '../tools/plan/index.js';

/**
 * Records a manifest for every task of the plan without running any, so that "nothing to do" can be measured
 * without first spending minutes on touching files.
 */
export async function seedCatalog(planFile: string, stateDir: string): Promise<void> {
  const plan = readPlan(readFileSync(planFile, 'utf8'));
  if (!plan.ok) throw new Error(`cannot read ${planFile}: ${JSON.stringify(plan.error)}`);
  const catalog = await openSqliteCatalog(stateDir);
  if (!catalog.ok) throw new Error(`cannot open the catalog in ${stateDir}: ${JSON.stringify(catalog.error)}`);
  await catalog.value.record(manifestsOf(plan.value));
  await catalog.value.close();
}

function manifestsOf(plan: Plan): Manifest[] {
  const time = new Date().toISOString();
  return plan.tasks.map((task) => ({
    schemaVersion: 1,
    id: `seed-${task.id}`,
    outputs: task.config.outputs,
    inputs: [],
    job: task.job,
    jobVersion: task.jobVersion,
    config: task.config,
    startTime: time,
    endTime: time,
    buildId: 'seed',
    taskId: task.id,
    host: 'benchmark',
    attempt: 1,
    exitCode: 0,
    versionKey: task.versionKey,
    metadata: {},
  }));
}
