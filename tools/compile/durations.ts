import type { JobDescriptor } from '../base/model/index.js';

/** The longest delay between two attempts. */
const MAX_DELAY_MS = 300_000;

/** How long a unit may take with all its attempts and the delays between them, in milliseconds; 0 if there is no limit. */
export function longestMs({ timeoutMs, retries, retryDelayMs }: JobDescriptor): number {
  if (timeoutMs === 0) return 0;
  let delays = 0;
  for (let retry = 0; retry < retries; retry++) delays += Math.min(MAX_DELAY_MS, retryDelayMs * 2 ** retry);
  return timeoutMs * (retries + 1) + delays;
}
