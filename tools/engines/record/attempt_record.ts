import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DIRECTORY_MODE, ownProcessMark, writeAtomically, type TimeIds } from '../../base/runtime/index.js';
import { OtherRecords, RECORD_SUFFIX } from './other_records.js';
import type { RecordedAttempt } from './other_record.js';
import { RECORD_FORMAT_VERSION, recordText, type RecordHeader, type RecordLine } from './record_lines.js';

export interface AttemptRecordOptions {
  /** The folder of the records of an engine. All drivers that use the same folder find each other's attempts. */
  readonly dir: string;
  readonly newId: TimeIds;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** An attempt that is recorded before it is submitted. */
export interface NotedAttempt {
  readonly id: string;
  /** The basis of each of its tasks, by id. */
  readonly tasks: ReadonlyMap<string, string>;
}

/**
 * Remembers the attempts of a driver in a file of its own, so that the next driver finds them if this one is killed. A driver that ends
 * in good order removes its file, and those of drivers that were killed.
 *
 * Only who holds the lease of a task submits attempts at it. So of all attempts at a task the latest is the only one that may still run.
 */
export class AttemptRecord {
  readonly #options: AttemptRecordOptions;
  readonly #name: string;
  readonly #others: OtherRecords;
  readonly #cancelled = new Set<string>();
  /** The latest attempt at each task, until it is settled. */
  readonly #open = new Map<string, string>();
  /** How many tasks of each attempt are open. */
  readonly #openTasks = new Map<string, number>();
  /** Attempts that are over, and not yet marked so. */
  #done: string[] = [];
  #isCreated = false;

  constructor(options: AttemptRecordOptions) {
    this.#options = options;
    this.#name = options.newId() + RECORD_SUFFIX;
    this.#others = new OtherRecords(options.dir, this.#name);
  }

  /** Remembers attempts before they are submitted, durably. @throws system errors, with their code */
  async note(batch: string, attempts: readonly NotedAttempt[]): Promise<void> {
    for (const { id, tasks } of attempts) {
      if (this.#openTasks.has(id)) continue;
      this.#openTasks.set(id, tasks.size);
      for (const task of tasks.keys()) {
        this.#closeTask(task);
        this.#open.set(task, id);
      }
    }
    const recorded = attempts.map(({ id, tasks }) => [id, Object.fromEntries(tasks)] as const);
    await this.#append({ batch, time: this.#options.now(), attempts: Object.fromEntries(recorded) });
  }

  /** What counts of the attempts at these tasks is in the catalog. The record says so at its next line. */
  settle(tasks: readonly string[]): void {
    for (const task of tasks) {
      this.#closeTask(task);
      const other = this.#others.settle(task);
      if (other !== undefined) this.#done.push(other);
    }
  }

  /** Remembers that attempts were asked to end, before they are. @throws system errors, with their code */
  async noteCancelled(ids: readonly string[]): Promise<void> {
    const fresh = ids.filter((id) => !this.#cancelled.has(id));
    if (fresh.length === 0) return;
    for (const id of fresh) this.#cancelled.add(id);
    await this.#append({ cancelled: fresh });
  }

  /** Reads what other drivers have recorded. @throws system errors, with their code */
  refresh(): Promise<void> {
    return this.#others.refresh();
  }

  /** The attempt of another driver at a task that may still run, or whose result was perhaps not recorded. Each is returned once. */
  take(task: string): RecordedAttempt | undefined {
    return this.#others.take(task);
  }

  /** Undoes `take`: nothing was done about the attempts at these tasks. */
  giveBack(tasks: readonly string[]): void {
    this.#others.giveBack(tasks);
  }

  isCancelled(id: string): boolean {
    return this.#cancelled.has(id) || this.#others.isCancelled(id);
  }

  /**
   * Ends the record. It goes, unless attempts are not settled. What other drivers have left that nobody wanted is kept, unless
   * it is very old.
   *
   * @param running ids of attempts that were cancelled, and may not have ended yet
   * @throws system errors, with their code
   */
  async close(running: readonly string[]): Promise<void> {
    const { dir, newId, now } = this.#options;
    await this.#others.refresh();
    const isOver = this.#open.size === 0;
    if (this.#isCreated && isOver) await this.#append({ closed: running });
    // Another driver that runs may have read what would be removed.
    if (!isOver || !(await this.#others.areOver(now()))) return;
    const left = this.#others.left(now());
    if (left.length > 0) await writeAtomically(join(dir, newId() + RECORD_SUFFIX), [this.#textOf(left)]);
    await Promise.all(this.#others.names.map((name) => rm(join(dir, name), { force: true })));
    // The own one last: it says which of the attempts in the others have a successor.
    if (running.length === 0) await rm(join(dir, this.#name), { force: true });
  }

  /** The ids of all batches that a record names, also the own one. @throws system errors, with their code */
  async batches(): Promise<ReadonlySet<string>> {
    const all = new OtherRecords(this.#options.dir, '');
    await all.refresh();
    return all.batches;
  }

  #closeTask(task: string): void {
    const id = this.#open.get(task);
    if (id === undefined) return;
    this.#open.delete(task);
    const left = (this.#openTasks.get(id) ?? 1) - 1;
    if (left > 0) this.#openTasks.set(id, left);
    else {
      this.#openTasks.delete(id);
      this.#done.push(id);
    }
  }

  #textOf(left: readonly RecordedAttempt[]): string {
    const cancelled = left.map(({ id }) => id).filter((id) => this.isCancelled(id));
    return recordText([
      { formatVersion: RECORD_FORMAT_VERSION },
      ...left.map(({ id, batch, time, tasks }) => ({ batch, time, attempts: { [id]: Object.fromEntries(tasks) } })),
      ...(cancelled.length > 0 ? [{ cancelled }] : []),
    ]);
  }

  async #append(line: RecordLine): Promise<void> {
    const path = join(this.#options.dir, this.#name);
    if (!this.#isCreated) await this.#create(path);
    const done = this.#done;
    this.#done = [];
    await using file = await open(path, 'a');
    await file.appendFile(recordText(done.length > 0 ? [{ done }, line] : [line]));
    await file.datasync();
  }

  async #create(path: string): Promise<void> {
    const header: RecordHeader = { formatVersion: RECORD_FORMAT_VERSION, process: ownProcessMark() };
    await mkdir(this.#options.dir, { recursive: true, mode: DIRECTORY_MODE });
    await writeAtomically(path, [recordText([header])]);
    this.#isCreated = true;
  }
}
