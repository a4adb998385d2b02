import { errorMessage, type Clock, type TimeIds } from '../base/runtime/index.js';
import type { AttemptEnd, Executor, ExecutorNotice, TaskProblem } from '../exec/index.js';
import { LocalFiles } from '../exec/local/index.js';
import { ATTEMPT_FILES } from '../exec/task/index.js';
import { Adoption, type Parts } from './adoption.js';
import type { Engine, EngineLimits, Observation } from './engine.js';
import { endAll, NOT_STARTED, type Flight } from './flight.js';
import { copyLog, readEnds, tellStart } from './flight_files.js';
import type { AttemptRecord } from './record/index.js';
import { namesIn, NOTHING, withdrawStart } from './start_file.js';
import { Troubles } from './troubles.js';
import { Submissions } from './submissions.js';
import type { BatchOptions } from './write_batch.js';

export interface EngineExecutorOptions extends BatchOptions {
  readonly engine: Engine;
  readonly limits: EngineLimits;
  /** What drivers before this one have submitted, and this one submits. */
  readonly record: AttemptRecord;
  /** How many attempts the build hands over at the same time. */
  readonly size: number;
  readonly stateDir: string;
  readonly newId: TimeIds;
  readonly elapsed: Clock['elapsed'];
  /** How long an attempt may be missing, and its result not be seen yet, before it counts as lost. */
  readonly lostAfterMs: number;
  /** How many times an attempt may be lost before its tasks fail. */
  readonly maxLosses: number;
  /** Time between two looks: right after something has changed, and at most. */
  readonly pollMs: { readonly first: number; readonly last: number };
  /** Milliseconds between asking a task to end and killing it. */
  readonly graceMs: number;
}

/** Attempts that are handed over within this time are submitted together. */
const GATHER_MS = 20;

/** How much longer each look waits for which nothing has changed. */
const BACK_OFF = 1.5;

/** How many times longer an attempt may be `unknown` than `gone`. */
const UNKNOWN_FACTOR = 10;

/**
 * Runs attempts by an engine. What the engine says only tells when to look: every verdict comes from a result file. An attempt
 * that is gone and has none is lost, and its tasks are submitted again as a new attempt. An attempt of a driver that was killed
 * is adopted if it makes what is wanted.
 */
export class EngineExecutor implements Executor {
  readonly size: number;
  readonly resources: Executor['resources'];
  readonly guards = [];
  readonly #options: EngineExecutorOptions;
  readonly #adoption: Adoption;
  readonly #submissions: Submissions;
  /** Those of the build that have not ended. */
  readonly #flights = new Set<Flight>();
  /** Attempts that were cancelled and whose end was not seen: the folder of each, by id. */
  readonly #unseen = new Map<string, string>();
  #latest: LocalFiles | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer is due, by the clock of durations. */
  #due = Infinity;
  #delayMs: number;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;
  #stoppedAt: number | undefined;
  #listener: ((notice: ExecutorNotice) => void) | undefined;
  #troubles: Troubles | undefined;

