import {
  err,
  noteOf,
  ok,
  type JobGraph,
  type Manifest,
  type PartitionRef,
  type Result,
  type Task,
} from '../base/model/index.js';
import { timeIds } from '../base/runtime/index.js';
import { maskTasks } from '../base/secrets/index.js';
import { adopt, type Catalog, type CurrentManifest } from '../catalog/index.js';
import { failuresAt, type DriverFailure, type VouchFailure } from './failure.js';
import { analyzeRefs, type Following } from './planning.js';
import type { GraphSite } from './site.js';

export interface Adopted {
  /** Recorded now. */
  readonly manifests: readonly Manifest[];
  /** Already in the catalog, and left as they are. */
  readonly known: readonly PartitionRef[];
  /** Adopted now. */
  readonly adopted: readonly PartitionRef[];
}

/** Records partitions built elsewhere as built by this graph. Partitions that the catalog has are left as they are. */
export async function adoptRefs(
  refs: readonly PartitionRef[],
  site: GraphSite,
  catalog: Catalog,
  following: Following,
): Promise<Result<Adopted, DriverFailure[]>> {
  const there = await catalog.current(refs);
  const adopted = refs.filter((ref) => !there.has(ref));
  const known = [...there.keys()];
  if (adopted.length === 0) return ok({ manifests: [], known, adopted });
  const graph = await analyzeRefs(adopted, site, following, catalog);
  if (!graph.ok) return graph;
  const wanted = new Set(adopted);
  const named = tasksThatMake(wanted, graph.value);
  const others = named.flatMap(({ config }) => config.outputs.filter((ref) => !wanted.has(ref)));
  const present = await catalog.current(others);
  const leftOut = outputsLeftOut(named, wanted, (ref) => wanted.has(ref) || present.has(ref), 'adopted');
  if (leftOut.length > 0) return err(failuresAt('vouch', leftOut));
  return ok({ manifests: await record(named, graph.value, site, catalog, { origin: 'adopted' }), known, adopted });
}

export interface Blessed {
  /** Recorded now, under the graph's present keys. */
  readonly manifests: readonly Manifest[];
  /** Requested refs that were already valid. */
  readonly valid: readonly PartitionRef[];
}

/**
 * Accepts existing partitions as what the graph would build now, without building them.
 *
 * @param upstream whether to accept everything upstream of them as well, as far as it exists
 */
export async function blessRefs(
  refs: readonly PartitionRef[],
  upstream: boolean,
  site: GraphSite,
  catalog: Catalog,
  following: Following,
): Promise<Result<Blessed, DriverFailure[]>> {
  const there = await catalog.current(refs);
  const missing = refs.filter((ref) => !there.has(ref));
  if (missing.length > 0) {
    const failures = missing.map((ref): VouchFailure => ({ reason: 'not-in-catalog', ref }));
    return err(failuresAt('vouch', failures));
  }
  const graph = await analyzeRefs(refs, site, following, catalog);
  if (!graph.ok) return graph;
  const { tasks } = graph.value;
  const wanted = new Set(refs);
  const current = await catalog.current(tasks.flatMap(({ config }) => config.outputs));
  const named = tasksThatMake(wanted, graph.value);
  const leftOut = outputsLeftOut(named, wanted, (ref) => current.has(ref), 'blessed');
  if (leftOut.length > 0) return err(failuresAt('vouch', leftOut));
  const existing = upstream ? tasks.filter(({ config }) => config.outputs.every((ref) => current.has(ref))) : named;
  const isValid = (task: Task): boolean => task.config.outputs.every((ref) => isUpToDate(current.get(ref), task));
  const stale = existing.filter((task) => !isValid(task));
  const reported = await reportsOf(stale, current, catalog);
  return ok({
    manifests: await record(stale, graph.value, site, catalog, { origin: 'blessed', reported }),
    valid: named.filter(isValid).flatMap(({ config }) => config.outputs.filter((ref) => wanted.has(ref))),
  });
}

function tasksThatMake(refs: ReadonlySet<PartitionRef>, { tasks }: JobGraph): Task[] {
  return tasks.filter(({ config }) => config.outputs.some((ref) => refs.has(ref)));
}

/** The tasks that have outputs which nobody vouches for. */
function outputsLeftOut(
  tasks: readonly Task[],
  wanted: ReadonlySet<PartitionRef>,
  isVouchedFor: (ref: PartitionRef) => boolean,
  origin: 'adopted' | 'blessed',
): VouchFailure[] {
  return tasks.flatMap((task): VouchFailure[] => {
    const { outputs } = task.config;
    const missing = outputs.filter((ref) => !isVouchedFor(ref));
    if (missing.length === 0) return [];
    const named = outputs.filter((ref) => wanted.has(ref));
    return [{ reason: 'outputs-left-out', origin, task, named, missing }];
  });
}

function record(
  tasks: readonly Task[],
  { jobs }: JobGraph,
  { host, secrets }: GraphSite,
  catalog: Catalog,
  how: Pick<Parameters<typeof adopt>[1], 'origin' | 'reported'>,
): Promise<Manifest[]> {
  const nextId = timeIds(Date.now);
  return adopt(maskTasks(tasks, secrets), {
    catalog,
    nextId,
    now: Date.now,
    host,
    buildId: nextId(),
    jobs,
    ...how,
  });
}

/** Whether a new manifest would say the same as this one. */
function isUpToDate(manifest: CurrentManifest | undefined, task: Task): boolean {
  return manifest !== undefined && noteOf(manifest, task) === 'valid';
}

/** Metadata and digests that jobs reported, by task, where one manifest covers all outputs. The data does not change, so it stays true. */
async function reportsOf(
  tasks: readonly Task[],
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
  catalog: Catalog,
): Promise<ReadonlyMap<string, Pick<Manifest, 'metadata' | 'digests'>>> {
  const sources = tasks.flatMap((task) => {
    const [id, ...others] = new Set(task.config.outputs.map((ref) => current.get(ref)?.id));
    return id === undefined || others.length > 0 ? [] : [{ task: task.id, manifest: id }];
  });
  const manifests = await catalog.manifests(sources.map(({ manifest }) => manifest));
  return new Map(
    sources.map(({ task, manifest }) => {
      const { metadata = {}, digests } = manifests.get(manifest) ?? {};
      return [task, { metadata, ...(digests !== undefined && { digests }) }];
    }),
  );
}
