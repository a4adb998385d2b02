import { setTimeout as delay } from 'node:timers/promises';
import { CLOCK } from '../../base/runtime/index.js';
import { isBusy } from './failure.js';

/** Time between two attempts. Meanwhile, the event loop goes on. */
const AGAIN_MS = 5;

/**
 * Runs a step of node:sqlite, again and again while another process has the file locked.
 *
 * @throws what the step throws; that the file is locked only after `timeoutMs`
 */
export async function whileBusy<T>(step: () => T, timeoutMs: number): Promise<T> {
  const deadline = CLOCK.elapsed() + timeoutMs;
  for (;;) {
    try {
      return step();
    } catch (error) {
      if (!isBusy(error) || CLOCK.elapsed() >= deadline) throw error;
    }
    await delay(AGAIN_MS);
  }
}
