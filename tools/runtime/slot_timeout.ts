import type { Launch } from './shell_text.js';
import type { LaunchOutcome, Slot } from './slot.js';

/** The longest time that a timer of Node can wait: 24 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Runs one process in a slot and ends it when it takes too long: SIGTERM to its group, then, when the grace is over,
 * SIGKILL.
 */
export async function runWithTimeout(
  slot: Slot,
  launch: Launch,
  timeoutMs: number,
  graceMs: number,
): Promise<LaunchOutcome> {
  const late = new AbortController();
  let kill: NodeJS.Timeout | undefined;
  const term = setTimeout(
    () => {
      late.abort();
      slot.signal('SIGTERM');
      kill = setTimeout(() => {
        slot.signal('SIGKILL');
      }, graceMs);
    },
    Math.min(timeoutMs, MAX_TIMER_MS),
  );
  const outcome = await slot.run(launch);
  clearTimeout(term);
  clearTimeout(kill);
  if (!late.signal.aborted) return outcome;
  // What the process started may go on without it; and the helper has noted that nothing is to be started any more.
  await slot.close();
  return { kind: 'timed-out' };
}
