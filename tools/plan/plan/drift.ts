import type { Definition } from '../../analyze/analyze/index.js';
import type { Catalog, CurrentManifest } from '../../catalog/index.js';
import {
  contentKey,
  isRepeated,
  isRunOf,
  proves,
  type Manifest,
  type PartitionRef,
  type Plan,
  type PlannedTask,
} from '../../base/model/index.js';

/** A change since a plan was made. */
export type Drift =
  | { readonly reason: 'job-version-changed'; readonly job: string; readonly old: string; readonly new: string }
  | { readonly reason: 'job-code-changed'; readonly job: string; readonly executable: 'configure' | 'run' }
  | { readonly reason: 'job-removed' | 'job-added'; readonly job: string }
  /** All jobs are the same, so the lookup changed. */
  | { readonly reason: 'lookup-changed'; readonly graph: string }
  /** The manifest that proved a partition is forgotten, or no longer the latest. */
  | { readonly reason: 'pruned-changed'; readonly ref: PartitionRef; readonly old: string; readonly new: string | null }
  /** Another build recorded a partition that the plan makes, with other keys. */
  | {
      readonly reason: 'output-recorded';
      readonly ref: PartitionRef;
      readonly manifest: string;
      readonly build: string;
    };

/** How a plan differs from the current graph and catalog. */
export interface PlanStanding {
  readonly drift: readonly Drift[];
  /**
   * Ids of the tasks whose outputs were already built as the plan would build them, by an earlier run of the plan or
   * by another build.
   */
  readonly done: ReadonlySet<string>;
}

/**
 * Checks what changed since a plan was made, and which of its tasks are done. Two queries; none if the catalog did
 * not change.
 */
export async function standingOfPlan(
  plan: Plan,
  now: Definition,
  catalog: Pick<Catalog, 'current' | 'manifests' | 'snapshot'>,
): Promise<PlanStanding> {
  const drift = graphDrift(plan, now);
  const done = new Set<string>();
  if ((await catalog.snapshot()) === plan.catalog.snapshot) return { drift, done };

  const outputs = plan.tasks.flatMap(({ config }) => config.outputs);
  const current = await catalog.current([...outputs, ...plan.pruned.map(({ ref }) => ref)]);
  for (const { ref, manifest } of plan.pruned) {
    const is = current.get(ref)?.id ?? null;
    if (is !== manifest) drift.push({ reason: 'pruned-changed', ref, old: manifest, new: is });
  }
  const fresh = new Set<string>();
  for (const task of plan.tasks) for (const { id } of newManifests(task, current).values()) fresh.add(id);
  const manifests = await catalog.manifests([...fresh]);
  for (const task of plan.tasks) {
    const recorded = newManifests(task, current);
    const foreign = [...recorded].filter(([, { id }]) => !isOfPlan(manifests.get(id), task, plan));
    for (const [ref, { id }] of foreign) {
      drift.push({ reason: 'output-recorded', ref, manifest: id, build: manifests.get(id)?.buildId ?? '' });
    }
    if (foreign.length === 0 && recorded.size === new Set(task.config.outputs).size) done.add(task.id);
  }
  return { drift, done };
}

/** The manifests that were recorded for outputs of a task since the plan was made. */
function newManifests(
  task: PlannedTask,
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
): Map<PartitionRef, CurrentManifest> {
  const found = new Map<PartitionRef, CurrentManifest>();
  for (const ref of task.config.outputs) {
    const manifest = current.get(ref);
    if (manifest !== undefined && task.replaces?.includes(manifest.id) !== true) found.set(ref, manifest);
  }
  return found;
}

/**
 * Whether a manifest counts as the result of a task of the plan. For a task that runs although its keys are the same, only a
 * run of the plan itself counts.
 */
function isOfPlan(manifest: Manifest | undefined, task: PlannedTask, plan: Plan): boolean {
  if (manifest === undefined) return false;
  if (isRunOf(manifest, task.id, plan.id)) return true;
  return !isRepeated(task.reason) && proves(manifest, task, 'content');
}

function graphDrift(plan: Plan, now: Definition): Drift[] {
  if (plan.graphDigest === now.graphDigest) return [];
  const drift: Drift[] = [];
  for (const job of [...new Set([...Object.keys(plan.jobs), ...Object.keys(now.jobs)])].sort()) {
    const was = plan.jobs[job];
    const is = now.jobs[job];
    if (was === undefined) drift.push({ reason: 'job-added', job });
    else if (is === undefined) drift.push({ reason: 'job-removed', job });
    else {
      if (was.version !== is.version) {
        drift.push({ reason: 'job-version-changed', job, old: was.version, new: is.version });
      }
      for (const executable of ['configure', 'run'] as const) {
        if (was[executable] !== is[executable]) drift.push({ reason: 'job-code-changed', job, executable });
      }
    }
  }
  return drift.length === 0 ? [{ reason: 'lookup-changed', graph: plan.graph }] : drift;
}

/** The tasks that still have to run. */
export function tasksLeft({ tasks }: Plan, done: ReadonlySet<string>): PlannedTask[] {
  if (done.size === 0) return tasks;
  return tasks
    .filter(({ id }) => !done.has(id))
    .map((task) => ({ ...task, dependsOn: task.dependsOn.filter((id) => !done.has(id)) }));
}

/**
 * The tasks of a plan that is run with other code than it was made for. Their content keys are replaced with keys
 * that match no plan, so that their outputs are not mistaken for results of the old code or the new code.
 */
export function withCodeOfNow(tasks: readonly PlannedTask[], plan: Plan, now: Definition): PlannedTask[] {
  return tasks.map((task) => {
    const code = now.jobs[task.job]?.run;
    if (code === undefined || code === plan.jobs[task.job]?.run) return task;
    // Its code changed, too, so it runs whatever its inputs are.
    const { ...changed } = task;
    delete changed.runsIf;
    return { ...changed, contentKey: contentKey(task.job, code, task.config, [task.contentKey]) };
  });
}
