import type { PartitionRef } from '../../base/model/index.js';
import type { CatalogView, JobCatalogView } from '../../catalog/index.js';
import type { Happening } from './job_grid.js';

/** Builds that are looked at for tasks that failed, the newest first. */
const BUILDS = 20;

/** Tasks of one build and state that are looked at. */
const TASKS = 1000;

/**
 * What the newest builds of a graph do with the partitions of a job. A partition whose task failed counts as failed until it is
 * recorded, or until a later build works on it.
 */
export async function happeningIn(
  builds: Pick<JobCatalogView, 'builds' | 'tasks'>,
  catalog: Pick<CatalogView, 'current' | 'manifests'>,
  { graph, job }: { readonly graph: string; readonly job: string },
): Promise<Happening> {
  const running = new Set<PartitionRef>();
  const failedAt = new Map<PartitionRef, number>();
  for (const { buildId, outcome, failed } of await builds.builds({ graph, limit: BUILDS })) {
    const states = [...(outcome === 'unfinished' ? ['running'] : []), ...(failed > 0 ? ['failed'] : [])];
    if (states.length === 0) continue;
    for (const { state, outputsJson, endedAt } of await builds.tasks(buildId, { states, job, limit: TASKS })) {
      for (const ref of JSON.parse(outputsJson ?? '[]') as PartitionRef[]) {
        if (state === 'running') running.add(ref);
        else if (!running.has(ref) && !failedAt.has(ref)) failedAt.set(ref, endedAt ?? 0);
      }
    }
  }
  const recordedAt = await recordedTimes([...failedAt.keys()], catalog);
  return {
    running: [...running],
    failed: [...failedAt].flatMap(([ref, at]) => ((recordedAt.get(ref) ?? -Infinity) > at ? [] : [ref])),
  };
}

/** When the current manifests of partitions were made. */
async function recordedTimes(
  refs: readonly PartitionRef[],
  catalog: Pick<CatalogView, 'current' | 'manifests'>,
): Promise<ReadonlyMap<PartitionRef, number>> {
  if (refs.length === 0) return new Map();
  const current = await catalog.current(refs);
  const manifests = await catalog.manifests([...new Set([...current.values()].map(({ id }) => id))]);
  return new Map([...current].map(([ref, { id }]) => [ref, Date.parse(manifests.get(id)?.endTime ?? '')]));
}
