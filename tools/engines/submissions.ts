import { unreachable } from '../base/model/index.js';
import { errorMessage, type Clock, type TimeIds } from '../base/runtime/index.js';
import { basisOf } from './basis.js';
import type { Engine, EngineBatch, EngineFailure, EngineLimits } from './engine.js';
import type { Flight } from './flight.js';
import type { AttemptRecord, NotedAttempt } from './record/index.js';
import { writeBatch, type BatchOptions } from './write_batch.js';

export interface SubmissionsDeps extends BatchOptions {
  readonly engine: Engine;
  readonly limits: EngineLimits;
  readonly record: AttemptRecord;
  readonly newId: TimeIds;
  /** The clock of durations, in milliseconds. */
  readonly elapsed: Clock['elapsed'];
  /** Whether the build still waits for a flight. */
  readonly isOpen: (flight: Flight) => boolean;
  /** The flight will never be submitted. `detail`: why, in words. */
  readonly onRefused: (flight: Flight, detail: string) => void;
  /** The engine has accepted a batch, or why it accepts nothing for now. */
  readonly onAnswer: (failure: EngineFailure | undefined) => void;
}

/** A batch of which it is not known whether the engine has it. */
interface Unsure {
  readonly batch: EngineBatch;
  readonly flights: readonly Flight[];
}

/** How long nothing is submitted to an engine that is full: at first, and at most. The time doubles while it stays full. */
const FULL_MS = { first: 500, last: 30_000 };

/** Submits flights in batches. What the engine does not accept for now keeps waiting. */
export class Submissions {
  readonly #deps: SubmissionsDeps;
  #unsure: Unsure[] = [];
  /** Until when nothing is submitted, by the clock of durations, and how long the next such time is. */
  #full = { until: 0, nextMs: FULL_MS.first };

  constructor(deps: SubmissionsDeps) {
    this.#deps = deps;
  }

  /** @param waiting flights that have no folder; those that were perhaps submitted get one */
  async submit(waiting: readonly Flight[]): Promise<void> {
    const { limits, elapsed } = this.#deps;
    const again = this.#unsure;
    this.#unsure = [];
    for (const [index, { batch, flights }] of again.entries()) {
      if (await this.#hand(batch, flights)) continue;
      this.#unsure.push(...again.slice(index + 1));
      return;
    }
    if (elapsed() < this.#full.until) return;
    for (let from = 0; from < waiting.length; from += limits.batch) {
      const flights = waiting.slice(from, from + limits.batch);
      const batch = await this.#prepare(flights);
      if (batch === undefined) continue;
      // Whatever becomes of the answer, these may be queued from now on.
      for (const flight of flights) flight.folder = batch.folder;
      if (!(await this.#hand(batch, flights))) return;
    }
  }

  /** Writes the batch, and records its attempts. @returns undefined if that is not possible; then the flights are refused */
  async #prepare(flights: readonly Flight[]): Promise<EngineBatch | undefined> {
    const { newId, record, onRefused } = this.#deps;
    const refuse = (detail: string): void => {
      for (const flight of flights) onRefused(flight, detail);
    };
    const batch = await writeBatch(newId(), flights, this.#deps);
    if (!batch.ok) {
      refuse('detail' in batch.error ? batch.error.detail : `${batch.error.path}: ${batch.error.code}`);
      return undefined;
    }
    try {
      await record.note(batch.value.id, flights.map(asNoted));
    } catch (error) {
      refuse(`its attempts cannot be recorded: ${errorMessage(error)}`);
      return undefined;
    }
    return batch.value;
  }

  /** @returns whether the engine accepts more */
  async #hand(batch: EngineBatch, flights: readonly Flight[]): Promise<boolean> {
    const { engine, isOpen, onRefused, onAnswer } = this.#deps;
    const { accepted, failure } = await engine.submit(batch);
    if (failure === undefined) {
      onAnswer(undefined);
      this.#full = { until: 0, nextMs: FULL_MS.first };
      return true;
    }
    const known = new Set(accepted);
    const left = flights.filter((flight) => !known.has(flight.id) && isOpen(flight));
    switch (failure.reason) {
      case 'engine-full':
        onAnswer(failure);
        for (const flight of left) flight.folder = undefined;
        this.#holdBack(known.size > 0);
        return false;
      case 'engine-unreachable':
        onAnswer(failure);
        this.#unsure.push({ batch, flights });
        return false;
      case 'engine-refused':
        for (const flight of left) onRefused(flight, failure.detail);
        return true;
      case 'engine-missing':
        for (const flight of left) onRefused(flight, `there is no ${failure.program}`);
        return true;
      default:
        return unreachable(failure);
    }
  }

  /** Submits nothing for a while. @param some whether the engine has accepted a part of what it was given */
  #holdBack(some: boolean): void {
    const delayMs = some ? FULL_MS.first : this.#full.nextMs;
    this.#full = { until: this.#deps.elapsed() + delayMs, nextMs: Math.min(FULL_MS.last, 2 * delayMs) };
  }
}

function asNoted({ id, attempt }: Flight): NotedAttempt {
  return { id, tasks: new Map(attempt.tasks.map((tried) => [tried.task.id, basisOf(tried)])) };
}
