import { errorMessage, type Clock, type TimeIds } from '../base/runtime/index.js';
import type { AttemptEnd, Executor, ExecutorNotice, TaskProblem } from '../exec/index.js';
import { LocalFiles } from '../exec/local/index.js';
import { Adoption, type Parts } from './adoption.js';
import type { Engine, EngineLimits, Observation } from './engine.js';
import { endAll, killed, NOT_STARTED, type Flight } from './flight.js';
import { copyLastWords } from './flight_files.js';
import { Following } from './following.js';
import { Leavings } from './leavings.js';
import { Looks } from './looks.js';
import type { AttemptRecord } from './record/index.js';
import { withdrawStart } from './start_file.js';
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
  readonly #following: Following;
  readonly #looks: Looks;
  readonly #leavings = new Leavings();
  #latest: LocalFiles | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;
  #listener: ((notice: ExecutorNotice) => void) | undefined;
  #troubles: Troubles | undefined;

  constructor(options: EngineExecutorOptions) {
    this.#options = options;
    this.size = Math.min(options.size, options.limits.inFlight);
    this.resources = options.limits.resources;
    const unknownMs = UNKNOWN_FACTOR * options.lostAfterMs;
    this.#looks = new Looks({
      ...options,
      look: () => {
        this.#round = this.#round.then(() => this.#look());
      },
    });
    this.#following = new Following({
      ...options,
      unknownMs,
      onEnd: (flight, folder, ends) => {
        this.#leavings.addEnded(folder);
        this.#end(flight, ends);
      },
      onUnseen: (flight, ends) => {
        this.#endUnseen(flight, ends);
      },
      onFailed: (flight, problem) => {
        this.#fail(flight, problem);
      },
      onLost: (flight, seen) => {
        this.#lose(flight, seen);
      },
    });
    this.#adoption = new Adoption({
      ...options,
      unknownMs,
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
      this.#looks.within(GATHER_MS);
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
    this.#following.stop();
    this.#cancel([...this.#flights]);
    this.#looks.within(this.#options.pollMs.first);
  };

  readonly kill = (): void => {
    const flights = [...this.#flights];
    this.#cancel(flights);
    for (const flight of flights) this.#endUnseen(flight, endAll(flight, killed('SIGKILL')));
  };

  readonly close = async (): Promise<void> => {
    this.#stopped = true;
    this.kill();
    this.#looks.end();
    await this.#round;
    await this.#leavings.clear(this.#options);
    await this.#options.engine.close();
  };

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

  /** One round: submits what waits, asks the engine once, and reads what has ended. */
  async #look(): Promise<void> {
    const before = this.#flights.size;
    await this.#adopt();
    await this.#submissions.submit([...this.#flights].filter(isWaiting));
    const submitted = [...this.#flights].filter(({ folder }) => folder !== undefined);
    const changed = await this.#following.look(submitted, this.#troubles);
    if (this.#flights.size === 0) return;
    this.#looks.again(changed || this.#flights.size !== before);
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

  #lose(flight: Flight, seen: Observation): void {
    const { engine, maxLosses, newId } = this.#options;
    const { folder } = flight;
    flight.losses++;
    const isLast = flight.losses > maxLosses;
    if (folder !== undefined) {
      this.#leavings.addLost(folder);
      // Before it is cancelled, because the engine may forget it then.
      if (isLast) this.#round = this.#round.then(() => copyLastWords(flight, folder, engine)).catch(ignored);
    }
    if (isLast) {
      const why = seen.state === 'gone' && seen.detail !== undefined ? `: ${seen.detail}` : '';
      const detail = `its attempts ended without a result${why}`;
      const problem = { reason: 'lost', engine: engine.name, times: flight.losses, detail } as const;
      this.#round = this.#round.then(() => {
        this.#fail(flight, problem);
      });
    }
    this.#cancel([flight]);
    this.#fence(flight);
    if (!isLast)
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
    if (folder !== undefined) this.#leavings.addUnseen(id, folder);
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
