import type { Catalog, Fence } from '../../catalog/index.js';
import type { Manifest, PlannedTask } from '../../base/model/index.js';
import type { Secrets } from '../../base/secrets/index.js';
import { manifestOfSuccess } from '../manifest_of_success.js';
import type { AttemptResult } from './attempt_result.js';

/**
 * Records the successes of a result, under the leases that the attempt had. Recording a result again changes nothing.
 *
 * @param tasks by id
 * @param codeDigest code digest of the run executable
 * @returns the ids of the tasks that were not recorded, because another build has taken over their lease
 */
export async function recordResult(
  result: AttemptResult,
  tasks: ReadonlyMap<string, PlannedTask>,
  codeDigest: string,
  { catalog, secrets }: { readonly catalog: Catalog; readonly secrets?: Secrets | undefined },
): Promise<readonly string[]> {
  const taskOf = new Map<string, string>();
  const manifests: Manifest[] = [];
  const fences = new Map<string, Fence>();
  // Their durations add up to that of the attempt, as if they had run one after the other.
  let startTime = Date.parse(result.startTime);
  for (const { id, number, token, end, record } of result.tasks) {
    const task = tasks.get(id);
    if (task !== undefined && record !== undefined && token !== undefined && end.kind === 'succeeded') {
      const { buildId, host, plan } = result;
      const run = { id: record.manifest, buildId, host, attempt: number, startTime, codeDigest, plan };
      manifests.push(manifestOfSuccess(task, end, { ...run, inputs: record.inputs }, secrets));
      fences.set(record.manifest, { key: id, token });
      taskOf.set(record.manifest, id);
    }
    if (end.kind !== 'not-started') startTime += end.durationMs;
  }
  if (manifests.length === 0) return [];
  const { stale } = await catalog.record(manifests, fences);
  return stale.flatMap((manifest) => taskOf.get(manifest) ?? []);
}
