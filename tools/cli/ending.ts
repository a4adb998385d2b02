import type { Cancellation } from '../base/runtime/index.js';
import type { Action } from './command.js';
import { runsTasks } from './exit_codes.js';
import type { Options } from './options.js';

/** For programs that were asked to end to be killed, and a moment. */
const ENDING_MS = 5_000;

/** For events, lineage and spans that are not delivered yet, when the tasks have ended. */
const DELIVERY_MS = 10_000;

/** For what a reader of standard output or error has not taken yet. */
const FLUSH_MS = 1_000;

/** The longest time that a timer of Node can wait: 24 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Resolves when a signal was to end a command, and the command did not end in the time that this takes, whatever it waits
 * for: a database that does not answer, for one. Of a command that runs tasks, their grace is part of that time.
 *
 * @returns never resolves as long as no signal comes
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

/** Aborted when readers of standard output and error have had time enough: at a signal; soon, if there was one already. */
export function flushTime({ signal }: Cancellation): AbortSignal {
  return signal.aborted ? AbortSignal.timeout(FLUSH_MS) : signal;
}
