import type { Manifest } from '../base/model/index.js';

/**
 * How long the task of a manifest took, in milliseconds; undefined for a manifest without a task (adopted or
 * blessed). 0 if the clock was set back in between.
 */
export function durationOf({
  origin = 'built',
  startTime,
  endTime,
}: Pick<Manifest, 'origin' | 'startTime' | 'endTime'>): number | undefined {
  const ms = Date.parse(endTime) - Date.parse(startTime);
  return origin === 'built' && Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
