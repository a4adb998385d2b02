import { setTimeout as delay } from 'node:timers/promises';
import { CLOCK } from '../../base/runtime/index.js';

/** A pause is so many times as long as the work before it. */
const PAUSE_PER_WORK = 3;

/**
 * Pauses for work that must not hold up the build in whose process it is done. SQLite works in the thread of the build.
 *
 * @param signal aborted: the build has ended, so no more pauses are made
 * @returns a function that pauses for three times the time since it was last called
 */
export function giveWay(signal: AbortSignal): () => Promise<void> {
  let begun = CLOCK.elapsed();
  return async () => {
    const worked = CLOCK.elapsed() - begun;
    if (!signal.aborted) await delay(worked * PAUSE_PER_WORK, undefined, { signal, ref: false }).catch(() => undefined);
    begun = CLOCK.elapsed();
  };
}
