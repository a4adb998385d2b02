import type { Claims } from '../configure/index.js';
import { targetsOf } from '../../base/graph/index.js';
import { JobKeys, type JobDescriptor, type Task } from '../../base/model/index.js';
import type { Definition } from './definition.js';
import type { TaskGraph } from './edges.js';

/** Turns every claim into a task, in topological order, with its id and keys, in one pass. */
export function writeTasks(claims: Claims, { materialize, ordered, order }: TaskGraph, { jobs }: Definition): Task[] {
  // Allocated at full length, because they are not filled in ascending order. A growing array with gaps would be
  // slow.
  const { length } = claims.all;
  const ids = new Array<string>(length);
  const versionKeys = new Array<string>(length);
  const contentKeys = new Array<string>(length);
  const keysOf = new Map<JobDescriptor, JobKeys>();
  const tasks: Task[] = [];
  for (const number of order) {
    const { job, config } = claims.get(number);
    let keys = keysOf.get(job);
    if (keys === undefined) keysOf.set(job, (keys = keysOfJob(job, jobs)));
    const inputs = targetsOf(materialize, number);
    const { id, versionKey, contentKey } = keys.of(config, pick(versionKeys, inputs), pick(contentKeys, inputs));
    ids[number] = id;
    versionKeys[number] = versionKey;
    contentKeys[number] = contentKey;
    const dependsOn = pick(ids, ordered === materialize ? inputs : targetsOf(ordered, number));
    tasks.push({ id, job: job.label, jobVersion: job.version, config, dependsOn, versionKey, contentKey });
  }
  return tasks;
}

function keysOfJob({ label, version }: JobDescriptor, jobs: Definition['jobs']): JobKeys {
  const code = jobs[label]?.run;
  if (code === undefined) throw new Error(`no definition of ${label}`);
  return new JobKeys(label, version, code);
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
