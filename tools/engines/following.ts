import type { AttemptEnd, TaskProblem } from '../exec/index.js';
import { ATTEMPT_FILES } from '../exec/task/index.js';
import type { Engine, Observation } from './engine.js';
import { endAll, killed, NOT_STARTED, type Flight } from './flight.js';
import { copyLog, readEnds, tellStart } from './flight_files.js';
import { namesIn, NOTHING } from './start_file.js';
import type { Troubles } from './troubles.js';

export interface FollowingDeps {
  readonly engine: Engine;
  /** The clock of durations, in milliseconds. */
  readonly elapsed: () => number;
  /** How long an attempt may be missing, and its result not be seen yet, before it counts as lost. */
  readonly lostAfterMs: number;
  /** How long it may be unknown to the engine. */
  readonly unknownMs: number;
  /** Milliseconds between asking a task to end and killing it. */
  readonly graceMs: number;
  /** The attempt has ended; `folder` is that of its batch. */
  readonly onEnd: (flight: Flight, folder: string, ends: readonly AttemptEnd[]) => void;
  /** The attempt will not be followed any more, and perhaps still runs. */
  readonly onUnseen: (flight: Flight, ends: readonly AttemptEnd[]) => void;
  readonly onFailed: (flight: Flight, problem: TaskProblem) => void;
  readonly onLost: (flight: Flight, seen: Observation) => void;
}

/** The files of how many attempts are read at the same time. */
const AT_ONCE = 64;

/**
 * Follows attempts that were submitted: their starts, logs and ends. What the engine says only tells when to look; every verdict
 * comes from a result file.
 */
export class Following {
  readonly #deps: FollowingDeps;
  #stoppedAt: number | undefined;
  /** What is to be told about attempts that have a result. */
  readonly #ended: (() => void)[] = [];

  constructor(deps: FollowingDeps) {
    this.#deps = deps;
  }

  /** All attempts were asked to end. Those that are missing from now on have ended. */
  stop(): void {
    this.#stoppedAt = this.#deps.elapsed();
  }

  /** Asks the engine once, and reads what has ended. @returns whether something has changed */
  async look(submitted: readonly Flight[], troubles: Troubles | undefined): Promise<boolean> {
    if (submitted.length === 0) return false;
    const { engine } = this.#deps;
    const observed = await engine.observe(submitted.map(({ id }) => id));
    if (observed.ok) troubles?.answered('observe', engine.name);
    else troubles?.failed('observe', observed.error);
    const states: ReadonlyMap<string, Observation> = observed.ok ? observed.value : new Map();
    if (observed.ok) tellStuck(states, engine.name, troubles);
    let changed = false;
    for (const [folder, flights] of Map.groupBy(submitted, ({ folder: own }) => own ?? '')) {
      const isQueued = ({ id }: Flight): boolean => states.get(id)?.state === 'queued';
      const files = flights.every(isQueued) ? NOTHING : await namesIn(folder);
      for (let from = 0; from < flights.length; from += AT_ONCE) {
        const followed = await Promise.all(
          flights
            .slice(from, from + AT_ONCE)
            .map((flight) => this.#follow(flight, folder, states.get(flight.id), files, observed.ok)),
        );
        if (followed.includes(true)) changed = true;
        // Together, so that what has ended is recorded together.
        for (const tell of this.#ended.splice(0)) tell();
      }
    }
    return changed;
  }

  /** @returns whether something has changed */
  async #follow(
    flight: Flight,
    folder: string,
    seen: Observation | undefined,
    files: ReadonlySet<string>,
    answered: boolean,
  ): Promise<boolean> {
    const { id } = flight;
    const { engine } = this.#deps;
    // A result says all that the other files say. Most attempts are short, and reading those would cost more than all else.
    if (files.has(ATTEMPT_FILES.result(id))) {
      flight.queued = false;
      return this.#take(flight, folder);
    }
    const isStarted = files.has(ATTEMPT_FILES.start(id));
    flight.queued = !isStarted && seen?.state === 'queued';
    let changed = false;
    if (!flight.started && isStarted) {
      await tellStart(flight, folder, engine);
      changed = true;
    }
    if (isStarted && (await copyLog(flight, folder, engine))) changed = true;
    this.#judgeAbsence(flight, folder, seen ?? { state: 'unknown' }, answered);
    return changed;
  }

  /** Takes the verdict from the result file. @returns whether there is one */
  async #take(flight: Flight, folder: string): Promise<boolean> {
    const { engine, onEnd, onFailed } = this.#deps;
    const ends = await readEnds(flight, folder, engine);
    if (ends.ok && ends.value === undefined) return false;
    this.#ended.push(() => {
      if (!ends.ok) onFailed(flight, { reason: 'lost', engine: engine.name, times: 1, detail: ends.error.detail });
      else if (ends.value !== undefined) onEnd(flight, folder, ends.value);
    });
    return true;
  }

  /** An attempt without a result is lost if it has been missing for long enough. */
  #judgeAbsence(flight: Flight, folder: string, seen: Observation, answered: boolean): void {
    const { state } = seen;
    const { elapsed, lostAfterMs, unknownMs, graceMs, onEnd, onUnseen, onLost } = this.#deps;
    const now = elapsed();
    if (this.#stoppedAt !== undefined) {
      const ends = endAll(flight, flight.started ? killed('SIGTERM') : NOT_STARTED);
      if (state === 'gone') onEnd(flight, folder, ends);
      else if (now - this.#stoppedAt > graceMs + lostAfterMs) onUnseen(flight, ends);
      return;
    }
    // An engine that does not answer says nothing about its attempts.
    if (!answered || state === 'queued' || state === 'running') {
      flight.missingSince = undefined;
      return;
    }
    flight.missingSince ??= now;
    if (now - flight.missingSince >= (state === 'gone' ? lostAfterMs : unknownMs)) onLost(flight, seen);
  }
}

/** Reports attempts that cannot start: once, and once when there are none any more. */
function tellStuck(states: ReadonlyMap<string, Observation>, engine: string, troubles: Troubles | undefined): void {
  for (const seen of states.values()) {
    if (seen.state !== 'queued' || seen.trouble === undefined) continue;
    troubles?.failed('start', { reason: 'attempts-stuck', engine, detail: seen.trouble });
    return;
  }
  troubles?.answered('start', engine);
}
