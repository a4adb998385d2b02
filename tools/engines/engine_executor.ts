import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unreachable } from '../base/model/index.js';
import { readText, type Clock, type TimeIds } from '../base/runtime/index.js';
import type { AttemptEnd, Executor, ExecutorNotice, TaskProblem } from '../exec/index.js';
import { LocalFiles } from '../exec/local/index.js';
import { ATTEMPT_FILES, readResult } from '../exec/task/index.js';
import type { Engine, EngineBatch, EngineLimits, Observation } from './engine.js';
import { endAll, type Flight } from './flight.js';
import { Troubles } from './troubles.js';
import { writeBatch, type BatchOptions } from './write_batch.js';

export interface EngineExecutorOptions extends BatchOptions {
  readonly engine: Engine;
  readonly limits: EngineLimits;
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

/** How long nothing is submitted to an engine that is full: at first, and at most. The time doubles while it stays full. */
const FULL_MS = { first: 500, last: 30_000 };

/** How many times longer an attempt may be `unknown` than `gone`. */
const UNKNOWN_FACTOR = 10;

/**
 * Runs attempts by an engine. What the engine says only tells when to look: every verdict comes from a result file. An attempt
 * that is gone and has none is lost, and its tasks are submitted again as a new attempt.
 */
export class EngineExecutor implements Executor {
  readonly size: number;
  readonly resources: Executor['resources'];
  readonly guards = [];
  readonly #options: EngineExecutorOptions;
  /** Those of the build that have not ended, by their present id. */
  readonly #flights = new Map<string, Flight>();
  #latest: LocalFiles | undefined;
  /** Batches of which it is not known whether the engine has them. */
  #unsure: { readonly batch: EngineBatch; readonly flights: readonly Flight[] }[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** When the timer is due, by the clock of durations. */
  #due = Infinity;
  #delayMs: number;
  /** Until when nothing is submitted, by the clock of durations, and how long the next such time is. */
  #full = { until: 0, nextMs: FULL_MS.first };
  #round: Promise<void> = Promise.resolve();
  #stopped = false;
  #stoppedAt: number | undefined;
  #troubles: Troubles | undefined;

  constructor(options: EngineExecutorOptions) {
    this.#options = options;
    this.size = Math.min(options.size, options.limits.inFlight);
    this.resources = options.limits.resources;
    this.#delayMs = options.pollMs.first;
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
      started: false,
      missingSince: undefined,
      queued: false,
      logged: 0,
    };
    if (this.#stopped) resolve(endAll(flight, NOT_STARTED));
    else {
      this.#flights.set(flight.id, flight);
      this.#soon(GATHER_MS);
    }
    return promise;
  };

  readonly watch = (listener: (notice: ExecutorNotice) => void): void => {
    this.#troubles = new Troubles(listener, this.#options.elapsed);
  };

  readonly withdraw = (): void => {
    const queued = [...this.#flights.values()].filter(({ started, folder, queued: isQueued }) => {
      return !started && (folder === undefined || isQueued);
    });
    this.#cancel(queued);
    for (const flight of queued) this.#end(flight, endAll(flight, NOT_STARTED));
  };

