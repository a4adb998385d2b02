import { err, ok, type PartitionRef, type Result } from '../../base/model/index.js';
import type { Catalog, HistoryEntry } from '../catalog.js';
import type { NotInCatalog } from './show.js';
import { formatMicros } from './time.js';

const HISTORY_SCHEMA_VERSION = 1;

/**
 * The lines of `catalog history`, newest first for each ref. It fails if the catalog has no record of one of the
 * refs.
 */
export async function history(
  catalog: Pick<Catalog, 'history'>,
  refs: readonly PartitionRef[],
  format: 'text' | 'json',
): Promise<Result<string[], NotInCatalog>> {
  const distinct = [...new Set(refs)];
  const found = await catalog.history(distinct);
  const missing = distinct.filter((ref) => !found.has(ref));
  if (missing.length > 0) return err({ reason: 'not-in-catalog', refs: missing });
  return ok(
    distinct.flatMap((ref) =>
      (found.get(ref) ?? []).map((entry) => (format === 'json' ? jsonLine(ref, entry) : textLine(ref, entry))),
    ),
  );
}

function textLine(ref: PartitionRef, entry: HistoryEntry): string {
  const time = formatMicros(entry.atMicros);
  if (entry.kind === 'forgotten') return `${time}  forgotten  ${ref}`;
  const { id, origin = 'built', job, jobVersion, buildId } = entry.manifest;
  return `${time}  ${origin.padEnd('forgotten'.length)}  ${ref}  ${id}  ${job} ${jobVersion}  build ${buildId}`;
}

function jsonLine(ref: PartitionRef, entry: HistoryEntry): string {
  const { kind, atMicros } = entry;
  const at = formatMicros(atMicros);
  const manifest = entry.kind === 'recorded' ? entry.manifest : undefined;
  return JSON.stringify({ schemaVersion: HISTORY_SCHEMA_VERSION, ref, kind, at, manifest });
}
