import type { Manifest, PartitionRef } from '../../base/model/index.js';
import type { OutputStatistics } from './run_event.js';

/** The names that a job's metadata may use for each number; the first one that is there counts. */
const NAMES = {
  rowCount: ['rowCount', 'row_count', 'rows'],
  size: ['size', 'bytes'],
  fileCount: ['fileCount', 'file_count', 'files'],
} as const;

/**
 * What the metadata of a job say of one of its outputs. An object at `outputs.<ref>` counts before the metadata
 * themselves, and those only where the task has no other output: else nobody knows whose numbers they are.
 *
 * @returns nothing where they say nothing; what is no whole number from 0 on counts as nothing
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
