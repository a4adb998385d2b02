import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, GrowingFile, hasEnded } from '../../base/runtime/index.js';
import { OtherRecord, type RecordedAttempt } from './other_record.js';

/** A record that nobody has written to for so long is of a driver that has ended, wherever it ran. */
const FORGOTTEN_MS = 30 * 24 * 3_600_000;

/** What the names of records end with. */
export const RECORD_SUFFIX = '.jsonl';

/** The records of all drivers but one, read as far as they are written. */
export class OtherRecords {
  readonly #dir: string;
  readonly #own: string;
  readonly #records = new Map<string, OtherRecord>();
  /** The latest attempt at each task. Earlier ones have ended, or were given up, before it was submitted. */
  #latest = new Map<string, RecordedAttempt>();
  /** For each task, the attempt that was taken. */
  readonly #taken = new Map<string, string>();
  /** The tasks of attempts that were taken and are settled, by the id of the attempt. */
  readonly #settled = new Map<string, Set<string>>();

  /** @param own the name of the record to leave out */
  constructor(dir: string, own: string) {
    this.#dir = dir;
    this.#own = own;
  }

  get names(): readonly string[] {
    return [...this.#records.keys()];
  }

  /** The ids of all batches that they name. */
  get batches(): ReadonlySet<string> {
    const attempts = Array.from(this.#records.values(), (record) => [...record.attempts.values()]);
    return new Set(attempts.flat().map(({ batch }) => batch));
  }

  /** Reads what was written since. @throws system errors, with their code */
  async refresh(): Promise<void> {
    // A record may replace others between listing and reading: then they are listed again.
    for (let listed = await this.#list(); ;) {
      await this.#read(listed);
      const now = await this.#list();
      if (now.join() === listed.join()) return;
      listed = now;
    }
  }

  /** The latest attempt at a task, once. Nothing if its driver has finished with it. */
  take(task: string): RecordedAttempt | undefined {
    const found = this.#latest.get(task);
    if (found === undefined || this.#isTaken(task, found)) return undefined;
    this.#taken.set(task, found.id);
    return this.#isOpen(found) ? found : undefined;
  }

  giveBack(tasks: readonly string[]): void {
    for (const task of tasks) this.#taken.delete(task);
  }

  /** What counts of the attempt that was taken for a task is in the catalog. @returns its id if that is so for all of its tasks */
  settle(task: string): string | undefined {
    const found = this.#latest.get(task);
    if (found === undefined || this.#taken.get(task) !== found.id) return undefined;
    const settled = this.#settled.get(found.id) ?? new Set();
    this.#settled.set(found.id, settled.add(task));
    return settled.size === found.tasks.size ? found.id : undefined;
  }

  /** The attempts, with the tasks of each, that nobody has finished with. */
  left(nowMs: number): RecordedAttempt[] {
    const left = new Map<string, { readonly found: RecordedAttempt; readonly tasks: Map<string, string> }>();
    for (const [task, found] of this.#latest) {
      const isSettled = this.#settled.get(found.id)?.has(task) === true;
      if (isSettled || !this.#isOpen(found) || nowMs - found.time > FORGOTTEN_MS) continue;
      const known = left.get(found.id) ?? { found, tasks: new Map<string, string>() };
      left.set(found.id, known);
      known.tasks.set(task, found.tasks.get(task) ?? '');
    }
    return Array.from(left.values(), ({ found, tasks }) => ({ ...found, tasks }));
  }

  isCancelled(attempt: string): boolean {
    return this.#some(({ cancelled }) => cancelled.has(attempt));
  }

  /** Whether every driver that wrote one of them has ended. */
  async areOver(nowMs: number): Promise<boolean> {
    for (const [name, { process, closed }] of this.#records) {
      if (closed !== undefined || process === undefined || hasEnded(process)) continue;
      const written = await stat(join(this.#dir, name)).catch(() => undefined);
      if (written !== undefined && nowMs - written.mtimeMs <= FORGOTTEN_MS) return false;
    }
    return true;
  }

  #isTaken(task: string, { id }: RecordedAttempt): boolean {
    return (this.#taken.get(task) ?? '') >= id;
  }

  #isOpen({ id, record }: RecordedAttempt): boolean {
    const { closed } = record;
    return (closed === undefined || closed.has(id)) && !this.#some(({ done }) => done.has(id));
  }

  #some(holds: (record: OtherRecord) => boolean): boolean {
    for (const record of this.#records.values()) if (holds(record)) return true;
    return false;
  }

  async #list(): Promise<readonly string[]> {
    try {
      const names = await readdir(this.#dir);
      return names.filter((name) => name.endsWith(RECORD_SUFFIX) && name !== this.#own).sort();
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
  }

  async #read(names: readonly string[]): Promise<void> {
    const listed = new Set(names);
    const removed = [...this.#records.keys()].filter((name) => !listed.has(name));
    for (const name of removed) this.#records.delete(name);
    if (removed.length > 0) this.#rebuild();
    for (const name of names) {
      const known = this.#records.get(name);
      const record = known ?? new OtherRecord(new GrowingFile(join(this.#dir, name)));
      if (known === undefined) this.#records.set(name, record);
      for (const attempt of await record.read()) this.#add(attempt);
    }
  }

  #rebuild(): void {
    this.#latest = new Map();
    for (const record of this.#records.values()) for (const attempt of record.attempts.values()) this.#add(attempt);
  }

  /** Ids ascend with time. */
  #add(attempt: RecordedAttempt): void {
    for (const task of attempt.tasks.keys()) {
      if (attempt.id >= (this.#latest.get(task)?.id ?? '')) this.#latest.set(task, attempt);
    }
  }
}
