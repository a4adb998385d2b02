import type { JobSummary, Share } from '../plan/summary/index.js';
import { bothEnds } from './listed.js';
import { count, number } from './numbers.js';
import { name } from './show.js';

/** How many lines of a job are shown at each end of a long list. */
const SHARES_SHOWN = 6;

/** The lines about what a plan would run: each job, and below it how many partitions of each month or other text. */
export function describeBackfill(jobs: readonly JobSummary[]): string[] {
  if (jobs.length === 0) return ['nothing to run'];
  return jobs.flatMap(({ job, tasks, partitions, shares }) => [
    `${name(job)}: ${count(tasks, 'task')}, ${count(partitions, 'partition')}`,
    ...bothEnds(linesOf(shares), SHARES_SHOWN).map((line) => `  ${line}`),
  ]);
}

function linesOf(shares: readonly Share[]): string[] {
  const labels = shares.map(({ name: key, value }) => name(`${key}=${value}`));
  const width = labels.reduce((widest, label) => Math.max(widest, label.length), 0);
  return shares.map(({ partitions }, index) => `${(labels[index] ?? '').padEnd(width)}  ${number(partitions)}`);
}

/** The question before a selection of many tasks runs. */
export function describeConfirmation(tasks: number): string {
  return `this runs ${count(tasks, 'task')}. Type "yes" to run ${tasks === 1 ? 'it' : 'them'}:`;
}
