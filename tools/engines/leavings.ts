import { basename } from 'node:path';
import { ATTEMPT_FILES } from '../exec/task/index.js';
import { clearBatches } from './clear_batches.js';
import type { Engine } from './engine.js';
import type { AttemptRecord } from './record/index.js';
import { namesIn, withdrawStart } from './start_file.js';

export interface LeavingsOptions {
  readonly engine: Engine;
  readonly record: AttemptRecord;
  /** Folder of all batches. */
  readonly dir: string;
}

/** What the attempts of a build leave behind, and what of it the next driver needs. */
export class Leavings {
  /** Attempts that were cancelled and whose end was not seen: the folder of each, by id. */
  readonly #unseen = new Map<string, string>();
  /** Folders in which an attempt has ended. */
  readonly #ended = new Set<string>();
  /** Folders in which people look why an attempt was lost. */
  readonly #lost = new Set<string>();

  /** An attempt has a result. */
  addEnded(folder: string): void {
    this.#ended.add(folder);
  }

  /** An attempt was given up. */
  addLost(folder: string): void {
    this.#lost.add(folder);
  }

  /** An attempt was asked to end, and perhaps still runs. */
  addUnseen(id: string, folder: string): void {
    this.#unseen.set(id, folder);
  }

  /** Ends the record, and removes what no driver needs. If something cannot be removed now, a later build does it. */
  async clear({ engine, record, dir }: LeavingsOptions): Promise<void> {
    try {
      await record.close(await this.#running());
      const kept = new Set([...this.#lost, ...this.#unseen.values()]);
      const ended = [...this.#ended].filter((folder) => !kept.has(folder)).map((folder) => basename(folder));
      await clearBatches(new Set(ended), { dir, engine, record, now: Date.now() });
    } catch {
      // A record that cannot be written now is that of a driver that was killed.
    }
  }

  /** What was cancelled and has not started never will. @returns the ids of the others that have not ended, as far as known */
  async #running(): Promise<string[]> {
    const running = await Promise.all(
      Array.from(this.#unseen, async ([id, folder]) => {
        return neverStarts(folder, id) || (await namesIn(folder)).has(ATTEMPT_FILES.result(id)) ? [] : [id];
      }),
    );
    return running.flat();
  }
}

/** Whether an attempt certainly never starts, as far as the folder of its batch can be written. */
function neverStarts(folder: string, id: string): boolean {
  try {
    return withdrawStart(folder, id);
  } catch {
    return false;
  }
}