  readonly stop = (): void => {
    if (this.#stopped) return;
    this.#stopped = true;
    this.withdraw();
    this.#stoppedAt = this.#options.elapsed();
    this.#cancel([...this.#flights.values()]);
    this.#soon(this.#options.pollMs.first);
  };

  readonly kill = (): void => {
    const flights = [...this.#flights.values()];
    this.#cancel(flights);
    for (const flight of flights) this.#end(flight, endAll(flight, killed('SIGKILL')));
  };

  readonly close = async (): Promise<void> => {
    this.#stopped = true;
    this.kill();
    clearTimeout(this.#timer);
    await this.#round;
    await this.#options.engine.close();
  };

  /** Cancels at the engine what was submitted. */
  #cancel(flights: readonly Flight[]): void {
    const ids = flights.filter(({ folder }) => folder !== undefined).map(({ id }) => id);
    if (ids.length > 0) this.#round = this.#round.then(() => this.#options.engine.cancel(ids));
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
    await this.#submitWaiting();
    const changed = await this.#observe();
    if (this.#flights.size === 0) return;
    const { first, last } = this.#options.pollMs;
    this.#delayMs = changed || this.#flights.size !== before ? first : Math.min(last, this.#delayMs * BACK_OFF);
    this.#soon(this.#delayMs);
  }

  async #submitWaiting(): Promise<void> {
    const { limits, newId, engine } = this.#options;
    const again = this.#unsure;
    this.#unsure = [];
    for (const [index, { batch, flights }] of again.entries()) {
      if (await this.#submit(batch, flights)) continue;
      this.#unsure.push(...again.slice(index + 1));
      return;
    }
    if (this.#options.elapsed() < this.#full.until) return;
    const waiting = [...this.#flights.values()].filter(({ folder }) => folder === undefined);
    for (let from = 0; from < waiting.length; from += limits.batch) {
      const flights = waiting.slice(from, from + limits.batch);
      const batch = await writeBatch(newId(), flights, this.#options);
      if (!batch.ok) {
        const detail = 'detail' in batch.error ? batch.error.detail : `${batch.error.path}: ${batch.error.code}`;
        for (const flight of flights) this.#fail(flight, { reason: 'engine-refused', engine: engine.name, detail });
        continue;
      }
      // Whatever becomes of the answer, these may be queued from now on.
      for (const flight of flights) flight.folder = batch.value.folder;
      if (!(await this.#submit(batch.value, flights))) return;
    }
  }

  /** @returns whether the engine accepts more */
  async #submit(batch: EngineBatch, flights: readonly Flight[]): Promise<boolean> {
    const { engine } = this.#options;
    const { accepted, failure } = await engine.submit(batch);
    if (failure === undefined) {
      this.#troubles?.answered('submit', engine.name);
      this.#full = { until: 0, nextMs: FULL_MS.first };
      return true;
    }
    const known = new Set(accepted);
    const left = flights.filter(({ id }) => !known.has(id) && this.#flights.has(id));
    switch (failure.reason) {
      case 'engine-full':
        this.#troubles?.failed('submit', failure);
        for (const flight of left) flight.folder = undefined;
        this.#holdBack(known.size > 0);
        return false;
      case 'engine-unreachable':
        this.#troubles?.failed('submit', failure);
        this.#unsure.push({ batch, flights });
        return false;
      case 'engine-refused':
        for (const flight of left) this.#fail(flight, failure);
        return true;
      case 'engine-missing': {
        const detail = `there is no ${failure.program}`;
        for (const flight of left) this.#fail(flight, { reason: 'engine-refused', engine: engine.name, detail });
        return true;
      }
      default:
        return unreachable(failure);
    }
  }

  /** Submits nothing for a while. @param some whether the engine has accepted a part of what it was given */
  #holdBack(some: boolean): void {
    const delayMs = some ? FULL_MS.first : this.#full.nextMs;
    this.#full = { until: this.#options.elapsed() + delayMs, nextMs: Math.min(FULL_MS.last, 2 * delayMs) };
  }

  /** @returns whether something has changed */
  async #observe(): Promise<boolean> {
    const { engine } = this.#options;
    const submitted = [...this.#flights.values()].filter(({ folder }) => folder !== undefined);
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
    const isStarted = files.has(ATTEMPT_FILES.start(id)) || files.has(ATTEMPT_FILES.result(id));
    flight.queued = !isStarted && seen?.state === 'queued';
    let changed = false;
    if (!flight.started && isStarted) {
      await this.#tellStart(flight, folder);
      changed = true;
    }
    if (isStarted && (await this.#copyLog(flight, folder))) changed = true;
    if (files.has(ATTEMPT_FILES.result(id))) return (await this.#take(flight, folder)) || changed;
    this.#judgeAbsence(flight, seen ?? { state: 'unknown' }, answered);
    return changed;
  }

  async #tellStart(flight: Flight, folder: string): Promise<void> {
    const text = await readText(join(folder, ATTEMPT_FILES.start(flight.id)));
    const start = text.ok ? startOf(text.value) : undefined;
    flight.started = true;
    flight.onStart(start ?? { host: this.#options.engine.name });
  }

  /** @returns whether there was more */
  async #copyLog(flight: Flight, folder: string): Promise<boolean> {
    const bytes = await this.#options.engine.log(flight.id, folder, flight.logged);
    if (bytes.length === 0) return false;
    flight.logged += bytes.length;
    await appendFile(flight.log, bytes);
    return true;
  }

  /** Takes the verdict from the result file. @returns whether there is one */
  async #take(flight: Flight, folder: string): Promise<boolean> {
    const read = await readResult(join(folder, ATTEMPT_FILES.result(flight.id)));
    if (read.ok && read.value === undefined) return false;
    while (await this.#copyLog(flight, folder));
    if (!read.ok) {
      this.#fail(flight, { reason: 'lost', engine: this.#options.engine.name, times: 1, detail: read.error.detail });
      return true;
    }
    const ends = new Map(read.value?.tasks.map(({ id, end }) => [id, end]));
    this.#end(
      flight,
      flight.attempt.tasks.map(({ task }) => ends.get(task.id) ?? NOT_STARTED),
    );
    return true;
  }

  /** An attempt without a result is lost if it has been missing for long enough. */
  #judgeAbsence(flight: Flight, seen: Observation, answered: boolean): void {
    const { state } = seen;
    const { elapsed, lostAfterMs, graceMs } = this.#options;
    const now = elapsed();
    if (this.#stoppedAt !== undefined) {
      const isOver = state === 'gone' || now - this.#stoppedAt > graceMs + lostAfterMs;
      if (isOver) this.#end(flight, endAll(flight, flight.started ? killed('SIGTERM') : NOT_STARTED));
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
    this.#flights.delete(flight.id);
    Object.assign(flight, { id: newId(), folder: undefined, missingSince: undefined, queued: false, logged: 0 });
    this.#flights.set(flight.id, flight);
  }

  /** Makes sure that an attempt that is given up never starts: its program does not start if the file of its start is there. */
  #fence({ id, folder }: Flight): void {
    if (folder === undefined) return;
    const text = JSON.stringify({ attempt: id, host: 'none', time: new Date().toISOString() });
    // If the file is there, the attempt has started. If it cannot be written, the program cannot write it either.
    const written = (): Promise<void> =>
      writeFile(join(folder, ATTEMPT_FILES.start(id)), text, { flag: 'wx' }).catch(() => undefined);
    this.#round = this.#round.then(written);
  }

  #fail(flight: Flight, problem: TaskProblem): void {
    this.#end(flight, endAll(flight, { kind: 'failed', problem, durationMs: 0 }));
  }

  #end(flight: Flight, ends: readonly AttemptEnd[]): void {
    if (!this.#flights.delete(flight.id)) return;
    // A success is always of an attempt that has started.
    if (!flight.started && ends.some(({ kind }) => kind === 'succeeded')) {
      flight.onStart({ host: this.#options.engine.name });
    }
    flight.resolve(ends);
  }
}

const NOT_STARTED: AttemptEnd = { kind: 'not-started' };
const NOTHING: ReadonlySet<string> = new Set();

function killed(signal: string): AttemptEnd {
  return { kind: 'failed', problem: { reason: 'killed', signal }, durationMs: 0 };
}

async function namesIn(folder: string): Promise<ReadonlySet<string>> {
  try {
    return new Set(await readdir(folder));
  } catch {
    // A shared file system that is away for a moment.
    return NOTHING;
  }
}

/** What the file says that an attempt creates at its start. */
function startOf(text: string): { readonly host: string; readonly time: number } | undefined {
  try {
    const { host, time } = JSON.parse(text) as { readonly host: string; readonly time: string };
    return { host, time: Date.parse(time) };
  } catch {
    return undefined;
  }
}
