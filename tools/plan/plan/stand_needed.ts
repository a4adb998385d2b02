import type { Analysis, KeyedTask } from '../../analyze/analyze/index.js';
import type { Catalog, CurrentManifest } from '../../catalog/index.js';
import { targetsOf } from '../../base/graph/index.js';
import {
  dataOf,
  isSameData,
  materializeInputs,
  type JobGraph,
  type PartitionRef,
  type Task,
  type Validity,
} from '../../base/model/index.js';
import { standTasks, type StandingTask } from './effective.js';
import type { NamedTasks } from './named_tasks.js';
import { refreshedInputs } from './refreshed.js';
import { standingOf } from './standing.js';

/** What the catalog knows of the tasks that may be needed. */
export interface Needed {
  /** In topological order. */
  readonly stands: readonly StandingTask<KeyedTask>[];
  /** The current manifests of their outputs. */
  readonly current: ReadonlyMap<PartitionRef, CurrentManifest>;
}

/**
 * Determines the standing of all tasks, or only of those that make the requested refs if these are all valid: then nothing
 * upstream of them is needed. At most two queries, and two more if partitions are read again.
 *
 * @param named the tasks that the request names
 */
export async function standNeeded(
  analysis: Analysis,
  validityOf: (task: Pick<Task, 'job'>) => Validity,
  named: NamedTasks,
  catalog: Pick<Catalog, 'current' | 'data' | 'manifests'>,
): Promise<Needed> {
  const { size, task } = analysis;
  const { jobs } = analysis.head;
  const allTasks = (): KeyedTask[] => Array.from({ length: size }, (_, number) => task(number));
  if (named.runs.size + named.refreshed.size > 0 || !hasOneValidity(jobs, validityOf)) {
    const tasks = allTasks();
    const current = await catalog.current(outputsOf(tasks));
    const hasRead = await readSoFar(analysis, named, current, catalog);
    const inputs = refreshedInputs(analysis, named, (each) => isPresent(task(each), current, validityOf), hasRead);
    return { stands: standTasks({ tasks, jobs }, current, validityOf, { runs: named.runs, inputs }), current };
  }
  const requested = requestedTasks(analysis);
  const wanted = Array.from(requested, task);
  const current = await catalog.current(outputsOf(wanted));
  const stands = wanted.map((task, index): StandingTask<KeyedTask> => {
    const standing = standingOf(task, current, validityOf(task));
    return { number: requested[index] ?? 0, analyzed: task, task, standing, named: undefined, refreshed: [] };
  });
  if (stands.every(({ standing }) => standing.kind === 'valid')) return { stands, current };
  const tasks = allTasks();
  const isRequested = new Uint8Array(size);
  for (const number of requested) isRequested[number] = 1;
  const others = await catalog.current(outputsOf(tasks.filter((_, number) => isRequested[number] === 0)));
  for (const [ref, manifest] of others) current.set(ref, manifest);
  return { stands: standTasks({ tasks, jobs }, current, validityOf), current };
}

/**
 * Finds out of partitions that are made again already what was made from them as they are now.
 *
 * @returns whether the partitions of a task were made from the data that an input has now
 */
async function readSoFar(
  { size, materialize, task, makerOf }: Analysis,
  { runs, refreshed }: NamedTasks,
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
  catalog: Pick<Catalog, 'data' | 'manifests'>,
): Promise<(number: number, ref: PartitionRef) => boolean> {
  const left = new Set([...refreshed].filter((number) => !runs.has(number)));
  if (left.size === 0) return () => false;
  const idsOf = (refs: readonly PartitionRef[]): string[] => refs.flatMap((ref) => current.get(ref)?.id ?? []);
  const readers = Array.from({ length: size }, (_, number) => number).filter((number) =>
    targetsOf(materialize, number).some((maker) => left.has(maker)),
  );
  const manifests = await catalog.manifests(idsOf(readers.flatMap((number) => task(number).config.outputs)));
  const data = await catalog.data(idsOf([...left].flatMap((number) => task(number).config.outputs)));
  return (number, ref) => {
    const now = data.get(current.get(ref)?.id ?? '');
    if (now === undefined || !left.has(makerOf(ref) ?? -1)) return false;
    return task(number).config.outputs.every((output) => {
      const made = manifests.get(current.get(output)?.id ?? '');
      const read = made && materializeInputs(made.inputs).find((input) => input.ref === ref);
      return read !== undefined && isSameData(read, dataOf(now, ref));
    });
  };
}

/**
 * Whether all jobs have the same validity. Then whether a partition is valid depends on the keys of the graph alone: a
 * change that is masked upstream changes no key that this validity compares.
 */
function hasOneValidity(jobs: JobGraph['jobs'], validityOf: (task: Pick<Task, 'job'>) => Validity): boolean {
  return new Set(Object.keys(jobs).map((job) => validityOf({ job }))).size <= 1;
}

/** Whether a task is valid because its partitions exist, whatever they were made from. */
function isPresent(
  task: KeyedTask,
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
  validityOf: (task: Pick<Task, 'job'>) => Validity,
): boolean {
  return validityOf(task) === 'presence' && standingOf(task, current, 'presence').kind === 'valid';
}

/** Numbers of the tasks that make the requested refs, in topological order. */
export function requestedTasks({ head: { outputs }, makerOf }: Analysis): Int32Array {
  return Int32Array.from(new Set(outputs.flatMap((ref) => makerOf(ref) ?? []))).sort();
}

function outputsOf(tasks: readonly KeyedTask[]): PartitionRef[] {
  const outputs: PartitionRef[] = [];
  for (const { config } of tasks) for (const ref of config.outputs) outputs.push(ref);
  return outputs;
}
