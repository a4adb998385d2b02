import { ownerText, readOwner, withData, type Catalog, type Fence, type KnownInput } from '../../catalog/index.js';
import {
  materialized,
  resolveInputs,
  unchangedManifest,
  type ManifestInput,
  type PartitionRef,
  type PlannedTask,
  type ProcessMark,
  type Validity,
} from '../../base/model/index.js';
import type { TimeIds } from '../../base/runtime/index.js';
import { acquireFromTheLiving } from '../acquire.js';
import type { Shortage } from '../resources.js';
import { builtAlready } from '../built_already.js';
import { unchangedTasks } from '../unchanged.js';
import { holdLeases } from './hold_leases.js';

/** What tasks are leased with. */
export interface LeasingDeps {
  readonly catalog: Catalog;
  /** Id of the plan. */
  readonly plan: string;
  readonly host: string;
  readonly buildId: string;
  readonly ttlMs: number;
  /** Identify this process and what guards its tasks, so that other builds can tell whether they still run. */
  readonly processes: readonly ProcessMark[];
  readonly validityOf: (task: PlannedTask) => Validity;
  readonly newId: TimeIds;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Tasks whose leases this process holds until disposal. */
export interface Leased extends AsyncDisposable {
  /** Those that have to run. */
  readonly toRun: readonly LeasedTask[];
  /** Those that are up to date, so that they need not run. */
  readonly upToDate: readonly PlannedTask[];
  /** Aborted when another build has taken over one of the leases. */
  readonly lost: AbortSignal;
}

export interface LeasedTask {
  readonly task: PlannedTask;
  readonly fence: Fence;
  /** For each input, the manifest that is current now. */
  readonly inputs: readonly ManifestInput[];
}

/** Why tasks may not run. */
export type LeasingFailure =
  /** A materialize input is not in the catalog. */
  | { readonly reason: 'input-missing'; readonly ref: PartitionRef; readonly task: PlannedTask }
  /** Another build works on the task. `owner`: `host:build id`. */
  | { readonly reason: 'held-elsewhere'; readonly task: PlannedTask; readonly owner: string }
  /** A pool of the catalog has fewer slots than the task needs. */
  | ({ readonly reason: 'resource-short'; readonly task: PlannedTask } & Shortage)
  /** Another build has taken over the task while this one worked on it. */
  | { readonly reason: 'lease-lost'; readonly task: PlannedTask };

/**
 * Leases tasks and finds out which of them still have to run. Outputs that other builds have recorded in the meantime count,
 * and so does a run before this one of the same plan. A task whose changed inputs have the same data as before is recorded
 * under its new keys.
 *
 * @returns the leases, or why at least one task may not run; then no lease is held
 */
export async function leaseTasks(
  tasks: readonly PlannedTask[],
  deps: LeasingDeps,
): Promise<{ readonly failures: readonly LeasingFailure[] } | Leased> {
  const { catalog, plan, host, buildId, ttlMs, processes, validityOf } = deps;
  const owner = ownerText({ name: `${host}:${buildId}`, ttlMs, processes });
  const { outcomes } = await acquireFromTheLiving(catalog, { keys: tasks.map(({ id }) => id), owner, ttlMs });
  const fences = new Map<string, Fence>();
  for (const [key, outcome] of outcomes) if (outcome.acquired) fences.set(key, { key, token: outcome.lease.token });
  const leases = holdLeases(catalog, new Map([...fences.values()].map(({ key, token }) => [key, token])), ttlMs);
  await using held = new AsyncDisposableStack();
  held.use(leases);
  // Look only after acquiring: the builds that held the leases before have recorded what they built.
  const built = await builtAlready(tasks, { catalog, validityOf, resumes: plan });
  const rest = tasks.filter((task) => !built.has(task));
  const inputs = await withData(
    await catalog.current(rest.flatMap(({ config }) => config.inputs.map(({ ref }) => ref))),
    catalog,
  );
  const failures = rest.flatMap((task): LeasingFailure[] => {
    const outcome = outcomes.get(task.id);
    if (outcome?.acquired === false) {
      return [{ reason: 'held-elsewhere', task, owner: readOwner(outcome.holder.owner).name }];
    }
    const missing = materialized(task.config).find((ref) => !inputs.has(ref));
    return missing === undefined ? [] : [{ reason: 'input-missing', ref: missing, task }];
  });
  if (failures.length > 0) return { failures };
  const unchanged = await recordUnchanged(rest, { ...deps, inputs, fences });
  if ('failures' in unchanged) return unchanged;
  const kept = held.move();
  return {
    toRun: rest.flatMap((task) => {
      const fence = fences.get(task.id);
      if (fence === undefined || unchanged.tasks.has(task)) return [];
      return [{ task, fence, inputs: resolveInputs(task, inputs) }];
    }),
    upToDate: tasks.filter((task) => built.has(task) || unchanged.tasks.has(task)),
    lost: leases.lost,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Records the tasks whose changed inputs have the same data as before. */
async function recordUnchanged(
  tasks: readonly PlannedTask[],
  {
    catalog,
    plan,
    host,
    buildId,
    newId,
    now,
    inputs,
    fences,
  }: LeasingDeps & {
    readonly inputs: ReadonlyMap<PartitionRef, KnownInput>;
    readonly fences: ReadonlyMap<string, Fence>;
  },
): Promise<{ readonly failures: readonly LeasingFailure[] } | { readonly tasks: ReadonlySet<PlannedTask> }> {
  const found = await unchangedTasks(tasks, { catalog, inputs });
  if (found.size === 0) return { tasks: new Set() };
  const manifests = new Map(
    Array.from(found, ([task, manifest]) => {
      const how = { id: newId(), buildId, host, time: now(), plan, current: inputs };
      return [unchangedManifest(task, manifest, how), task] as const;
    }),
  );
  const fenceOf = new Map<string, Fence>();
  for (const [{ id }, task] of manifests) {
    const fence = fences.get(task.id);
    if (fence !== undefined) fenceOf.set(id, fence);
  }
  const stale = new Set((await catalog.record([...manifests.keys()], fenceOf)).stale);
  const lost = [...manifests].flatMap(([{ id }, task]) => (stale.has(id) ? [task] : []));
  if (lost.length > 0) return { failures: lost.map((task) => ({ reason: 'lease-lost', task })) };
  return { tasks: new Set(found.keys()) };
}
