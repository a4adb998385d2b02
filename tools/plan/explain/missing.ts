import type { Catalog, CurrentManifest, HistoryEntry } from '../../catalog/index.js';
import type { PartitionRef, Task } from '../../base/model/index.js';
import type { MissingOutput } from './schema.js';

/** Looks up whether each missing output ever existed. One query; none if nothing is missing. */
export async function missingOutputs(
  tasks: readonly Task[],
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
  catalog: Pick<Catalog, 'history'>,
): Promise<Map<PartitionRef, MissingOutput>> {
  const refs = new Set(tasks.flatMap(({ config }) => config.outputs).filter((ref) => !current.has(ref)));
  if (refs.size === 0) return new Map();
  const history = await catalog.history([...refs]);
  return new Map(Array.from(refs, (ref) => [ref, missingOutput(ref, history.get(ref) ?? [])]));
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
