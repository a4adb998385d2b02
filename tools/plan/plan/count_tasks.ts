import { LineBlocks } from '../../base/json/index.js';
import { openRegularFile } from '../../base/runtime/index.js';
import { PlanLines } from './plan_lines.js';

const CHUNK_BYTES = 256 * 1024;

/**
 * Counts the tasks of a plan of any size, in the layout of `writePlan`, without parsing them.
 *
 * @param path absolute; only a regular file is read, because others can be read only once
 * @returns nothing if that cannot be told; reading the plan shows why
 */
export async function countPlanTasks(path: string): Promise<number | undefined> {
  let tasks = 0;
  const lines = new PlanLines({ onTask: () => tasks++ });
  try {
    await using plan = await openRegularFile(path);
    const blocks = new LineBlocks();
    for await (const chunk of plan.createReadStream({ autoClose: false, highWaterMark: CHUNK_BYTES })) {
      const block = blocks.take(chunk as Buffer);
      if (block !== undefined && lines.take(block) !== undefined) return undefined;
    }
    return lines.take(blocks.end()) === undefined && lines.ended ? tasks : undefined;
  } catch {
    return undefined;
  }
}
