import type { Manifest, PartitionRef } from '../../base/model/index.js';
import type { OutputStatistics } from './run_event.js';

/** The names that a job's metadata may use for each number. The first one with a valid count is used. */
const NAMES = {
  rowCount: ['rowCount', 'row_count', 'rows'],
  size: ['size', 'bytes'],
  fileCount: ['fileCount', 'file_count', 'files'],
} as const;

/**
 * What the metadata of a job report about one of its outputs. An object at `outputs.<ref>` takes precedence. The metadata
 * themselves count only if the task has no other output, because otherwise their numbers may be about any of them.
 *
 * @returns nothing if they report nothing; only whole numbers from 0 on are used
 */
export function outputStatistics(
  ref: PartitionRef,
  { outputs, metadata }: Pick<Manifest, 'outputs' | 'metadata'>,
): OutputStatistics | undefined {
  const each = metadata['outputs'];
  const own = isRecord(each) && Object.hasOwn(each, ref) ? each[ref] : undefined;
  const source = isRecord(own) ? own : outputs.length === 1 ? metadata : {};
  const found: { -readonly [name in keyof OutputStatistics]: OutputStatistics[name] } = {};
  for (const name of ['rowCount', 'size', 'fileCount'] as const) {
    const count = NAMES[name].map((candidate) => source[candidate]).find(isCount);
    if (count !== undefined) found[name] = count;
  }
  return Object.keys(found).length === 0 ? undefined : found;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
