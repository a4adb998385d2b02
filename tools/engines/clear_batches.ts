import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from './engine.js';
import type { AttemptRecord } from './record/index.js';

export interface BatchFolders {
  /** Folder of all batches. */
  readonly dir: string;
  readonly engine: Pick<Engine, 'forget'>;
  readonly record: Pick<AttemptRecord, 'batches'>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A driver writes the folder of a batch before it records its attempts, but not so long before. */
const UNRECORDED_MS = 24 * 3_600_000;

/**
 * Removes the folders of batches that no driver needs any more, and lets the engine forget them: those that have ended, and those
 * that drivers have left which were killed. A batch is needed as long as a record names it.
 *
 * @param ended ids of batches that have certainly ended
 * @throws system errors, with their code
 */
export async function clearBatches(
  ended: ReadonlySet<string>,
  { dir, engine, record, now }: BatchFolders,
): Promise<void> {
  const names = await readdir(dir).catch(() => []);
  const needed = await record.batches();
  const over = names.filter((name) => !needed.has(name) && (ended.has(name) || now - timeOf(name) > UNRECORDED_MS));
  await engine.forget?.(over);
  for (const name of over) {
    // What still writes there, such as a program at its end, is removed by a later build.
    await rm(join(dir, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** When a batch got its id, in milliseconds since the epoch; not a number if it is no id of a batch. */
function timeOf(name: string): number {
  const [, high = '', low = ''] = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f-]{21}$/.exec(name) ?? [];
  return Number.parseInt(high + low, 16);
}
