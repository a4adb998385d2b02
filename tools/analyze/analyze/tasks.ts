import type { Claims } from '../configure/index.js';
import { targetsOf } from '../../base/graph/index.js';
import { contentKey, taskId, versionKey, type Task } from '../../base/model/index.js';
import type { Definition } from './definition.js';
import type { TaskGraph } from './edges.js';

/** Writes every claim as a task, in topological order, with its ids and keys: one pass, by numbers. */
export function writeTasks(claims: Claims, { materialize, ordered, order }: TaskGraph, { jobs }: Definition): Task[] {
  const ids = claims.all.map(({ job, config }) => taskId(job.label, config.outputs));
  // Filled in an order of their own: with gaps in between, arrays that grow become slow.
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

/** Not pushed one by one: an array that grows has room for many more, and keeps it. */
function pick(items: readonly string[], numbers: readonly number[]): string[] {
  return numbers.map((number) => known(items, number));
}

/** An item that an earlier step put there. */
function known(items: readonly string[], number: number): string {
  const item = items[number];
  if (item === undefined) throw new RangeError(`task ${String(number)} is not known yet`);
  return item;
}
