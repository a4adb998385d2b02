import { count, duration, number } from './numbers.js';
import { name } from './show.js';

/** What a plan would run, as a service sums it up. */
export interface PlanPreview {
  readonly tasks: number;
  readonly ifInputsChange: number;
  readonly pruned: number;
  readonly jobs: readonly {
    readonly job: string;
    readonly tasks: number;
    readonly partitions: number;
    readonly reasons: Readonly<Record<string, number>>;
  }[];
  readonly forecast?:
    { readonly totalMs: number; readonly criticalPathMs: number; readonly unknownTasks: number } | undefined;
}

/** The lines about a plan that a service made: the whole, then each job. */
export function describePreview({ tasks, ifInputsChange, pruned, jobs, forecast }: PlanPreview): string[] {
  const certainly = ifInputsChange === 0 ? '' : `, ${number(ifInputsChange)} of them only if their inputs differ`;
  const time =
    forecast === undefined || forecast.unknownTasks === tasks
      ? ''
      : `; takes about ${duration(forecast.totalMs)} in all, ${duration(forecast.criticalPathMs)} on the critical path`;
  return [
    `planned ${count(tasks, 'task')}${certainly}; ${count(pruned, 'partition')} valid${time}`,
    ...jobs.map((job) => {
      const why = Object.entries(job.reasons).map(([kind, of]) => `${number(of)} ${kind}`);
      return `  ${name(job.job)}: ${count(job.tasks, 'task')}, ${count(job.partitions, 'partition')} (${why.join(', ')})`;
    }),
  ];
}
