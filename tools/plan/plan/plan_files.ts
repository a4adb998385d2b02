import type { Plan } from '../../base/model/index.js';
import { writeAtomically } from '../../base/runtime/index.js';
import { PlanIndexer, planIndexPath } from './plan_index.js';
import { writePlan } from './write.js';

/**
 * Writes a plan, and beside it the index by which programs find single tasks in it.
 *
 * @throws system errors, with their code
 */
export async function writePlanFiles(path: string, plan: Plan): Promise<void> {
  const indexer = new PlanIndexer();
  await writeAtomically(path, indexed(plan, indexer));
  await writeAtomically(planIndexPath(path), indexer.end());
}

function* indexed(plan: Plan, indexer: PlanIndexer): Generator<Buffer, void, undefined> {
  for (const text of writePlan(plan)) {
    const chunk = Buffer.from(text);
    indexer.take(chunk);
    yield chunk;
  }
}
