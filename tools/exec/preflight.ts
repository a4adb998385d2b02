import { withData, type KnownInput } from '../catalog/index.js';
import type { PartitionRef, Task } from '../base/model/index.js';
import { checkExecutable, resolveRunfile } from '../base/runtime/index.js';
import type { ExecDeps } from './deps.js';
import type { ExecFailure } from './failure.js';
import { shortages } from './resources.js';
import { nameOf } from './task_name.js';

/** What is known before the first task starts. */
export interface Preflight {
  /** Current manifests of the inputs that tasks read as they are: this plan does not build them, or only queries them. */
  readonly current: Map<PartitionRef, KnownInput>;
  readonly failures: ExecFailure[];
  /** The pools of the catalog that jobs use, by name: how many slots each has. */
  readonly pools: ReadonlyMap<string, number>;
}

/**
 * Checks, before anything runs, what would otherwise fail in the middle of a build: that the inputs which the plan does
 * not build are still in the catalog (three queries, with its pools), that there is enough of every resource, and that every program can be
 * executed.
 */
export async function preflight(
  tasks: readonly Task[],
  { catalog, jobs, resources, runfilesDir }: Pick<ExecDeps, 'catalog' | 'jobs' | 'resources' | 'runfilesDir'>,
): Promise<Preflight> {
  const given = givenInputs(tasks);
  const current = await withData(await catalog.current([...given.keys()]), catalog);
  const failures: ExecFailure[] = [];
  for (const [ref, neededBy] of given) {
    if (neededBy !== undefined && !current.has(ref)) {
      failures.push({ reason: 'input-missing', ref, neededBy: nameOf(neededBy) });
    }
  }
  const labels = new Set(tasks.map((task) => task.job));
  for (const job of labels) if (!jobs.has(job)) failures.push({ reason: 'job-unknown', job });
  const pools = await poolsOf(labels, jobs, catalog);
  for (const shortage of shortages(labels, jobs, resources, pools))
    failures.push({ reason: 'resource-short', ...shortage });
  return { current, pools, failures: [...failures, ...(await checkExecutables(tasks, jobs, runfilesDir))] };
}

/** The pools that jobs use. If no job needs a resource, the catalog is not asked. */
async function poolsOf(
  labels: ReadonlySet<string>,
  jobs: ExecDeps['jobs'],
  catalog: ExecDeps['catalog'],
): Promise<ReadonlyMap<string, number>> {
  const needed = new Set([...labels].flatMap((label) => Object.keys(jobs.get(label)?.resources ?? {})));
  if (needed.size === 0) return new Map();
  const pools = await catalog.pools();
  return new Map(pools.filter(({ name }) => needed.has(name)).map(({ name, slots }) => [name, slots]));
}

/**
 * Inputs to look up, each with a task that needs it to exist. An input that one of these tasks makes need not exist, and
 * is looked up only if it is queried: its reader runs even if the task that makes it fails.
 */
function givenInputs(tasks: readonly Task[]): Map<PartitionRef, Task | undefined> {
  const made = new Set<PartitionRef>();
  for (const task of tasks) for (const ref of task.config.outputs) made.add(ref);
  const given = new Map<PartitionRef, Task | undefined>();
  for (const task of tasks) {
    for (const { depType, ref } of task.config.inputs) {
      if (depType === 'query') given.set(ref, given.get(ref));
      else if (!made.has(ref)) given.set(ref, given.get(ref) ?? task);
    }
  }
  return given;
}

async function checkExecutables(
  tasks: readonly Task[],
  jobs: ExecDeps['jobs'],
  runfilesDir: string,
): Promise<ExecFailure[]> {
  const jobOf = new Map<string, string>();
  for (const task of tasks) {
    if (!jobOf.has(task.config.executable)) jobOf.set(task.config.executable, task.job);
    const { check, digest } = jobs.get(task.job) ?? {};
    for (const program of [check, digest]) {
      if (program !== undefined && !jobOf.has(program)) jobOf.set(program, task.job);
    }
  }
  const checked = await Promise.all(
    Array.from(jobOf, async ([executable, job]): Promise<ExecFailure | undefined> => {
      const path = resolveRunfile(runfilesDir, executable);
      const code = await checkExecutable(path);
      return code === undefined ? undefined : { reason: 'executable-unusable', job, path, code };
    }),
  );
  return checked.filter((failure) => failure !== undefined);
}
