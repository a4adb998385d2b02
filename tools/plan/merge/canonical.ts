import type { DataDep, Estimate, JobDefinition, Pruned, Task, TaskConfig } from '../../base/model/index.js';

/**
 * Fields of a task in the order in which they are written, and what merging does with each. The type requires an
 * entry for every field: a new field needs a decision on how two tasks agree on it.
 */
const TASK_FIELDS: Readonly<Record<keyof Task, 'is the identity' | 'must be equal' | 'is recomputed' | 'is joined'>> = {
  id: 'is the identity',
  job: 'must be equal',
  jobVersion: 'must be equal',
  config: 'must be equal',
  dependsOn: 'is recomputed',
  versionKey: 'must be equal',
  contentKey: 'must be equal',
  reason: 'is joined',
  replaces: 'is joined',
  runsIf: 'is joined',
  estimate: 'is joined',
};

const CONFIG_FIELDS: Readonly<Record<keyof TaskConfig, 'is a set' | 'is a list' | 'is a map' | 'is a text'>> = {
  outputs: 'is a set',
  inputs: 'is a set',
  args: 'is a list',
  env: 'is a map',
  executable: 'is a text',
};

const JOB_FIELDS: Readonly<Record<keyof JobDefinition, 'must be equal'>> = {
  version: 'must be equal',
  configure: 'must be equal',
  run: 'must be equal',
};

const ESTIMATE_FIELDS: Readonly<Record<keyof Exclude<Estimate, 'unknown'>, 'is written'>> = {
  ms: 'is written',
  samples: 'is written',
};

const PRUNED_FIELDS: Readonly<Record<keyof Pruned, 'is written'>> = {
  ref: 'is written',
  manifest: 'is written',
  note: 'is written',
};

/** The canonical form of a task, without its dependencies. */
export function canonicalTask(task: Task): Task {
  return { ...inFieldOrder(task, TASK_FIELDS), config: canonicalConfig(task.config), dependsOn: [] };
}

/** The canonical form of a job. */
export function canonicalJob(job: JobDefinition): JobDefinition {
  return inFieldOrder(job, JOB_FIELDS);
}

/** The canonical form of an estimate. */
export function canonicalEstimate(estimate: Estimate): Estimate {
  return estimate === 'unknown' ? estimate : inFieldOrder(estimate, ESTIMATE_FIELDS);
}

/** The canonical form of a pruned ref. */
export function canonicalPruned(pruned: Pruned): Pruned {
  return inFieldOrder(pruned, PRUNED_FIELDS);
}

/** The items without duplicates, sorted. */
export function sortedSet<T extends string>(items: Iterable<T>): T[] {
  return [...new Set(items)].sort();
}

function canonicalConfig(config: TaskConfig): TaskConfig {
  return {
    ...inFieldOrder(config, CONFIG_FIELDS),
    // A duplicate ref is kept, because the id of the task counts it twice.
    outputs: config.outputs.toSorted(),
    inputs: canonicalInputs(config.inputs),
    env: sortedByName(config.env),
  };
}

function canonicalInputs(inputs: readonly DataDep[]): DataDep[] {
  const sorted = inputs.map(({ depType, ref }) => ({ depType, ref })).sort(compareInputs);
  return sorted.filter((input, index) => {
    const before = sorted[index - 1];
    return before === undefined || compareInputs(before, input) !== 0;
  });
}

function compareInputs(left: DataDep, right: DataDep): number {
  if (left.ref !== right.ref) return left.ref < right.ref ? -1 : 1;
  if (left.depType === right.depType) return 0;
  return left.depType < right.depType ? -1 : 1;
}

function sortedByName(env: TaskConfig['env']): TaskConfig['env'] {
  const entries = Object.entries(env);
  return entries.length < 2 ? env : Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** A copy with the fields in the order of `fields`. Other fields are dropped. */
function inFieldOrder<T extends object>(value: T, fields: Readonly<Record<keyof T, string>>): T {
  const copy: Partial<T> = {};
  for (const field in fields) if (value[field] !== undefined) copy[field] = value[field];
  return copy as T;
}
