import type { Catalog, CurrentManifest, HistoryEntry } from '../../catalog/index.js';
import type { PartitionRef, Task } from '../../base/model/index.js';
import type { MissingOutput } from './schema.js';

/**
 * Looks up whether the missing outputs of tasks ever existed. One query; none if nothing is missing.
 *
 * @returns the missing outputs of each task, by its id
 */
export async function missingOutputs(
  tasks: readonly Task[],
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
  catalog: Pick<Catalog, 'history'>,
): Promise<Map<string, MissingOutput[]>> {
  const absent = new Map(tasks.map(({ id, config }) => [id, config.outputs.filter((ref) => !current.has(ref))]));
  const refs = [...absent.values()].flat();
  if (refs.length === 0) return new Map();
  const history = await catalog.history(refs);
  return new Map(
    Array.from(absent, ([id, outputs]) => [id, outputs.map((ref) => missingOutput(ref, history.get(ref) ?? []))]),
  );
}

/** @param entries newest first */
function missingOutput(ref: PartitionRef, entries: readonly HistoryEntry[]): MissingOutput {
  const forgotten = entries.find(({ kind }) => kind === 'forgotten');
  const recorded = entries.find((entry) => entry.kind === 'recorded');
  return {
    ref,
    forgotten: forgotten === undefined ? null : new Date(forgotten.atMicros / 1000).toISOString(),
    manifest: recorded?.manifest.id ?? null,
  };
}
