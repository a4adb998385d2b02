import type { Manifest } from '../base/model/index.js';

/**
 * How long the task of a manifest took, in milliseconds. Nothing for a manifest that no task made: adopted or blessed.
 * A clock that was set back in between makes it 0.
 */
export function durationOf({
  origin = 'built',
  startTime,
  endTime,
}: Pick<Manifest, 'origin' | 'startTime' | 'endTime'>): number | undefined {
  const ms = Date.parse(endTime) - Date.parse(startTime);
  return origin === 'built' && Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
