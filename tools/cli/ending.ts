import type { Cancellation } from '../base/runtime/index.js';
import type { Action } from './command.js';
import { runsTasks } from './exit_codes.js';
import type { Options } from './options.js';

/** Time for programs that were asked to end to be killed, and a moment more. */
const ENDING_MS = 5_000;

/** Time to deliver the remaining events, lineage and spans after the tasks have ended. */
const DELIVERY_MS = 10_000;

/** Time for readers of standard output and error to take the rest. */
const FLUSH_MS = 1_000;

/** The longest time that a timer of Node can wait: 24 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Resolves when a command has not ended in time after a signal, whatever it waits for, such as a database that does not
 * answer. For a command that runs tasks, the time includes their grace period.
 *
 * @returns never resolves if no signal comes
 */
export async function overdue(
  action: Pick<Action, 'options'>,
  { graceSeconds }: Pick<Options, 'graceSeconds'>,
  { signal, stop, leave }: Cancellation,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const end = (): void => {
    resolve(undefined);
  };
  const runs = runsTasks(action);
  const timeMs = ENDING_MS + (runs ? graceSeconds * 1000 + DELIVERY_MS : 0);
  (runs ? stop : signal).addEventListener('abort', () => setTimeout(end, Math.min(timeMs, MAX_TIMER_MS)));
  leave.addEventListener('abort', end);
  await promise;
}

/** Aborted when readers of standard output and error have had enough time: at a signal, or soon if one has already come. */
export function flushTime({ signal }: Cancellation): AbortSignal {
  return signal.aborted ? AbortSignal.timeout(FLUSH_MS) : signal;
}
