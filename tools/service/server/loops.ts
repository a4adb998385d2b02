import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage, type Clock } from '../../base/runtime/index.js';
import { CatalogError } from '../../catalog/index.js';
import { describeCatalogFailure } from '../../report/index.js';
import type { Emit } from '../programs/index.js';
import type { Log } from './log.js';

/** Work that a service does all the time, such as planning requests. */
export interface Loop {
  readonly name: string;
  /** Works until the signal aborts. Rejects if it cannot go on, for example because the database is gone. */
  readonly work: (signal: AbortSignal) => Promise<void>;
}

export interface LoopsOptions {
  /** Ends all loops. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
  readonly emit: Emit;
  /** Waits between two attempts. Tests wait less. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Loops that are kept running. */
export interface Loops {
  /** Loops that failed and are not yet back at work: name → what happened. */
  readonly troubles: ReadonlyMap<string, string>;
  /** Resolves when all have ended. */
  readonly ended: Promise<void>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** A loop that worked for so long is all right again. */
const SETTLED_MS = 10_000;

/** Runs loops until the signal aborts. One that fails is started again, after pauses that grow. */
export function runLoops(loops: readonly Loop[], options: LoopsOptions): Loops {
  const troubles = new Map<string, string>();
  const ended = Promise.all(loops.map((loop) => keepRunning(loop, troubles, options))).then(() => undefined);
  return { troubles, ended };
}

async function keepRunning(
  { name, work }: Loop,
  troubles: Map<string, string>,
  { signal, clock, log, emit, pause = waitFor }: LoopsOptions,
): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  while (!hasAborted(signal)) {
    const begin = clock.elapsed();
    const settled = new AbortController();
    void pause(SETTLED_MS, AbortSignal.any([signal, settled.signal])).then(() => {
      if (!settled.signal.aborted) troubles.delete(name);
    });
    try {
      await work(signal);
      if (hasAborted(signal)) return;
      throw new Error('it ended by itself');
    } catch (error) {
      settled.abort();
      if (hasAborted(signal)) return;
      const detail = detailOf(error);
      troubles.set(name, detail);
      log.error('a loop failed and is started again', { loop: name, detail, stack: stackOf(error) });
      emit({ type: 'trouble', at: clock.now(), part: name, detail });
      if (clock.elapsed() - begin > SETTLED_MS) pauseMs = FIRST_PAUSE_MS;
      await pause(pauseMs, signal);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }
}

/** A function, because a signal changes while others work. */
function hasAborted({ aborted }: AbortSignal): boolean {
  return aborted;
}

function detailOf(error: unknown): string {
  return error instanceof CatalogError ? describeCatalogFailure(error.failure) : errorMessage(error);
}

/** A failure of the database is no bug, so it has no stack that anyone needs. */
function stackOf(error: unknown): string | undefined {
  return error instanceof CatalogError || !(error instanceof Error) ? undefined : error.stack;
}

/** Resolves after a time, or when the signal aborts. */
export function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
