import type { Claims } from '../configure/index.js';
import { targetsOf } from '../../base/graph/index.js';
import { contentKey, taskId, versionKey, type Task } from '../../base/model/index.js';
import type { Definition } from './definition.js';
import type { TaskGraph } from './edges.js';

/** Turns every claim into a task, in topological order, with its id and keys, in one pass. */
export function writeTasks(claims: Claims, { materialize, ordered, order }: TaskGraph, { jobs }: Definition): Task[] {
  const ids = claims.all.map(({ job, config }) => taskId(job.label, config.outputs));
  // Allocated at full length, because they are not filled in ascending order. A growing array with gaps would be
  // slow.
  const versionKeys = new Array<string>(ids.length);
  const contentKeys = new Array<string>(ids.length);
  const tasks: Task[] = [];
  for (const number of order) {
    const { job, config } = claims.get(number);
    const code = jobs[job.label]?.run;
    if (code === undefined) throw new Error(`no definition of ${job.label}`);
    const inputs = targetsOf(materialize, number);
    const task: Task = {
      id: known(ids, number),
      job: job.label,
      jobVersion: job.version,
      config,
      dependsOn: pick(ids, targetsOf(ordered, number)),
      versionKey: versionKey(job.label, job.version, config.outputs, pick(versionKeys, inputs)),
      contentKey: contentKey(job.label, code, config, pick(contentKeys, inputs)),
    };
    versionKeys[number] = task.versionKey;
    contentKeys[number] = task.contentKey;
    tasks.push(task);
  }
  return tasks;
}

/** Uses `map` instead of `push`: a growing array keeps memory for many more items. */
function pick(items: readonly string[], numbers: readonly number[]): string[] {
  return numbers.map((number) => known(items, number));
}

/** An item that an earlier step must have set. */
function known(items: readonly string[], number: number): string {
  const item = items[number];
  if (item === undefined) throw new RangeError(`task ${String(number)} is not known yet`);
  return item;
}
