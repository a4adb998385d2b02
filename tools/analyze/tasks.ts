import type { Claims } from '../configure/index.js';
import { targetsOf } from '../graph/index.js';
import { taskId, versionKey, type Task } from '../model/index.js';
import type { TaskGraph } from './edges.js';

/** Writes every claim as a task, in topological order, with its ids and keys. */
export function writeTasks(claims: Claims, { materialize, ordered, order }: TaskGraph): Task[] {
  const ids = claims.all.map(({ job, config }) => taskId(job.label, config.outputs));
  const keys: string[] = [];
  const tasks: Task[] = [];
  for (const number of order) {
    const { job, config } = claims.get(number);
    const key = versionKey(job.label, job.version, config.outputs, pick(keys, targetsOf(materialize, number)));
    keys[number] = key;
    const dependsOn = pick(ids, targetsOf(ordered, number));
    tasks.push({ id: known(ids, number), job: job.label, jobVersion: job.version, config, dependsOn, versionKey: key });
  }
  return tasks;
}

function pick(items: readonly string[], numbers: Iterable<number>): string[] {
  const picked: string[] = [];
  for (const number of numbers) picked.push(known(items, number));
  return picked;
}

/** An item that an earlier step put there. */
function known(items: readonly string[], number: number): string {
  const item = items[number];
  if (item === undefined) throw new RangeError(`task ${String(number)} is not known yet`);
  return item;
}
