import type { Unit } from './units.js';

/** The arguments of `task.sh` for a unit. Ids are hexadecimal digits, so no word needs quotes. */
export function taskWords({ job, tasks }: Unit): string {
  return [job.retries, job.retryDelayMs, ...tasks.map(({ id }) => id)].join(' ');
}

/** The stamp of a unit: the file that exists if it has succeeded. */
export function stampOf(units: readonly Unit[], position: number): string {
  const unit = units[position];
  if (unit === undefined) throw new RangeError(`no unit ${position} of ${units.length}`);
  return `done/${unit.id}`;
}
