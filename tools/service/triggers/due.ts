import { MAX_BACKOFF_MS } from './problem.js';

/**
 * Whether the time has come to try again. A time further away than any wait was written before the clock was set back: it
 * has come, too.
 *
 * @param longest wait, in milliseconds
 */
export function isDue(at: number, now: number, longest = MAX_BACKOFF_MS): boolean {
  return at <= now || at > now + longest;
}

/** The same as a condition of a statement. */
export function dueSql(column: string, now: string): string {
  return `(${column} <= ${now} OR ${column} > ${now} + ${String(MAX_BACKOFF_MS)})`;
}
