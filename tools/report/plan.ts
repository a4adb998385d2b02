import type { Plan } from '../base/model/index.js';
import { count, duration, number } from './numbers.js';

/** Describes on one line what a plan runs, what is valid, and how long it takes. */
export function describePlan({ tasks, pruned, estimate }: Plan): string {
  const reasons = new Map<string, number>();
  for (const { reason } of tasks) reasons.set(reason.kind, (reasons.get(reason.kind) ?? 0) + 1);
  const why = [...reasons].map(([kind, tasks]) => `${number(tasks)} ${kind}`).join(', ');
  const masked = (['minor', 'major'] as const).flatMap((part) => {
    const changes = pruned.filter(({ note }) => note === `masked-${part}-change`).length;
    return changes === 0 ? [] : [count(changes, `masked ${part} change`)];
  });
  const uncertain = tasks.filter(({ runsIf }) => runsIf !== undefined).length;
  const certainly =
    uncertain === 0
      ? ''
      : `: ${number(tasks.length - uncertain)} for certain, ${number(uncertain)} only if ${uncertain === 1 ? 'its' : 'their'} inputs differ`;
  const parts = [
    `planned ${count(tasks.length, 'task')}${why === '' ? '' : ` (${why})`}${certainly}`,
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
