import { join } from 'node:path';
import { ok, type Result } from '../base/model/index.js';
import type { TimeIds } from '../base/runtime/index.js';
import type { AttemptTask } from '../exec/index.js';
import { ATTEMPT_FILES, readResult } from '../exec/task/index.js';
import { basisOf, standsFor } from './basis.js';
import type { Engine, EngineFailure, Observation } from './engine.js';
import { divide, type EarlierAttempt, type Flight } from './flight.js';
import type { AttemptRecord } from './record/index.js';
import { namesIn, NOTHING, readStart, withdrawStart } from './start_file.js';

export interface AdoptionOptions {
  readonly engine: Engine;
  readonly record: AttemptRecord;
  /** Folder of all batches. */
  readonly dir: string;
  readonly newId: TimeIds;
  /** The clock of durations, in milliseconds. */
  readonly elapsed: () => number;
  /** Called with the number of tasks that attempts make which were adopted. */
  readonly onAdopted: (tasks: number) => void;
  /** How long an attempt that has to end may be unknown to the engine. */
  readonly unknownMs: number;
  /** How long an attempt has to end before it is asked again. */
  readonly graceMs: number;
}

/** What is done about an earlier attempt: it is adopted, its tasks are free for a new attempt, it has to end first, or that will show. */
type Fate = 'adopted' | 'free' | 'has-to-end' | 'unclear';

/** What flights were divided into: often themselves only. */
export type Parts = ReadonlyMap<Flight, readonly Flight[]>;

/**
 * Finds attempts of drivers that were killed. One that makes what a flight wants is adopted: it runs, or it has succeeded. Any other
 * has ended, or will never start, before its tasks are tried again.
 */
export class Adoption {
  readonly #options: AdoptionOptions;

  constructor(options: AdoptionOptions) {
    this.#options = options;
  }

