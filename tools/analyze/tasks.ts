import type { Claims } from '../configure/index.js';
import { targetsOf } from '../graph/index.js';
import { taskId, versionKey, type PartitionRef, type Task, type TaskConfig } from '../model/index.js';
import type { TaskGraph } from './edges.js';

/** Writes every claim as a task, in topological order, with its ids and keys. */
export function writeTasks(claims: Claims, { ordered, order }: TaskGraph): Task[] {
  const ids: string[] = claims.all.map(({ job, config }) => taskId(job.label, config.outputs));
  const keys: string[] = ids.map(() => '');
  const tasks: Task[] = [];
  for (const number of order) {
    const { job, config } = claims.get(number);
    const inputKeys = materializeRefs(config).map((ref) => keys[claims.of(ref) ?? -1] ?? '');
    const key = versionKey(job.label, job.version, config.outputs, inputKeys);
    keys[number] = key;
    tasks.push({
      id: ids[number] ?? '',
      job: job.label,
      jobVersion: job.version,
      config,
      dependsOn: Array.from(targetsOf(ordered, number), (target) => ids[target] ?? ''),
      versionKey: key,
    });
  }
  return tasks;
}

/** Refs of the materialize inputs, sorted, each once. */
function materializeRefs({ inputs }: TaskConfig): PartitionRef[] {
  const refs: PartitionRef[] = [];
  for (const { depType, ref } of inputs) if (depType === 'materialize') refs.push(ref);
  return refs.length < 2 ? refs : [...new Set(refs)].sort();
}
