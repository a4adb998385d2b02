import { canonicalLabel, runfileInKeys, type DataDep, type Task, type TaskConfig } from '../../base/model/index.js';
import type { TaskChange, TextField } from './schema.js';

type Compare<T> = (before: T, after: T) => TaskChange[];

/** One entry for each field of a config. The type requires an entry for every new field. */
const CONFIG_FIELDS: Readonly<Record<keyof TaskConfig, Compare<TaskConfig>>> = {
  executable: (before, after) =>
    // Ignore how Bazel spells the repository.
    runfileInKeys(before.executable) === runfileInKeys(after.executable)
      ? []
      : compareTexts('executable', before.executable, after.executable),
  args: (before, after) => compareArgs(before.args, after.args),
  env: (before, after) => compareEnvironments(before.env, after.env),
  inputs: (before, after) => {
    const { removed, added } = compareSets(before.inputs, after.inputs, inputKey);
    return removed.length + added.length === 0 ? [] : [{ field: 'inputs', removed, added }];
  },
  outputs: (before, after) => {
    const { removed, added } = compareSets(before.outputs, after.outputs, (ref) => ref);
    return removed.length + added.length === 0 ? [] : [{ field: 'outputs', removed, added }];
  },
};

/** Fields that describe a task's relation to other tasks and to the catalog, not the task itself. */
type Circumstance = 'dependsOn' | 'reason' | 'replaces' | 'runsIf' | 'estimate';

/** The fields that define a task. */
type Compared = Omit<Task, 'id' | Circumstance>;

/** One entry for each of them. */
const TASK_FIELDS: Readonly<Record<keyof Compared, Compare<Compared>>> = {
  job: (before, after) => compareTexts('job', canonicalLabel(before.job), canonicalLabel(after.job)),
  jobVersion: (before, after) => compareTexts('jobVersion', before.jobVersion, after.jobVersion),
  config: (before, after) => compareConfigs(before.config, after.config),
  versionKey: (before, after) => compareTexts('versionKey', before.versionKey, after.versionKey),
  contentKey: (before, after) => compareTexts('contentKey', before.contentKey, after.contentKey),
};

const CONFIG_COMPARISONS = Object.values(CONFIG_FIELDS);
const TASK_COMPARISONS = Object.values(TASK_FIELDS);

/**
 * Lists how two tasks with the same id differ in job, version, config and keys.
 *
 * Outputs and inputs are compared as sets, env as a map, args as a list.
 *
 * @returns an empty array exactly when the tasks are interchangeable
 */
export function compareTasks(before: Compared, after: Compared): TaskChange[] {
  return TASK_COMPARISONS.flatMap((compare) => compare(before, after));
}

/** Lists how two configs differ; see `compareTasks`. */
export function compareConfigs(before: TaskConfig, after: TaskConfig): TaskChange[] {
  return CONFIG_COMPARISONS.flatMap((compare) => compare(before, after));
}

/** Items that only one of two lists has, without duplicates, sorted by key. */
export function compareSets<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => string,
): { removed: T[]; added: T[] } {
  // Most lists are identical, so check that first.
  if (before.length === after.length && before.every((item, index) => keyOf(item) === keyOf(after[index] ?? item))) {
    return { removed: [], added: [] };
  }
  const old = new Map(before.map((item) => [keyOf(item), item]));
  const current = new Map(after.map((item) => [keyOf(item), item]));
  const missingFrom = (other: ReadonlyMap<string, T>, items: ReadonlyMap<string, T>): T[] =>
    [...items]
      .filter(([key]) => !other.has(key))
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, item]) => item);
  return { removed: missingFrom(current, old), added: missingFrom(old, current) };
}

/** Identifies an input, and sorts by ref. Refs have no control characters. */
function inputKey({ depType, ref }: DataDep): string {
  return `${ref}\n${depType}`;
}

function compareTexts(field: TextField, before: string, after: string): TaskChange[] {
  return before === after ? [] : [{ field, old: before, new: after }];
}

/**
 * If the number of arguments is the same, they are compared one by one. Otherwise the equal arguments at both ends
 * are skipped and the rest is one change, so that an argument inserted at the front does not change all others.
 */
function compareArgs(before: readonly string[], after: readonly string[]): TaskChange[] {
  if (before.length === after.length) {
    return before.flatMap((old, index): TaskChange[] => {
      const current = after[index];
      return current === undefined || current === old ? [] : [{ field: 'args', index, old: [old], new: [current] }];
    });
  }
  const shorter = Math.min(before.length, after.length);
  let index = 0;
  while (index < shorter && before[index] === after[index]) index++;
  let equalAtEnd = 0;
  while (equalAtEnd < shorter - index && before.at(-1 - equalAtEnd) === after.at(-1 - equalAtEnd)) equalAtEnd++;
  return [
    {
      field: 'args',
      index,
      old: before.slice(index, before.length - equalAtEnd),
      new: after.slice(index, after.length - equalAtEnd),
    },
  ];
}

function compareEnvironments(before: TaskConfig['env'], after: TaskConfig['env']): TaskChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changes: TaskChange[] = [];
  for (const name of [...names].sort()) {
    const old = valueOf(before, name);
    const current = valueOf(after, name);
    if (old !== current) changes.push({ field: 'env', name, old, new: current });
  }
  return changes;
}

/** A variable may be named `constructor`, which every object inherits. */
function valueOf(env: TaskConfig['env'], name: string): string | null {
  return Object.hasOwn(env, name) ? (env[name] ?? null) : null;
}