  constructor(options: EngineExecutorOptions) {
    this.#options = options;
    this.size = Math.min(options.size, options.limits.inFlight);
    this.resources = options.limits.resources;
    this.#delayMs = options.pollMs.first;
    this.#adoption = new Adoption({
      ...options,
      unknownMs: UNKNOWN_FACTOR * options.lostAfterMs,
      onAdopted: (tasks) => this.#listener?.({ kind: 'adopted', engine: options.engine.name, tasks }),
    });
    this.#submissions = new Submissions({
      ...options,
      isOpen: (flight) => this.#flights.has(flight),
      onRefused: (flight, detail) => {
        this.#refuse(flight, detail);
      },
      onAnswer: (failure) => {
        if (failure === undefined) this.#troubles?.answered('submit', options.engine.name);
        else this.#troubles?.failed('submit', failure);
      },
    });
  }

  readonly filesOf = (buildId: string): LocalFiles =>
    this.#latest?.buildId === buildId ? this.#latest : (this.#latest = new LocalFiles(this.#options.stateDir, buildId));

  readonly run: Executor['run'] = (attempt, onStart) => {
    const { promise, resolve } = Promise.withResolvers<readonly AttemptEnd[]>();
    const [first] = attempt.tasks;
    if (first === undefined) throw new Error('an attempt without a task');
    const flight: Flight = {
      attempt,
      onStart,
      resolve,
      log: this.filesOf(attempt.buildId).logOf(first.task.id, first.number),
      id: this.#options.newId(),
      losses: 0,
      folder: undefined,
      lookedUp: false,
      earlier: undefined,
      started: false,
      missingSince: undefined,
      queued: false,
      logged: 0,
    };
    if (this.#stopped) resolve(endAll(flight, NOT_STARTED));
    else {
      this.#flights.add(flight);
      this.#soon(GATHER_MS);
    }
    return promise;
  };

  readonly watch = (listener: (notice: ExecutorNotice) => void): void => {
    this.#listener = listener;
    this.#troubles = new Troubles(listener, this.#options.elapsed);
  };

  readonly withdraw = (): void => {
    const queued = [...this.#flights].filter(({ started, folder, queued: isQueued }) => {
      return !started && (folder === undefined || isQueued);
    });
    this.#cancel(queued);
    for (const flight of queued) this.#endUnseen(flight, endAll(flight, NOT_STARTED));
  };

  readonly settled = (tasks: readonly string[]): void => {
    this.#options.record.settle(tasks);
  };

  readonly stop = (): void => {
    if (this.#stopped) return;
    this.#stopped = true;
    this.withdraw();
    this.#stoppedAt = this.#options.elapsed();
    this.#cancel([...this.#flights]);
    this.#soon(this.#options.pollMs.first);
  };

  readonly kill = (): void => {
    const flights = [...this.#flights];
    this.#cancel(flights);
    for (const flight of flights) this.#endUnseen(flight, endAll(flight, killed('SIGKILL')));
  };

  readonly close = async (): Promise<void> => {
    this.#stopped = true;
    this.kill();
    clearTimeout(this.#timer);
    await this.#round;
    await this.#closeRecord();
    await this.#options.engine.close();
  };

  /** What was cancelled and has not started never will. */
  async #closeRecord(): Promise<void> {
    const running = await Promise.all(
      Array.from(this.#unseen, async ([id, folder]) => {
        const isOver = await withdrawStart(folder, id).catch(() => false);
        return isOver || (await namesIn(folder)).has(ATTEMPT_FILES.result(id)) ? [] : [id];
      }),
    );
    // A record that cannot be written now is that of a driver that was killed.
    await this.#options.record.close(running.flat()).catch(() => undefined);
  }

  /** Cancels at the engine what was submitted. */
  #cancel(flights: readonly Flight[]): void {
    const ids = flights.filter(({ folder }) => folder !== undefined).map(({ id }) => id);
    if (ids.length === 0) return;
    const { record, engine } = this.#options;
    this.#round = this.#round
      .then(() => record.noteCancelled(ids))
      // They are cancelled, whether or not another driver will know it.
      .catch(() => undefined)
      .then(() => engine.cancel(ids));
  }

  /** Looks in this time, unless it looks before. */
  #soon(delayMs: number): void {
    const due = this.#options.elapsed() + delayMs;
    if (due >= this.#due) return;
    this.#due = due;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#due = Infinity;
      this.#round = this.#round.then(() => this.#look());
    }, delayMs);
  }

  /** One round: submits what waits, asks the engine once, and reads what has ended. */
  async #look(): Promise<void> {
    const before = this.#flights.size;
    await this.#adopt();
    await this.#submissions.submit([...this.#flights].filter(isWaiting));
    const changed = await this.#observe();
    if (this.#flights.size === 0) return;
    const { first, last } = this.#options.pollMs;
    this.#delayMs = changed || this.#flights.size !== before ? first : Math.min(last, this.#delayMs * BACK_OFF);
    this.#soon(this.#delayMs);
  }

  /** Looks whether other drivers have tried what is about to be submitted. */
  async #adopt(): Promise<void> {
    try {
      const looked = [...this.#flights].filter(isNew);
      if (looked.length > 0) this.#divide(await this.#adoption.lookUp(looked));
      const undecided = [...this.#flights].filter(isUndecided);
      if (undecided.length === 0) return;
      const inUse = new Set([...this.#flights].flatMap(({ id, folder }) => (folder === undefined ? [] : [id])));
      const decided = await this.#adoption.decide(undecided, inUse);
      if (decided.ok) this.#divide(decided.value);
      else this.#troubles?.failed('observe', decided.error);
    } catch (error) {
      const detail = `what other builds have submitted cannot be read: ${errorMessage(error)}`;
      for (const flight of this.#flights) if (isNew(flight) || isUndecided(flight)) this.#refuse(flight, detail);
    }
  }

  /** Replaces flights by their parts, unless they have been withdrawn in the meantime. */
  #divide(parts: Parts): void {
    for (const [flight, own] of parts) {
      if (this.#flights.delete(flight)) for (const part of own) this.#flights.add(part);
      else this.#leave(flight);
    }
  }

  /** Leaves the attempts of other drivers that a flight would have adopted to the next driver. */
  #leave({ attempt }: Flight): void {
    this.#options.record.giveBack(attempt.tasks.map(({ task }) => task.id));
  }

  /** @returns whether something has changed */
  async #observe(): Promise<boolean> {
    const { engine } = this.#options;
    const submitted = [...this.#flights].filter(({ folder }) => folder !== undefined);
    if (submitted.length === 0) return false;
    const observed = await engine.observe(submitted.map(({ id }) => id));
    if (observed.ok) this.#troubles?.answered('observe', engine.name);
    else this.#troubles?.failed('observe', observed.error);
    const states: ReadonlyMap<string, Observation> = observed.ok ? observed.value : new Map();
    if (observed.ok) this.#tellStuck(states);
    let changed = false;
    for (const [folder, flights] of Map.groupBy(submitted, ({ folder: own }) => own ?? '')) {
      const isQueued = ({ id }: Flight): boolean => states.get(id)?.state === 'queued';
      const files = flights.every(isQueued) ? NOTHING : await namesIn(folder);
      for (const flight of flights) {
        if (await this.#follow(flight, folder, states.get(flight.id), files, observed.ok)) changed = true;
      }
    }
    return changed;
  }

  /** Reports attempts that cannot start: once, and once when there are none any more. */
  #tellStuck(states: ReadonlyMap<string, Observation>): void {
    const { name: engine } = this.#options.engine;
    for (const seen of states.values()) {
      if (seen.state !== 'queued' || seen.trouble === undefined) continue;
      this.#troubles?.failed('start', { reason: 'attempts-stuck', engine, detail: seen.trouble });
      return;
    }
    this.#troubles?.answered('start', engine);
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
    const { engine } = this.#options;
    const isStarted = files.has(ATTEMPT_FILES.start(id)) || files.has(ATTEMPT_FILES.result(id));
    flight.queued = !isStarted && seen?.state === 'queued';
    let changed = false;
    if (!flight.started && isStarted) {
      await tellStart(flight, folder, engine);
      changed = true;
    }
    if (isStarted && (await copyLog(flight, folder, engine))) changed = true;
    if (files.has(ATTEMPT_FILES.result(id))) return (await this.#take(flight, folder)) || changed;
    this.#judgeAbsence(flight, seen ?? { state: 'unknown' }, answered);
    return changed;
  }

  /** Takes the verdict from the result file. @returns whether there is one */
  async #take(flight: Flight, folder: string): Promise<boolean> {
    const { engine } = this.#options;
    const ends = await readEnds(flight, folder, engine);
    if (!ends.ok) this.#fail(flight, { reason: 'lost', engine: engine.name, times: 1, detail: ends.error.detail });
    else if (ends.value === undefined) return false;
    else this.#end(flight, ends.value);
    return true;
  }

  /** An attempt without a result is lost if it has been missing for long enough. */
  #judgeAbsence(flight: Flight, seen: Observation, answered: boolean): void {
    const { state } = seen;
    const { elapsed, lostAfterMs, graceMs } = this.#options;
    const now = elapsed();
    if (this.#stoppedAt !== undefined) {
      const ends = endAll(flight, flight.started ? killed('SIGTERM') : NOT_STARTED);
      if (state === 'gone') this.#end(flight, ends);
      else if (now - this.#stoppedAt > graceMs + lostAfterMs) this.#endUnseen(flight, ends);
      return;
    }
    // An engine that does not answer says nothing about its attempts.
    if (!answered || state === 'queued' || state === 'running') {
      flight.missingSince = undefined;
      return;
    }
    flight.missingSince ??= now;
    const allowed = state === 'gone' ? lostAfterMs : UNKNOWN_FACTOR * lostAfterMs;
    if (now - flight.missingSince >= allowed) this.#lose(flight, seen);
  }

  #lose(flight: Flight, seen: Observation): void {
    const { engine, maxLosses, newId } = this.#options;
    flight.losses++;
    this.#cancel([flight]);
    this.#fence(flight);
    if (flight.losses > maxLosses) {
      const why = seen.state === 'gone' && seen.detail !== undefined ? `: ${seen.detail}` : '';
      const detail = `its attempts ended without a result${why}`;
      this.#fail(flight, { reason: 'lost', engine: engine.name, times: flight.losses, detail });
      return;
    }
    Object.assign(flight, { id: newId(), folder: undefined, missingSince: undefined, queued: false, logged: 0 });
  }

  /** Makes sure that an attempt that is given up never starts. */
  #fence({ id, folder }: Flight): void {
    if (folder === undefined) return;
    // If the file cannot be written, the program cannot write it either.
    this.#round = this.#round.then(() => withdrawStart(folder, id)).then(ignored, ignored);
  }

  #refuse(flight: Flight, detail: string): void {
    this.#fail(flight, { reason: 'engine-refused', engine: this.#options.engine.name, detail });
  }

  #fail(flight: Flight, problem: TaskProblem): void {
    this.#end(flight, endAll(flight, { kind: 'failed', problem, durationMs: 0 }));
  }

  /** Ends the flight of an attempt that was asked to end, and perhaps still runs. */
  #endUnseen(flight: Flight, ends: readonly AttemptEnd[]): void {
    const { id, folder, earlier } = flight;
    if (folder !== undefined) this.#unseen.set(id, folder);
    if (earlier !== undefined) this.#leave(flight);
    this.#end(flight, ends);
  }

  #end(flight: Flight, ends: readonly AttemptEnd[]): void {
    if (!this.#flights.delete(flight)) return;
    // A success is always of an attempt that has started.
    if (!flight.started && ends.some(({ kind }) => kind === 'succeeded')) {
      flight.onStart({ host: this.#options.engine.name });
    }
    flight.resolve(ends);
  }
}

/** Whether attempts of other drivers at its tasks have not been looked up. */
function isNew({ lookedUp, folder }: Flight): boolean {
  return !lookedUp && folder === undefined;
}

/** Whether it is not known what becomes of the attempt of another driver at its tasks. */
function isUndecided({ earlier }: Flight): boolean {
  return earlier !== undefined;
}

function isWaiting(flight: Flight): boolean {
  return flight.folder === undefined && !isNew(flight) && !isUndecided(flight);
}

function ignored(): void {
  // The round goes on.
}

function killed(signal: string): AttemptEnd {
  return { kind: 'failed', problem: { reason: 'killed', signal }, durationMs: 0 };
}
