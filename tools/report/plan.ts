import type { Plan } from '../base/model/index.js';
import { count } from './show.js';

/** Says on one line what a plan runs, what is valid, and how long it takes by its estimate. */
export function describePlan({ tasks, pruned, estimate }: Plan): string {
  const reasons = new Map<string, number>();
  for (const { reason } of tasks) reasons.set(reason.kind, (reasons.get(reason.kind) ?? 0) + 1);
  const why = [...reasons].map(([kind, number]) => `${String(number)} ${kind}`).join(', ');
  const masked = (['minor', 'major'] as const).flatMap((part) => {
    const number = pruned.filter(({ note }) => note === `masked-${part}-change`).length;
    return number === 0 ? [] : [count(number, `masked ${part} change`)];
  });
  const parts = [
    `planned ${count(tasks.length, 'task')}${why === '' ? '' : ` (${why})`}`,
    `${count(pruned.length, 'partition')} valid${masked.length === 0 ? '' : ` (${masked.join(', ')})`}`,
  ];
  if (tasks.length > 0 && estimate !== undefined) parts.push(describeEstimate(estimate, tasks.length));
  return parts.join('; ');
}

function describeEstimate(estimate: NonNullable<Plan['estimate']>, tasks: number): string {
  const { totalMs, criticalPathMs, unknownTasks, samples } = estimate;
  if (unknownTasks === tasks) return 'duration unknown';
  const unknown = unknownTasks === 0 ? '' : `, not counting ${count(unknownTasks, 'task')} of unknown duration`;
  return `takes ${duration(totalMs)} in all, ${duration(criticalPathMs)} on the critical path, estimated from ${count(samples, 'recorded run')}${unknown}`;
}

/** `0.35s`, `12s`, `4m05s`, `3h10m`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(2)}s`;
  if (seconds < 60) return `${seconds.toFixed(0)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${String(minutes)}m${String(Math.floor(seconds % 60)).padStart(2, '0')}s`;
  return `${String(Math.floor(minutes / 60))}h${String(minutes % 60).padStart(2, '0')}m`;
}