  /** @returns the parts of each flight: several where several attempts make its tasks; throws system errors */
  async lookUp(flights: readonly Flight[]): Promise<Parts> {
    await this.#options.record.refresh();
    return new Map(flights.map((flight) => [flight, this.#lookUp(flight)]));
  }

  #lookUp(flight: Flight): readonly Flight[] {
    const { record, newId, dir } = this.#options;
    flight.lookedUp = true;
    const found = new Map<string, EarlierAttempt>();
    const groups = Map.groupBy(flight.attempt.tasks, (tried) => {
      const earlier = record.take(tried.task.id);
      if (earlier === undefined) return NEW;
      const { id, batch, tasks } = earlier;
      const isWanted = !record.isCancelled(id) && standsFor(tasks.get(tried.task.id) ?? '', basisOf(tried));
      const key = `${id} ${String(isWanted)}`;
      found.set(key, { id, folder: join(dir, batch), isWanted });
      return key;
    });
    const parts = divide(flight, [...groups.values()], newId);
    for (const [at, key] of [...groups.keys()].entries()) {
      const part = parts[at];
      if (part !== undefined) part.earlier = found.get(key);
    }
    return parts;
  }

  /**
   * Finds out what to do about the earlier attempts of flights. A flight that adopts its attempt gets its id and folder.
   *
   * @param inUse ids of attempts that flights have adopted; grows
   * @returns the parts of each flight: several where an attempt has made some of its tasks; throws system errors
   */
  async decide(flights: readonly Flight[], inUse: Set<string>): Promise<Result<Parts, EngineFailure>> {
    const earlier = flights.flatMap((flight) => flight.earlier ?? []);
    const observed = await this.#options.engine.observe([...new Set(earlier.map(({ id }) => id))]);
    if (!observed.ok) return observed;
    const files = new Map<string, ReadonlySet<string>>();
    for (const { folder } of earlier) if (!files.has(folder)) files.set(folder, await namesIn(folder));
    const decided = new Map<Flight, readonly Flight[]>();
    const ending: EarlierAttempt[] = [];
    let adopted = 0;
    // Those first that adopt: what another flight waits for is not cancelled.
    for (const flight of flights.toSorted((one, other) => Number(isWanted(other)) - Number(isWanted(one)))) {
      const { earlier: attempt } = flight;
      if (attempt === undefined) continue;
      const { id, folder } = attempt;
      const names = files.get(folder) ?? NOTHING;
      const state = observed.value.get(id)?.state ?? 'unknown';
      const parts = names.has(ATTEMPT_FILES.result(id))
        ? await this.#divideByResult(flight, attempt)
        : new Map([[flight, await this.#fateOf(attempt, state, names)]]);
      decided.set(flight, [...parts.keys()]);
      for (const [part, fate] of parts) {
        if (fate === 'adopted') {
          Object.assign(part, { id, folder, earlier: undefined });
          inUse.add(id);
          adopted += part.attempt.tasks.length;
        } else if (fate === 'free') part.earlier = undefined;
        else if (fate === 'has-to-end' && !inUse.has(id)) ending.push(attempt);
      }
    }
    if (adopted > 0) this.#options.onAdopted(adopted);
    await this.#cancel(ending);
    return ok(decided);
  }

  /** Of an attempt that has ended, the tasks that succeeded are adopted. A failure is no reason not to try again. */
  async #divideByResult(flight: Flight, { id, folder, isWanted }: EarlierAttempt): Promise<Map<Flight, Fate>> {
    const read = isWanted ? await readResult(join(folder, ATTEMPT_FILES.result(id))) : undefined;
    const ends = read?.ok === true ? read.value?.tasks : undefined;
    const made = new Set(ends?.filter(({ end }) => end.kind === 'succeeded').map((each) => each.id));
    const groups = Map.groupBy(flight.attempt.tasks, ({ task }: AttemptTask): Fate =>
      made.has(task.id) ? 'adopted' : 'free',
    );
    const parts = divide(flight, [...groups.values()], this.#options.newId);
    return new Map(
      [...groups.keys()].flatMap((fate, at) => parts.slice(at, at + 1).map((part) => [part, fate] as const)),
    );
  }

  /** Of an attempt that has no result. */
  async #fateOf(attempt: EarlierAttempt, state: Observation['state'], names: ReadonlySet<string>): Promise<Fate> {
    const { id, folder, isWanted } = attempt;
    const isQueued = state === 'queued' || state === 'running';
    if (!names.has(ATTEMPT_FILES.start(id))) {
      if (isWanted && isQueued) return 'adopted';
      // It was perhaps never submitted. If it has started in the meantime, the next look shows it.
      return withdrawStart(folder, id) ? 'free' : 'unclear';
    }
    if ((await readStart(folder, id))?.isWithdrawn === true) return 'free';
    if (isWanted) return 'adopted';
    if (state === 'gone') return 'free';
    const now = this.#options.elapsed();
    if (isQueued) delete attempt.missingSince;
    else attempt.missingSince ??= now;
    const missingMs = now - (attempt.missingSince ?? now);
    return missingMs > this.#options.unknownMs ? 'free' : 'has-to-end';
  }

  /** Asks attempts to end, and again if they have not ended after the grace period. */
  async #cancel(attempts: readonly EarlierAttempt[]): Promise<void> {
    const { elapsed, graceMs, record, engine } = this.#options;
    const now = elapsed();
    const due = attempts.filter(({ cancelledAt }) => cancelledAt === undefined || now - cancelledAt > graceMs);
    if (due.length === 0) return;
    for (const attempt of due) attempt.cancelledAt = now;
    const ids = [...new Set(due.map(({ id }) => id))];
    await record.noteCancelled(ids);
    await engine.cancel(ids);
  }
}

/** The key of tasks that no other driver has tried. */
const NEW = '';

function isWanted({ earlier }: Flight): boolean {
  return earlier?.isWanted === true;
}
