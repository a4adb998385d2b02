import { createReadStream } from 'node:fs';
import { writeAtomically } from '../../base/runtime/index.js';
import { PlanIndexer, planIndexPath } from '../../plan/plan/index.js';

/** Writes the index of a plan, by which single tasks are found in it. @param path where the plan will be */
export async function indexPlan(written: string, path: string): Promise<void> {
  const indexer = new PlanIndexer();
  for await (const chunk of createReadStream(written)) indexer.take(chunk as Buffer);
  await writeAtomically(planIndexPath(path), indexer.end());
}
