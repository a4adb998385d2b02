import type { Claims } from '../configure/index.js';
import { targetsOf } from '../graph/index.js';
import { taskId, versionKey, type PartitionRef, type Task, type TaskConfig } from '../model/index.js';
import type { TaskGraph } from './edges.js';

/** Writes every claim as a task, in topological order, with its ids and keys. */
export function writeTasks(claims: Claims, { ordered, order }: TaskGraph): Task[] {
  const ids = claims.all.map(({ job, config }) => taskId(job.label, config.outputs));
  const keys: string[] = [];
  const tasks: Task[] = [];
  for (const number of order) {
    const { job, config } = claims.get(number);
    const key = versionKey(job.label, job.version, config.outputs, inputKeys(config, claims, keys));
    keys[number] = key;
    const dependsOn: string[] = [];
    for (const target of targetsOf(ordered, number)) dependsOn.push(known(ids, target));
    tasks.push({ id: known(ids, number), job: job.label, jobVersion: job.version, config, dependsOn, versionKey: key });
  }
  return tasks;
}

/** Keys of the tasks that make the materialize inputs, in the order of the refs, each ref once. */
function inputKeys({ inputs }: TaskConfig, claims: Claims, keys: readonly string[]): string[] {
  const refs: PartitionRef[] = [];
  for (const { depType, ref } of inputs) if (depType === 'materialize') refs.push(ref);
  const distinct = refs.length < 2 ? refs : [...new Set(refs)].sort();
  return distinct.map((ref) => known(keys, claims.of(ref)));
}

/** An item that an earlier step put there. */
function known(items: readonly string[], index: number | undefined): string {
  const item = index === undefined ? undefined : items[index];
  if (item === undefined) throw new RangeError(`task ${String(index)} is not known yet`);
  return item;
}
